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

/// Writes all of it, where no other run of this project is kept that can be read; `false` when the browser does not let
/// the page store it.
pub fn write(project: &str, run: &KeptRun) -> bool {
    if let Some((begun_at, _)) = head(project) {
        forget(project, begun_at);
    }
    let write = || {
        for (n, (row, came)) in run.rows.iter().enumerate() {
            local_storage()?.set_item(&row_key(project, n), &row.encode(came)).ok()?;
        }
        local_storage()?.set_item(&key(project), &format!("{} {}", run.begun_at, run.rows.len())).ok()
    };
    let is_written = write().is_some();
    if !is_written {
        forget_rows(project, run.rows.len());
    }
    is_written
}

/// Writes how far a row of the run that was begun then came; `false` where that can't be written, or something else
/// stands there than it came from.
pub fn move_row(project: &str, begun_at: Millis, n: usize, row: &BulkRow, from: &RowCame, to: &RowCame) -> bool {
    let Some(storage) = local_storage() else { return false };
    let key = row_key(project, n);
    let noted = storage.get_item(&key).ok().flatten();
    // In the words that are kept: those of a refusal are on one line there.
    let is_as_known = noted.as_deref() == Some(&row.encode(from));
    let is_this_run = head(project).is_some_and(|(noted, _)| noted == begun_at);
    is_this_run && is_as_known && storage.set_item(&key, &row.encode(to)).is_ok()
}

/// The run of this project that is kept.
pub fn read(project: &str) -> Option<KeptRun> {
    let storage = local_storage()?;
    let (begun_at, count) = head(project)?;
    let row = |n| BulkRow::decode(&storage.get_item(&row_key(project, n)).ok()??);
    Some(KeptRun { begun_at, rows: (0..count).map(row).collect::<Option<_>>()? })
}

/// A run of this project is kept, and can't be read: another version of the page has begun it.
pub fn is_unreadable(project: &str) -> bool {
    head(project).is_some() && read(project).is_none()
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

/// Drops the run that was begun then.
pub fn forget(project: &str, begun_at: Millis) {
    let Some((_, count)) = head(project).filter(|(noted, _)| *noted == begun_at) else { return };
    if let Some(storage) = local_storage() {
        // Fails only where there is no storage. The head goes first: rows without it are of no run.
        let _ = storage.remove_item(&key(project));
        forget_rows(project, count);
    }
}

fn forget_rows(project: &str, count: usize) {
    if let Some(storage) = local_storage() {
        for n in 0..count {
            // Fails only where there is no storage.
            let _ = storage.remove_item(&row_key(project, n));
        }
    }
}

/// When the run was begun, and how many rows it has.
fn head(project: &str) -> Option<(Millis, usize)> {
    let head = local_storage()?.get_item(&key(project)).ok()??;
    let (begun_at, count) = head.split_once(' ')?;
    Some((begun_at.parse().ok()?, count.parse().ok()?))
}

fn key(project: &str) -> String {
    [PREFIX, project].concat()
}

fn row_key(project: &str, n: usize) -> String {
    format!("{PREFIX}{project} {n}")
}
