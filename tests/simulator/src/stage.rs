//! Stages, and how each one's status follows from the time.

use crate::clock::{Millis, SECOND};
use crate::status::Status;

/// How long Harness takes from the wish to abort to the end.
pub const ABORT_TAKES: Millis = 3 * SECOND;

/// One stage of an execution.
#[derive(Clone, Debug)]
pub struct Stage {
    pub identifier: String,
    pub name: String,
    /// Harness's `nodeType`: `CI`, `Deployment`, `Approval`, ...
    pub kind: &'static str,
    pub course: Course,
    pub failure: Option<String>,
    pub strategy: Option<Strategy>,
    /// Runs also when a stage before it failed.
    pub runs_always: bool,
    /// Belongs to a pipeline rollback, and is no stage of the pipeline.
    pub is_rollback: bool,
}

/// The combinations of a matrix, or the rounds of a loop.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// `MATRIX` or `LOOP`.
    pub kind: &'static str,
    pub iterations: Vec<Iteration>,
}

#[derive(Clone, Debug)]
pub struct Iteration {
    pub name: String,
    /// What the matrix varies; empty for a loop.
    pub values: Vec<(String, String)>,
    pub course: Course,
    pub failure: Option<String>,
}

/// What has happened to a stage, or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// Never reached.
    NotStarted,
    /// In the past, or standing still.
    Was { status: Status, start: Millis, end: Option<Millis> },
    /// Runs from `start` and ends at `end` with the status; without an end it waits with it.
    Will { start: Millis, end: Option<Millis>, then: Status },
}

/// A point in time, and whether the execution was aborted before it.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: Millis,
    pub aborted_at: Option<Millis>,
}

impl Course {
    pub fn status(&self, moment: Moment) -> Status {
        let Moment { now, aborted_at } = moment;
        // What the stage would be at the moment of the abort decides whether the abort meets it.
        let reached = aborted_at.map_or(now, |aborted_at| aborted_at.min(now));
        let status = match self {
            Course::NotStarted => Status::NotStarted,
            Course::Was { status, .. } => *status,
            Course::Will { start, .. } if reached < *start => Status::NotStarted,
            Course::Will { end: None, then, .. } => *then,
            Course::Will { end: Some(end), then, .. } => {
                if reached < *end {
                    Status::Running
                } else {
                    *then
                }
            }
        };
        match aborted_at {
            Some(aborted_at) if status.is_under_way() && now < aborted_at + ABORT_TAKES => Status::Discontinuing,
            Some(_) if status.is_under_way() => Status::Aborted,
            _ => status,
        }
    }

    pub fn started(&self, moment: Moment) -> Option<Millis> {
        match self {
            Course::NotStarted => None,
            Course::Was { start, .. } => Some(*start),
            Course::Will { start, .. } => (self.status(moment) != Status::NotStarted).then_some(*start),
        }
    }

    pub fn ended(&self, moment: Moment) -> Option<Millis> {
        match self.status(moment) {
            Status::NotStarted => None,
            status if status.is_under_way() => None,
            Status::Aborted if moment.aborted_at.is_some() && !self.was_over() => {
                moment.aborted_at.map(|aborted_at| aborted_at + ABORT_TAKES)
            }
            _ => match self {
                Course::NotStarted => None,
                Course::Was { end, .. } | Course::Will { end, .. } => *end,
            },
        }
    }

    fn was_over(&self) -> bool {
        matches!(self, Course::Was { status, .. } if !status.is_under_way())
    }

    /// Whether something is still to come.
    pub fn is_pending(&self, moment: Moment) -> bool {
        matches!(self, Course::Will { start, .. } if moment.aborted_at.is_none() && moment.now < *start)
    }
}

impl Stage {
    /// The courses that make up this stage: its own, or those of its combinations.
    pub fn courses(&self) -> Vec<&Course> {
        match &self.strategy {
            Some(strategy) if !strategy.iterations.is_empty() => {
                strategy.iterations.iter().map(|iteration| &iteration.course).collect()
            }
            _ => vec![&self.course],
        }
    }

    pub fn status(&self, moment: Moment) -> Status {
        Status::of_all(self.courses().into_iter().map(|course| course.status(moment)))
    }

    pub fn started(&self, moment: Moment) -> Option<Millis> {
        self.courses().into_iter().filter_map(|course| course.started(moment)).min()
    }

    /// Whether Harness offers it for a retry: reached, and not skipped.
    pub fn is_listed(&self, moment: Moment) -> bool {
        !self.is_rollback && !matches!(self.status(moment), Status::NotStarted | Status::Skipped)
    }

    /// Sets the stage, or all its combinations, on one course.
    pub fn set_course(&mut self, course: &Course) {
        self.course = course.clone();
        for iteration in self.strategy.iter_mut().flat_map(|strategy| &mut strategy.iterations) {
            iteration.course = course.clone();
        }
    }
}
