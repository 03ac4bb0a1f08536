//! A newer attempt exists: the chain, and the way to the latest.

use web_sys::Node;

use crate::domain::execution::Execution;
use crate::domain::retry_history::RetryHistory;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, classed, el, live, text};
use crate::ui::kit::icon::{icon, status};
use crate::view_model::attempts::{Chain, chain};
use crate::view_model::readiness::Parts;

/// Shown only for an attempt that is not the latest.
pub fn older_attempt(view: ExecutionView) -> Node {
    let is_older = kept(move || view.parts.with(Parts::is_older_attempt).then_some(()));
    live(move || {
        is_older.is_there().then(|| {
            view.parts.with_untracked(|parts| match (&parts.execution, &parts.history) {
                (Some(Ok(execution)), Some(Ok(history))) => note(view, execution, history),
                _ => None,
            })
        })
    })
}

fn note(view: ExecutionView, execution: &Execution, history: &RetryHistory) -> Option<El> {
    let Chain { title, go, latest, rows } = chain(&execution.id, history, view.now.with_untracked(|now| *now))?;
    let rows = rows.into_iter().map(|row| {
        let mut line = el("li")
            .child(text("span", "num", row.number))
            .child(status(row.look))
            .child(text("span", "soft", row.words));
        if row.is_this {
            line = line.attr("aria-current", "true");
        }
        line
    });
    let words =
        el("div").child(el("h2").attr("id", "older-h").child(title)).child(classed("ol", "chain-list").children(rows));
    Some(
        classed("aside", "note warn")
            .attr("aria-labelledby", "older-h")
            .child(icon("warn", ""))
            .child(words)
            .child(button("primary", go, move || view.show(latest.clone()))),
    )
}
