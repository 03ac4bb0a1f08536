//! The time of day, and waits.

use js_sys::{Array, Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{attention, ticker};
use crate::domain::execution::Millis;

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, exact for 285,000 years")]
pub fn now() -> Millis {
    Date::now() as Millis
}

/// Date and time in the person's own zone and language.
#[expect(clippy::cast_precision_loss, reason = "as for `now`")]
pub fn local_date_and_time(time: Millis) -> String {
    let date = Date::new(&JsValue::from_f64(time as f64));
    date.to_locale_string("default", &JsValue::UNDEFINED).into()
}

/// Waits so many milliseconds, also in a hidden tab.
pub async fn wait(ms: u32) {
    let by_worker = if attention::is_hidden() { ticker::wait(ms) } else { None };
    // Where the worker never answers, the page's own timer still comes, if late.
    let own = timeout(ms);
    let promise = by_worker.map_or(own.clone(), |by_worker| Promise::race(&Array::of2(&by_worker, &own)));
    // It is never refused.
    let _ = JsFuture::from(promise).await;
}

fn timeout(ms: u32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let set =
            super::window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
        if !matches!(set, Some(Ok(_))) {
            // The end of a promise can't fail.
            let _ = resolve.call0(&JsValue::NULL);
        }
    })
}

/// From 0 to 1: so that pages do not all do something at the same moment.
pub fn jitter() -> f64 {
    js_sys::Math::random()
}
