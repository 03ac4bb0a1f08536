//! The journal of presses in the browser's storage: one entry for each execution, for all tabs. Beside it, the
//! APIs that do not take a stream.

use super::local_storage;
use crate::domain::execution::Millis;
use crate::domain::retry_journal::{JournalEntry, is_recent};

const PREFIX: &str = "pipeline-retry.press ";
const PLAIN: &str = "pipeline-retry.plain ";

/// Writes the entry in place of the one of this name; `false` when the browser does not let the page store
/// it.
pub fn write(name: &str, entry: &JournalEntry) -> bool {
    local_storage().is_some_and(|storage| storage.set_item(&[PREFIX, name].concat(), &entry.encode()).is_ok())
}

/// The entry of this name.
pub fn read(name: &str) -> Option<JournalEntry> {
    Some(JournalEntry::decode(&local_storage()?.get_item(&[PREFIX, name].concat()).ok()??))
}

/// Notes that this API does not take a body as a stream.
pub fn note_plain(api: &str, now: Millis) {
    if let Some(storage) = local_storage() {
        // Then the next press is refused again, and says so again.
        let _ = storage.set_item(&[PLAIN, api].concat(), &now.to_string());
    }
}

/// Whether this API did not take one lately.
pub fn is_plain(api: &str, now: Millis) -> bool {
    let noted = local_storage().and_then(|storage| storage.get_item(&[PLAIN, api].concat()).ok()?);
    noted.and_then(|noted| noted.parse().ok()).is_some_and(|noted| is_recent(noted, now))
}

/// Drops what is of no more use.
pub fn forget_old(now: Millis) {
    let Some(storage) = local_storage() else { return };
    let length = storage.length().unwrap_or_default();
    let keys: Vec<String> = (0..length).filter_map(|n| storage.key(n).ok().flatten()).collect();
    for key in keys {
        let entry = key.strip_prefix(PREFIX).and_then(read);
        if entry.is_some_and(|entry| entry.is_of_no_more_use(now)) {
            // Fails only where there is no storage.
            let _ = storage.remove_item(&key);
        }
    }
}
