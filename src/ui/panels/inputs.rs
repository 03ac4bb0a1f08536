//! The runtime inputs that the execution ran with.

use reactive_graph::owner::on_cleanup;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use crate::browser::between::{said, say};
use crate::browser::later::inputs_editor;
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::copy_button::copy_button;
use crate::ui::kit::el::{El, IntoNode, afterwards, append, classed, el, live, live_text, text};
use crate::ui::kit::icon::with_icon;
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::inputs_edit::{CLOSE, EDIT, InputsEdit, OPEN, STANDS};
use crate::view_model::inputs_text::summary;
use crate::view_model::user_message::UserMessage;

/// Up to so many lines are shown without being asked for.
const AT_A_GLANCE: usize = 14;
/// Up to so many bytes a browser shows as plain text without a pause.
const AT_ONCE: usize = 300_000;

/// The inputs: a count, and opened the YAML, to read and to edit.
pub fn inputs(view: ExecutionView) -> El {
    let inputs = kept(move || view.parts.with(|parts| parts.inputs.clone()));
    let content = live(move || {
        inputs.with(|inputs| match inputs {
            Some(Ok(inputs)) if !inputs.is_empty() => opened(view, inputs),
            _ => {
                let head = classed("div", "part-head").child(el("h2").attr("id", "inputs-h").child("Inputs"));
                // An edit that was kept would wait for an editor that does not come.
                if matches!(inputs, Some(Ok(_))) {
                    view.edit_stands(|edit| *edit = InputsEdit::default());
                }
                let none = "This execution ran without runtime inputs. The retry is sent with an empty body.";
                let body = match inputs {
                    None => classed("span", "bone w-line"),
                    Some(Err(error)) => message(UserMessage::of_read("the inputs", error), "bad", vec![]),
                    Some(Ok(_)) => with_icon("none", "info", none),
                };
                vec![head, body]
            }
        })
    });
    classed("section", "part").attr("aria-labelledby", "inputs-h").child(content)
}

/// There are inputs. They are shown by a program of its own (`ui/editor`); until that has come, or where it
/// can't, they stand there as plain text.
fn opened(view: ExecutionView, inputs: &RuntimeInputs) -> Vec<El> {
    let is_open = State::new(inputs.line_count() <= AT_A_GLANCE || view.is_edit_to_come.with_untracked(|is| *is));
    let wants_edit = State::new(false);
    let is_lost = State::new(false);
    let place = classed("div", "inputs-place")
        .live_flag("hidden", move || !is_open.get())
        .live_flag("inert", move || view.press.is_locked())
        .on(STANDS, move |event| {
            if let [word, yaml, words] = said(&event).as_slice() {
                view.edit_stands(|edit| edit.told(word, yaml.clone(), words.clone()));
            }
        });
    let (element, closed, edited) = (place.element(), place.element(), place.element());
    // Nobody hears it where the program is not there.
    on_cleanup(move || say(&closed, CLOSE, &[]));
    let was_opened = State::new(false);
    afterwards(Box::new(move || {
        if !is_open.get() || was_opened.with_untracked(|was| *was) {
            return;
        }
        was_opened.set(true);
        let original = original(view);
        let element = element.clone();
        let is_short = original.len() <= AT_ONCE;
        let plain = move |original: &str, element: &Element| {
            element.set_text_content(None);
            let plain = text("pre", "yaml plain mono", original).attr("role", "region").attr("tabindex", "0");
            append(element, &plain.attr("aria-label", "Inputs as YAML").into_node());
        };
        if is_short {
            plain(&original, &element);
        } else {
            // As high as what comes.
            append(&element, &classed("div", "yaml plain long").into_node());
        }
        spawn_local(async move {
            if !inputs_editor().await {
                is_lost.set(true);
                view.edit_stands(|edit| *edit = InputsEdit::default());
                if !is_short {
                    plain(&original, &element);
                }
            } else if element.is_connected() {
                let edited = view.edit.with_untracked(|edit| edit.yaml.clone()).unwrap_or_default();
                say(&element, OPEN, &[&original, view.pipeline().as_str(), &edited]);
                if wants_edit.with_untracked(|wants| *wants) {
                    say(&element, EDIT, &[]);
                }
            }
        });
    }));

    let whole = move || view.edit.with_untracked(|edit| edit.yaml.clone()).unwrap_or_else(|| original(view));
    let counted = summary(inputs);
    let words = move || {
        let words = view.edit.with(|edit| edit.summary().to_owned());
        if words.is_empty() { counted.clone() } else { words }
    };
    let open_words = move || if is_open.get() { "Hide YAML" } else { "Show YAML" }.to_owned();
    let open = button("secondary small", live_text(open_words), move || is_open.update(|is| *is = !*is))
        .live_attr("aria-expanded", move || Some(is_open.get().to_string()));
    // Off in its place where nothing can be sent, since that may be known late; why, is said in the bar.
    let edit = button("secondary small edit", "Edit", move || {
        is_open.set(true);
        wants_edit.set(true);
        say(&edited, EDIT, &[]);
    })
    .live_flag("disabled", move || !view.readiness().is_within_reach() || view.press.is_locked());
    let head = classed("div", "part-head")
        .child(el("h2").attr("id", "inputs-h").child("Inputs"))
        .child(text("p", "soft num", "").child(live_text(words)))
        .child(classed("div", "part-actions").child(copy_button("Copy", whole)).child(open).child(edit));
    let lost =
        "They can be sent as they are, but not edited: the editor could not be loaded. Reload the page to edit them.";
    let lost = live(move || is_lost.get().then(|| with_icon("none", "warn", lost).attr("role", "status")));
    vec![head, place, el("div").child(lost)]
}

fn original(view: ExecutionView) -> String {
    view.parts.with_untracked(|parts| match &parts.inputs {
        Some(Ok(inputs)) => inputs.as_str().to_owned(),
        _ => String::new(),
    })
}
