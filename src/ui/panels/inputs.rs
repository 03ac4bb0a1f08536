//! The runtime inputs that the execution ran with.

use crate::domain::runtime_inputs::RuntimeInputs;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::copy_button::copy_button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, nothing, text};
use crate::ui::kit::icon::with_icon;
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::inputs_text::{chunks, summary};
use crate::view_model::user_message::UserMessage;

/// Up to so many lines are shown without being asked for.
const AT_A_GLANCE: usize = 14;

/// The inputs: a count, and opened the YAML.
pub fn inputs(view: ExecutionView) -> El {
    let inputs = kept(move || view.parts.with(|parts| parts.inputs.clone()));
    let asked = State::new(None::<bool>);
    let shows = move |inputs: &RuntimeInputs| asked.get().unwrap_or(inputs.line_count() <= AT_A_GLANCE);
    let whole = move || {
        inputs.with_untracked(|inputs| match inputs {
            Some(Ok(inputs)) => inputs.as_str().to_owned(),
            _ => String::new(),
        })
    };
    let head = live(move || {
        inputs.with(|inputs| match inputs {
            Some(Ok(inputs)) if !inputs.is_empty() => {
                let is_open = shows(inputs);
                let words = if is_open { "Hide YAML" } else { "Show YAML" };
                let open = button("secondary small", words, move || asked.set(Some(!is_open)))
                    .attr("aria-expanded", is_open.to_string());
                vec![
                    text("p", "soft num", summary(inputs)),
                    classed("div", "part-actions").child(copy_button("Copy", whole)).child(open),
                ]
            }
            _ => vec![],
        })
    });
    let none =
        "This execution ran without runtime inputs. The retry is sent with an empty body, as the original run was.";
    let body = live(move || {
        inputs.with(|inputs| match inputs {
            None => classed("span", "bone w-line").into_node(),
            Some(Err(error)) => message(UserMessage::of_read("the inputs", error), "bad", vec![]).into_node(),
            Some(Ok(inputs)) if inputs.is_empty() => with_icon("none", "info", none).into_node(),
            Some(Ok(inputs)) if shows(inputs) => yaml(inputs).into_node(),
            Some(Ok(_)) => nothing(),
        })
    });
    classed("section", "part")
        .attr("aria-labelledby", "inputs-h")
        .child(classed("div", "part-head").child(el("h2").attr("id", "inputs-h").child("Inputs")).child(head))
        .child(body)
}

fn yaml(inputs: &RuntimeInputs) -> El {
    // The numbers are drawn from an attribute, not text: neither copied nor found.
    let chunk = |(numbers, text): (String, String)| {
        let numbers = classed("span", "numbers num").attr("data-numbers", numbers).attr("aria-hidden", "true");
        classed("div", "chunk").child(numbers).child(el("pre").child(text))
    };
    classed("div", "yaml mono")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Inputs as YAML")
        .children(chunks(inputs.as_str()).into_iter().map(chunk))
}
