//! What can be done while a run goes on: abort it, and be told when it ends; and how old what is shown is.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Node;

use super::abort::ShownAbort;
use crate::browser::attention;
use crate::domain::execution::Millis;
use crate::ui::execution_view::ExecutionView;
use crate::ui::follow::Stale;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text};
use crate::ui::kit::icon::with_icon;
use crate::ui::state::State;
use crate::view_model::live_words::{is_for_good, stale as old};

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
    let is_stale = kept(move || view.stale.with(Option::is_some).then_some(()));
    let left = live(move || match (is_stale.is_there(), is_refused.get()) {
        (true, _) => {
            let again = move || button("link", "Load again", move || view.show(view.press.execution())).into_node();
            how_old(view.stale, view.now, "the state of this execution", Rc::new(again))
        }
        (_, true) => with_icon(
            "reason",
            "info",
            "This browser does not let the page notify you. Allow notifications for this site, or watch the tab’s title.",
        ),
        _ => with_icon("reason", "info", "If it fails, this page shows from where it can be retried."),
    });
    let row = classed("div", "bar-row").child(left).child(classed("div", "bar-buttons").child(abort).child(tell));
    vec![classed("div", "outcome").attr("role", "status").child(said), el("div").child(row)]
}

/// A look at `what` failed. In the bar it is in view wherever the page is scrolled to, and moves nothing. `at_end` is
/// what to do where nobody looks any more.
pub fn how_old(
    stale: State<Option<Stale>>,
    now: State<Millis>,
    what: &'static str,
    at_end: Rc<dyn Fn() -> Node>,
) -> El {
    let words = move || {
        let words = stale.with(|held| held.as_ref().map(|held| old(what, &held.error, held.seen_at, now.get())));
        words.unwrap_or_default()
    };
    let next = live(move || {
        let ends = stale.with(|stale| stale.as_ref().is_some_and(|stale| is_for_good(&stale.error)));
        if ends { at_end() } else { "This page goes on looking.".into_node() }
    });
    with_icon("reason warn", "warn", el("span").child(live_text(words)).child(" ").child(next))
}
