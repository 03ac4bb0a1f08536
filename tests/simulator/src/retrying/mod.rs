//! Retries: what Harness refuses, and what it makes of the rest.

mod course;
mod obstacle;

pub use obstacle::{Obstacle, no_stage_chosen, not_latest, why_not};

use crate::clock::Millis;
use crate::envelope::Refusal;
use crate::execution::{Execution, Group, Inputs, Retried, Starter};
use crate::identifiers::{long_id, sha256};
use crate::query::{Scope, Turn};
use crate::status::Status;
use crate::world::World;
use obstacle::{no_failed_stage, not_found_in_groups, not_the_whole_group};

/// A retry as it was asked for.
#[derive(Debug)]
pub struct Wish {
    pub scope: Scope,
    pub pipeline: String,
    pub execution: String,
    pub retry_stages: Vec<String>,
    pub run_all_stages: bool,
    pub notes: String,
    pub inputs: Inputs,
    pub body: Vec<u8>,
    pub turn: Turn,
}

/// The groups that a retry may choose from: what was reached and not skipped.
pub fn listed(execution: &Execution, now: Millis) -> Vec<Group> {
    let moment = execution.moment(now);
    execution
        .groups
        .iter()
        .map(|group| group.iter().filter(|stage| stage.is_listed(moment)).cloned().collect())
        .filter(|group: &Group| !group.is_empty())
        .collect()
}

/// Checks a wish in Harness's order and starts the child, which becomes the latest of its chain.
pub fn start(world: &mut World, wish: Wish, by: Starter, now: Millis) -> Result<Execution, Refusal> {
    let Turn { races, late } = wish.turn;
    let parent =
        why_not(world, &wish.scope, &wish.pipeline, &wish.execution, now, races).map_err(Obstacle::into_refusal)?;
    if !races && world.late.iter().any(|other| other.root == parent.root) {
        return Err(not_latest());
    }
    let starts_at = now + late;
    let chosen = choose(parent, &wish, now)?;
    let Some(pipeline) = world.pipeline_of(parent) else {
        return Err(Refusal::unknown_error());
    };
    let planned = course::plan(parent, &chosen, pipeline.on_retry, starts_at);
    let inputs = if pipeline.fixed_inputs_on_rerun { parent.inputs.clone() } else { wish.inputs };
    let id = match world.children(&parent.id).count() {
        0 => long_id(&format!("retry of {}", parent.id)),
        n => long_id(&format!("retry {} of {}", n + 1, parent.id)),
    };
    let child = Execution {
        id,
        pipeline: parent.pipeline.clone(),
        run_sequence: world.next_run_sequence(&parent.pipeline),
        created_at: starts_at,
        groups: planned.groups,
        started_by: by,
        parent: Some(parent.id.clone()),
        root: parent.root.clone(),
        inputs,
        notes: wish.notes.clone(),
        retried: Some(Retried {
            parent: parent.id.clone(),
            retry_stages: wish.retry_stages,
            run_all_stages: wish.run_all_stages,
            notes: wish.notes,
            rerun_stages: planned.rerun_stages,
            rerun_combinations: planned.rerun_combinations,
            kept_stages: planned.kept_stages,
            body_sha256: sha256(&wish.body),
            body_length: wish.body.len(),
        }),
        queued_until: planned.queued_until,
        aborted_at: None,
        was_rolled_back: false,
    };
    if late > 0 {
        world.late.push(child.clone());
    } else {
        world.executions.push(child.clone());
    }
    Ok(child)
}

/// What a wish comes to: where the run begins, and which stages of that group run.
#[derive(Debug)]
pub struct Chosen {
    /// The index of the group.
    pub group: usize,
    pub stages: Vec<String>,
    /// Of a matrix or loop, only what failed.
    pub only_failed_combinations: bool,
}

fn choose(parent: &Execution, wish: &Wish, now: Millis) -> Result<Chosen, Refusal> {
    let ids = &wish.retry_stages;
    let moment = parent.moment(now);
    let listed = listed(parent, now);
    // All ids lie in one group (CORE26; CORE23 looks only when some of several are to run).
    let group = listed
        .iter()
        .find(|group| ids.iter().all(|id| group.iter().any(|stage| stage.identifier == *id)))
        .ok_or_else(not_found_in_groups)?;
    let mut stages: Vec<String> =
        group.iter().map(|stage| stage.identifier.clone()).filter(|id| ids.contains(id)).collect();
    if !wish.run_all_stages && ids.len() > 1 {
        if stages.len() != group.len() {
            return Err(not_the_whole_group());
        }
        let failed = |status: Status| status.is_failed_to_harness();
        stages =
            group.iter().filter(|stage| failed(stage.status(moment))).map(|stage| stage.identifier.clone()).collect();
        if stages.is_empty() {
            return Err(no_failed_stage());
        }
    }
    let first = group.first().map(|stage| stage.identifier.as_str());
    let index = parent
        .groups
        .iter()
        .position(|whole| whole.iter().any(|stage| Some(stage.identifier.as_str()) == first))
        .ok_or_else(not_found_in_groups)?;
    Ok(Chosen { group: index, stages, only_failed_combinations: !wish.run_all_stages && ids.len() == 1 })
}
