//! A newer attempt exists: the way there.

use web_sys::Node;

use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{classed, el, live, nothing};
use crate::ui::kit::icon::icon;
use crate::view_model::attempts::{Older, older};
use crate::view_model::readiness::Parts;

/// Shown only for an attempt that is known from the beginning not to be the latest. Where that is known late, nothing moves
/// for it: the bar says it in any case, and leads to the latest.
pub fn older_attempt(view: ExecutionView) -> Node {
    if !view.parts.with_untracked(Parts::is_older_attempt) {
        return nothing();
    }
    let found = kept(move || {
        view.parts.with(|parts| match (&parts.execution, &parts.history) {
            (Some(Ok(execution)), Some(Ok(history))) if parts.is_older_attempt() => older(&execution.id, history),
            _ => None,
        })
    });
    live(move || {
        found.get().map(|Older { title, go, latest }| {
            classed("aside", "note warn")
                .attr("aria-labelledby", "older-h")
                .child(icon("warn", ""))
                .child(el("div").child(el("h2").attr("id", "older-h").child(title)))
                .child(button("primary", go, move || view.show(latest.clone())))
        })
    })
}
