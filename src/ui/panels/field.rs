//! A field of the form: label, input, and one line below that is its hint or its problem.

use crate::browser::field::typed;
use crate::ui::kit::el::{El, IntoNode, classed, el, live};
use crate::ui::kit::icon::with_icon;
use crate::ui::state::State;
use crate::view_model::connect_form::{Field, Problems};

/// Where a field stands and what it says.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "named after what is shown")]
pub struct Spec {
    pub field: Field,
    pub id: &'static str,
    /// The id of the line below.
    pub note: &'static str,
    pub label: &'static str,
}

impl Spec {
    /// The problem of this field, if it has one.
    pub fn problem(self, problems: State<Problems>) -> Option<String> {
        problems.with(|problems| problems.iter().find(|(at, _)| *at == self.field).map(|(_, text)| text.clone()))
    }

    /// The input. Browsers leave what is typed here alone.
    pub fn input(self, kind: &'static str, class: &'static str, problems: State<Problems>) -> El {
        classed("input", class)
            .attr("id", self.id)
            .attr("type", kind)
            .attr("autocomplete", "off")
            .attr("autocapitalize", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", self.note)
            .live_attr("aria-invalid", move || self.problem(problems).map(|_| "true".to_owned()))
    }

    /// The whole field.
    pub fn with<N: IntoNode>(self, input: El, problems: State<Problems>, hint: impl Fn() -> N + Send + 'static) -> El {
        let note = live(move || match self.problem(problems) {
            Some(text) => with_icon("problem", "warn", text).attr("id", self.note).into_node(),
            None => el("div").attr("id", self.note).child(hint()).into_node(),
        });
        classed("div", "field").child(el("label").attr("for", self.id).child(self.label)).child(input).child(note)
    }

    /// What stands in the field.
    pub fn typed(self) -> String {
        typed(self.id)
    }
}
