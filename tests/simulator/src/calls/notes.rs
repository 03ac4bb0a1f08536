//! The notes of an execution.

use crate::envelope::{Answer, Refusal};
use crate::query::Asked;
use crate::world::World;
use serde_json::json;

pub fn notes(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let execution = world.asked_execution(asked)?;
    Ok(Answer::success(&json!({"notes": execution.notes})))
}

pub fn set_notes(world: &mut World, asked: &Asked) -> Result<Answer, Refusal> {
    let notes = asked.query.one("notesForPipelineExecution").unwrap_or_default().to_owned();
    let id = world.asked_execution(asked)?.id.clone();
    if let Some(execution) = world.executions.iter_mut().find(|execution| execution.id == id) {
        execution.notes.clone_from(&notes);
    }
    Ok(Answer::success(&json!({"notes": notes})))
}
