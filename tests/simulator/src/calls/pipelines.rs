//! The list of pipelines.

use crate::calls::paging::{found, spring_page};
use crate::calls::summary::{checked_body, git_details};
use crate::envelope::{Answer, Refusal};
use crate::pipeline::{Pipeline, Store};
use crate::query::Asked;
use crate::world::{World, is_in};
use serde_json::{Value, json};

pub fn list(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let scope = asked.query.scope()?;
    checked_body(asked)?;
    let all = world
        .pipelines
        .iter()
        .filter(|pipeline| !pipeline.is_deleted && is_in(&scope, pipeline))
        .filter(|pipeline| found(&asked.query, &[&pipeline.identifier, &pipeline.name]))
        .collect();
    Ok(Answer::success(&spring_page(&asked.query, 25, all, |pipeline| item(world, pipeline, asked))?))
}

fn item(world: &World, pipeline: &Pipeline, asked: &Asked) -> Value {
    let executions: Vec<_> =
        world.executions.iter().rev().filter(|execution| execution.pipeline == pipeline.identifier).collect();
    let latest = executions.first();
    let recent: Vec<Value> = executions
        .iter()
        .take(10)
        .map(|execution| {
            json!({
                "planExecutionId": execution.id, "status": execution.status(asked.now),
                "startTs": execution.started(), "endTs": execution.ended(asked.now),
                "runSequence": execution.run_sequence,
                "executorInfo": {"triggerType": "MANUAL", "username": "Ann", "email": "ann@example.com"},
            })
        })
        .collect();
    json!({
        "identifier": pipeline.identifier, "name": pipeline.name, "description": pipeline.shows, "tags": {},
        "numOfStages": pipeline.stages.len(), "stageNames": pipeline.stages, "modules": ["cd", "ci"],
        "storeType": if pipeline.store == Store::Inline { "INLINE" } else { "REMOTE" },
        "gitDetails": git_details(pipeline),
        "executionSummaryInfo": {
            "lastExecutionStatus": latest.map(|latest| latest.status(asked.now)),
            "lastExecutionTs": latest.map(|latest| latest.started()),
            "lastExecutionId": latest.map(|latest| &latest.id),
        },
        "recentExecutionsInfo": recent,
    })
}
