//! The head of an execution: its title, its facts, what failed.

use super::readiness::Parts;
use super::time_words::{ago, duration, retryable_for};
use super::visible_text::visible;
use crate::domain::execution::{Execution, Millis};

/// A fact: its name and its value.
pub type Fact = (&'static str, String);

/// What stands under the title.
pub fn facts(execution: &Execution, parts: &Parts, now: Millis) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(started) = execution.started_at {
        facts.push(("Started", ago(started, now)));
        match execution.ended_at {
            Some(ended) => facts.push(("Ran for", duration(started, ended))),
            None if !execution.has_ended() => facts.push(("Running for", duration(started, now))),
            None => {}
        }
    }
    if let Some(by) = &execution.triggered_by {
        facts.push(("By", visible(by)));
    }
    let Some(Ok(history)) = &parts.history else {
        // They have their place from the beginning, so that nothing moves when they come.
        let value = if parts.history.is_some() { "Not known" } else { "" };
        facts.push(("Attempt", value.to_owned()));
        if execution.status_allows_retry() {
            facts.push(("Retry window", value.to_owned()));
        }
        return facts;
    };
    if let Some((this, of)) = history.place_of(&execution.id) {
        let latest = if of > 1 && this == of { ", the latest" } else { "" };
        facts.push(("Attempt", format!("{this} of {of}{latest}")));
    }
    if execution.status_allows_retry() {
        if history.is_latest(&execution.id) {
            let first = history.first_started_at().or(execution.started_at);
            facts.extend(first.map(|first| ("Retry window", retryable_for(first, now))));
        } else {
            facts.push(("Retry window", "Latest attempt only".to_owned()));
        }
    }
    facts
}

/// Which stages failed and Harness's sentence about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Failure {
    pub stages: String,
    pub message: String,
}

/// What failed; `None` when Harness says nothing about it.
pub fn failure(execution: &Execution) -> Option<Failure> {
    let failed: Vec<_> = execution.stages().filter(|stage| stage.status.is_failed()).collect();
    let own = failed.iter().find_map(|stage| stage.failure.as_deref());
    let message = execution.failure.as_deref().or(own)?;
    let names: Vec<String> = failed.iter().map(|stage| visible(&stage.name)).collect();
    Some(Failure { stages: names.join(", "), message: visible(message) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::identifiers::PlanExecutionId;
    use crate::domain::retry_history::{Attempt, RetryHistory};
    use crate::domain::stage_picture::examples;
    use crate::harness::error::ApiError;

    const MINUTE: Millis = 60_000;

    fn execution() -> Execution {
        Execution {
            status: S::Failed,
            ended_at: Some(10 * MINUTE),
            triggered_by: Some("Ann\u{202E}".into()),
            ..examples::execution("a:Success b:Failed|c:Errored")
        }
    }

    #[test]
    fn the_facts_are_said_in_words() {
        let attempt = |text: &str, at| Attempt {
            execution: PlanExecutionId::parse(text).unwrap(),
            status: S::Failed,
            started_at: Some(at),
            ended_at: None,
            run_sequence: None,
        };
        let history = RetryHistory::new(vec![attempt("e2", 0), attempt("e1", -MINUTE)], None);
        let parts = Parts { history: Some(Ok(history)), ..Parts::default() };
        let said = |parts: &Parts| {
            let facts = facts(&execution(), parts, 120 * MINUTE).into_iter();
            facts.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>()
        };
        let without = [
            (None, ["Attempt: ", "Retry window: "]),
            (Some(Err(ApiError::Cancelled)), ["Attempt: Not known", "Retry window: Not known"]),
        ];
        for (history, words) in without {
            assert_eq!(said(&Parts { history, ..Parts::default() })[3..], words);
        }
        assert_eq!(
            said(&parts),
            [
                "Started: 2 h ago",
                "Ran for: 10m 00s",
                "By: Ann⟨U+202E⟩",
                "Attempt: 2 of 2, the latest",
                "Retry window: 29 more days"
            ]
        );
    }

    #[test]
    fn the_failure_names_its_stages() {
        let mut execution = execution();
        assert_eq!(failure(&execution), None);
        execution.stage_groups[1].stages[1].failure = Some("exit 1".into());
        assert_eq!(failure(&execution), Some(Failure { stages: "B, C".into(), message: "exit 1".into() }));
        execution.failure = Some("Shell Script execution failed".into());
        assert_eq!(failure(&execution).unwrap().message, "Shell Script execution failed");
    }
}
