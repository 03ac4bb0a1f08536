//! The retry itself.

use crate::auth::account;
use crate::envelope::{Answer, Refusal};
use crate::execution::{Execution, Inputs};
use crate::identifiers::long_id;
use crate::query::{Asked, Scope};
use crate::retrying::{Wish, no_stage_chosen, start};
use crate::world::World;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};

pub fn retry(world: &mut World, asked: &Asked) -> Result<Answer, Refusal> {
    if !content_type_is_taken(asked) {
        return Err(unsupported_media_type());
    }
    let retry_stages = asked.query.all("retryStages");
    if retry_stages.is_empty() {
        return Err(no_stage_chosen());
    }
    let [account, org, project, execution] =
        asked.query.required(["accountIdentifier", "orgIdentifier", "projectIdentifier", "planExecutionId"])?;
    let wish = Wish {
        scope: Scope { account, org, project },
        pipeline: asked.id.clone(),
        execution,
        retry_stages,
        run_all_stages: asked.query.flag("runAllStages", true),
        notes: asked.query.one("notesForPipelineExecution").unwrap_or_default().to_owned(),
        inputs: inputs(&asked.body),
        body: asked.body.clone(),
        races: asked.races,
    };
    let child = start(world, wish, asked.now)?;
    Ok(Answer::success(&json!({"planExecution": plan_execution(&child, asked), "gitDetails": null})))
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
            "triggerInfo": {"triggerType": "MANUAL", "isRerun": true, "triggeredBy":
                {"uuid": "u1", "identifier": "Ann", "extraInfo": {"email": "ann@example.com"}}},
            "retryInfo": {"isRetry": true, "rootExecutionId": child.root, "parentRetryId": child.parent},
        },
        "governanceMetadata": null, "lastUpdatedAt": child.created_at, "version": 0, "nodeType": "PLAN",
    })
}
