//! The time of day.

use js_sys::Date;
use wasm_bindgen::JsValue;

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
