//! The chain of attempts: `retryHistory`, `latestExecutionId`, `canRetry`.

use crate::envelope::{Answer, Refusal};
use crate::query::Asked;
use crate::world::World;
use serde_json::{Value, json};

pub fn retry_history(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    asked.query.required(["pipelineIdentifier"])?;
    let execution = world.asked_execution(asked)?;
    let chain = world.chain(execution);
    let Some(latest) = chain.last().filter(|_| chain.len() > 1) else {
        return Ok(Answer::success(&json!({
            "errorMessage": "Nothing to show in retry history",
            "latestExecutionId": null, "executionInfos": null,
        })));
    };
    let infos: Vec<Value> = chain
        .iter()
        .rev()
        .map(|attempt| {
            json!({
                "uuid": attempt.id, "startTs": attempt.started(), "endTs": attempt.ended(asked.now),
                "status": attempt.status(asked.now), "runSequence": attempt.run_sequence,
            })
        })
        .collect();
    let stages = execution.retried.as_ref().map(|retried| {
        json!({
            "retryStagesIdentifier": retried.retry_stages,
            "skipStagesIdentifier": retried.kept_stages,
        })
    });
    Ok(Answer::success(&json!({
        "errorMessage": null, "latestExecutionId": latest.id, "executionInfos": infos,
        "retryStagesMetadata": stages,
    })))
}

pub fn latest_execution_id(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let execution = world.asked_execution(asked)?;
    let chain = world.chain(execution);
    let latest = chain.last().filter(|_| chain.len() > 1);
    let message = latest.is_none().then_some("This is not a part of retry execution");
    Ok(Answer::success(&json!({
        "errorMessage": message,
        "latestExecutionId": latest.map(|latest| &latest.id),
    })))
}

pub fn can_retry(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let execution = world.asked_execution(asked)?;
    Ok(Answer::success(&Value::from(world.can_retry(execution))))
}
