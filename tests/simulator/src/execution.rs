//! One execution of a pipeline.

use crate::clock::Millis;
use crate::stage::{ABORT_TAKES, Moment, Stage};
use crate::status::Status;
use serde::Serialize;
use serde_json::{Value, json};

/// Stages that run together; a serial stage is a group of one.
pub type Group = Vec<Stage>;

#[derive(Clone, Debug)]
pub struct Execution {
    pub id: String,
    pub pipeline: String,
    pub run_sequence: u32,
    pub created_at: Millis,
    pub groups: Vec<Group>,
    pub started_by: Starter,
    /// The execution that this one retries.
    pub parent: Option<String>,
    /// The first execution of the chain; its own id if it is that.
    pub root: String,
    pub inputs: Inputs,
    pub notes: String,
    /// What the retry that made this execution said.
    pub retried: Option<Retried>,
    /// Waits in a queue until then.
    pub queued_until: Option<Millis>,
    pub aborted_at: Option<Millis>,
    pub was_rolled_back: bool,
}

/// What brought an execution about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starter {
    /// It was there at the start.
    BeforeOurTime,
    /// A fault let somebody else retry.
    Colleague,
    /// The request with this number in the record.
    Request(u64),
}

/// An execution that a retry of another one started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Child {
    /// Its own id.
    pub plan_execution_id: String,
    /// The number in the record of the request that started it; none if it was a colleague's, or there at
    /// the start.
    pub request: Option<u64>,
    /// When it starts, in milliseconds of simulated time.
    pub start_ts: i64,
    /// False while no call shows it yet: it starts late.
    pub is_there: bool,
}

/// The runtime inputs that an execution was started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inputs {
    Yaml(String),
    /// No inputs: the key is left out of the answer.
    Absent,
    /// No inputs, as older servers say it.
    Null,
    /// The empty text.
    Empty,
    /// The text `null`.
    TextNull,
}

/// What a retry asked for, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Retried {
    /// The plan execution id of the execution that was retried.
    pub parent: String,
    /// `retryStages` as sent.
    pub retry_stages: Vec<String>,
    /// `runAllStages` as sent, or its default.
    pub run_all_stages: bool,
    /// `notesForPipelineExecution` as sent.
    pub notes: String,
    /// Stages that ran again or ran after, in order. Those that only would have run are in it too.
    pub rerun_stages: Vec<String>,
    /// Of the stages in `rerun_stages`: the combinations, where only some of a matrix ran again.
    pub rerun_combinations: Vec<String>,
    /// Stages whose old result was copied.
    pub kept_stages: Vec<String>,
    /// SHA-256 of the body in hexadecimal.
    pub body_sha256: String,
    /// How many bytes the body had.
    pub body_length: usize,
}

impl Execution {
    pub fn moment(&self, now: Millis) -> Moment {
        Moment { now, aborted_at: self.aborted_at }
    }

    pub fn stages(&self) -> impl Iterator<Item = &Stage> {
        self.groups.iter().flatten()
    }

    pub fn status(&self, now: Millis) -> Status {
        let moment = self.moment(now);
        match self.aborted_at {
            Some(aborted_at) if now < aborted_at + ABORT_TAKES => return Status::Discontinuing,
            Some(_) => return Status::Aborted,
            None => {}
        }
        if self.queued_until.is_some_and(|until| now < until) {
            return Status::Queued;
        }
        if self.groups.is_empty() {
            // It failed before its first stage.
            return Status::Failed;
        }
        let stages = || self.stages().filter(|stage| !stage.is_rollback);
        let together = Status::of_all(stages().map(|stage| stage.status(moment)));
        if together.is_under_way() {
            return together;
        }
        let goes_on = stages().flat_map(Stage::courses).any(|course| course.is_pending(moment));
        if goes_on { Status::Running } else { together }
    }

    pub fn is_over(&self, now: Millis) -> bool {
        !self.status(now).is_under_way()
    }

    /// Who did it, as Harness names a person.
    pub fn triggered_by(&self) -> Value {
        match self.started_by {
            Starter::Colleague => json!({"uuid": "u2", "identifier": "Ben", "extraInfo": {"email": "ben@example.com"}}),
            _ => json!({"uuid": "u1", "identifier": "Ann", "extraInfo": {"email": "ann@example.com"}}),
        }
    }

    pub fn started(&self) -> Millis {
        self.created_at
    }

    pub fn ended(&self, now: Millis) -> Option<Millis> {
        if !self.is_over(now) {
            return None;
        }
        let moment = self.moment(now);
        let last = self.stages().flat_map(Stage::courses).filter_map(|course| course.ended(moment)).max();
        let aborted = self.aborted_at.map(|aborted_at| aborted_at + ABORT_TAKES);
        last.max(aborted).or(Some(self.created_at))
    }

    /// The message of the first stage that failed.
    pub fn failure(&self, now: Millis) -> Option<&str> {
        let moment = self.moment(now);
        self.stages().filter(|stage| stage.status(moment).stops_the_run()).find_map(|stage| {
            let of_iterations = stage.strategy.iter().flat_map(|strategy| &strategy.iterations);
            let mut of_iterations = of_iterations.filter(|iteration| iteration.course.status(moment).stops_the_run());
            stage.failure.as_deref().or_else(|| of_iterations.find_map(|iteration| iteration.failure.as_deref()))
        })
    }
}
