//! Dialogs over the page: the browser keeps the focus in them, closes them on Escape, and gives the focus back.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    super::element(id)?.dyn_into().ok()
}

/// Opens the dialog with this id, unless it is open.
pub fn open(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        // Fails only for one that is open.
        let _ = dialog.show_modal();
    }
}

/// Closes the dialog with this id.
pub fn close(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

/// Something stands over the page: its keys are not meant for what lies below.
pub fn is_one_open() -> bool {
    super::document().query_selector("dialog[open]").is_ok_and(|found| found.is_some())
}
