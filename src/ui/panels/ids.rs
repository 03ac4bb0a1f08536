//! The fields for those who have IDs and no link.

use leptos::prelude::*;

use super::connect::problem_of;
use crate::ui::kit::problem::Problem;
use crate::view_model::connect_form::{ConnectForm, Field, Problems};

struct Row {
    field: Field,
    id: &'static str,
    note: &'static str,
    label: &'static str,
    hint: &'static str,
}

const ROWS: [Row; 6] = [
    Row { field: Field::Host, id: "host", note: "host-note", label: "Host", hint: "Where you open Harness." },
    Row {
        field: Field::Account,
        id: "account",
        note: "account-note",
        label: "Account",
        hint: "Empty: the token’s own.",
    },
    Row { field: Field::Org, id: "org", note: "org-note", label: "Org", hint: "Its identifier, as default." },
    Row { field: Field::Project, id: "project", note: "project-note", label: "Project", hint: "Its identifier." },
    Row { field: Field::Pipeline, id: "pipeline", note: "pipeline-note", label: "Pipeline", hint: "Its identifier." },
    Row {
        field: Field::Execution,
        id: "execution",
        note: "execution-note",
        label: "Execution",
        hint: "Empty: the latest of the pipeline.",
    },
];

/// Host, account, org, project, pipeline and execution, each a field of its own. A link fills them in.
#[component]
pub fn Ids(
    /// What was typed.
    form: RwSignal<ConnectForm>,
    /// What is wrong with it.
    problems: RwSignal<Problems>,
) -> impl IntoView {
    // A problem must not hide in what is folded.
    let has_problem = move || {
        problems.with(|problems| problems.iter().any(|(field, _)| !matches!(field, Field::Link | Field::Token)))
    };
    let row = move |Row { field, id, note, label, hint }: Row| {
        let problem = move || problem_of(problems, field);
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id class="mono" type="text" spellcheck="false" autocomplete="off" autocapitalize="off"
                    aria-describedby=note aria-invalid=move || problem().is_some().then_some("true")
                    prop:value=move || form.with(|form| form.field(field).to_owned())
                    on:input:target=move |event| {
                        form.update(|form| form.set_field(field, event.target().value()));
                        problems.update(|problems| problems.retain(|(at, _)| *at != field && *at != Field::Link));
                    }/>
                {move || match problem() {
                    Some(text) => view! { <Problem id=note text/> }.into_any(),
                    None => view! { <p class="hint" id=note>{hint}</p> }.into_any(),
                }}
            </div>
        }
    };
    view! {
        <details class="ids" prop:open=move || has_problem().then_some(true)>
            <summary>"Fill in the IDs instead"</summary>
            <div class="ids-grid">{ROWS.into_iter().map(row).collect_view()}</div>
        </details>
    }
}
