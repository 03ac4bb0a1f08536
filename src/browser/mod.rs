//! The browser, behind thin functions that decide nothing. wasm only.

pub mod address;
pub mod attention;
pub mod between;
pub mod bulk_journal;
pub mod clipboard;
pub mod clock;
pub mod dialog;
pub mod download;
pub mod early;
pub mod fetch;
pub mod field;
pub mod highlights;
pub mod journal;
pub mod later;
pub mod lock;
pub mod rail;
pub mod rest;
pub mod seen;
pub mod selected;
pub mod sha256;
pub mod single_keys;
pub mod text_area;
pub mod theme;
pub mod ticker;
pub mod token_of_this_tab;
pub mod turn;
pub mod worker;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Element, HtmlElement, Storage, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The page's document; there always is one.
pub fn document() -> Document {
    window().and_then(|window| window.document()).unwrap_or_else(|| JsValue::NULL.unchecked_into())
}

/// What the page shows stands in it.
pub fn body() -> HtmlElement {
    document().body().unwrap_or_else(|| JsValue::NULL.unchecked_into())
}

/// What stays for all tabs of this page; `None` where the browser does not let a page store anything.
fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// The element with this id.
pub fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The text of `config.json`, which the start script read before the page began.
pub fn config_text() -> Option<String> {
    let global = js_sys::global();
    js_sys::Reflect::get(&global, &"pipelineRetryConfig".into()).ok()?.as_string()
}

/// This page was opened by https, or from this machine.
pub fn is_secure() -> bool {
    window().is_some_and(|window| window.is_secure_context())
}

/// A click by mouse or finger, not by a key.
pub fn is_by_pointer(click: &web_sys::Event) -> bool {
    js_sys::Reflect::get(click, &"detail".into()).is_ok_and(|clicks| clicks.as_f64() > Some(0.0))
}

/// The browser knows of no network at all. That it knows of one says nothing.
pub fn is_offline() -> bool {
    window().is_some_and(|window| !window.navigator().on_line())
}

/// Adds rules to the page's style. The policy allows it: they are not markup.
pub fn adopt_style(rules: &str) {
    // Fails only in a browser without, where the page works all the same.
    let _ = adopted(rules);
}

fn adopted(rules: &str) -> Option<()> {
    let sheet = CssStyleSheet::new().ok()?;
    js_sys::Reflect::get(&sheet, &"replaceSync".into())
        .ok()?
        .dyn_into::<js_sys::Function>()
        .ok()?
        .call1(&sheet, &rules.into())
        .ok()?;
    let document = document();
    let sheets = js_sys::Reflect::get(&document, &"adoptedStyleSheets".into()).ok()?;
    let all = js_sys::Array::from(&sheets);
    all.push(&sheet);
    js_sys::Reflect::set(&document, &"adoptedStyleSheets".into(), &all).ok().map(drop)
}
