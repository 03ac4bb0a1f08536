//! What the browser has kept of a run, and by which names.

use crate::browser::bulk_journal::{self, KeptRun};
use crate::browser::journal;
use crate::domain::bulk_run::{BulkRow, RowCame};
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::harness::endpoint::Connection;
use crate::ui::round::press_name;

/// The name of a project's run, of which there is one at a time in this browser.
pub fn name_of(connection: &Connection) -> String {
    let scope = &connection.scope;
    format!("{} {}/{}/{}", connection.api.as_str(), scope.account, scope.org, scope.project)
}

/// A run of this project that an earlier visit of the page has not seen to its end, with what is known of each row.
pub fn unfinished(connection: &Connection) -> Option<KeptRun> {
    let mut kept = bulk_journal::read(&name_of(connection))?;
    for (row, came) in &mut kept.rows {
        if *came == RowCame::Begun {
            let entry = journal::read(&press_name(connection, &row.execution));
            *came = RowCame::of_entry(entry.as_ref(), kept.begun_at, &request_of(connection, row));
        }
    }
    Some(kept)
}

/// As [`unfinished`], and noted so. Only while this tab holds the run's lock: what another one carries out is its own.
pub fn settled(connection: &Connection) -> Option<KeptRun> {
    let name = name_of(connection);
    let noted = bulk_journal::read(&name)?;
    let settled = unfinished(connection)?;
    for (n, ((row, came), (_, noted))) in settled.rows.iter().zip(&noted.rows).enumerate() {
        if came != noted && !bulk_journal::move_row(&name, settled.begun_at, n, row, noted, came) {
            return None;
        }
    }
    Some(settled)
}

/// What a row's press asks for, as the journal has it.
pub fn request_of(connection: &Connection, row: &BulkRow) -> String {
    connection.retry(&row.pipeline, &row.execution, &row.stages, "", &RuntimeInputs::default()).url()
}
