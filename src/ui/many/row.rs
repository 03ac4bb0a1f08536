//! One row of the list: a chain of attempts.

use wasm_bindgen::JsCast;
use web_sys::{HtmlSelectElement, Node};

use super::listing::read_attempts;
use super::ticking::{may_be_ticked, ticked_by};
use super::{ListView, ManyRow};
use crate::browser::clock;
use crate::domain::execution::{Execution, Millis};
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId};
use crate::domain::retry_chain::RetryChain;
use crate::domain::retry_plan::Extent;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::kit::icon::{icon, status};
use crate::ui::state::State;
use crate::view_model::bulk_words::{Check, failed_stages, row_name, what_failed};
use crate::view_model::stage_choice::rule_words;
use crate::view_model::status_look::look;
use crate::view_model::time_words::ago;
use crate::view_model::visible_text::visible;

/// The row, the `n`th of the list, and its older attempts when they are opened.
pub fn row(view: ListView, n: usize, row: ManyRow) -> Node {
    let is_open = State::new(false);
    let latest = kept(move || row.with_latest(Clone::clone));
    let whole = live(move || latest.with(|latest| latest.map(|latest| line(view, n, row, latest, is_open))));
    let older = live(move || {
        let older =
            is_open.get().then(|| row.chain.with(|chain| chain.as_ref().map(|chain| older_of(row, chain))))??;
        Some(older.iter().map(|older| older_line(view, older)).collect::<Vec<_>>())
    });
    vec![whole, older].into_node()
}

fn line(view: ListView, n: usize, row: ManyRow, latest: &Execution, is_open: State<bool>) -> El {
    let name = row_name(latest);
    let link = el("a").attr("href", format!("#{}", view.link_to(&latest.pipeline, latest.id.clone()))).child(&*name);
    let message = latest.failure.as_deref().map(visible).unwrap_or_default();
    let what = classed("span", "c-what")
        .attr("role", "rowheader")
        // Its row is not named by the message, which is a long one at times.
        .attr("aria-label", format!("{name} {}", failed_stages(latest)))
        .child(link)
        .child(text("span", "sub", what_failed(latest)).attr("title", message));
    let tick_box = el("input")
        .attr("type", "checkbox")
        .attr("aria-label", format!("Retry {name}"))
        .attr("data-row", n.to_string())
        .is("checked", move || row.is_ticked.get())
        .live_flag("disabled", move || !may_be_ticked(row))
        .on("click", move |event| ticked_by(view, n, row, &event));
    let by = latest.triggered_by.as_deref().map(visible).unwrap_or_default();
    let started = latest.started_at;
    let when = classed("span", "c-when num")
        .attr("role", "cell")
        .attr("title", started.map(clock::local_date_and_time).unwrap_or_default())
        .child(started.map(|started| ago(started, view.now)).unwrap_or_default())
        .child(text("span", "sub", by));
    let chain = live(move || {
        let is_retried = row.chain.with(|chain| chain.as_ref().is_some_and(RetryChain::is_retried));
        if !is_retried {
            return "1".into_node();
        }
        let count = live_text(move || {
            let known = row.history.with(|history| history.as_ref().map(|history| history.attempts().len()));
            known.map_or_else(|| "2 or more".to_owned(), |known| known.to_string())
        });
        // The column says what is counted, where there are columns.
        button("link", vec![count, text("span", "noun", " attempts").into_node()], move || {
            is_open.update(|is| *is = !*is);
            if row.history.with_untracked(Option::is_none) {
                read_attempts(view, row);
            }
        })
        .live_attr("aria-expanded", move || Some(is_open.get().to_string()))
        .into_node()
    });
    let pipeline = latest.pipeline.clone();
    let passed = live(move || {
        let passed = view.passed.with(|passed| passed.iter().find(|(of, _)| *of == pipeline).map(|(_, at)| *at));
        let since = passed.filter(|passed| started.is_some_and(|started| *passed > started));
        since.map(|passed| text("span", "sub", format!("Passed since, {}", ago(passed, view.now))))
    });
    let checked = live(move || {
        let words = row.check.with(|check| check.words(view.extent_of(row)));
        words.map(|(look, line)| {
            let turning = if look.icon == "running" { "spin" } else { "" };
            let word = el("span")
                .attr("class", format!("status {}", look.role))
                .child(icon(look.icon, turning))
                .child(look.word);
            vec![word, text("span", "sub", line)]
        })
    });
    let offers = kept(move || row.check.with(Check::offers_extent).then_some(()));
    let rule = live(move || if offers.is_there() { extent_choice(view, row).into_node() } else { "—".into_node() });
    el("div")
        .live_attr("class", move || Some(if row.is_ticked.get() { "many-row ticked" } else { "many-row" }.to_owned()))
        .attr("role", "row")
        .child(classed("span", "c-tick").attr("role", "cell").child(tick_box))
        .child(what)
        .child(classed("span", "c-status").attr("role", "cell").child(status(look(&latest.status, true))).child(passed))
        .child(when)
        .child(classed("span", "c-chain num").attr("role", "cell").child(chain))
        .child(classed("span", "c-check").attr("role", "cell").child(checked))
        .child(classed("span", "c-rule").attr("role", "cell").child(rule))
}

