//! One execution in full.

use crate::calls::summary::item;
use crate::envelope::{Answer, Refusal};
use crate::query::Asked;
use crate::world::World;
use serde_json::{Value, json};

pub fn detail(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let execution = world.asked_execution(asked)?;
    let Some(pipeline) = world.pipeline_of(execution) else {
        return Err(Refusal::unknown_error());
    };
    let mut summary = item(execution, pipeline, asked.now);
    if let Some(summary) = summary.as_object_mut() {
        summary.insert("canRetry".to_owned(), Value::from(world.can_retry(execution)));
        summary.insert("showRetryHistory".to_owned(), Value::from(world.chain(execution).len() > 1));
        summary.insert("notes".to_owned(), Value::from(execution.notes.as_str()));
    }
    Ok(Answer::success(&json!({
        "pipelineExecutionSummary": summary,
        // Steps are not simulated, whether asked for or not.
        "executionGraph": null, "childGraph": null, "rollbackGraph": null,
        "representationStrategy": "camelCase",
    })))
}
