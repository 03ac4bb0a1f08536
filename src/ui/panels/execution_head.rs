//! Which execution this is, how it ended, and why.

use web_sys::Node;

use super::by_shell::by_shell;
use crate::browser::{address, clock};
use crate::domain::execution::Execution;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::button::{button, outward_link};
use crate::ui::kit::copy_button::copy_button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, nothing, text};
use crate::ui::kit::icon::{status, with_icon};
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::facts::{Failure, facts, failure};
use crate::view_model::status_look::look;
use crate::view_model::user_message::UserMessage;
use crate::view_model::visible_text::visible;

/// Title, status, facts and what failed.
pub fn execution_head(view: ExecutionView, looked_up: bool) -> El {
    let title = live(move || {
        view.parts.with(|parts| match &parts.execution {
            Some(Ok(execution)) => title(view, execution).into_node(),
            Some(Err(error)) => vec![
                text("h1", "sr", "Execution").attr("id", "exec-h"),
                message(UserMessage::of_read("the execution", error), "bad", by_shell(view, error)),
            ]
            .into_node(),
            None => nothing(),
        })
    });
    let facts = live(move || {
        let started = view.with_execution(|execution| execution.started_at).flatten().map(clock::local_date_and_time);
        let facts = view.with_execution(|execution| view.parts.with(|parts| facts(execution, parts, view.now.get())));
        let fact = |(name, value): (&'static str, String)| {
            let mut words = text("dd", "num", value);
            if let (Some(started), "Started") = (&started, name) {
                words = words.attr("title", started.clone());
            }
            el("div").child(el("dt").child(name)).child(words)
        };
        facts.unwrap_or_default().into_iter().map(fact).collect::<Vec<_>>()
    });
    let failed = live(move || {
        view.with_execution(failure).flatten().map(|Failure { stages, message }| {
            classed("figure", "failure").child(el("figcaption").child(stages)).child(long_text(message))
        })
    });
    let latest = "No execution was given: this is the latest of the pipeline.";
    classed("header", "exec")
        .child(title)
        .child(looked_up.then(|| with_icon("ran", "info", latest)))
        .child(classed("dl", "facts").child(facts))
        .child(failed)
}

fn title(view: ExecutionView, execution: &Execution) -> El {
    let number = execution.run_sequence.map(|number| text("span", "soft num", format!(" #{number}")));
    let heading = el("h1").attr("id", "exec-h").child(visible(&execution.pipeline_name)).child(number);
    let link = outward_link("quiet", view.link_to(execution.id.clone()), "Open in Harness");
    classed("div", "exec-title")
        .child(heading)
        .child(status(look(&execution.status, true)))
        .child(classed("div", "exec-links").child(link).child(copy_button("Copy link", address::whole)))
}

/// Above this a message is folded to three lines.
const SHORT: usize = 240;

fn long_text(message: String) -> Node {
    if message.chars().count() <= SHORT && message.lines().count() <= 3 {
        return el("blockquote").child(message).into_node();
    }
    let is_folded = State::new(true);
    let words = live_text(move || if is_folded.get() { "Show all of it" } else { "Show less" }.to_owned());
    let more = button("quiet small", words, move || is_folded.update(|is_folded| *is_folded = !*is_folded))
        .live_attr("aria-expanded", move || Some((!is_folded.get()).to_string()));
    let quote =
        el("blockquote").live_attr("class", move || is_folded.get().then(|| "folded".to_owned())).child(message);
    vec![quote, more].into_node()
}
