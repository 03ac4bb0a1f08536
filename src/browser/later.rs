//! Loading the program that shows and edits inputs, once inputs are opened: so a first visit stays small.

use std::cell::Cell;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// What the program says at the document when it has started.
pub const HAS_STARTED: &str = "inputs-editor";

thread_local! {
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
}

/// Loads the program, unless it is there. `false` when that can't be done now.
pub async fn inputs_editor() -> bool {
    if IS_THERE.get() {
        return true;
    }
    let loading = Promise::new(&mut |end, _| {
        if load(&end).is_none() {
            // The end of a promise can't fail.
            let _ = end.call0(&JsValue::NULL);
        }
    });
    let ended = JsFuture::from(loading).await.unwrap_or_default();
    let said = js_sys::Reflect::get(&ended, &"type".into()).unwrap_or_default();
    IS_THERE.set(said == HAS_STARTED);
    IS_THERE.get()
}

/// Puts the script into the page; the first event of these ends the wait. `None` where index.html does not
/// name it.
fn load(end: &Function) -> Option<()> {
    let document = super::document();
    let named = document.query_selector("meta[name=inputs_editor]").ok()??;
    let script = document.create_element("script").ok()?;
    for (name, value) in [
        ("type", "module".to_owned()),
        ("src", named.get_attribute("content")?),
        ("integrity", named.get_attribute("data-integrity")?),
    ] {
        script.set_attribute(name, &value).ok()?;
    }
    // The start script tells of its own failure as the browser tells of the script's.
    script.add_event_listener_with_callback("error", end).ok()?;
    for news in [HAS_STARTED, "inputs-editor-error"] {
        document.add_event_listener_with_callback(news, end).ok()?;
    }
    document.body()?.append_child(&script).ok()?;
    Some(())
}
