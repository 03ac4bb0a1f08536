//! The pace of calls, of all tabs of this browser together: each tells the others of its calls.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::BroadcastChannel;

use super::clock;
use crate::harness::pace::Pace;

thread_local! {
    static PACE: RefCell<Pace> = RefCell::default();
    static TABS: Option<BroadcastChannel> = listen();
}

/// Waits until a call may be made.
pub async fn wait() {
    loop {
        let wait = PACE.with_borrow(|pace| pace.wait(clock::now()));
        if wait == 0 {
            break;
        }
        clock::wait(wait).await;
    }
}

/// A call is made.
pub fn take() {
    note();
    TABS.with(|tabs| {
        if let Some(tabs) = tabs {
            // Fails only when it is closed, which it never is.
            let _ = tabs.post_message(&JsValue::NULL);
        }
    });
}

fn note() {
    PACE.with_borrow_mut(|pace| pace.note(clock::now()));
}

/// Without a channel this tab still keeps the pace by itself.
fn listen() -> Option<BroadcastChannel> {
    let tabs = BroadcastChannel::new("pipeline-retry.calls").ok()?;
    // As long as the page is open.
    let heard = Closure::<dyn Fn()>::new(note).into_js_value();
    tabs.set_onmessage(Some(heard.unchecked_ref()));
    Some(tabs)
}
