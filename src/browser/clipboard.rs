//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies the text; `false` when the browser does not let it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = super::window() else { return false };
    // Missing where the page is neither https nor loopback.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
