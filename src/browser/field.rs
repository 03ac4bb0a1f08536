//! What stands in a field of the page.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// The text in the input or textarea with this id; empty when there is none.
pub fn typed(id: &str) -> String {
    let Some(element) = super::document().and_then(|document| document.get_element_by_id(id)) else {
        return String::new();
    };
    match element.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.value(),
        Err(element) => element.dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default(),
    }
}

/// Whether the box with this id is ticked.
pub fn is_ticked(id: &str) -> bool {
    let element = super::document().and_then(|document| document.get_element_by_id(id));
    element.and_then(|element| element.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}

/// Whether the disclosure with this id is open.
pub fn is_unfolded(id: &str) -> bool {
    let element = super::document().and_then(|document| document.get_element_by_id(id));
    element.is_some_and(|element| element.has_attribute("open"))
}
