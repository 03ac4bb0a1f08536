//! Inputs, read and edited: a program of its own, which the page loads when inputs are opened.
//!
//! It gets an element of the page and the original text, tells the page by events how the edit stands
//! ([`crate::view_model::inputs_edit`]), and never sends anything.

mod checking;
mod colours;
mod differences;
mod editing;
mod field;
mod findings;
mod toolbar;
mod viewer;

use any_spawner::Executor;
use reactive_graph::owner::Owner;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, Node};

use self::editing::Editing;
use super::kit::el::{IntoNode, classed, live};
use crate::browser::between::{said, say};
use crate::browser::later::HAS_STARTED;
use crate::browser::{self, document};
use crate::view_model::inputs_edit::{CLOSE, EDIT, OPEN};

/// Waits for the page to open inputs, and says that it does.
pub fn start() {
    // Fails only where it was done before.
    let _ = Executor::init_wasm_bindgen();
    browser::adopt_style(include_str!("../../../style/inputs_editor.css"));
    let opened = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        if let (Some(place), [original, pipeline, edited]) = (event.target(), said(&event).as_slice()) {
            open(place.unchecked_into(), original, pipeline, edited);
        }
    });
    // Fails for no event at all.
    let _ = document().add_event_listener_with_callback(OPEN, opened.into_js_value().unchecked_ref());
    say(&document(), HAS_STARTED, &[]);
}

/// Takes over the element, until it is closed.
fn open(place: Element, original: &str, pipeline: &str, edited: &str) {
    let owner = Owner::new();
    let (editing, content) = owner.with(|| {
        let editing = Editing::new(original, edited, pipeline.to_owned(), place.clone());
        (editing, panel(editing))
    });
    place.replace_children_with_node_1(&content);
    // What belongs to it ends with its owner, the worker too.
    let mut owner = Some(owner);
    let ordered = move |event: Event| {
        if event.type_() == EDIT {
            field::edit_here(editing);
        } else {
            editing.leave();
            drop(owner.take());
        }
    };
    let ordered = Closure::<dyn FnMut(Event)>::new(ordered).into_js_value();
    for order in [EDIT, CLOSE] {
        let _ = place.add_event_listener_with_callback(order, ordered.unchecked_ref());
    }
}

fn panel(editing: Editing) -> Node {
    let body = live(move || {
        editing.is_renewed();
        match editing.section() {
            None => viewer::viewer(editing),
            Some(section) => field::field(editing, &section),
        }
    });
    classed("div", "inputs-editor")
        .child(toolbar::toolbar(editing))
        .child(body)
        .child(findings::findings(editing))
        .child(differences::differences(editing))
        .into_node()
}
