//! The retry itself.

use crate::auth::account;
use crate::envelope::{Answer, Refusal};
use crate::execution::{Execution, Inputs, Starter};
use crate::identifiers::long_id;
use crate::query::{Asked, Query, Scope, Turn};
use crate::retrying::{Wish, no_stage_chosen, start};
use crate::world::World;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};

pub fn retry(world: &mut World, asked: &Asked) -> Result<Answer, Refusal> {
    if !content_type_is_taken(asked) {
        return Err(unsupported_media_type());
    }
    let mut wish = wish(&asked.id, &asked.query)?;
    wish.inputs = inputs(&asked.body);
    wish.body.clone_from(&asked.body);
    wish.turn = asked.turn;
    let child = start(world, wish, Starter::Request(asked.request), asked.now)?;
    Ok(Answer::success(&json!({"planExecution": plan_execution(&child, asked), "gitDetails": null})))
}

/// Somebody else's retry of the same execution from the same stages. Where Harness refuses it, nothing
/// happens.
pub fn by_a_colleague(world: &mut World, pipeline: &str, query: &Query) {
    let now = world.now();
    if let Ok(mut wish) = wish(pipeline, query) {
        wish.notes.clear();
        if let Some(parent) = world.execution(&wish.execution) {
            wish.inputs = parent.inputs.clone();
        }
        let _ = start(world, wish, Starter::Colleague, now);
    }
}

/// What the path and the query ask for; the body is none of it.
fn wish(pipeline: &str, query: &Query) -> Result<Wish, Refusal> {
    let retry_stages = query.all("retryStages");
    if retry_stages.is_empty() {
        return Err(no_stage_chosen());
    }
    let [account, org, project, execution] =
        query.required(["accountIdentifier", "orgIdentifier", "projectIdentifier", "planExecutionId"])?;
    Ok(Wish {
        scope: Scope { account, org, project },
        pipeline: pipeline.to_owned(),
        execution,
        retry_stages,
        run_all_stages: query.flag("runAllStages", true),
        notes: query.one("notesForPipelineExecution").unwrap_or_default().to_owned(),
        inputs: Inputs::Absent,
        body: Vec::new(),
        turn: Turn::default(),
    })
}

/// `@Consumes` JSON or YAML. A body-less request may leave the header out.
fn content_type_is_taken(asked: &Asked) -> bool {
    let Some(content_type) = asked.headers.get(CONTENT_TYPE) else {
        return asked.body.is_empty();
    };
    let content_type = content_type.to_str().unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    ["application/yaml", "application/json"].iter().any(|taken| essence.eq_ignore_ascii_case(taken))
}

pub fn unsupported_media_type() -> Refusal {
    Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "HTTP 415 Unsupported Media Type")
}

/// The body as inputs: an empty one and the YAML null are none.
fn inputs(body: &[u8]) -> Inputs {
    match String::from_utf8_lossy(body).into_owned() {
        yaml if yaml.trim().is_empty() || yaml.trim() == "null" => Inputs::Absent,
        yaml => Inputs::Yaml(yaml),
    }
}

fn plan_execution(child: &Execution, asked: &Asked) -> Value {
    json!({
        "uuid": child.id, "createdAt": child.created_at, "planId": long_id(&format!("plan {}", child.id)),
        "setupAbstractions": {
            "accountId": account(),
            "orgIdentifier": asked.query.one("orgIdentifier"),
            "projectIdentifier": asked.query.one("projectIdentifier"),
        },
        "validUntil": child.created_at + 180 * crate::clock::DAY,
        "status": child.status(asked.now).engine_word(),
        "startTs": child.created_at, "endTs": null,
        "metadata": {
            "runSequence": child.run_sequence, "pipelineIdentifier": child.pipeline, "executionUuid": child.id,
            "triggerInfo": {"triggerType": "MANUAL", "isRerun": true, "triggeredBy": child.triggered_by()},
            "retryInfo": {"isRetry": true, "rootExecutionId": child.root, "parentRetryId": child.parent},
        },
        "governanceMetadata": null, "lastUpdatedAt": child.created_at, "version": 0, "nodeType": "PLAN",
    })
}
