//! A text field of many lines: what is selected, and typing into it as a person would.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

/// Where the selection is, in bytes of the text.
pub fn selection(area: &HtmlTextAreaElement, text: &str) -> Range<usize> {
    let place = |units: Result<Option<u32>, _>| bytes(text, units.ok().flatten().unwrap_or_default() as usize);
    place(area.selection_start())..place(area.selection_end())
}

/// Selects these bytes of the text.
pub fn select(area: &HtmlTextAreaElement, text: &str, place: Range<usize>) {
    // Fails for no text field.
    let _ = area.set_selection_range(units(text, place.start), units(text, place.end));
}

/// Types this over these bytes of the text, so that the browser's undo takes it back.
pub fn type_over(area: &HtmlTextAreaElement, text: &str, place: Range<usize>, with: &str) {
    select(area, text, place.clone());
    let document: HtmlDocument = super::document().unchecked_into();
    let order = if with.is_empty() { "delete" } else { "insertText" };
    let typed = document.exec_command_with_show_ui_and_value(order, false, with);
    if !typed.unwrap_or(false) {
        // Without undo, but done.
        let (start, end) = (units(text, place.start), units(text, place.end));
        let _ = area.set_range_text_with_start_and_end(with, start, end);
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = area.dispatch_event(&event);
        }
    }
}

/// Browsers count in UTF-16 units.
fn units(text: &str, at: usize) -> u32 {
    let before = text.get(..at).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn bytes(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, each) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(each.len_utf16());
    }
    text.len()
}
