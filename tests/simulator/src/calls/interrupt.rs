//! Abort of an execution.

use crate::envelope::{Answer, Refusal};
use crate::identifiers::long_id;
use crate::query::Asked;
use crate::world::World;
use serde_json::json;

pub fn interrupt(world: &mut World, asked: &Asked) -> Result<Answer, Refusal> {
    let [kind] = asked.query.required(["interruptType"])?;
    match kind.as_str() {
        "AbortAll" => {}
        "UserMarkedFailure" => return Err(Refusal::not_simulated("interruptType=UserMarkedFailure")),
        _ => return Err(Refusal::invalid_parameter("interruptType", "must be one of AbortAll, UserMarkedFailure")),
    }
    let id = world.asked_execution(asked)?.id.clone();
    let now = asked.now;
    let running = world.executions.iter_mut().find(|execution| execution.id == id && !execution.is_over(now));
    let Some(execution) = running else {
        // Harness's own words for this are not known.
        return Err(Refusal::invalid_request("The execution has already ended"));
    };
    // A second press while the first one is under way changes nothing.
    execution.aborted_at.get_or_insert(now);
    Ok(Answer::success(&json!({
        "id": long_id(&format!("interrupt {id}")), "type": kind, "planExecutionId": id,
    })))
}
