//! The words in which Harness says how an execution or a stage stands.

/// A status word. Words of newer servers are kept as they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are Harness's own")]
pub enum ExecutionStatus {
    Running,
    AsyncWaiting,
    TaskWaiting,
    TimedWaiting,
    WaitStepRunning,
    Pausing,
    Discontinuing,
    NotStarted,
    Queued,
    QueuedLicenseLimitReached,
    QueuedExecutionConcurrencyReached,
    QueuedGlobalInfraCapacityReached,
    QueuedPlanCreation,
    Paused,
    ResourceWaiting,
    UploadWaiting,
    Waiting,
    InterventionWaiting,
    ApprovalWaiting,
    InputWaiting,
    Success,
    IgnoreFailed,
    Skipped,
    Suspended,
    Failed,
    Errored,
    Expired,
    Aborted,
    ApprovalRejected,
    AbortedByFreeze,
    /// A word that this page does not know.
    Unknown(String),
}

use ExecutionStatus as S;

/// Source: server `ExecutionStatus`, public API description; the last six are words of older servers.
const WORDS: [(&str, ExecutionStatus); 36] = [
    ("Running", S::Running),
    ("AsyncWaiting", S::AsyncWaiting),
    ("TaskWaiting", S::TaskWaiting),
    ("TimedWaiting", S::TimedWaiting),
    ("WaitStepRunning", S::WaitStepRunning),
    ("Pausing", S::Pausing),
    ("Discontinuing", S::Discontinuing),
    ("NotStarted", S::NotStarted),
    ("Queued", S::Queued),
    ("QueuedLicenseLimitReached", S::QueuedLicenseLimitReached),
    ("QueuedExecutionConcurrencyReached", S::QueuedExecutionConcurrencyReached),
    ("QueuedGlobalInfraCapacityReached", S::QueuedGlobalInfraCapacityReached),
    ("QUEUED_PLAN_CREATION", S::QueuedPlanCreation),
    ("Paused", S::Paused),
    ("ResourceWaiting", S::ResourceWaiting),
    ("UploadWaiting", S::UploadWaiting),
    ("Waiting", S::Waiting),
    ("InterventionWaiting", S::InterventionWaiting),
    ("ApprovalWaiting", S::ApprovalWaiting),
    ("InputWaiting", S::InputWaiting),
    ("Success", S::Success),
    ("IgnoreFailed", S::IgnoreFailed),
    ("Skipped", S::Skipped),
    ("Suspended", S::Suspended),
    ("Failed", S::Failed),
    ("Errored", S::Errored),
    ("Expired", S::Expired),
    ("Aborted", S::Aborted),
    ("ApprovalRejected", S::ApprovalRejected),
    ("AbortedByFreeze", S::AbortedByFreeze),
    ("NOT_STARTED", S::NotStarted),
    ("INTERVENTION_WAITING", S::InterventionWaiting),
    ("APPROVAL_WAITING", S::ApprovalWaiting),
    ("APPROVAL_REJECTED", S::ApprovalRejected),
    ("INPUT_WAITING", S::InputWaiting),
    ("RESOURCE_WAITING", S::ResourceWaiting),
];

impl ExecutionStatus {
    /// Failed, in any of the ways that Harness lets one retry.
    pub const FAILED: [Self; 6] =
        [S::Failed, S::Errored, S::Expired, S::Aborted, S::ApprovalRejected, S::AbortedByFreeze];

    /// Harness's word.
    pub fn word(&self) -> &str {
        match self {
            S::Unknown(word) => word,
            known => WORDS.iter().find(|(_, status)| status == known).map_or("", |(word, _)| word),
        }
    }

    /// Reads Harness's word, in any case, as the server does.
    pub fn parse(word: &str) -> Self {
        WORDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word))
            .map_or_else(|| S::Unknown(word.to_owned()), |(_, status)| status.clone())
    }

    /// It failed, in one of the ways that Harness lets one retry.
    ///
    /// Source: `docs/harness-api.md` §5; the union of what the UI, the server and the docs take.
    pub fn is_failed(&self) -> bool {
        Self::FAILED.contains(self)
    }

    /// The server's "only failed stages" filter counts it as failed. `Errored` is not among them:
    /// the server would silently keep such a stage.
    ///
    /// Source: server `RETRYABLE_FAILED_STATUSES`.
    pub fn is_failed_for_the_server_s_filter(&self) -> bool {
        self.is_failed() && *self != S::Errored
    }

    /// It has ended, whatever the end.
    pub fn is_terminal(&self) -> bool {
        self.is_failed() || matches!(self, S::Success | S::IgnoreFailed | S::Skipped | S::Suspended)
    }

    /// It goes on when a person has done something.
    pub fn waits_for_person(&self) -> bool {
        matches!(self, S::ApprovalWaiting | S::InputWaiting | S::InterventionWaiting)
    }

    /// It passed, warnings and ignored failures included.
    pub fn is_passed(&self) -> bool {
        matches!(self, S::Success | S::IgnoreFailed)
    }

    /// A run that got as far as this stage, and did not skip it.
    pub fn is_reached(&self) -> bool {
        !matches!(self, S::NotStarted | S::Skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_known_word_is_read_in_any_case() {
        for (word, status) in WORDS {
            assert_eq!(S::parse(word), status);
            assert_eq!(S::parse(&word.to_lowercase()), status);
        }
    }

    #[test]
    fn six_ends_can_be_retried_and_errored_escapes_the_server_s_filter() {
        let failed: Vec<&str> = WORDS.iter().filter(|(_, status)| status.is_failed()).map(|(word, _)| *word).collect();
        assert_eq!(
            failed,
            ["Failed", "Errored", "Expired", "Aborted", "ApprovalRejected", "AbortedByFreeze", "APPROVAL_REJECTED"]
        );
        assert!(!S::Errored.is_failed_for_the_server_s_filter());
        assert!(S::AbortedByFreeze.is_failed_for_the_server_s_filter());
        assert!(!S::IgnoreFailed.is_failed_for_the_server_s_filter());
    }

    #[test]
    fn what_still_moves_is_not_terminal() {
        for word in ["Running", "Discontinuing", "Paused", "Queued", "ApprovalWaiting", "NotStarted", "Marinating"] {
            assert!(!S::parse(word).is_terminal(), "{word}");
        }
        for word in ["Success", "Aborted", "Skipped", "Suspended", "IgnoreFailed"] {
            assert!(S::parse(word).is_terminal(), "{word}");
        }
    }

    proptest! {
        #[test]
        fn an_unknown_word_is_kept_and_promises_nothing(word in "[A-Z][a-z]{12,20}") {
            let status = S::parse(&word);
            prop_assert_eq!(&status, &S::Unknown(word));
            prop_assert!(!status.is_failed() && !status.is_terminal() && !status.is_passed());
        }
    }
}
