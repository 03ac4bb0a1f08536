//! The stage picture's own sideways scrolling.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What stays visible before the column that is brought into view.
const BEFORE: i32 = 120;

/// The width of the window, in pixels; not its height, which a phone changes while it scrolls.
pub fn window_width() -> f64 {
    super::window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or_default()
}

/// Brings the column with this radio into the picture's view, without moving the page.
pub fn reveal(radio: &str) {
    let radio = super::element(radio);
    let group =
        radio.and_then(|radio| radio.closest(".group").ok()?).and_then(|group| group.dyn_into::<HtmlElement>().ok());
    let Some(group) = group else { return };
    if let Some(rail) = group.parent_element().and_then(|rail| rail.dyn_into::<HtmlElement>().ok()) {
        rail.set_scroll_left(group.offset_left() - rail.offset_left() - BEFORE);
    }
}
