//! The chain of attempts, of which each can be looked at.

use wasm_bindgen_futures::spawn_local;
use web_sys::Node;

use crate::browser::fetch::Fetch;
use crate::domain::execution::Execution;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_history::{Retried, RetryHistory};
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::{Kept, kept};
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::kit::icon::{status, with_icon};
use crate::ui::state::State;
use crate::view_model::attempts::{AttemptRow, ran_again, rows};
use crate::view_model::live_words::others_running;
use crate::view_model::readiness::Parts;

const LIMIT_MS: u32 = 20_000;

/// What the other attempts did, as far as it was asked for and came.
type Told = Vec<(PlanExecutionId, Result<Option<Retried>, ApiError>)>;

/// Nothing for an execution that was never retried.
pub fn attempts(view: ExecutionView) -> Node {
    let told = State::new(Told::new());
    let is_asked = State::new(false);
    let rows = kept(move || {
        let now = view.now.get();
        let rows = view.parts.with(|parts| both(parts, |execution, history| rows(execution, history, now)));
        rows.filter(|rows| !rows.is_empty())
    });
    let chain = kept(move || rows.with(|rows| Some(rows?.iter().map(|row| row.execution.clone()).collect::<Vec<_>>())));
    live(move || {
        // As long as it is the same chain, only what its lines say changes.
        chain.get().map(|chain| {
            let all = chain.clone();
            let ask = button("secondary small", "Show what each ran again", move || {
                is_asked.set(true);
                spawn_local(read_all(view, told, all.clone()));
            })
            .live_flag("hidden", move || is_asked.get());
            let head = classed("div", "part-head")
                .child(el("h2").attr("id", "attempts-h").child("Attempts"))
                .child(text("p", "soft num", chain.len().to_string()))
                .child(classed("div", "part-actions").child(ask));
            let lines = chain.into_iter().enumerate().map(|(n, execution)| {
                let row = kept(move || rows.with(|rows| rows?.get(n).cloned()));
                line(view, n + 1, execution, row, told)
            });
            let lines = classed("ol", "attempts").children(lines);
            classed("section", "part")
                .attr("aria-labelledby", "attempts-h")
                .child(head)
                .child(lines)
                .child(others(view))
        })
    })
}

fn line(view: ExecutionView, place: usize, of: PlanExecutionId, row: Kept<AttemptRow>, told: State<Told>) -> El {
    let (is_this, is_first) = (of == view.press.execution(), place == 1);
    let look = kept(move || row.with(|row| Some(row?.look.clone())));
    let say = move |what: fn(&AttemptRow) -> &String| {
        live_text(move || row.with(|row| row.map(|row| what(row).clone())).unwrap_or_default())
    };
    let execution = of.clone();
    let did = move || {
        let own = view.parts.with(|parts| {
            both(parts, |shown, history| is_this.then(|| ran_again(history.retried.as_ref(), is_first, shown)))
                .flatten()
        });
        own.or_else(|| {
            told.with(|told| {
                let (_, read) = told.iter().find(|(execution, _)| *execution == of)?;
                let words = |retried| view.with_execution(|shown| ran_again(retried, is_first, shown));
                read.as_ref().map_or(Some("It could not be read.".to_owned()), |retried| words(retried.as_ref()))
            })
        })
        .unwrap_or_default()
    };
    let show = if is_this {
        text("span", "soft", "Shown here").into_node()
    } else {
        button("link", format!("Show attempt {place}"), move || view.show(execution.clone())).into_node()
    };
    let mut line = el("li")
        .child(classed("span", "num").child(say(|row| &row.number)))
        .child(el("span").child(live(move || look.get().map(status))))
        .child(classed("span", "soft num").child(say(|row| &row.words)))
        .child(show)
        .child(classed("p", "did soft").child(live_text(did)));
    if is_this {
        line = line.attr("aria-current", "true");
    }
    line
}

/// Another attempt may be running beside this one.
fn others(view: ExecutionView) -> Node {
    let running = kept(move || {
        let running = view.parts.with(|parts| {
            both(parts, |execution, history| {
                !execution.has_ended() && !others_running(&execution.id, history).is_empty()
            })
        });
        running.filter(|is| *is)
    });
    let words = "Another attempt of this execution had not ended when the attempts were read. Look at it: if more than one deploys, abort all but one.";
    live(move || running.is_there().then(|| with_icon("ran warn", "warn", words).attr("role", "status")))
}

async fn read_all(view: ExecutionView, told: State<Told>, chain: Vec<PlanExecutionId>) {
    let client = HarnessClient::new(Fetch::until(None, LIMIT_MS), view.connection()).patient();
    let (pipeline, shown) = (view.pipeline(), view.press.execution());
    for execution in chain.into_iter().filter(|execution| *execution != shown) {
        let history = client.retry_history(&pipeline, &execution).await;
        told.update(|told| told.push((execution, history.map(|history| history.retried))));
    }
}

fn both<T>(parts: &Parts, read: impl FnOnce(&Execution, &RetryHistory) -> T) -> Option<T> {
    match (&parts.execution, &parts.history) {
        (Some(Ok(execution)), Some(Ok(history))) => Some(read(execution, history)),
        _ => None,
    }
}
