//! What can be done while a run goes on: abort it, and be told when it ends.

use wasm_bindgen_futures::spawn_local;

use super::abort::ShownAbort;
use crate::browser::attention;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, classed, el, live_text};
use crate::ui::kit::icon::with_icon;
use crate::ui::state::State;

/// In the place of the row with the retry button.
pub fn live_bar(view: ExecutionView, abort: ShownAbort) -> Vec<El> {
    let (abort, said) = abort.offer();
    let tells = view.tells();
    let is_refused = State::new(false);
    let words = move || if tells.get() { "You are told when it ends" } else { "Tell me when it ends" }.to_owned();
    let tell = button("secondary large", live_text(words), move || {
        if tells.with_untracked(|tells| *tells) {
            tells.set(false);
            return;
        }
        spawn_local(async move {
            let may = attention::may_notify().await;
            tells.set(may);
            is_refused.set(!may);
        });
    })
    .live_attr("aria-pressed", move || Some(tells.get().to_string()));
    let hint = move || {
        if is_refused.get() {
            "This browser lets the page tell nothing. The tab’s title says how it stands."
        } else {
            "If it fails, the next retry is set up here."
        }
        .to_owned()
    };
    let row = classed("div", "bar-row")
        .child(with_icon("reason", "info", live_text(hint)))
        .child(classed("div", "bar-buttons").child(abort).child(tell));
    vec![classed("div", "outcome").attr("role", "status").child(said), el("div").child(row)]
}
