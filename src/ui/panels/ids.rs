//! The fields for those who have IDs and no link.

use super::field::Spec;
use crate::browser::field::unfold;
use crate::ui::app::Page;
use crate::ui::kit::el::{El, afterwards, classed, el, text};
use crate::ui::state::State;
use crate::view_model::connect_form::{Field, Problems};

const ID: &str = "ids";

const fn spec(field: Field, id: &'static str, note: &'static str, label: &'static str) -> Spec {
    Spec { field, id, note, label }
}

const FIELDS: [(Spec, &str); 6] = [
    (spec(Field::Host, "host", "host-note", "Host"), "Where you open Harness."),
    (spec(Field::Account, "account", "account-note", "Account"), "Empty: the token’s own."),
    (spec(Field::Org, "org", "org-note", "Org"), "Its identifier, for example default."),
    (spec(Field::Project, "project", "project-note", "Project"), "Its identifier."),
    (spec(Field::Pipeline, "pipeline", "pipeline-note", "Pipeline"), "Its identifier."),
    (spec(Field::Execution, "execution", "execution-note", "Execution"), "Empty: the latest of the pipeline."),
];

/// Host, account, org, project, pipeline and execution, each a field of its own. A link fills them in.
pub fn ids(page: Page, problems: State<Problems>) -> El {
    // A problem must not hide in what is folded.
    let has_problem =
        move || problems.with(|problems| problems.iter().any(|(at, _)| !matches!(at, Field::Link | Field::Token)));
    let field = move |(spec, hint): (Spec, &'static str)| {
        let input = spec
            .input("text", "mono", problems)
            .value(move || page.form.with(|form| form.field(spec.field).to_owned()))
            .on("input", move |_| {
                page.form.update(|form| form.set_field(spec.field, spec.typed()));
                problems.update(|problems| problems.retain(|(at, _)| *at != spec.field && *at != Field::Link));
            });
        spec.with(input, problems, move || text("p", "hint", hint))
    };
    afterwards(Box::new(move || {
        if has_problem() {
            unfold(ID);
        }
    }));
    classed("details", "ids")
        .attr("id", ID)
        .child(el("summary").child("Fill in the IDs instead"))
        .child(classed("div", "ids-grid").children(FIELDS.into_iter().map(field)))
}
