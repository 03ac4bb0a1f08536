//! The pace of calls, of all tabs of this browser together: each tells the others of its calls, and one that was
//! just opened asks for those before it. What is closed or reloaded leaves its calls to whoever comes next.

use std::cell::RefCell;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{clock, local_storage};
use crate::domain::execution::Millis;
use crate::harness::pace::Pace;

thread_local! {
    static PACE: RefCell<Pace> = RefCell::default();
    static TABS: Option<BroadcastChannel> = listen();
}

const LEFT: &str = "pipeline-retry.calls";
/// Who waits for a turn looks so often whether it is still wanted.
const LOOK_AGAIN_MS: u32 = 1_000;

/// Asks the other tabs which calls they know of, and takes what the last one left.
pub fn ask() {
    tell(&JsValue::TRUE);
    let left = local_storage().and_then(|storage| storage.get_item(LEFT).ok().flatten()).unwrap_or_default();
    left.split(' ').filter_map(|call| call.parse().ok()).for_each(|call| PACE.with_borrow_mut(|pace| pace.note(call)));
    let leave = Closure::<dyn Fn()>::new(leave).into_js_value();
    if let Some(window) = super::window() {
        // Fails for no name at all.
        let _ = window.add_event_listener_with_callback("pagehide", leave.unchecked_ref());
    }
}

fn leave() {
    let calls = PACE.with_borrow(|pace| pace.calls().iter().map(ToString::to_string).collect::<Vec<_>>());
    if let Some(storage) = local_storage() {
        // Then whoever comes next does not know of them.
        let _ = storage.set_item(LEFT, &calls.join(" "));
    }
}

/// Waits until a call may be made.
pub async fn wait() {
    wait_for(1, || true).await;
}

/// Waits until so many calls may be made one after the other, or until that is not wanted any more.
pub async fn wait_for(calls: usize, is_wanted: impl Fn() -> bool) {
    while is_wanted() {
        let wait = PACE.with_borrow(|pace| pace.wait_for(calls, clock::now()));
        if wait == 0 {
            break;
        }
        clock::wait(wait.min(LOOK_AGAIN_MS)).await;
    }
}

/// Harness said that there are too many calls.
pub fn too_many() {
    PACE.with_borrow_mut(|pace| pace.too_many(clock::now()));
}

/// A call is made.
pub fn take() {
    tell_of(PACE.with_borrow_mut(|pace| pace.make(clock::now())));
}

#[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
fn tell_of(call: Millis) {
    tell(&JsValue::from_f64(call as f64));
}

fn tell(what: &JsValue) {
    TABS.with(|tabs| {
        if let Some(tabs) = tabs {
            // Fails only when it is closed, which it never is.
            let _ = tabs.post_message(what);
        }
    });
}

/// Another tab tells when it made a call, or asks for all that are known.
fn hear(event: MessageEvent) {
    match event.data().as_f64() {
        #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
        Some(call) => PACE.with_borrow_mut(|pace| pace.note(call as Millis)),
        // Whoever knows them already does not count them again.
        None => PACE.with_borrow(|pace| pace.calls().iter().copied().for_each(tell_of)),
    }
}

/// Without a channel this tab still keeps the pace by itself.
fn listen() -> Option<BroadcastChannel> {
    let tabs = BroadcastChannel::new("pipeline-retry.calls").ok()?;
    // As long as the page is open.
    let heard = Closure::<dyn Fn(MessageEvent)>::new(hear).into_js_value();
    tabs.set_onmessage(Some(heard.unchecked_ref()));
    Some(tabs)
}
