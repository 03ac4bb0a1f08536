//! What Harness says may be retried.

use super::execution_status::ExecutionStatus;
use super::identifiers::StageIdentifier;

/// Harness's answer to "may this execution be retried, and from where".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryEligibility {
    /// From any of these groups, in the order of running.
    Retryable(Vec<RetryGroup>),
    /// Not at all, with Harness's own sentence.
    NotRetryable(String),
}

/// Stages that one retry may name together: one serial stage, or a parallel group's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryGroup {
    /// Those that the run reached and did not skip; never empty.
    pub stages: Vec<RetryStage>,
}

/// A stage that may be retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryStage {
    /// What the retry calls it: for a matrix or loop, the parent.
    pub identifier: StageIdentifier,
    /// Its name.
    pub name: String,
    /// How it ended.
    pub status: ExecutionStatus,
}
