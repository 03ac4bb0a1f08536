//! The page's own address.

use crate::domain::api_token::{holds_token, scrub};

/// Takes a token out of the address bar and the history entry; `true` when there was one.
pub fn take_token_out() -> bool {
    let Some(window) = super::window() else { return false };
    let Ok(address) = window.location().href() else { return false };
    let decoded = percent_encoding::percent_decode_str(&address).decode_utf8_lossy().into_owned();
    if !holds_token(&decoded) {
        return false;
    }
    let clean = window.location().pathname().unwrap_or_default();
    let clean = if holds_token(&clean) { scrub(&clean) } else { clean };
    window
        .history()
        .and_then(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&clean)))
        .is_ok()
}

/// Scheme, host and port of the page.
pub fn origin() -> String {
    super::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
