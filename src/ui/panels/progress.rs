//! How a run goes on: that it was started, what it waits for, how it ended.

use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::el::{El, IntoNode, classed, el, live};
use crate::ui::kit::icon::with_icon;
use crate::view_model::live_words::{Wait, end, wait};

/// Nothing for a run that had ended when it was loaded.
pub fn progress(view: ExecutionView) -> El {
    let started = view.pressed_at.map(|_| started(view));
    let waits = kept(move || view.with_execution(wait).flatten());
    let end = kept(move || view.with_execution(end).flatten().filter(|_| view.was_followed()));
    let news = live(move || match (waits.get(), end.get()) {
        (Some(Wait { words, is_for_person: true }), _) => Some(with_icon("ran person", "approval", words)),
        (Some(Wait { words, .. }), _) => Some(with_icon("ran", "waiting", words)),
        (None, Some(words)) => Some(with_icon("ran", "info", words)),
        (None, None) => None,
    });
    // A run that goes on has a place for what it will wait for, so that nothing moves when it does.
    let goes_on = view.parts.with_untracked(|parts| {
        parts.was_followed || matches!(&parts.execution, Some(Ok(execution)) if !execution.has_ended())
    });
    let news = classed("div", if goes_on { "news" } else { "" }).attr("role", "status").child(news);
    classed("div", "progress").child(started).child(news)
}

fn started(view: ExecutionView) -> El {
    let id = el("code").child(view.press.execution().to_string());
    let runs = "Harness started a new execution. It runs in Harness, whether this page stays open or not.";
    let id = classed("span", "ref soft").child("Execution id ").child(id).into_node();
    with_icon("ran started", "ok", vec![runs.into_node(), id])
}
