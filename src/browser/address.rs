//! The page's own address.

use wasm_bindgen::JsValue;

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
    window.history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&clean))).is_ok()
}

/// What stands behind the `#`; empty for nothing.
pub fn fragment() -> String {
    let fragment = super::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    fragment.trim_start_matches('#').to_owned()
}

/// Puts this behind the `#`: as a step that the browser's *Back* goes over, or in the place of what stands
/// there.
pub fn set_fragment(text: &str, is_step: bool) {
    let history = super::window().and_then(|window| window.history().ok());
    if let Some(history) = history.filter(|_| fragment() != text) {
        let (state, address) = (JsValue::NULL, format!("#{text}"));
        // Fails where a page does this hundreds of times in a minute; then the address stays behind.
        let _ = if is_step {
            history.push_state_with_url(&state, "", Some(&address))
        } else {
            history.replace_state_with_url(&state, "", Some(&address))
        };
    }
}

/// The whole address.
pub fn whole() -> String {
    super::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Scheme, host and port of the page.
pub fn origin() -> String {
    super::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
