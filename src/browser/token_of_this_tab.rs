//! The token in this tab's storage: only when the person ticked that, gone with the tab.

use web_sys::Storage;

use crate::domain::api_token::ApiToken;

const KEY: &str = "pipeline-retry.token";

/// Keeps it; `false` when the browser does not let the page store anything.
pub fn keep(token: &ApiToken) -> bool {
    storage().is_some_and(|storage| storage.set_item(KEY, token.header_value()).is_ok())
}

/// The one that was kept, as text to be read like a typed one.
pub fn kept() -> Option<String> {
    storage()?.get_item(KEY).ok()?
}

/// Forgets it.
pub fn forget() {
    if let Some(storage) = storage() {
        // Fails only where there is no storage, and then nothing was kept.
        let _ = storage.remove_item(KEY);
    }
}

fn storage() -> Option<Storage> {
    super::window()?.session_storage().ok()?
}
