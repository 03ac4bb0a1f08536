//! Asking Harness for each ticked row whether, and from where, it can be retried.

use wasm_bindgen_futures::spawn_local;

use super::{ListView, ManyRow};
use crate::domain::execution_url::GitRef;
use crate::harness::error::ApiError;
use crate::view_model::bulk_words::Check;

/// So many at a time.
const AT_ONCE: usize = 3;

/// Asks for every ticked row that was not asked yet, a few at a time. Those that are unticked meanwhile are left out.
pub fn check(view: ListView) {
    let wanted = view.rows.with_untracked(|rows| {
        let is_wanted = |row: &&ManyRow| row.is_ticked.with_untracked(|is| *is) && row.check.with_untracked(is_open);
        let wanted: Vec<ManyRow> = rows.iter().filter(is_wanted).copied().collect();
        wanted
    });
    for row in &wanted {
        row.check.set(Check::Waiting);
    }
    let asking = view.rows.with_untracked(|rows| {
        rows.iter().filter(|row| row.check.with_untracked(|check| *check == Check::Asking)).count()
    });
    for _ in asking..AT_ONCE.min(asking + wanted.len()) {
        spawn_local(ask(view));
    }
}

fn is_open(check: &Check) -> bool {
    matches!(check, Check::No | Check::Unread(_))
}

async fn ask(view: ListView) {
    while let Some(row) = next(view) {
        let (Some(client), Some(execution)) = (view.client(), row.with_latest(Clone::clone)) else { return };
        row.check.set(Check::Asking);
        let git = execution.git.clone().unwrap_or_else(GitRef::default);
        match client.retry_eligibility(&execution.pipeline, &execution.id, &git).await {
            Err(ApiError::Cancelled) => return,
            answer => {
                // Meanwhile the list may have shown a newer attempt, which is asked about in its turn.
                if row.with_latest(|latest| latest.id != execution.id) == Some(true) {
                    row.check.set(Check::Waiting);
                    continue;
                }
                let check = Check::of(&execution, answer);
                if matches!(check, Check::Cannot(_)) {
                    row.tick(false);
                }
                row.check.set(check);
            }
        }
    }
}

/// The next row that is ticked and waits; those that were unticked no longer wait.
fn next(view: ListView) -> Option<ManyRow> {
    view.rows.with_untracked(|rows| {
        rows.iter()
            .find(|row| {
                if row.check.with_untracked(|check| *check != Check::Waiting) {
                    return false;
                }
                let is_ticked = row.is_ticked.with_untracked(|is| *is);
                if !is_ticked {
                    row.check.set(Check::No);
                }
                is_ticked
            })
            .copied()
    })
}
