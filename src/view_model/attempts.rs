//! The chain of attempts.

use super::fate_sentence::list;
use super::status_look::{Look, look};
use super::time_words::{ago, duration};
use super::visible_text::visible;
use crate::domain::execution::{Execution, Millis};
use crate::domain::identifiers::{PlanExecutionId, StageIdentifier};
use crate::domain::retry_history::{Attempt, Retried, RetryHistory};

/// For an attempt that is not the latest: the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Older {
    /// Which attempt is shown, and that Harness retries another.
    pub title: String,
    /// The words of the button.
    pub go: String,
    /// Where it goes.
    pub latest: PlanExecutionId,
}

/// Where an older attempt stands in its chain; `None` when nothing is known of a latest attempt.
pub fn older(this: &PlanExecutionId, history: &RetryHistory) -> Option<Older> {
    let latest = history.latest()?.clone();
    let title = match history.place_of(this) {
        Some((place, of)) => format!("This is attempt {place} of {of}. Harness retries only the latest one."),
        None => "A newer attempt of this execution exists. Harness retries only the latest one.".to_owned(),
    };
    let go = match history.place_of(&latest) {
        Some((newest, _)) => format!("Show the latest, attempt {newest}"),
        None => "Show the latest attempt".to_owned(),
    };
    Some(Older { title, go, latest })
}

/// One attempt of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what is shown")]
pub struct AttemptRow {
    pub execution: PlanExecutionId,
    pub number: String,
    pub look: Look,
    pub words: String,
    pub is_this: bool,
}

/// The attempts, oldest first. `this` is the one that is shown: what was read of it is newer than the history.
/// Nothing where there is only one.
pub fn rows(this: &Execution, history: &RetryHistory, now: Millis) -> Vec<AttemptRow> {
    let attempts = history.attempts();
    let row = |(n, attempt): (usize, &Attempt)| {
        let is_this = attempt.execution == this.id;
        let (status, ended_at) =
            if is_this { (&this.status, this.ended_at) } else { (&attempt.status, attempt.ended_at) };
        let words = match (attempt.started_at, ended_at) {
            (Some(start), Some(end)) => format!("{}, ran for {}", ago(start, now), duration(start, end)),
            (Some(start), None) => ago(start, now),
            _ => String::new(),
        };
        let sequence = attempt.run_sequence.map(|sequence| format!(" · #{sequence}")).unwrap_or_default();
        AttemptRow {
            execution: attempt.execution.clone(),
            number: format!("{}{sequence}", n + 1),
            look: look(status, status.is_terminal()),
            words,
            is_this,
        }
    };
    if attempts.len() < 2 { Vec::new() } else { attempts.iter().enumerate().map(row).collect() }
}

/// What an attempt ran again and kept. `of` is an execution of the same chain, for the names of the stages.
pub fn ran_again(retried: Option<&Retried>, is_first: bool, of: &Execution) -> String {
    // Of a parallel group that ran in part, all are named, and those that had passed were kept.
    let names = |identifiers: &[StageIdentifier], except: &[StageIdentifier]| {
        let name = |id: &StageIdentifier| of.stages().find(|stage| stage.identifier == *id).map(|stage| &stage.name);
        let names = identifiers.iter().filter(|id| !except.contains(id));
        list(&names.map(|id| visible(name(id).map_or(id.as_str(), String::as_str))).collect::<Vec<_>>())
    };
    match retried {
        _ if is_first => "The first run.".to_owned(),
        None => "Harness does not say what it ran again.".to_owned(),
        Some(Retried { again, kept }) => {
            let kept_names = if kept.is_empty() { "nothing".to_owned() } else { names(kept, &[]) };
            format!("Again: {}, then what comes after. Kept: {kept_names}.", names(again, kept))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::stage_picture::examples::execution;

    fn id(text: &str) -> PlanExecutionId {
        PlanExecutionId::parse(text).unwrap()
    }

    fn attempt(text: &str, at: Millis, run_sequence: Option<i64>) -> Attempt {
        Attempt {
            execution: id(text),
            status: S::Failed,
            started_at: Some(at),
            ended_at: Some(at + 10_000),
            run_sequence,
        }
    }

    #[test]
    fn an_older_attempt_leads_to_the_latest() {
        let history = RetryHistory::new(vec![attempt("b", 60_000, Some(57)), attempt("a", 0, None)], None);
        let older = older(&id("a"), &history).unwrap();
        assert_eq!(older.title, "This is attempt 1 of 2. Harness retries only the latest one.");
        assert_eq!((older.go.as_str(), older.latest), ("Show the latest, attempt 2", id("b")));
    }

    #[test]
    fn a_latest_attempt_that_is_not_listed_is_still_the_way_out() {
        let history = RetryHistory::new(vec![], Some(id("z")));
        assert_eq!(older(&id("a"), &history).unwrap().go, "Show the latest attempt");
    }

    #[test]
    fn the_chain_has_each_attempt_and_of_the_shown_one_what_was_read_last() {
        let this = execution("build:Running");
        let chain = vec![attempt(this.id.as_str(), 60_000, Some(58)), attempt("a", 0, Some(57))];
        let rows: Vec<String> = rows(&this, &RetryHistory::new(chain, None), 180_000)
            .into_iter()
            .map(|row| {
                format!("{} {}, {}{}", row.number, row.look.word, row.words, if row.is_this { " *" } else { "" })
            })
            .collect();
        assert_eq!(rows, ["1 · #57 Failed, 3 min ago, ran for 0m 10s", "2 · #58 Running, 2 min ago *"]);
        let alone = RetryHistory::new(vec![attempt("a", 0, None)], None);
        assert_eq!(super::rows(&this, &alone, 0), []);
    }

    #[test]
    fn what_an_attempt_did_is_said_in_the_names_of_its_stages() {
        let of = execution("build:Success eu:Failed|us:Success");
        let stage = |text: &str| StageIdentifier::parse(text).unwrap();
        let retried = Retried { again: vec![stage("eu"), stage("gone")], kept: vec![stage("build"), stage("gone")] };
        assert_eq!(ran_again(Some(&retried), false, &of), "Again: Eu, then what comes after. Kept: Build and gone.");
        let from_the_first = Retried { again: vec![stage("build")], kept: vec![] };
        let expected = "Again: Build, then what comes after. Kept: nothing.";
        assert_eq!(ran_again(Some(&from_the_first), false, &of), expected);
        assert_eq!(ran_again(None, true, &of), "The first run.");
        assert_eq!(ran_again(None, false, &of), "Harness does not say what it ran again.");
    }
}
