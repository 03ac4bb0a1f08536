//! Ticking rows, one or a range at a time, by pointer or by keys.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::checks::check;
use super::{ListView, ManyRow};
use crate::view_model::bulk_words::Check;

/// A row that Harness has said can't be retried is not ticked.
pub fn may_be_ticked(row: ManyRow) -> bool {
    row.check.with(|check| !matches!(check, Check::Cannot(_)))
}

/// Ticks or unticks these, and has the ticked ones checked.
pub fn tick(view: ListView, rows: &[ManyRow], is_ticked: bool) {
    for row in rows {
        if !is_ticked || row.check.with_untracked(|check| !matches!(check, Check::Cannot(_))) {
            row.tick(is_ticked);
        }
    }
    check(view);
}

/// With the shift key all rows between this one and the one before it.
pub fn ticked_by(view: ListView, n: usize, row: ManyRow, event: &Event) {
    let is_ticked = is_checked(event);
    let with_shift = event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key);
    let last = view.last_ticked.with_untracked(|last| *last).filter(|_| with_shift);
    let range = last.map_or(n..=n, |last| last.min(n)..=last.max(n));
    let rows = view.rows.with_untracked(|rows| rows.get(range).map(<[ManyRow]>::to_vec));
    view.last_ticked.set(Some(n));
    tick(view, &rows.unwrap_or_else(|| vec![row]), is_ticked);
}

/// The box that this happened to is ticked now.
pub fn is_checked(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.is_some_and(|input| input.checked())
}

/// The arrows go from one row's box to the next.
pub fn move_between_boxes(event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    let step = match key.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(mut at) = at.and_then(|at| at.get_attribute("data-row")?.parse::<i64>().ok()) else { return };
    event.prevent_default();
    loop {
        at += step;
        let next = crate::browser::document().query_selector(&format!("[data-row='{at}']")).ok().flatten();
        let Some(next) = next.and_then(|next| next.dyn_into::<HtmlInputElement>().ok()) else { return };
        // Those that can't be ticked are passed over.
        if !next.disabled() {
            // Fails for no element.
            let _ = next.focus();
            return;
        }
    }
}
