//! What can be done with the text as a whole.

use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

use super::editing::Editing;
use super::viewer::scroll_to;
use crate::browser::document;
use crate::browser::download::download;
use crate::domain::draft::Draft;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live};
use crate::ui::state::State;
use crate::yaml_lexer::outline;

/// The bar above the text: where to, and how it is shown.
pub fn toolbar(editing: Editing) -> El {
    let is_wrapped = State::new(false);
    let is_whole = State::new(false);
    let content = live(move || {
        editing.is_renewed();
        if editing.is_editing() {
            return vec![places(editing), button("secondary small", "Done", move || editing.done()).into_node()];
        }
        let toggle = |words: &'static str, state: State<bool>, class: &'static str| {
            button("quiet small", words, move || {
                state.update(|is| *is = !*is);
                show_as(class, state.with_untracked(|is| *is));
            })
            .live_attr("aria-pressed", move || Some(state.get().to_string()))
        };
        vec![
            places(editing),
            toggle("Wrap lines", is_wrapped, "wrapped").into_node(),
            toggle("Full height", is_whole, "whole").into_node(),
            button("quiet small", "Download", move || download("inputs.yaml", &editing.with_draft(Draft::bytes)))
                .into_node(),
        ]
    });
    classed("div", "ed-bar").child(content)
}

fn show_as(class: &str, is: bool) {
    if let Ok(Some(editor)) = document().query_selector(".inputs-editor") {
        // Fails for no class.
        let _ = editor.class_list().toggle_with_force(class, is);
    }
}

/// The stages and other parts of the inputs, to go to.
fn places(editing: Editing) -> web_sys::Node {
    let places = editing.with_draft(|draft| outline(draft.text()));
    if places.len() < 2 {
        return classed("span", "ed-space").into_node();
    }
    let options = places.iter().map(|place| {
        el("option")
            .attr("value", (place.line - 1).to_string())
            .child(crate::view_model::visible_text::visible(&place.name))
    });
    let go = el("select")
        .attr("aria-label", "Go to a part of the inputs")
        .child(el("option").attr("value", "").child("Go to…"))
        .children(options);
    let select: HtmlSelectElement = go.element().unchecked_into();
    go.on("change", move |_| {
        if let Ok(line) = select.value().parse() {
            if editing.is_editing() {
                super::field::go_to(editing, line, 1);
            } else {
                scroll_to(line);
                editing.top_line.set(line);
            }
        }
        select.set_value("");
    })
    .into_node()
}
