//! Reading the list, page by page.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::checks::check;
use super::{ListView, Listing, ManyRow};
use crate::domain::execution::Millis;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::executions_url::ExecutionFilter;
use crate::domain::identifiers::PipelineIdentifier;
use crate::domain::retry_chain::{ExecutionPage, ListedExecution, RetryChain, fold};
use crate::harness::error::ApiError;
use crate::view_model::bulk_words::Check;
use crate::view_model::user_message::UserMessage;

/// Executions of the first two pages, which are soon there and shown.
const FIRST: u32 = 50;
/// Executions of the others: a long list takes few calls.
const PAGE: u32 = 100;

/// Of the executions that passed, so many are read.
const PASSED: u32 = 200;

/// Reads which pipelines have passed lately, by one call: somebody may have run them anew.
pub fn read_passed(view: ListView) {
    let Some(client) = view.client() else { return };
    let ExecutionFilter { pipeline, days, .. } = view.list().filter;
    let filter =
        ExecutionFilter { pipeline, days, statuses: vec![ExecutionStatus::Success], ..ExecutionFilter::default() };
    spawn_local(async move {
        // Without an answer nothing is said of it.
        let Ok(page) = client.executions(&filter, view.now, 0, PASSED).await else { return };
        let mut passed: Vec<(PipelineIdentifier, Millis)> = Vec::new();
        for ListedExecution { execution, .. } in page.executions {
            // Newest first.
            if let Some(started) = execution.started_at
                && passed.iter().all(|(known, _)| *known != execution.pipeline)
            {
                passed.push((execution.pipeline, started));
            }
        }
        view.passed.set(passed);
    });
}

/// Reads all attempts of a row's chain.
pub fn read_attempts(view: ListView, row: ManyRow) {
    let (Some(client), Some(latest)) = (view.client(), row.with_latest(Clone::clone)) else { return };
    spawn_local(async move {
        // Without an answer those that are listed are shown.
        if let Ok(history) = client.retry_history(&latest.pipeline, &latest.id).await {
            row.history.set(Some(history));
        }
    });
}

/// Ticks what was ticked by another filter.
fn tick_again(view: ListView, rows: &[ManyRow]) {
    if view.elsewhere.with_untracked(Vec::is_empty) {
        return;
    }
    let mut elsewhere = view.elsewhere.with_untracked(Clone::clone);
    for row in rows {
        let at = row.with_latest(|latest| elsewhere.iter().position(|(id, _)| *id == latest.id)).flatten();
        if let Some(at) = at {
            let (_, extent) = elsewhere.swap_remove(at);
            row.extent.set(extent);
            row.tick(true);
        }
    }
    view.elsewhere.set(elsewhere);
}

/// Reads a list as it is asked for more.
#[derive(Clone, Copy)]
pub struct Reader {
    view: ListView,
    chains: StoredValue<Vec<RetryChain>>,
    /// How many pages were read.
    pages: StoredValue<u32>,
}

impl Reader {
    /// Of this list, from its first page.
    pub fn new(view: ListView) -> Self {
        Self { view, chains: StoredValue::new(Vec::new()), pages: StoredValue::new(0) }
    }

    /// Reads the next page, if there is one. `appended` gets the rows that are new, to
    /// show them at the end of the list.
    pub fn read(self, appended: impl Fn(usize, &[ManyRow]) + Clone + 'static) {
        let may = self.view.listing.with_untracked(|listing| !matches!(listing, Listing::End));
        if may {
            self.view.listing.set(Listing::Reading);
            spawn_local(async move {
                self.read_page(appended).await;
            });
        }
    }

    /// Reads to the end.
    pub fn read_all(self, appended: impl Fn(usize, &[ManyRow]) + Clone + 'static) {
        self.view.listing.set(Listing::Reading);
        spawn_local(async move { while self.read_page(appended.clone()).await {} });
    }

    /// `true` when there is more to read.
    async fn read_page(self, appended: impl Fn(usize, &[ManyRow])) -> bool {
        let view = self.view;
        let (Some(client), Some(pages)) = (view.client(), self.pages.try_get_value()) else { return false };
        // Two of the first are as long as one of the others.
        let (page, size) = if pages < 2 { (pages, FIRST) } else { (pages - 1, PAGE) };
        let filter = view.list().filter;
        match client.executions(&filter, view.now, page, size).await {
            Ok(ExecutionPage { executions, total, is_last }) => {
                self.pages.try_set_value(pages + 1);
                let is_last = is_last || executions.is_empty();
                let new = self.chains.try_update_value(|chains| {
                    let before = chains.len();
                    fold(chains, executions);
                    view.rows.with_untracked(|rows| {
                        for (row, chain) in rows.iter().zip(chains.iter()) {
                            if row.chain.with_untracked(|shown| shown.as_ref() != Some(chain)) {
                                let is_as_checked = row.with_latest(|latest| latest.id == chain.latest.id);
                                row.chain.set(Some(chain.clone()));
                                if is_as_checked != Some(true) {
                                    row.check.set(Check::No);
                                    row.history.set(None);
                                }
                            }
                        }
                    });
                    chains.get(before..).map(<[RetryChain]>::to_vec).unwrap_or_default()
                });
                let rows = view.owned(|| new.unwrap_or_default().into_iter().map(ManyRow::new).collect::<Vec<_>>());
                let rows = rows.unwrap_or_default();
                let before = view.rows.with_untracked(Vec::len);
                view.total.set(total);
                view.rows.update(|all| all.extend_from_slice(&rows));
                tick_again(view, &rows);
                check(view);
                view.owned(|| appended(before, &rows));
                view.listing.set(if is_last { Listing::End } else { Listing::More });
                !is_last
            }
            Err(ApiError::Cancelled) => false,
            Err(error) => {
                let message = UserMessage::of_read("the failed executions", &error);
                view.listing.set(Listing::Failed(message));
                false
            }
        }
    }
}
