//! The chain of attempts that an execution belongs to.

use super::execution::Millis;
use super::execution_status::ExecutionStatus;
use super::identifiers::{PlanExecutionId, StageIdentifier};

/// The attempts of one chain, oldest first. An execution that was never retried has none listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryHistory {
    attempts: Vec<Attempt>,
    latest: Option<PlanExecutionId>,
    /// What the retry that made the execution asked for did; `None` for a first attempt, and where the server
    /// does not say.
    pub retried: Option<Retried>,
}

/// What a retry did to the stages of the execution that it retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retried {
    /// The stages that it named to run again. What comes after them ran too.
    pub again: Vec<StageIdentifier>,
    /// The stages whose results were taken over.
    pub kept: Vec<StageIdentifier>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its execution.
    pub execution: PlanExecutionId,
    /// How it stands.
    pub status: ExecutionStatus,
    /// When it started.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// The number that people know it by; older servers leave it out.
    pub run_sequence: Option<i64>,
}

impl RetryHistory {
    /// Orders the attempts by their start, since servers differ in theirs.
    pub fn new(given: Vec<Attempt>, latest: Option<PlanExecutionId>) -> Self {
        let mut attempts: Vec<Attempt> = Vec::with_capacity(given.len());
        for attempt in given.into_iter().rev() {
            let before = attempts.iter().rposition(|other| other.started_at <= attempt.started_at);
            attempts.insert(before.map_or(0, |before| before + 1), attempt);
        }
        Self { attempts, latest, retried: None }
    }

    /// Oldest first.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The only attempt that Harness retries; `None` when there was never a second one.
    pub fn latest(&self) -> Option<&PlanExecutionId> {
        self.latest.as_ref().or_else(|| self.attempts.last().map(|attempt| &attempt.execution))
    }

    /// Whether this is the attempt that Harness retries.
    pub fn is_latest(&self, execution: &PlanExecutionId) -> bool {
        self.latest().is_none_or(|latest| latest == execution)
    }

    /// Which attempt this is, counted from 1, and of how many.
    pub fn place_of(&self, execution: &PlanExecutionId) -> Option<(usize, usize)> {
        if self.attempts.is_empty() && self.latest.is_none() {
            return Some((1, 1));
        }
        let at = self.attempts.iter().position(|attempt| attempt.execution == *execution)?;
        Some((at + 1, self.attempts.len()))
    }

    /// When the first attempt started: Harness's 30 days count from there.
    pub fn first_started_at(&self) -> Option<Millis> {
        self.attempts.first().and_then(|attempt| attempt.started_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> PlanExecutionId {
        PlanExecutionId::parse(text).unwrap()
    }

    fn attempt(text: &str, started_at: Option<Millis>) -> Attempt {
        Attempt { execution: id(text), status: ExecutionStatus::Failed, started_at, ended_at: None, run_sequence: None }
    }

    #[test]
    fn attempts_stand_oldest_first_however_the_server_orders_them() {
        for attempts in [
            vec![attempt("c", Some(3)), attempt("b", Some(2)), attempt("a", Some(1))],
            vec![attempt("a", Some(1)), attempt("b", Some(2)), attempt("c", Some(3))],
            vec![attempt("c", None), attempt("b", None), attempt("a", None)],
        ] {
            let history = RetryHistory::new(attempts, None);
            assert_eq!(history.latest(), Some(&id("c")));
            assert_eq!(history.place_of(&id("b")), Some((2, 3)));
            assert!(history.is_latest(&id("c")) && !history.is_latest(&id("a")));
        }
    }

    #[test]
    fn without_a_chain_the_execution_is_its_own_latest() {
        let history = RetryHistory::default();
        assert!(history.is_latest(&id("x")));
        assert_eq!(history.place_of(&id("x")), Some((1, 1)));
        assert_eq!(history.latest(), None);
    }

    #[test]
    fn the_server_s_latest_counts_even_when_it_is_not_listed() {
        let history = RetryHistory::new(vec![attempt("a", Some(1))], Some(id("z")));
        assert!(!history.is_latest(&id("a")));
        assert_eq!(history.place_of(&id("z")), None);
    }
}
