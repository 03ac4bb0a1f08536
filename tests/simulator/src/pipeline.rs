//! What a pipeline is besides its executions.

/// A pipeline as it stands now, which need not be as it was when an execution ran.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub identifier: String,
    pub name: String,
    /// What the scenario shows, for a person.
    pub shows: &'static str,
    /// Whether a person can bring about a retry that Harness takes, from the link on.
    pub can_retry: bool,
    /// The plan execution id that the scenario's link names.
    pub linked_execution: String,
    pub org: &'static str,
    pub project: &'static str,
    /// The identifiers of its stages now, in order.
    pub stages: Vec<String>,
    pub is_deleted: bool,
    pub store: Store,
    /// A retry ignores its body and takes the stored inputs.
    pub fixed_inputs_on_rerun: bool,
    pub on_retry: OnRetry,
}

/// Where Harness keeps the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Inline,
    /// In Git, on this branch of this repository.
    Remote {
        branch: &'static str,
        repo: &'static str,
    },
}

/// What comes of a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRetry {
    Succeeds,
    /// What failed fails once more.
    FailsAgain,
    /// An approval stage waits until someone aborts.
    WaitsForApproval,
    /// Waits in the queue for a while first.
    Queues,
}
