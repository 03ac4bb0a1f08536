//! `retryStages`: which stages may be chosen.

use crate::calls::layout::{group_node_id, stage_node_id};
use crate::envelope::{Answer, Refusal};
use crate::execution::{Execution, Group};
use crate::identifiers::long_id;
use crate::pipeline::Store;
use crate::query::Asked;
use crate::retrying::{Obstacle, listed, why_not};
use crate::world::World;
use serde_json::{Value, json};

pub fn retry_stages(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let scope = asked.query.scope()?;
    let [pipeline] = asked.query.required(["pipelineIdentifier"])?;
    let execution = match why_not(world, &scope, &pipeline, &asked.id, asked.now, false) {
        Ok(_) if !names_the_branch(world, &pipeline, asked) => return Ok(not_resumable(&Obstacle::StagesChanged)),
        Ok(execution) => execution,
        // Nothing to talk about: an error, not an answer.
        Err(obstacle @ Obstacle::NoSuchExecution(_)) => return Err(obstacle.into_refusal()),
        Err(obstacle) => return Ok(not_resumable(&obstacle)),
    };
    let listed = listed(execution, asked.now);
    let infos: Vec<Value> = listed
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let next = listed.get(index + 1).map(|next| node_of(execution, next));
            json!({"info": stage_infos(execution, group, next.as_deref(), asked.now)})
        })
        .collect();
    Ok(Answer::success(&json!({"resumable": true, "errorMessage": null, "groups": infos})))
}

/// A Git-backed pipeline is compared with the default branch unless the call names the execution's;
/// this one has other stages there.
fn names_the_branch(world: &World, pipeline: &str, asked: &Asked) -> bool {
    let Some(pipeline) = world.pipeline(pipeline) else { return true };
    match pipeline.store {
        Store::Inline => true,
        Store::Remote { branch, repo } => {
            asked.query.one("branch") == Some(branch) && asked.query.one("repoIdentifier") == Some(repo)
        }
    }
}

fn not_resumable(obstacle: &Obstacle) -> Answer {
    Answer::success(&json!({"resumable": false, "errorMessage": obstacle.message(), "groups": null}))
}

fn stage_infos(execution: &Execution, group: &Group, next: Option<&str>, now: i64) -> Vec<Value> {
    let moment = execution.moment(now);
    let own = node_of(execution, group);
    group
        .iter()
        .map(|stage| {
            let parent = if own == stage_node_id(execution, stage) {
                long_id(&format!("stages {}", execution.id))
            } else {
                own.clone()
            };
            json!({
                "name": stage.name, "identifier": stage.identifier, "parentId": parent,
                "status": stage.status(moment), "createdAt": stage.started(moment), "nextId": next,
            })
        })
        .collect()
}

/// The node of the whole group, of which some stages may not be listed.
fn node_of(execution: &Execution, listed: &Group) -> String {
    let first = listed.first().map(|stage| stage.identifier.as_str());
    let whole =
        execution.groups.iter().find(|group| group.iter().any(|stage| Some(stage.identifier.as_str()) == first));
    group_node_id(execution, whole.unwrap_or(listed))
}
