//! How a status looks: icon, word and colour, always the three.

use crate::domain::execution_status::ExecutionStatus as S;

/// The look of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The icon's name in the sprite, without its `i-`.
    pub icon: &'static str,
    /// The word.
    pub word: String,
    /// The colour's role: `ok`, `bad`, `warn`, `run` or `idle`.
    pub role: &'static str,
}

/// The look of a status. `NotStarted` reads differently in a run that has ended.
pub fn look(status: &S, run_has_ended: bool) -> Look {
    let (icon, word, role) = match status {
        S::Success => ("ok", "Success", "ok"),
        S::IgnoreFailed => ("ok", "Failed, ignored", "ok"),
        S::Failed => ("failed", "Failed", "bad"),
        S::Errored => ("failed", "Errored", "bad"),
        S::Aborted => ("aborted", "Aborted", "bad"),
        S::Expired => ("expired", "Expired", "bad"),
        S::ApprovalRejected => ("rejected", "Rejected", "bad"),
        S::AbortedByFreeze => ("frozen", "Stopped by freeze", "bad"),
        S::Running | S::AsyncWaiting | S::TaskWaiting | S::TimedWaiting | S::WaitStepRunning => {
            ("running", "Running", "run")
        }
        S::Pausing => ("running", "Pausing", "run"),
        S::Discontinuing => ("running", "Being aborted", "run"),
        S::Queued | S::QueuedPlanCreation => ("waiting", "Queued", "idle"),
        S::QueuedLicenseLimitReached => ("waiting", "Queued, licence limit", "idle"),
        S::QueuedExecutionConcurrencyReached => ("waiting", "Queued, concurrency limit", "idle"),
        S::QueuedGlobalInfraCapacityReached => ("waiting", "Queued, no capacity", "idle"),
        S::ResourceWaiting => ("waiting", "Waiting for resources", "idle"),
        S::UploadWaiting => ("waiting", "Waiting for an upload", "idle"),
        S::Waiting => ("waiting", "Waiting", "idle"),
        S::Paused => ("waiting", "Paused", "idle"),
        S::ApprovalWaiting => ("approval", "Waiting for approval", "warn"),
        S::InputWaiting => ("approval", "Waiting for input", "warn"),
        S::InterventionWaiting => ("approval", "Waiting for a person", "warn"),
        S::NotStarted if run_has_ended => ("notreached", "Not reached", "idle"),
        S::NotStarted => ("notreached", "Waiting for its turn", "idle"),
        S::Skipped => ("skipped", "Skipped", "idle"),
        S::Suspended => ("skipped", "Suspended", "idle"),
        S::Unknown(word) => return Look { icon: "unknown", word: unknown(word), role: "idle" },
    };
    Look { icon, word: word.to_owned(), role }
}

fn unknown(word: &str) -> String {
    if word.is_empty() { "No status".to_owned() } else { super::visible_text::visible(word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_statuses_look_bad_and_differ_by_icon_or_word() {
        let looks: Vec<Look> = ["Failed", "Errored", "Aborted", "Expired", "ApprovalRejected", "AbortedByFreeze"]
            .map(|word| look(&S::parse(word), true))
            .to_vec();
        assert!(looks.iter().all(|look| look.role == "bad"));
        for (n, one) in looks.iter().enumerate() {
            assert!(looks.iter().skip(n + 1).all(|other| other.word != one.word));
        }
    }

    #[test]
    fn an_unknown_word_is_shown_as_it_is() {
        assert_eq!(look(&S::parse("Marinating"), true).word, "Marinating");
        assert_eq!(look(&S::parse(""), true).word, "No status");
    }

    #[test]
    fn not_started_is_said_by_whether_the_run_goes_on() {
        assert_eq!(look(&S::NotStarted, true).word, "Not reached");
        assert_eq!(look(&S::NotStarted, false).word, "Waiting for its turn");
    }

    #[test]
    fn every_icon_is_in_the_sprite() {
        let page = include_str!("../../index.html");
        for word in [
            "Success",
            "Failed",
            "Aborted",
            "Expired",
            "ApprovalRejected",
            "AbortedByFreeze",
            "Running",
            "Queued",
            "ApprovalWaiting",
            "NotStarted",
            "Skipped",
            "x",
        ] {
            let icon = look(&S::parse(word), true).icon;
            assert!(page.contains(&format!("id=\"i-{icon}\"")), "{icon}");
        }
    }
}
