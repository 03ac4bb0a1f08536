//! Why Harness refuses a retry, in the order in which it looks, and in its words.

use crate::clock::{DAY, Millis};
use crate::envelope::Refusal;
use crate::execution::Execution;
use crate::query::Scope;
use crate::world::{World, is_in};

/// What `retryStages` reports and the POST refuses alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    NotLatest,
    RolledBack,
    PipelineGone(String),
    TooOld,
    NoSuchExecution(String),
    StagesChanged,
    NoStage,
}

impl Obstacle {
    pub fn message(&self) -> String {
        match self {
            Obstacle::NotLatest => {
                "This execution is not the latest of all retried execution. You can only retry the latest execution."
                    .to_owned()
            }
            Obstacle::RolledBack => {
                "This execution has undergone Pipeline Rollback, and hence cannot be retried.".to_owned()
            }
            Obstacle::PipelineGone(pipeline) => {
                format!("Pipeline with the given ID: {pipeline} does not exist or has been deleted")
            }
            Obstacle::TooOld => "Execution is more than 30 days old. Cannot retry".to_owned(),
            Obstacle::NoSuchExecution(id) => format!("No Plan Execution exists for id {id}"),
            Obstacle::StagesChanged => {
                "Adding, deleting or changing the name of the stage identifier is not allowed for retrying".to_owned()
            }
            Obstacle::NoStage => "No stage to retry".to_owned(),
        }
    }

    pub fn into_refusal(self) -> Refusal {
        Refusal::invalid_request(self.message())
    }
}

/// The execution to retry, or the first thing that stands in the way.
pub fn why_not<'world>(
    world: &'world World,
    scope: &Scope,
    pipeline: &str,
    execution: &str,
    now: Millis,
    races: bool,
) -> Result<&'world Execution, Obstacle> {
    let gone = || Obstacle::PipelineGone(pipeline.to_owned());
    let found = world.execution_in(scope, execution);
    if let Some(execution) = found {
        if !races && !world.is_latest(execution) {
            return Err(Obstacle::NotLatest);
        }
        if execution.was_rolled_back {
            return Err(Obstacle::RolledBack);
        }
    }
    let pipeline =
        world.pipeline(pipeline).filter(|pipeline| !pipeline.is_deleted && is_in(scope, pipeline)).ok_or_else(gone)?;
    let Some(execution) = found else {
        return Err(Obstacle::NoSuchExecution(execution.to_owned()));
    };
    if now - execution.created_at > 30 * DAY {
        return Err(Obstacle::TooOld);
    }
    // An execution of another pipeline ends here too.
    let executed = execution.stages().filter(|stage| !stage.is_rollback).map(|stage| &stage.identifier);
    if !executed.eq(pipeline.stages.iter()) {
        return Err(Obstacle::StagesChanged);
    }
    if pipeline.stages.is_empty() {
        return Err(Obstacle::NoStage);
    }
    Ok(execution)
}

pub fn not_latest() -> Refusal {
    Obstacle::NotLatest.into_refusal()
}

pub fn no_stage_chosen() -> Refusal {
    Refusal::invalid_request("You need to select the stage to retry!!")
}

pub fn not_found_in_groups() -> Refusal {
    Refusal::invalid_request(
        "The execution can not be retried because the retryStagesIdentifier could not be found in any stage Groups. Please provide the correct list of retryStagesIdentifier",
    )
}

pub fn not_the_whole_group() -> Refusal {
    Refusal::invalid_request("Run only failed stages is applicable only for failed parallel group stages")
}

pub fn no_failed_stage() -> Refusal {
    Refusal::invalid_request("No failed stage found in parallel group")
}
