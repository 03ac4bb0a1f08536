//! How the page and the program that edits inputs talk: by events on an element that both know.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Event, EventTarget};

/// Says this at the element; it is also heard above it.
pub fn say(at: &EventTarget, name: &str, fields: &[&str]) {
    let fields: Array = fields.iter().map(|field| JsValue::from_str(field)).collect();
    let with = CustomEventInit::new();
    with.set_bubbles(true);
    with.set_detail(&fields);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &with) {
        // Fails only while the same event is on its way.
        let _ = at.dispatch_event(&event);
    }
}

/// What was said.
pub fn said(event: &Event) -> Vec<String> {
    let detail = event.unchecked_ref::<CustomEvent>().detail();
    Array::from(&detail).iter().map(|field| field.as_string().unwrap_or_default()).collect()
}
