//! Saving a text as a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Offers the text, byte for byte, as a file of this name.
pub fn download(name: &str, text: &str) {
    // Each step fails only in a browser that has no files at all.
    let _ = offered(name, text);
}

fn offered(name: &str, text: &str) -> Option<()> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(text))).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = super::document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken what it needs.
    Url::revoke_object_url(&url).ok()
}
