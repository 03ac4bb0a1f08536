//! The status words of stages and executions.

use serde::Serialize;

/// A status, spelled as Harness shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Status {
    NotStarted,
    Queued,
    Running,
    ApprovalWaiting,
    Discontinuing,
    Success,
    IgnoreFailed,
    Skipped,
    Failed,
    Errored,
    Aborted,
    Expired,
    ApprovalRejected,
    AbortedByFreeze,
    /// No word of Harness's: what a newer server might add.
    Marinating,
}

impl Status {
    /// The word on the wire.
    pub fn word(self) -> String {
        format!("{self:?}")
    }

    /// The word in the engine's own spelling, as the answer of a retry has it.
    pub fn engine_word(self) -> &'static str {
        match self {
            Status::Queued => "QUEUED",
            _ => "RUNNING",
        }
    }

    /// What `runAllStages=false` counts as failed. `Errored` and `IgnoreFailed` are not in it.
    pub fn is_failed_to_harness(self) -> bool {
        matches!(
            self,
            Status::Failed | Status::Aborted | Status::Expired | Status::ApprovalRejected | Status::AbortedByFreeze
        )
    }

    /// Whether a stage that ended so keeps the stages after it from running.
    pub fn stops_the_run(self) -> bool {
        self.is_failed_to_harness() || matches!(self, Status::Errored | Status::Marinating)
    }

    pub fn is_under_way(self) -> bool {
        matches!(self, Status::Queued | Status::Running | Status::ApprovalWaiting | Status::Discontinuing)
    }

    /// The status of several things that run together: the one a person most needs to know.
    pub fn of_all(parts: impl IntoIterator<Item = Status>) -> Status {
        let parts: Vec<Status> = parts.into_iter().collect();
        BY_WEIGHT.into_iter().find(|status| parts.contains(status)).unwrap_or(Status::NotStarted)
    }
}

const BY_WEIGHT: [Status; 15] = [
    Status::Discontinuing,
    Status::Running,
    Status::ApprovalWaiting,
    Status::Queued,
    Status::Failed,
    Status::Errored,
    Status::Marinating,
    Status::ApprovalRejected,
    Status::Expired,
    Status::AbortedByFreeze,
    Status::Aborted,
    Status::IgnoreFailed,
    Status::Success,
    Status::Skipped,
    Status::NotStarted,
];
