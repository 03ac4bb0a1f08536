//! The token in this tab's storage: only when the person ticked that, gone with the tab.

use web_sys::Storage;

use crate::domain::api_token::ApiToken;

const KEY: &str = "pipeline-retry.token";

/// Keeps it beside the base of the API that it was given for; `false` when the browser does not let
/// the page store anything.
pub fn keep(token: &ApiToken, given_for: &str) -> bool {
    let line = format!("{given_for} {}", token.header_value());
    storage().is_some_and(|storage| storage.set_item(KEY, &line).is_ok())
}

/// The one that was kept, and the base of the API that it was given for.
pub fn kept() -> Option<(ApiToken, String)> {
    let line = storage()?.get_item(KEY).ok()??;
    let (given_for, token) = line.split_once(' ')?;
    Some((ApiToken::parse(token).ok()?, given_for.to_owned()))
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
