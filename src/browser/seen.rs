//! Which elements are in view.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Tells when this element first comes near what is seen of the page.
pub fn when_seen(element: Element, mut seen: impl FnMut() + 'static) {
    observe(None, std::iter::once(element), move |observer, element| {
        observer.unobserve(&element);
        seen();
    });
}

/// Tells of each of these elements whenever it comes near what is seen of `within`.
pub fn whenever_seen(
    within: &Element,
    elements: impl Iterator<Item = Element>,
    mut seen: impl FnMut(Element) + 'static,
) {
    observe(Some(within), elements, move |_, element| seen(element));
}

fn observe(
    within: Option<&Element>,
    elements: impl Iterator<Item = Element>,
    mut comes_near: impl FnMut(&IntersectionObserver, Element) + 'static,
) {
    let heard = move |entries: Array, observer: IntersectionObserver| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            if entry.is_intersecting() {
                comes_near(&observer, entry.target());
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
