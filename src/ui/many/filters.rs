//! Which executions are listed.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use crate::browser::field::typed;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::executions_url::{ExecutionFilter, MOST_DAYS};
use crate::domain::identifiers::PipelineIdentifier;
use crate::ui::kit::el::{El, classed, el, live, text};
use crate::ui::kit::icon::with_icon;
use crate::ui::state::State;
use crate::view_model::status_look::look;

const DAYS: [(u32, &str); 4] =
    [(1, "Last 24 hours"), (2, "Last 2 days"), (7, "Last 7 days"), (MOST_DAYS, "Last 30 days")];
const TEXT: &str = "filter-text";
const PIPELINE: &str = "filter-pipeline";
const WRONG: &str = "filter-pipeline-note";

/// The filter as fields, made once: what was chosen stays where it is. It changes at once by a choice, and by a text on
/// Enter or when the field is left.
pub fn filters(filter: State<Option<ExecutionFilter>>) -> El {
    let now = filter.with_untracked(Clone::clone).unwrap_or_default();
    let change = move |change: &dyn Fn(&mut ExecutionFilter)| {
        let old = filter.with_untracked(Clone::clone).unwrap_or_default();
        let mut new = old.clone();
        change(&mut new);
        if new != old {
            filter.set(Some(new));
        }
    };
    let field = |id: &'static str, label: &'static str, control: El| {
        classed("div", "field").child(el("label").attr("for", id).child(label)).child(control.attr("id", id))
    };
    let text_field = el("input")
        .attr("type", "search")
        .attr("placeholder", "Name or identifier")
        .attr("value", &now.text)
        .on("change", move |_| change(&|filter| typed(TEXT).trim().clone_into(&mut filter.text)));
    let is_wrong = State::new(false);
    let pipeline = classed("input", "mono")
        .attr("placeholder", "All pipelines")
        .attr("spellcheck", "false")
        .attr("value", now.pipeline.as_ref().map(ToString::to_string).unwrap_or_default())
        .live_attr("aria-invalid", move || is_wrong.get().then(|| "true".to_owned()))
        .live_attr("aria-describedby", move || is_wrong.get().then(|| WRONG.to_owned()))
        .on("change", move |_| {
            let named = typed(PIPELINE);
            let pipeline = PipelineIdentifier::parse(named.trim()).ok();
            is_wrong.set(pipeline.is_none() && !named.trim().is_empty());
            if !is_wrong.with_untracked(|is| *is) {
                change(&|filter| filter.pipeline.clone_from(&pipeline));
            }
        });
    let wrong = live(move || {
        let words =
            "Use the pipeline’s identifier, not its name: letters, digits, _ and $, not beginning with a digit.";
        is_wrong.get().then(|| with_icon("problem", "failed", words).attr("id", WRONG))
    });
    let option = |value: &str, words: &str, is_chosen: bool| {
        el("option").attr("value", value).is("selected", move || is_chosen).child(words)
    };
    let one = if let [one] = now.statuses.as_slice() { Some(one) } else { None };
    let some = now.statuses.len();
    let all = if some > 1 { format!("{some} statuses") } else { "All that failed".to_owned() };
    let statuses = el("select")
        .child(option("", &all, one.is_none()))
        .children(
            ExecutionStatus::FAILED
                .iter()
                .map(|known| option(known.word(), &look(known, true).word, one == Some(known))),
        )
        .on("change", move |event| {
            let status = ExecutionStatus::parse(&chosen(&event));
            change(&|filter| filter.statuses = if status.is_failed() { vec![status.clone()] } else { Vec::new() });
        });
    let is_known = DAYS.iter().any(|(days, _)| *days == now.days);
    let other = (!is_known).then(|| option(&now.days.to_string(), &format!("Last {} days", now.days), true));
    let days = el("select")
        .children(DAYS.iter().map(|(days, words)| option(&days.to_string(), words, *days == now.days)))
        .child(other)
        .on("change", move |event| change(&|filter| filter.days = chosen(&event).parse().unwrap_or(MOST_DAYS)));
    let shows_retried = now.shows_retried;
    let retried =
        el("input").attr("type", "checkbox").is("checked", move || shows_retried).on("change", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            change(&|filter| filter.shows_retried = target.as_ref().is_some_and(HtmlInputElement::checked));
        });
    classed("div", "filters")
        .attr("role", "search")
        .child(field(TEXT, "Text", text_field))
        .child(field(PIPELINE, "Pipeline", pipeline).child(wrong))
        .child(field("filter-status", "Status", statuses))
        .child(field("filter-days", "Started", days))
        .child(classed("label", "check").child(retried).child(text("span", "", "Also those retried since")))
}

fn chosen(event: &Event) -> String {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    target.map(|select| select.value()).unwrap_or_default()
}
