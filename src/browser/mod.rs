//! The browser, behind thin functions that decide nothing. wasm only.

pub mod address;
pub mod clipboard;
pub mod clock;
pub mod fetch;
pub mod field;
pub mod rail;
pub mod theme;
pub mod token_of_this_tab;

use web_sys::{Document, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The page's document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The text of `config.json`, which the start script read before the page began.
pub fn config_text() -> Option<String> {
    let global = js_sys::global();
    js_sys::Reflect::get(&global, &"pipelineRetryConfig".into()).ok()?.as_string()
}

/// Takes away what index.html shows until the page has started.
pub fn remove_shell() {
    if let Some(shell) = document().and_then(|document| document.get_element_by_id("shell")) {
        shell.remove();
    }
}
