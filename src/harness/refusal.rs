//! Why Harness refuses a retry, read from its sentence: the wire has no finer code than
//! `INVALID_REQUEST`.

/// The rules that Harness names when it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A newer attempt exists.
    NotLatest,
    /// The pipeline was rolled back.
    RolledBack,
    /// The pipeline is gone.
    PipelineDeleted,
    /// More than 30 days old.
    TooOld,
    /// The execution is gone.
    ExecutionDeleted,
    /// The pipeline's stages are no longer those of the run.
    StagesChanged,
    /// The stages sent are not one group of the run.
    StagesNotInOneGroup,
    /// A deployment freeze is on.
    Frozen,
    /// A governance policy says no.
    PolicyDenied,
}

/// Source of the sentences: server `RetryExecutionHelper`, `PlanExecutionResourceImpl`,
/// `PipelineExecutor` (`docs/harness-api.md` §2). Matched by substring: the wire adds a prefix. Where the
/// sentence is not known, the word may begin with a capital letter or not.
const SENTENCES: [(&str, Refusal); 16] = [
    ("is not the latest of all retried execution", Refusal::NotLatest),
    ("has undergone Pipeline Rollback", Refusal::RolledBack),
    ("does not exist or has been deleted for planExecutionId", Refusal::ExecutionDeleted),
    ("pipeline execution has been deleted", Refusal::ExecutionDeleted),
    ("No Plan Execution exists", Refusal::ExecutionDeleted),
    ("No plan exist", Refusal::ExecutionDeleted),
    ("does not exist or has been deleted", Refusal::PipelineDeleted),
    ("more than 30 days old", Refusal::TooOld),
    ("changing the name of the stage identifier", Refusal::StagesChanged),
    ("retryStagesIdentifier could not be found", Refusal::StagesNotInOneGroup),
    ("applicable only for failed parallel group stages", Refusal::StagesNotInOneGroup),
    ("Missing identifiers", Refusal::StagesNotInOneGroup),
    ("select the stage to retry", Refusal::StagesNotInOneGroup),
    ("No failed stage found", Refusal::StagesNotInOneGroup),
    ("reeze", Refusal::Frozen),
    ("overnance", Refusal::PolicyDenied),
];

impl Refusal {
    /// The rule behind Harness's sentence; `None` for one that this page does not know.
    pub fn of(message: &str) -> Option<Self> {
        SENTENCES.iter().find(|(words, _)| message.contains(words)).map(|(_, refusal)| *refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harness_s_sentences_are_told_apart() {
        for (message, refusal) in [
            (
                "Invalid request: This execution is not the latest of all retried execution. You can only retry the latest execution.",
                Some(Refusal::NotLatest),
            ),
            ("This execution has undergone Pipeline Rollback, and hence cannot be retried.", Some(Refusal::RolledBack)),
            ("Pipeline with the given ID: shop does not exist or has been deleted", Some(Refusal::PipelineDeleted)),
            ("Execution is more than 30 days old. Cannot retry", Some(Refusal::TooOld)),
            (
                "The pipeline execution cannot be retried because the first original execution is more than 30 days old",
                Some(Refusal::TooOld),
            ),
            ("No Plan Execution exists for id x", Some(Refusal::ExecutionDeleted)),
            (
                "Plan Execution Summary does not exist or has been deleted for planExecutionId: x",
                Some(Refusal::ExecutionDeleted),
            ),
            (
                "Invalid request : Input Set did not exist or pipeline execution has been deleted",
                Some(Refusal::ExecutionDeleted),
            ),
            (
                "Adding, deleting or changing the name of the stage identifier is not allowed for retrying",
                Some(Refusal::StagesChanged),
            ),
            (
                "The execution can not be retried because the retryStagesIdentifier could not be found in any stage Groups.",
                Some(Refusal::StagesNotInOneGroup),
            ),
            (
                "Run only failed stages is applicable only for failed parallel group stages",
                Some(Refusal::StagesNotInOneGroup),
            ),
            ("You need to select the stage to retry!!", Some(Refusal::StagesNotInOneGroup)),
            ("No stage to retry", None),
            ("No failed stage found in parallel group", Some(Refusal::StagesNotInOneGroup)),
            (
                "The stages could not be found in the execution. Missing identifiers: [eu]",
                Some(Refusal::StagesNotInOneGroup),
            ),
            ("No plan exist for x planExecutionId", Some(Refusal::ExecutionDeleted)),
            (
                "The pipeline execution cannot be retried because the previous execution is more than 30 days old",
                Some(Refusal::TooOld),
            ),
            ("A Deployment Freeze window is active", Some(Refusal::Frozen)),
            ("Denied by governance policies", Some(Refusal::PolicyDenied)),
            ("The licence has run out", None),
        ] {
            assert_eq!(Refusal::of(message), refusal, "{message}");
        }
    }
}
