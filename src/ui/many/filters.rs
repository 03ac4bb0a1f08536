//! Which executions are listed.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use crate::browser::field::typed;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::executions_url::{ExecutionFilter, MOST_DAYS};
use crate::domain::identifiers::PipelineIdentifier;
use crate::ui::kit::el::{El, classed, el, text};
use crate::view_model::status_look::look;

const DAYS: [(u32, &str); 4] =
    [(1, "Last 24 hours"), (2, "Last 2 days"), (7, "Last 7 days"), (MOST_DAYS, "Last 30 days")];
const TEXT: &str = "filter-text";
const PIPELINE: &str = "filter-pipeline";

/// The filter as fields. `choose` gets the next one: at once from a choice, on Enter or when the field is left from
/// a text.
pub fn filters(filter: &ExecutionFilter, choose: impl Fn(ExecutionFilter) + Clone + 'static) -> El {
    let field = |id: &'static str, label: &'static str, control: El| {
        classed("div", "field").child(el("label").attr("for", id).child(label)).child(control.attr("id", id))
    };
    let (now, go) = (filter.clone(), choose.clone());
    let text_field = el("input").attr("type", "search").attr("placeholder", "Name or identifier").value({
        let text = filter.text.clone();
        move || text.clone()
    });
    let text_field =
        text_field.on("change", move |_| go(ExecutionFilter { text: typed(TEXT).trim().to_owned(), ..now.clone() }));
    let (now, go) = (filter.clone(), choose.clone());
    let pipeline = classed("input", "mono").attr("placeholder", "All pipelines").attr("spellcheck", "false").value({
        let pipeline = filter.pipeline.as_ref().map(ToString::to_string).unwrap_or_default();
        move || pipeline.clone()
    });
    let pipeline = pipeline.on("change", move |_| {
        let named = typed(PIPELINE);
        let pipeline = PipelineIdentifier::parse(named.trim()).ok();
        if pipeline.is_some() || named.trim().is_empty() {
            go(ExecutionFilter { pipeline, ..now.clone() });
        }
    });
    let (now, go) = (filter.clone(), choose.clone());
    let statuses = el("select").on("change", move |event| {
        let status = ExecutionStatus::parse(&chosen(&event));
        let statuses = if status.is_failed() { vec![status] } else { Vec::new() };
        go(ExecutionFilter { statuses, ..now.clone() });
    });
    let option = |value: &str, words: &str, is_chosen: bool| {
        el("option").attr("value", value).is("selected", move || is_chosen).child(words)
    };
    let one = match filter.statuses.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    let some = filter.statuses.len();
    let all = if some > 1 { format!("{some} statuses") } else { "All that failed".to_owned() };
    let statuses = statuses.child(option("", &all, one.is_none())).children(
        ExecutionStatus::FAILED
            .iter()
            .map(|status| option(status.word(), &look(status, true).word, one.as_ref() == Some(status))),
    );
    let (now, go) = (filter.clone(), choose.clone());
    let days = el("select")
        .on("change", move |event| {
            go(ExecutionFilter { days: chosen(&event).parse().unwrap_or(MOST_DAYS), ..now.clone() });
        })
        .children(DAYS.iter().map(|(days, words)| option(&days.to_string(), words, *days == filter.days)));
    let now = filter.clone();
    let shows_retried = filter.shows_retried;
    let retried =
        el("input").attr("type", "checkbox").is("checked", move || shows_retried).on("change", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            choose(ExecutionFilter { shows_retried: target.is_some_and(|input| input.checked()), ..now.clone() });
        });
    classed("div", "filters")
        .attr("role", "search")
        .child(field(TEXT, "Text", text_field))
        .child(field(PIPELINE, "Pipeline", pipeline))
        .child(field("filter-status", "Status", statuses))
        .child(field("filter-days", "Started", days))
        .child(classed("label", "check").child(retried).child(text("span", "", "Also those retried since")))
}

fn chosen(event: &Event) -> String {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    target.map(|select| select.value()).unwrap_or_default()
}
