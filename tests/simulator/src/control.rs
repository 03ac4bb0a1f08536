//! `/_simulator/…`: what a test or a person asks of the simulator itself. No token, no CORS, and
//! not in the record.

use crate::clock::SECOND;
use crate::exchange::{Shared, exchange};
use crate::execution::Child;
use crate::faults::{FaultRequest, FaultRule};
use crate::query::Query;
use crate::record::RecordedRequest;
use crate::server::Line;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The control endpoints, and Harness's API under every other path.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/_simulator/requests", get(requests).delete(clear_requests))
        .route("/_simulator/faults", post(inject))
        .route("/_simulator/clock", get(clock).post(advance))
        .route("/_simulator/executions/{id}", get(execution))
        .route("/_simulator/children", get(children))
        .fallback(harness)
        .with_state(shared)
}

async fn harness(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Line>,
    request: Request,
) -> Response<Body> {
    exchange(shared, line, request).await
}

async fn requests(State(shared): State<Arc<Shared>>) -> Json<Vec<RecordedRequest>> {
    Json(shared.record.all())
}

async fn clear_requests(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.record.clear();
    StatusCode::NO_CONTENT
}

async fn inject(
    State(shared): State<Arc<Shared>>,
    Json(request): Json<FaultRequest>,
) -> Result<StatusCode, (StatusCode, String)> {
    let rule = FaultRule::try_from(request).map_err(|error| (StatusCode::BAD_REQUEST, error))?;
    shared.faults.inject(rule);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_seconds: u32,
}

async fn advance(State(shared): State<Arc<Shared>>, Json(advance): Json<Advance>) -> Json<Value> {
    let mut world = shared.world();
    world.clock.advance(i64::from(advance.advance_seconds) * SECOND);
    Json(json!({"now": world.now()}))
}

async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"now": shared.world().now()}))
}

/// What the simulator knows of an execution and a client should not have to guess.
async fn execution(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Result<Json<Value>, StatusCode> {
    let world = shared.world();
    let execution = world.execution(&id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(json!({
        "planExecutionId": execution.id,
        "pipelineIdentifier": execution.pipeline,
        "status": execution.status(world.now()),
        "retried": execution.retried,
        "notes": execution.notes,
    })))
}

/// What retries of `?execution=` started.
async fn children(State(shared): State<Arc<Shared>>, uri: Uri) -> Result<Json<Vec<Child>>, StatusCode> {
    let query = Query::parse(uri.query().unwrap_or_default());
    let execution = query.one("execution").ok_or(StatusCode::BAD_REQUEST)?;
    let is_known = shared.world().execution(execution).is_some();
    if is_known { Ok(Json(shared.children(execution))) } else { Err(StatusCode::NOT_FOUND) }
}
