//! The calls of Harness's API, one module per thing they are about.

mod detail;
mod history;
mod identity;
mod inputs;
mod interrupt;
mod layout;
mod notes;
mod paging;
mod pipelines;
pub mod retry;
mod retry_stages;
mod summary;

use crate::auth::{execute_denied, invalid_token};
use crate::call::Call;
use crate::envelope::{Answer, Refusal};
use crate::query::{Asked, Query};
use crate::world::World;
use axum::http::StatusCode;

/// Does what a call asks, or says why not.
pub fn carry_out(world: &mut World, call: Call, asked: &Asked) -> Result<Answer, Refusal> {
    match call {
        Call::Inputs => inputs::inputs(world, asked),
        Call::Retry => retry::retry(world, asked),
        Call::RetryStages => retry_stages::retry_stages(world, asked),
        Call::RetryHistory => history::retry_history(world, asked),
        Call::LatestExecutionId => history::latest_execution_id(world, asked),
        Call::CanRetry => history::can_retry(world, asked),
        Call::Summary => summary::list(world, asked),
        Call::Detail => detail::detail(world, asked),
        Call::Notes => notes::notes(world, asked),
        Call::SetNotes => notes::set_notes(world, asked),
        Call::Interrupt => interrupt::interrupt(world, asked),
        Call::Pipelines => pipelines::list(world, asked),
        Call::CurrentUser => identity::current_user(asked),
        Call::TokenValidate => identity::validate_token(world, asked),
        Call::Account => identity::account(asked),
        Call::Organizations => identity::organizations(asked),
        Call::Projects => identity::projects(asked),
        Call::Any | Call::Preflight => Err(Refusal::not_simulated("such a call")),
    }
}

/// The answer that goes with an HTTP status, for faults that put one in Harness's mouth.
pub fn refused_with(status: u16, pipeline: Option<&str>, query: &Query) -> Answer {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match status {
        400 => Refusal::invalid_request("This is a fault of the simulator").into_answer(),
        401 => invalid_token().into_answer(),
        403 => execute_denied(pipeline, query).into_answer(),
        404 => Refusal::new(code, "RESOURCE_NOT_FOUND", "HTTP 404 Not Found").into_answer(),
        415 => retry::unsupported_media_type().into_answer(),
        // Its body is not documented, and the edge sends no Retry-After.
        429 => Answer::text(code, "Too Many Requests".to_owned()),
        500 => Refusal::unknown_error().into_answer(),
        // Not Harness's own words but those of a proxy in front of it.
        _ => Answer::html(code, &code.to_string()),
    }
}
