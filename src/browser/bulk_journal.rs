//! A run of many executions in the browser's storage: its head, and a line for each row. One run for each project.

use super::local_storage;
use crate::domain::bulk_run::{BulkRow, RowCame};
use crate::domain::execution::Millis;

const PREFIX: &str = "pipeline-retry.run ";

/// What is kept of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRun {
    /// When it was begun.
    pub begun_at: Millis,
    /// Its rows, in order.
    pub rows: Vec<(BulkRow, RowCame)>,
}

/// Writes all of it, in place of an earlier run of this project; `false` when the browser does not let the page
/// store it.
pub fn write(project: &str, run: &KeptRun) -> bool {
    forget(project);
    let write = || {
        for (n, (row, came)) in run.rows.iter().enumerate() {
            local_storage()?.set_item(&row_key(project, n), &row.encode(came)).ok()?;
        }
        local_storage()?.set_item(&key(project), &format!("{} {}", run.begun_at, run.rows.len())).ok()
    };
    write().is_some()
}

/// Writes how far a row came.
pub fn write_row(project: &str, n: usize, row: &BulkRow, came: &RowCame) -> bool {
    local_storage().is_some_and(|storage| storage.set_item(&row_key(project, n), &row.encode(came)).is_ok())
}

/// The run of this project that is kept.
pub fn read(project: &str) -> Option<KeptRun> {
    let storage = local_storage()?;
    let head = storage.get_item(&key(project)).ok()??;
    let (begun_at, count) = head.split_once(' ')?;
    let count: usize = count.parse().ok()?;
    let row = |n| BulkRow::decode(&storage.get_item(&row_key(project, n)).ok()??);
    Some(KeptRun { begun_at: begun_at.parse().ok()?, rows: (0..count).map(row).collect::<Option<_>>()? })
}

/// The projects, `account/org/project` each, of the runs that are kept.
pub fn projects() -> Vec<String> {
    let Some(storage) = local_storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or_default()).filter_map(|n| storage.key(n).ok().flatten());
    // The rows have a number after that.
    let project = |key: String| {
        let (_, project) = key.strip_prefix(PREFIX)?.split_once(' ')?;
        (!project.contains(' ')).then(|| project.to_owned())
    };
    keys.filter_map(project).collect()
}

/// Drops it.
pub fn forget(project: &str) {
    let Some(storage) = local_storage() else { return };
    let count = storage.get_item(&key(project)).ok().flatten();
    let count = count.and_then(|head| head.split_once(' ')?.1.parse().ok()).unwrap_or(0_usize);
    // Fails only where there is no storage. The head goes first: rows without it are of no run.
    let _ = storage.remove_item(&key(project));
    for n in 0..count {
        let _ = storage.remove_item(&row_key(project, n));
    }
}

fn key(project: &str) -> String {
    [PREFIX, project].concat()
}

fn row_key(project: &str, n: usize) -> String {
    format!("{PREFIX}{project} {n}")
}
