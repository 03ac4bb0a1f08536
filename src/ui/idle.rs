//! The token is forgotten when nobody uses the page for a while.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos_dom::helpers::{set_interval_with_handle, window_event_listener_untyped};
use reactive_graph::owner::on_cleanup;

use super::app::Page;
use super::session::Session;
use crate::browser::clock;
use crate::domain::execution::Millis;

const LOOK_EVERY: Duration = Duration::from_secs(20);
const A_MINUTE: Millis = 60_000;

/// Forgets the token, and what was loaded with it, after the deployment's idle time. Not while something is
/// being sent or found out.
pub fn forget_when_unused(page: Page, session: Session) {
    let limit = Millis::from(session.with_config(|config| config.idle_minutes)) * A_MINUTE;
    let used = Rc::new(Cell::new(clock::now()));
    let seen = used.clone();
    let look = move || {
        let is_sending = page.is_sending.with_untracked(|is_sending| *is_sending);
        if clock::now() - seen.get() >= limit && !is_sending && session.held().is_some() {
            session.forget_unused();
            page.close();
        }
    };
    // After a sleep the first key comes before any timer.
    for event in ["keydown", "pointerdown"] {
        let (used, look) = (used.clone(), look.clone());
        let listening = window_event_listener_untyped(event, move |_| {
            look();
            used.set(clock::now());
        });
        on_cleanup(move || listening.remove());
    }
    if let Ok(looking) = set_interval_with_handle(look, LOOK_EVERY) {
        on_cleanup(move || looking.clear());
    }
}
