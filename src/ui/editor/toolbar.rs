//! What can be done with the text as a whole.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, Node};

use super::editing::Editing;
use super::field::{find_next, go_in};
use super::viewer::{SCROLLS, scroll_to};
use crate::browser::download::download;
use crate::browser::{clock, document, is_by_pointer};
use crate::domain::draft::Draft;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::state::State;
use crate::yaml_lexer::Place;

/// The bar above the text: where to, and how it is shown.
pub fn toolbar(editing: Editing) -> El {
    let is_wrapped = State::new(false);
    let is_whole = State::new(false);
    // Another part in the field changes nothing here.
    let is_editing = kept(move || editing.is_editing().then_some(()));
    let content = live(move || {
        if is_editing.is_there() {
            return vec![
                places(editing),
                find(editing).into_node(),
                button("secondary small", "Done", move || done(editing)).into_node(),
            ];
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

/// Finds within the whole text, though only a part may be in the field.
///
/// Enter stays here: pressed again it would otherwise type over what it has found.
fn find(editing: Editing) -> El {
    let is_missing = State::new(false);
    let input = el("input")
        .attr("type", "search")
        .attr("aria-label", "Find in the inputs")
        .attr("title", "Enter finds the next place, Escape goes there")
        .attr("placeholder", "Find")
        .attr("spellcheck", "false")
        .live_attr("aria-invalid", move || is_missing.get().then(|| "true".to_owned()));
    let typed: HtmlInputElement = input.element().unchecked_into();
    let next = move |is_to_go| {
        let wanted = typed.value();
        is_missing.set(!wanted.is_empty() && !find_next(editing, &wanted, is_to_go));
    };
    let by_key = next.clone();
    let input = input.on("input", move |_| is_missing.set(false)).on("keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        match key.key().as_str() {
            // With Control it is the retry, and that is the page's.
            "Enter" if !key.ctrl_key() && !key.meta_key() => {
                event.prevent_default();
                by_key(false);
            }
            "Escape" => {
                event.prevent_default();
                go_in();
            }
            _ => {}
        }
    });
    let words = live_text(move || if is_missing.get() { "Not found" } else { "Next" }.to_owned());
    // By keys, the button stays where the next press belongs, too.
    let button = classed("button", "secondary small").attr("type", "button").child(words);
    let button = button.on("click", move |event| next(is_by_pointer(&event)));
    let said = move || editing.found.get().map(|line| format!("Found in line {}", line + 1)).unwrap_or_default();
    let said = text("span", "sr", "").attr("role", "status").child(live_text(said));
    classed("span", "ed-find").child(input).child(button).child(said)
}

/// The text takes the focus that the field had.
fn done(editing: Editing) {
    editing.done();
    spawn_local(async move {
        clock::wait(0).await;
        let view = document().query_selector(SCROLLS).ok().flatten();
        if let Some(view) = view.and_then(|view| view.dyn_into::<HtmlElement>().ok()) {
            // Fails for nothing that can have the focus.
            let _ = view.focus();
        }
    });
}

fn show_as(class: &str, is: bool) {
    if let Ok(Some(editor)) = document().query_selector(".inputs-editor") {
        // Fails for no class.
        let _ = editor.class_list().toggle_with_force(class, is);
    }
}

/// The stages and other parts of the inputs, to go to.
fn places(editing: Editing) -> Node {
    live(move || editing.places.with(|places| select(editing, places)))
}

fn select(editing: Editing, places: &[Place]) -> Node {
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
