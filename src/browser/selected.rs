//! What a person has selected on the page.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, Event};

/// Copies the selected text as it stands in the document. By themselves browsers copy what they see of it: the
/// line end after the last line is lost.
pub fn copy_exactly(event: &Event) {
    let selection = super::window().and_then(|window| window.get_selection().ok().flatten());
    let range = selection.and_then(|selection| selection.get_range_at(0).ok());
    let data = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
    if let (Some(range), Some(data)) = (range, data)
        && data.set_data("text/plain", &String::from(range.to_string())).is_ok()
    {
        event.prevent_default();
    }
}

/// Selects everything within this element.
pub fn select_within(element: &Element) {
    if let Some(selection) = super::window().and_then(|window| window.get_selection().ok().flatten()) {
        // Fails only for what can have nothing within it.
        let _ = selection.select_all_children(element);
    }
}
