//! The second part of the program, which the start script fetches when the page stands: so a first visit stays
//! small. Everything behind `ui::pages::loaded_page` is in it (`xtask/src/seal.rs`).

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Waits until it is there. `false` when it can't be had now; asked again, it is tried again.
pub async fn is_there() -> bool {
    let fetch = js_sys::Reflect::get(&js_sys::global(), &"pipelineRetryRest".into()).unwrap_or_default();
    // A build that is not divided has all of it.
    let Some(fetch) = fetch.dyn_ref::<Function>() else { return true };
    match fetch.call0(&JsValue::NULL) {
        Ok(coming) => JsFuture::from(coming.unchecked_into::<Promise>()).await.is_ok(),
        Err(_) => false,
    }
}