fn extent_choice(view: ListView, row: ManyRow) -> El {
    let option = |this: Extent| {
        let value = if this == Extent::All { "all" } else { "failed" };
        el("option").attr("value", value).is("selected", move || view.extent_of(row) == this).child(rule_words(this))
    };
    el("select")
        .attr("aria-label", "In its group or matrix, run")
        .on("change", move |event| {
            let chosen = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            let is_all = chosen.is_some_and(|select| select.value() == "all");
            row.extent.set(Some(if is_all { Extent::All } else { Extent::OnlyFailed }));
        })
        .child(option(Extent::OnlyFailed))
        .child(option(Extent::All))
}

/// An attempt before the latest.
struct Older {
    pipeline: PipelineIdentifier,
    execution: PlanExecutionId,
    name: String,
    status: ExecutionStatus,
    started_at: Option<Millis>,
}

/// Newest first: those of the history, once it is there, else those that the list has.
fn older_of(row: ManyRow, chain: &RetryChain) -> Vec<Older> {
    let pipeline = &chain.latest.pipeline;
    row.history.with(|history| match history {
        Some(history) => history
            .attempts()
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, attempt)| attempt.execution != chain.latest.id)
            .map(|(n, attempt)| Older {
                pipeline: pipeline.clone(),
                execution: attempt.execution.clone(),
                name: format!("Attempt {}", n + 1),
                status: attempt.status.clone(),
                started_at: attempt.started_at,
            })
            .collect(),
        None => chain
            .older
            .iter()
            .map(|older| Older {
                pipeline: pipeline.clone(),
                execution: older.id.clone(),
                name: row_name(older),
                status: older.status.clone(),
                started_at: older.started_at,
            })
            .collect(),
    })
}

fn older_line(view: ListView, older: &Older) -> El {
    let link = view.link_to(&older.pipeline, older.execution.clone());
    let link = el("a").attr("href", format!("#{link}")).child(&*older.name);
    let when = older.started_at.map(|started| ago(started, view.now)).unwrap_or_default();
    classed("div", "many-row older")
        .attr("role", "row")
        .child(classed("span", "c-tick").attr("role", "cell"))
        .child(classed("span", "c-what").attr("role", "rowheader").child(link))
        .child(classed("span", "c-status").attr("role", "cell").child(status(look(&older.status, true))))
        .child(text("span", "c-when num", when).attr("role", "cell"))
        .child(classed("span", "c-chain").attr("role", "cell"))
        .child(text("span", "c-check sub", "Harness retries only the latest attempt.").attr("role", "cell"))
        .child(classed("span", "c-rule").attr("role", "cell"))
}
