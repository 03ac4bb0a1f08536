//! Which execution this is, how it ended, and why.

use web_sys::Node;

use super::by_shell::by_shell;
use super::progress::progress;
use crate::browser::{address, clock};
use crate::domain::execution::Execution;
use crate::domain::identifiers::PlanExecutionId;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
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
    // Each part is made anew only when it says something else: the focus stays where it is.
    let headed = kept(move || {
        view.parts.with(|parts| {
            let execution = parts.execution.as_ref()?.as_ref();
            Some(execution.map(|execution| (execution.id.clone(), heading(execution))).map_err(Clone::clone))
        })
    });
    let title = live(move || match headed.get() {
        Some(Ok((id, heading))) => title(view, id, heading).into_node(),
        Some(Err(error)) => vec![
            text("h1", "sr", "Execution").attr("id", "exec-h"),
            message(UserMessage::of_read("the execution", &error), "bad", by_shell(view, &error)),
        ]
        .into_node(),
        None => nothing(),
    });
    let all =
        kept(move || view.with_execution(|execution| view.parts.with(|parts| facts(execution, parts, view.now.get()))));
    let names = kept(move || all.with(|all| Some(all?.iter().map(|(name, _)| *name).collect::<Vec<_>>())));
    let facts = live(move || {
        let started = view.with_execution(|execution| execution.started_at).flatten().map(clock::local_date_and_time);
        let fact = |(n, name): (usize, &'static str)| {
            let value = move || all.with(|all| Some(all?.get(n)?.1.clone())).unwrap_or_default();
            let mut words = classed("dd", "num").child(live_text(value));
            if let (Some(started), "Started") = (&started, name) {
                words = words.attr("title", started.clone());
            }
            el("div").child(el("dt").child(name)).child(words)
        };
        names.get().unwrap_or_default().into_iter().enumerate().map(fact).collect::<Vec<_>>()
    });
    let failure = kept(move || view.with_execution(failure).flatten());
    let failed = live(move || {
        failure.get().map(|Failure { stages, message }| {
            classed("figure", "failure").child(el("figcaption").child(stages)).child(long_text(message))
        })
    });
    let latest = "No execution was given: this is the latest of the pipeline.";
    classed("header", "exec")
        .child(title)
        .child(looked_up.then(|| with_icon("ran", "info", latest)))
        .child(classed("dl", "facts").child(facts))
        .child(progress(view))
        .child(failed)
}

/// The pipeline's name and the number of the run.
fn heading(execution: &Execution) -> (String, Option<String>) {
    (visible(&execution.pipeline_name), execution.run_sequence.map(|number| format!(" #{number}")))
}

fn title(view: ExecutionView, id: PlanExecutionId, (name, number): (String, Option<String>)) -> El {
    let number = number.map(|number| text("span", "soft num", number));
    let heading = el("h1").attr("id", "exec-h").attr("tabindex", "-1").child(name).child(number);
    let link = outward_link("quiet small", view.link_to(id), "Open in Harness");
    let stands = kept(move || view.with_execution(|execution| look(&execution.status, true)));
    classed("div", "exec-title")
        .child(heading)
        .child(el("span").child(live(move || stands.get().map(status))))
        .child(classed("div", "exec-links").child(link).child(copy_button("Copy link to this page", address::whole)))
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
