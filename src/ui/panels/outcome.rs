//! What came of the press.

use web_sys::Node;

use super::abort::abort;
use crate::domain::identifiers::PlanExecutionId;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::button::{button, outward_link};
use crate::ui::kit::el::{El, IntoNode, classed, el, live, text};
use crate::ui::kit::icon::icon;
use crate::ui::kit::message::message;
use crate::ui::press::Pressed;
use crate::view_model::outcome_words::{appeared, overtaken, several_started};

/// Opens above the button; while the bar sticks to the window's edge, the button stays where it is.
pub fn outcome(view: ExecutionView) -> El {
    let note = live(move || match view.press.state() {
        Pressed::No | Pressed::Sending => None,
        Pressed::Refused(text) => Some(message(text, "bad", vec![])),
        Pressed::NotSent(why) => Some(message(why.message(), "bad", vec![])),
        Pressed::Overtaken(latest) => {
            Some(message(overtaken(), "warn", vec![show(view, "Show the latest attempt", latest)]))
        }
        Pressed::Unknown(text) => {
            let harness = outward_link("quiet small", view.link_to(view.press.execution()), "Open in Harness");
            let again = show(view, "Load again", view.press.execution());
            Some(message(text, "warn", vec![again, harness.into_node()]))
        }
        Pressed::Unfinished(text) => {
            Some(message(text, "warn", vec![button("primary", "Find out", move || view.press.find_out()).into_node()]))
        }
        Pressed::Looking(text) => Some(message(text, "warn", vec![])),
        Pressed::SeveralStarted(all) => {
            let actions = all.iter().zip('A'..).map(|(execution, letter)| {
                let name = format!("Open in Harness: new attempt {letter}");
                let link = outward_link("secondary small", view.link_to(execution.clone()), "Open in Harness");
                let id = text("code", "", execution.as_str());
                classed("div", "attempt")
                    .child(classed("p", "ref").child(format!("New attempt {letter}")).child(id))
                    .child(link.attr("aria-label", name))
                    .child(abort(view, execution.clone(), letter))
                    .into_node()
            });
            Some(message(several_started(all.len()), "bad", actions.collect()))
        }
        Pressed::Started(execution) => Some(started(view, execution)),
        Pressed::Appeared(latest) => {
            Some(message(appeared(), "warn", vec![show(view, "Show the new attempt", latest)]))
        }
    });
    classed("div", "outcome").attr("role", "status").child(note)
}

fn show(view: ExecutionView, words: &'static str, execution: PlanExecutionId) -> Node {
    button("secondary small", words, move || view.show(execution.clone())).into_node()
}

fn started(view: ExecutionView, execution: PlanExecutionId) -> El {
    let id = el("span").child("Execution ID ").child(el("code").child(execution.to_string()));
    let words = el("div")
        .child(el("h2").child("Harness started a new execution."))
        .child(el("p").child("It goes on in Harness, whether this page stays open or not."))
        .child(classed("p", "ref").child(id));
    let link = outward_link("quiet small", view.link_to(execution.clone()), "Open in Harness");
    classed("div", "note ok")
        .child(icon("ok", ""))
        .child(words)
        .child(classed("div", "note-actions").child(show(view, "Show it here", execution)).child(link))
}
