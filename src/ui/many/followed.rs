//! How the executions that a run has started go on.

use reactive_graph::prelude::*;
use web_sys::AbortSignal;

use super::bulk::{BulkView, RunRow};
use crate::browser::clock;
use crate::browser::fetch::Fetch;
use crate::domain::execution::Millis;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_chain::ListedExecution;
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::ui::follow::Looks;

/// While there is nothing to look at.
const LOOK_AGAIN_MS: u32 = 2_000;
/// Executions a page of the list.
const PAGE: u32 = 100;
/// Of a project in which so much more runs, a look reads this many pages at most.
const MOST_PAGES: u32 = 10;
/// The clocks of Harness and of this computer differ by less.
const SKEW: Millis = 10 * 60_000;

/// Looks at all of them with one call, until the page is left.
pub async fn follow_started(run: BulkView, leaving: Option<AbortSignal>) {
    let mut looks = Looks::begin(run.stale, leaving);
    let client = looks.client(run.connection());
    while looks.next().await {
        if under_way(run).is_empty() {
            // More may be sent later.
            clock::wait(LOOK_AGAIN_MS).await;
        } else if !looks.went(look(run, &client).await.as_ref().err()) {
            return;
        }
    }
}

/// The rows whose new execution is not known to have ended.
fn under_way(run: BulkView) -> Vec<(RunRow, PlanExecutionId)> {
    let of_row = |row: &RunRow| {
        let goes_on = row.stands.with_untracked(|stands| !stands.as_ref().is_some_and(ExecutionStatus::is_terminal));
        let new = row.came.with_untracked(|came| came.new_execution().cloned());
        Some((*row, new.filter(|_| goes_on)?))
    };
    run.rows.with_value(|rows| rows.iter().filter_map(of_row).collect())
}

async fn look(run: BulkView, client: &HarnessClient<Fetch>) -> Result<(), ApiError> {
    let mut wanted = under_way(run);
    for page in 0..MOST_PAGES {
        let page = client.recent_executions(run.begun_at - SKEW, clock::now(), page, PAGE).await?;
        for ListedExecution { execution, .. } in &page.executions {
            let row = wanted.iter().position(|(_, new)| *new == execution.id).map(|at| wanted.swap_remove(at));
            if let Some((row, _)) = row {
                row.stands.set(Some(execution.status.clone()));
            }
        }
        if page.is_last || wanted.is_empty() {
            break;
        }
    }
    Ok(())
}
