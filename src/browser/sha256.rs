//! SHA-256, by the browser.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The hash in hexadecimal digits.
///
/// # Errors
/// In a page that was not opened by https or on this machine: browsers hash nothing there.
pub async fn of(text: &str) -> Result<String, JsValue> {
    let crypto = super::window().ok_or(JsValue::NULL)?.crypto()?;
    let bytes = Uint8Array::from(text.as_bytes());
    let hash = JsFuture::from(crypto.subtle().digest_with_str_and_buffer_source("SHA-256", &bytes)?).await?;
    let mut digits = String::new();
    for byte in Uint8Array::new(&hash).to_vec() {
        for half in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(half.into(), 16));
        }
    }
    Ok(digits)
}
