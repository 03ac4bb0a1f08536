//! The chain of attempts, for an attempt that is not its latest.

use super::status_look::{Look, look};
use super::time_words::ago;
use crate::domain::execution::Millis;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_history::RetryHistory;

/// The chain, and the way to its latest attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Which attempt is shown, and that Harness retries another.
    pub title: String,
    /// The words of the button.
    pub go: String,
    /// Where it goes.
    pub latest: PlanExecutionId,
    /// Oldest first.
    pub rows: Vec<AttemptRow>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what is shown")]
pub struct AttemptRow {
    pub number: String,
    pub look: Look,
    pub words: String,
    pub is_this: bool,
}

/// The chain as it is shown; `None` when nothing is known of a latest attempt.
pub fn chain(this: &PlanExecutionId, history: &RetryHistory, now: Millis) -> Option<Chain> {
    let latest = history.latest()?.clone();
    let title = match history.place_of(this) {
        Some((place, of)) => format!("This is attempt {place} of {of}. Harness retries only the latest one."),
        None => "A newer attempt of this execution exists. Harness retries only the latest one.".to_owned(),
    };
    let go = match history.place_of(&latest) {
        Some((newest, _)) => format!("Go to attempt {newest}"),
        None => "Go to the latest attempt".to_owned(),
    };
    let rows = history
        .attempts()
        .iter()
        .enumerate()
        .map(|(n, attempt)| {
            let is_this = attempt.execution == *this;
            let words = match attempt.started_at {
                _ if is_this => "shown here".to_owned(),
                Some(at) if attempt.execution == latest => format!("latest, {}", ago(at, now)),
                None if attempt.execution == latest => "latest".to_owned(),
                _ => String::new(),
            };
            let sequence = attempt.run_sequence.map(|sequence| format!(" · #{sequence}")).unwrap_or_default();
            AttemptRow { number: format!("{}{sequence}", n + 1), look: look(&attempt.status, true), words, is_this }
        })
        .collect();
    Some(Chain { title, go, latest, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::retry_history::Attempt;

    fn id(text: &str) -> PlanExecutionId {
        PlanExecutionId::parse(text).unwrap()
    }

    #[test]
    fn an_older_attempt_is_shown_in_its_chain() {
        let attempt = |text: &str, at, run_sequence| Attempt {
            execution: id(text),
            status: S::Failed,
            started_at: Some(at),
            ended_at: None,
            run_sequence,
        };
        let history = RetryHistory::new(vec![attempt("b", 60_000, Some(57)), attempt("a", 0, None)], None);
        let chain = chain(&id("a"), &history, 180_000).unwrap();
        assert_eq!(chain.title, "This is attempt 1 of 2. Harness retries only the latest one.");
        assert_eq!((chain.go.as_str(), &chain.latest), ("Go to attempt 2", &id("b")));
        let rows: Vec<String> = chain.rows.iter().map(|row| format!("{} {}", row.number, row.words)).collect();
        assert_eq!(rows, ["1 shown here", "2 · #57 latest, 2 min ago"]);
    }

    #[test]
    fn a_latest_attempt_that_is_not_listed_is_still_the_way_out() {
        let history = RetryHistory::new(vec![], Some(id("z")));
        let chain = chain(&id("a"), &history, 0).unwrap();
        assert_eq!((chain.go.as_str(), chain.rows.len()), ("Go to the latest attempt", 0));
    }
}
