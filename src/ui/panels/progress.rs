//! How a run goes on: that it was started, what it waits for, how it ended.

use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::outward_link;
use crate::ui::kit::el::{El, IntoNode, classed, el, live};
use crate::ui::kit::icon::with_icon;
use crate::view_model::live_words::{Wait, end, wait};
use crate::view_model::status_look::{Look, look};

/// Nothing for a run that had ended when it was loaded.
pub fn progress(view: ExecutionView) -> El {
    let started = view.pressed_at.map(|_| started(view));
    let waits = kept(move || view.with_execution(wait).flatten());
    let end = kept(move || {
        let end = view.with_execution(|execution| {
            let Look { icon, role, .. } = look(&execution.status, true);
            Some((icon, role, end(execution)?))
        });
        end.flatten().filter(|_| view.was_followed())
    });
    let news = live(move || match (waits.get(), end.get()) {
        (Some(Wait { words, is_for_person: true }), _) => {
            let there = outward_link("inline", view.link_to(view.press.execution()), "Open in Harness");
            Some(with_icon("ran person", "approval", vec![words.into_node(), " ".into_node(), there.into_node()]))
        }
        (Some(Wait { words, .. }), _) => Some(with_icon("ran", "waiting", words)),
        (None, Some((icon, role, words))) => Some(with_icon("ran", icon, words).attr("class", format!("ran {role}"))),
        (None, None) => None,
    });
    // A run that goes on has a place for what it will wait for, so that nothing moves when it does.
    let goes_on = view.parts.with_untracked(|parts| {
        parts.was_followed || matches!(&parts.execution, Some(Ok(execution)) if !execution.has_ended())
    });
    let news = classed("div", if goes_on { "news" } else { "" }).attr("role", "status").child(news);
    // In the same place: whatever is news has it instead.
    let is_past = move || waits.is_there() || end.is_there() || !view.is_live.is_there();
    let goes_on = view.pressed_at.map(|_| {
        with_icon("ran", "info", "It goes on in Harness, whether this page stays open or not.")
            .live_attr("class", move || Some(if is_past() { "ran bygone" } else { "ran" }.to_owned()))
    });
    classed("div", "progress").child(started).child(goes_on).child(news)
}

fn started(view: ExecutionView) -> El {
    let id = el("code").child(view.press.execution().to_string());
    let id = classed("span", "ref soft").child("Execution ID ").child(id).into_node();
    with_icon("ran started", "ok", vec!["Harness started a new execution.".into_node(), id])
}
