//! How a run goes on: that it was started, what it waits for, how old what is shown is.

use web_sys::Node;

use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text};
use crate::ui::kit::icon::{icon, with_icon};
use crate::view_model::live_words::{Wait, end, is_for_good, stale, wait};

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
    classed("div", "progress").child(started).child(news).child(stale_note(view))
}

fn started(view: ExecutionView) -> El {
    let id = el("code").child(view.press.execution().to_string());
    let goes_on = " It goes on in Harness, whether this page stays open or not.";
    let goes_on = live_text(move || if view.is_live.is_there() { goes_on } else { "" }.to_owned());
    let id = classed("span", "ref soft").child("Execution id ").child(id).into_node();
    let words = vec!["Harness started a new execution.".into_node(), goes_on, id];
    with_icon("ran started", "ok", words)
}

fn stale_note(view: ExecutionView) -> Node {
    let is_stale = kept(move || view.stale.with(Option::is_some).then_some(()));
    live(move || {
        is_stale.is_there().then(|| {
            let words = move || {
                let stale =
                    view.stale.with(|held| held.as_ref().map(|held| stale(&held.error, held.seen_at, view.now.get())));
                stale.unwrap_or_default()
            };
            let next = live(move || {
                let ends = view.stale.with(|stale| stale.as_ref().is_some_and(|stale| is_for_good(&stale.error)));
                if ends {
                    button("link", "Load again", move || view.show(view.press.execution())).into_node()
                } else {
                    "This page goes on looking.".into_node()
                }
            });
            classed("p", "ran warn")
                .child(icon("warn", ""))
                .child(el("span").child(live_text(words)).child(" ").child(next))
        })
    })
}
