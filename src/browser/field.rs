//! What stands in a field of the page.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// The text in the input or textarea with this id; empty when there is none.
pub fn typed(id: &str) -> String {
    let Some(element) = super::element(id) else {
        return String::new();
    };
    match element.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.value(),
        Err(element) => element.dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default(),
    }
}

/// Whether the box with this id is ticked.
pub fn is_ticked(id: &str) -> bool {
    let element = super::element(id);
    element.and_then(|element| element.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}

/// Opens the disclosure with this id. Whether it is open is otherwise the person's business.
pub fn unfold(id: &str) {
    if let Some(element) = super::element(id) {
        // Fails only for a name that no attribute can have.
        let _ = element.set_attribute("open", "");
    }
}

/// Moves the focus to the element with this id, and scrolls there where it is out of view.
pub fn focus(id: &str) {
    let element = super::element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        // Fails for no element.
        let _ = element.focus();
    }
}
