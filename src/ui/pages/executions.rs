//! The failed executions of a project: listed, and retried in one go.

use std::time::Duration;

use leptos_dom::helpers::{request_animation_frame, set_interval_with_handle};
use reactive_graph::owner::{StoredValue, on_cleanup};
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Node;

use crate::browser::bulk_journal::{self, KeptRun};
use crate::browser::fetch::Leaving;
use crate::browser::{address, attention, clock, field};
use crate::domain::bulk_run::{BulkRow, RowCame};
use crate::domain::executions_url::ExecutionFilter;
use crate::ui::app::Page;
use crate::ui::kit::el::{IntoNode, classed, el, live};
use crate::ui::kit::message::message;
use crate::ui::many::bulk::BulkView;
use crate::ui::many::bulk_bar::bulk_bar;
use crate::ui::many::filters::filters;
use crate::ui::many::followed::follow_started;
use crate::ui::many::kept_run::{name_of, unfinished};
use crate::ui::many::messages::messages;
use crate::ui::many::results::results;
use crate::ui::many::table::{count, table};
use crate::ui::many::{Chosen, ListView};
use crate::ui::state::State;
use crate::view_model::connect_form::ListTarget;
use crate::view_model::user_message::UserMessage;

const CLOCK_STEP: Duration = Duration::from_secs(1);

/// The list; or the run, while there is one that was not seen to its end.
pub fn executions_page(page: Page, target: ListTarget) -> Node {
    let filter = State::new(Some(target.list.filter.clone()));
    let run = State::new(None);
    let is_refused = State::new(false);
    if let Some(kept) = unfinished(&target.connection) {
        run.set(Some(BulkView::new(page, target.connection.clone(), target.list.clone(), kept)));
    }
    attention::set_title("Failed executions · Pipeline Retry");
    on_cleanup(|| attention::set_title("Pipeline Retry"));
    let tick = move || {
        if let Some(run) = run.with_untracked(|run: &Option<BulkView>| *run) {
            run.now.set(clock::now());
        }
    };
    if let Ok(ticking) = set_interval_with_handle(tick, CLOCK_STEP) {
        on_cleanup(move || ticking.clear());
    }
    let connection = target.connection.clone();
    let list_of = target.clone();
    let begin = move |rows: Vec<BulkRow>| {
        let rows = rows.into_iter().map(|row| (row, RowCame::Waiting)).collect();
        let kept = KeptRun { begun_at: clock::now(), rows };
        // Another tab may have begun one since this list was read.
        if unfinished(&connection).is_some() || !bulk_journal::write(&name_of(&connection), &kept) {
            is_refused.set(true);
            return;
        }
        is_refused.set(false);
        let begun = BulkView::new(page, connection.clone(), list_of.list.clone(), kept);
        run.set(Some(begun));
        request_animation_frame(|| field::focus("run-h"));
        begun.go_on();
    };
    live(move || {
        if let Some(run_view) = run.get() {
            let leaving = StoredValue::new_local(Leaving::new());
            on_cleanup(move || leaving.with_value(Leaving::leave));
            spawn_local(follow_started(run_view, leaving.with_value(Leaving::signal)));
            let done = move || {
                run.set(None);
                request_animation_frame(|| field::focus("many-h"));
            };
            return results(run_view, done).into_node();
        }
        lists(page, target.clone(), filter, is_refused, begin.clone())
    })
}

/// The filter, and the list by it.
fn lists(
    page: Page,
    target: ListTarget,
    filter: State<Option<ExecutionFilter>>,
    is_refused: State<bool>,
    begin: impl Fn(Vec<BulkRow>) + Clone + 'static,
) -> Node {
    let shown = State::new(None);
    let chosen = State::new(Chosen::default());
    let counted = live(move || shown.get().map(count));
    let title = classed("div", "exec-title")
        .child(el("h1").attr("id", "many-h").attr("tabindex", "-1").child("Failed executions"))
        .child(classed("span", "soft num").attr("role", "status").child(counted));
    let refused = live(move || {
        is_refused.get().then(|| {
            let words = UserMessage::plain(
                "Nothing was sent: this browser can’t keep a list of what it sends, or another tab is doing a bulk retry.",
                "Load the list again: a bulk retry of another tab is shown. If there is none, allow this site to store data.",
            );
            classed("div", "alone").attr("role", "alert").child(message(words, "bad", vec![]))
        })
    });
    let unreadable = bulk_journal::is_unreadable(&name_of(&target.connection)).then(|| {
        let words = UserMessage::plain(
            "This browser keeps a bulk retry of this project that another version of this page has begun. It can’t be read.",
            "What was started is in Harness; what was not is in this list. A new bulk retry takes its place.",
        );
        classed("div", "alone").child(message(words, "warn", vec![]))
    });
    let list = live(move || {
        let mut target = target.clone();
        target.list.filter = filter.get().unwrap_or_default();
        let is_step = page.shown.with_untracked(String::is_empty);
        address::set_fragment(&target.list.link(), is_step);
        page.shown.set(target.list.link());
        let view = ListView::new(page, target, chosen.with_untracked(Clone::clone));
        on_cleanup(move || chosen.set(view.chosen()));
        shown.set(Some(view));
        vec![messages(view), table(view), bulk_bar(view, begin.clone()).into_node()]
    });
    classed("section", "sheet")
        .attr("aria-labelledby", "many-h")
        .child(classed("header", "exec").child(title).child(filters(filter)))
        .child(unreadable)
        .child(refused)
        .child(list)
        .into_node()
}
