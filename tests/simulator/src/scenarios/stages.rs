//! Describes stages of a past execution.

use crate::clock::Millis;
use crate::identifiers::identifier_of;
use crate::stage::{Course, Iteration, Stage, Strategy};
use crate::status::Status;

/// A stage before it is known when it ran.
#[derive(Clone, Debug)]
pub struct Draft {
    identifier: String,
    name: String,
    kind: &'static str,
    status: Status,
    failure: Option<String>,
    strategy: Option<(&'static str, Vec<DraftIteration>)>,
    runs_always: bool,
    is_rollback: bool,
}

#[derive(Clone, Debug)]
struct DraftIteration {
    name: String,
    values: Vec<(String, String)>,
    status: Status,
}

pub fn build(name: &str, status: Status) -> Draft {
    Draft::new("CI", name, status)
}

pub fn deploy(name: &str, status: Status) -> Draft {
    Draft::new("Deployment", name, status)
}

pub fn approval(name: &str, status: Status) -> Draft {
    Draft::new("Approval", name, status)
}

pub fn custom(name: &str, status: Status) -> Draft {
    Draft::new("Custom", name, status)
}

pub fn scan(name: &str, status: Status) -> Draft {
    Draft::new("SecurityTests", name, status)
}

impl Draft {
    fn new(kind: &'static str, name: &str, status: Status) -> Draft {
        Draft {
            identifier: identifier_of(name),
            name: name.to_owned(),
            kind,
            status,
            failure: default_failure(status).map(str::to_owned),
            strategy: None,
            runs_always: false,
            is_rollback: false,
        }
    }

    pub fn identifier(mut self, identifier: &str) -> Draft {
        identifier.clone_into(&mut self.identifier);
        self
    }

    pub fn because(mut self, failure: impl Into<String>) -> Draft {
        self.failure = Some(failure.into());
        self
    }

    pub fn runs_always(mut self) -> Draft {
        self.runs_always = true;
        self
    }

    pub fn of_rollback(mut self) -> Draft {
        self.is_rollback = true;
        self
    }

    /// Runs once for each combination of the values on the axes; the statuses are in the order of
    /// the combinations, the last axis changing first.
    pub fn matrix(mut self, axes: &[(&str, &[&str])], statuses: &[Status]) -> Draft {
        let mut combinations = vec![Vec::new()];
        for (axis, values) in axes {
            combinations = combinations
                .into_iter()
                .flat_map(|combination: Vec<(String, String)>| {
                    values.iter().map(move |value| {
                        let mut longer = combination.clone();
                        longer.push(((*axis).to_owned(), (*value).to_owned()));
                        longer
                    })
                })
                .collect();
        }
        let name = self.name.clone();
        let iterations = combinations.into_iter().zip(statuses).map(|(values, status)| {
            let suffix: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
            DraftIteration { name: format!("{name}_{}", suffix.join("_")), values, status: *status }
        });
        self.strategy = Some(("MATRIX", iterations.collect()));
        self
    }

    /// Runs several times.
    pub fn repeated(mut self, statuses: &[Status]) -> Draft {
        let iterations = statuses.iter().enumerate().map(|(index, status)| DraftIteration {
            name: format!("{}_{index}", self.name),
            values: Vec::new(),
            status: *status,
        });
        self.strategy = Some(("LOOP", iterations.collect()));
        self
    }

    /// The stage as it ran from `start` on.
    pub fn stage(&self, start: Millis, took: Millis) -> Stage {
        let course = |status: Status| match status {
            Status::NotStarted => Course::NotStarted,
            Status::Skipped => Course::Was { status, start, end: Some(start) },
            _ if status.is_under_way() => Course::Was { status, start, end: None },
            _ => Course::Was { status, start, end: Some(start + took) },
        };
        let strategy = self.strategy.as_ref().map(|(kind, iterations)| Strategy {
            kind,
            iterations: iterations
                .iter()
                .map(|iteration| Iteration {
                    name: iteration.name.clone(),
                    values: iteration.values.clone(),
                    course: course(iteration.status),
                    failure: default_failure(iteration.status).map(str::to_owned),
                })
                .collect(),
        });
        Stage {
            identifier: self.identifier.clone(),
            name: self.name.clone(),
            kind: self.kind,
            course: course(self.status),
            failure: self.failure.clone(),
            strategy,
            runs_always: self.runs_always,
            is_rollback: self.is_rollback,
        }
    }
}

fn default_failure(status: Status) -> Option<&'static str> {
    match status {
        Status::Failed | Status::IgnoreFailed => Some("Shell Script execution failed. Reason: exit status 1"),
        Status::Errored => Some("No delegate could be found for the task: all 3 are disconnected"),
        Status::Expired => Some("The stage did not end within its timeout of 10m"),
        Status::ApprovalRejected => Some("Approval was rejected by Ben: \"Not before Monday\""),
        Status::AbortedByFreeze => Some("Deployment freeze \"Year end\" is active"),
        _ => None,
    }
}
