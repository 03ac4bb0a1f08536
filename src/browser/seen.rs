//! Which elements are in view.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Tells of each of these elements when it first comes near what is seen of `within`, or of the page.
pub fn when_seen(
    within: Option<&Element>,
    elements: impl Iterator<Item = Element>,
    mut seen: impl FnMut(Element) + 'static,
) {
    let heard = move |entries: Array, observer: IntersectionObserver| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            if entry.is_intersecting() {
                observer.unobserve(&entry.target());
                seen(entry.target());
            }
        }
    };
    let heard = Closure::<dyn FnMut(Array, IntersectionObserver)>::new(heard).into_js_value();
    let options = IntersectionObserverInit::new();
    options.set_root(within);
    options.set_root_margin("200px");
    if let Ok(observer) = IntersectionObserver::new_with_options(heard.unchecked_ref(), &options) {
        elements.for_each(|element| observer.observe(&element));
    }
}
