//! What a person typed for an execution outlasts a new load of it, by another token too.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::owner::on_cleanup;

use super::app::Page;
use super::press::Press;
use super::state::State;
use crate::view_model::inputs_edit::{EDITED, InputsEdit, Standing};

/// What was typed and not sent. In memory alone, and dropped when nobody uses the page.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The name of the execution's press.
    of: String,
    /// For the new execution.
    pub notes: String,
    /// What was made of the inputs. It is to be checked once more.
    pub edit: InputsEdit,
}

impl Typed {
    /// What was typed for the execution of this name, if it was the last for which something was.
    pub fn take(page: Page, of: &str) -> Option<Self> {
        let mut taken = None;
        page.typed.silently(|held| taken = held.take_if(|held| held.of == of));
        taken
    }

    /// Keeps it when this part of the page goes, unless it was sent. Where the page itself goes, the browser asks
    /// before edited inputs are lost.
    pub fn keep(page: Page, press: Press, notes: State<String>, edit: State<InputsEdit>) {
        let warning = window_event_listener_untyped("beforeunload", move |event| {
            if !press.has_started() && edit.with_untracked(|edit| edit.yaml.is_some()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            warning.remove();
            let (notes, mut edit) = (notes.with_untracked(Clone::clone), edit.with_untracked(Clone::clone));
            if press.has_started() || notes.is_empty() && edit.yaml.is_none() {
                return;
            }
            if edit.yaml.is_some() {
                (edit.standing, edit.words) = (Standing::Checking, EDITED.to_owned());
            }
            page.typed.silently(|held| *held = Some(Self { of: press.name(), notes, edit }));
        });
    }
}
