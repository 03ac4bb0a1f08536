//! Whether keys of one character do something: whoever speaks to the computer may not want them (WCAG 2.1.4).

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::local_storage;

const KEY: &str = "pipeline-retry.single-keys";
const OFF: &str = "off";

/// They do, unless they were switched off.
pub fn are_on() -> bool {
    local_storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).as_deref() != Some(OFF)
}

/// Switches them on or off, and remembers it.
pub fn switch(on: bool) {
    if let Some(storage) = local_storage() {
        // Where nothing can be stored they stay on.
        let _ = if on { storage.remove_item(KEY) } else { storage.set_item(KEY, OFF) };
    }
}

/// This key was pressed alone, and not to be typed into a field.
pub fn is(event: &Event, key: &str) -> bool {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return false };
    let field = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let is_typed = field.is_some_and(|field| field.matches("input, textarea, select").unwrap_or(true));
    event.key() == key && !is_typed && !event.ctrl_key() && !event.meta_key() && !event.alt_key() && are_on()
}
