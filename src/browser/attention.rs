//! Whether somebody sees the page, and how to tell them when not.

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlLinkElement, Notification, NotificationOptions, NotificationPermission, XmlSerializer};

/// The tab is behind another one, or the window is minimised.
pub fn is_hidden() -> bool {
    super::document().hidden()
}

/// What a part of the page says at the document when there is something to see.
const LOOK: &str = "pipeline-retry-look";
/// What ends a wait before its time.
const WAKING: [&str; 2] = ["visibilitychange", LOOK];

/// Ends each wait that is under way.
pub fn wake() {
    if let Ok(event) = Event::new(LOOK) {
        // Fails only while the same event is on its way.
        let _ = super::document().dispatch_event(&event);
    }
}

/// Waits so many milliseconds, or until the page is hidden or seen again, or there is something to see. Whether
/// the time is over.
pub async fn wait(ms: u32) -> bool {
    let Some(window) = super::window() else { return true };
    let document = super::document();
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let mut held = (JsValue::NULL, 0);
    let promise = Promise::new(&mut |wake, _| {
        // None fails for a function that is there.
        let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(&wake, ms);
        for event in WAKING {
            let _ = document.add_event_listener_with_callback(event, &wake);
        }
        held = (wake.into(), timer.unwrap_or_default());
    });
    // A timer brings nothing along, and an event itself.
    let is_over = JsFuture::from(promise).await.is_ok_and(|brought| brought.is_undefined());
    let (wake, timer) = held;
    for event in WAKING {
        let _ = document.remove_event_listener_with_callback(event, wake.unchecked_ref());
    }
    window.clear_timeout_with_handle(timer);
    is_over
}

/// The title of the tab.
pub fn set_title(title: &str) {
    super::document().set_title(title);
}

/// The icon of the tab: an address of a picture.
pub fn set_icon(address: &str) {
    let link = super::element("tab-icon").and_then(|link| link.dyn_into::<HtmlLinkElement>().ok());
    if let Some(link) = link {
        link.set_href(address);
    }
}

/// The element with this id and what stands in it, written as XML.
pub fn as_xml(id: &str) -> String {
    let written = super::element(id).and_then(|element| XmlSerializer::new().ok()?.serialize_to_string(&element).ok());
    written.unwrap_or_default()
}

/// Asks for leave to notify, where that is not settled; whether there is leave.
pub async fn may_notify() -> bool {
    // A browser without notifications throws on every one of these.
    if js_sys::Reflect::has(&js_sys::global(), &"Notification".into()) != Ok(true) {
        return false;
    }
    if let (NotificationPermission::Default, Ok(asked)) =
        (Notification::permission(), Notification::request_permission())
    {
        // Refused is an answer too.
        let _ = JsFuture::from(asked).await;
    }
    Notification::permission() == NotificationPermission::Granted
}

/// Shows a notification of the system, in the place of the last one.
pub fn notify(title: &str, words: &str) {
    let options = NotificationOptions::new();
    options.set_body(words);
    options.set_tag("pipeline-retry");
    // Some phones let only workers notify.
    if let Ok(shown) = Notification::new_with_options(title, &options) {
        let focus = Closure::once_into_js(|| super::window().map(|window| window.focus().is_ok()));
        shown.set_onclick(Some(focus.unchecked_ref()));
    }
}
