//! The journal of presses in the browser's storage: one entry for each execution, for all tabs.

use web_sys::Storage;

use crate::domain::execution::Millis;
use crate::domain::retry_journal::JournalEntry;

const PREFIX: &str = "pipeline-retry.press ";

/// Writes the entry in place of the one of this name; `false` when the browser does not let the page store
/// it.
pub fn write(name: &str, entry: &JournalEntry) -> bool {
    storage().is_some_and(|storage| storage.set_item(&format!("{PREFIX}{name}"), &entry.encode()).is_ok())
}

/// The entry of this name.
pub fn read(name: &str) -> Option<JournalEntry> {
    JournalEntry::decode(&storage()?.get_item(&format!("{PREFIX}{name}")).ok()??)
}

/// Drops what is of no more use.
pub fn forget_old(now: Millis) {
    let Some(storage) = storage() else { return };
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

fn storage() -> Option<Storage> {
    super::window()?.local_storage().ok()?
}
