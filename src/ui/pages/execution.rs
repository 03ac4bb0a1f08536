//! One execution: loaded, shown, retried.

use futures_util::future::{join, join3};
use leptos_dom::helpers::request_animation_frame;
use reactive_graph::owner::{StoredValue, on_cleanup};
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortSignal, Node};

use crate::browser::fetch::{Fetch, Leaving};
use crate::browser::{address, attention, clock, field};
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::ui::app::Page;
use crate::ui::execution_view::ExecutionView;
use crate::ui::follow::follow;
use crate::ui::kept::kept;
use crate::ui::kit::el::{IntoNode, afterwards, classed, live, template};
use crate::ui::kit::message::message;
use crate::ui::panels::action_bar::action_bar;
use crate::ui::panels::attempts::attempts;
use crate::ui::panels::execution_head::execution_head;
use crate::ui::panels::inputs::inputs;
use crate::ui::panels::notes::notes;
use crate::ui::panels::older_attempt::older_attempt;
use crate::ui::panels::request::request;
use crate::ui::panels::stages::stages;
use crate::ui::state::State;
use crate::view_model::connect_form::Target;
use crate::view_model::live_words::tab_title;
use crate::view_model::page_link::led_to;
use crate::view_model::readiness::Parts;
use crate::view_model::status_look::look;
use crate::view_model::tab_icon::tab_icon;
use crate::view_model::user_message::UserMessage;

/// What the tab is called while nothing is shown.
const NAME: &str = "Pipeline Retry";
/// A read that takes longer is given up and said.
const READ_LIMIT_MS: u32 = 60_000;

/// For so long an execution that has come waits for its other parts, in journeys too (`tests/e2e/truth.rs`).
const TOGETHER_MS: u32 = 1_500;

/// The execution that was asked for, or the latest of the pipeline.
pub fn execution_page(page: Page, target: Target) -> Node {
    let leaving = StoredValue::new_local(Leaving::new());
    on_cleanup(move || {
        leaving.with_value(Leaving::leave);
        page.is_loading.set(false);
    });
    let signal = leaving.with_value(Leaving::signal);
    let transport = Fetch::until(signal.clone(), READ_LIMIT_MS);
    let client = HarnessClient::new(transport, target.connection.clone()).patient();
    page.is_loading.set(true);
    if let Some(execution) = target.execution.clone() {
        return loaded_execution(page, client, target, execution, false, signal);
    }
    // Without an execution the latest is looked up first; `Ok(None)` means that it never ran.
    let found = State::new(None);
    let (looking, pipeline) = (client.clone(), target.pipeline.pipeline.clone());
    spawn_local(async move {
        let latest = looking.latest_execution(&pipeline).await;
        found.set(Some(latest));
    });
    let client = StoredValue::new_local(client);
    let problem = move |text: UserMessage| {
        page.is_loading.set(false);
        classed("div", "alone").attr("role", "alert").child(message(text, "bad", vec![])).into_node()
    };
    live(move || match found.get() {
        None | Some(Err(ApiError::Cancelled)) => template("skeleton"),
        Some(Err(error)) => problem(UserMessage::of_read("the latest execution of this pipeline", &error)),
        Some(Ok(None)) => problem(UserMessage::plain(
            "This pipeline has no executions.",
            "Check the pipeline in the link, or paste the link of one execution.",
        )),
        Some(Ok(Some(execution))) => {
            loaded_execution(page, client.get_value(), target.clone(), execution, true, signal.clone())
        }
    })
}

fn loaded_execution(
    page: Page,
    client: HarnessClient<Fetch>,
    target: Target,
    execution: PlanExecutionId,
    looked_up: bool,
    leaving: Option<AbortSignal>,
) -> Node {
    let brought = page.take_brought(&execution);
    let was_brought = brought.is_some();
    let view = ExecutionView::new(page, &target, &execution, brought);
    // In the place of another link to the same, so that *Back* leads away from it.
    let shown = target.pipeline.execution(execution.clone());
    address::set_fragment(&shown.link(), !led_to(&address::fragment(), &shown));
    page.shown.set(shown.link());
    spawn_local(read_parts(view, client, target, execution, leaving));
    tell_the_tab(view);
    if was_brought {
        // The button that was pressed is gone: the news is here, maybe above what is in view.
        request_animation_frame(|| field::focus("exec-h"));
    }
    // What comes at about the same time is shown at the same time, so that nothing moves.
    let is_late = State::new(was_brought);
    afterwards(Box::new(move || {
        if view.parts.with(|parts| parts.execution.is_some()) && !is_late.with_untracked(|is| *is) {
            spawn_local(async move {
                clock::wait(TOGETHER_MS).await;
                is_late.set(true);
            });
        }
    }));
    let is_here = kept(move || {
        let (is_there, is_whole) = view.parts.with(|parts| (parts.execution.is_some(), parts.is_whole()));
        (is_whole || is_there && is_late.get()).then_some(())
    });
    live(move || {
        page.is_loading.set(!is_here.is_there());
        if is_here.is_there() { sheet(view, looked_up) } else { template("skeleton") }
    })
}

fn sheet(view: ExecutionView, looked_up: bool) -> Node {
    let is_any_there = kept(move || view.parts.with(Parts::is_any_there).then_some(()));
    let parts = live(move || {
        is_any_there.is_there().then(|| {
            // From top to bottom: what stands below the inputs would be moved by them.
            let are_inputs_known = kept(move || {
                let is_edit_to_come = view.is_edit_to_come.get();
                view.parts
                    .with(|parts| match parts.inputs {
                        Some(Ok(_)) => !is_edit_to_come,
                        _ => parts.inputs.is_some(),
                    })
                    .then_some(())
            });
            let below =
                live(move || are_inputs_known.is_there().then(|| vec![notes(view).into_node(), attempts(view)]));
            let left = classed("div", "split-main").child(inputs(view)).child(below);
            let split = classed("div", "split").child(left).child(request(view));
            vec![stages(view).into_node(), split.into_node()]
        })
    });
    classed("section", "sheet")
        .attr("aria-labelledby", "exec-h")
        .child(execution_head(view, looked_up))
        .child(older_attempt(view))
        .child(parts)
        .child(action_bar(view))
        .into_node()
}

/// The tab says how it stands, for whoever works in another one.
fn tell_the_tab(view: ExecutionView) {
    let words = kept(move || {
        view.with_execution(|execution| (tab_title(execution), look(&execution.status, execution.has_ended())))
    });
    afterwards(Box::new(move || {
        if let Some((title, look)) = words.get() {
            attention::set_title(&format!("{title} · {NAME}"));
            attention::set_icon(&tab_icon(&look, &attention::as_xml(&format!("i-{}", look.icon))));
        }
    }));
    on_cleanup(|| {
        attention::set_title(NAME);
        attention::set_icon("data:,");
    });
}

/// Asks for everything at the same time; each part comes, or fails, by itself. What goes on is then followed.
async fn read_parts(
    view: ExecutionView,
    client: HarnessClient<Fetch>,
    target: Target,
    execution: PlanExecutionId,
    leaving: Option<AbortSignal>,
) {
    let (parts, pipeline) = (view.parts, &target.pipeline.pipeline);
    let detail = async {
        if parts.with_untracked(|parts| parts.execution.is_none()) {
            let detail = client.execution(&execution).await;
            parts.update(|parts| parts.execution = Some(detail));
        }
        parts.with_untracked(|parts| {
            let read = parts.execution.as_ref()?.as_ref().ok()?;
            if !read.has_ended() {
                spawn_local(follow(view, leaving));
            }
            read.git_to_ask_with(&target.git).cloned()
        })
    };
    let eligibility = async {
        let first = client.retry_eligibility(pipeline, &execution, &target.git);
        let (git, first) = join(detail, first).await;
        let eligibility = match git {
            Some(git) => client.retry_eligibility(pipeline, &execution, &git).await,
            None => first,
        };
        parts.update(|parts| parts.eligibility = Some(eligibility));
    };
    let history = async {
        if parts.with_untracked(|parts| parts.history.is_none()) {
            let history = client.retry_history(pipeline, &execution).await;
            parts.update(|parts| parts.history = Some(history));
        }
    };
    let inputs = async {
        if parts.with_untracked(|parts| parts.inputs.is_none()) {
            let inputs = client.runtime_inputs(&execution).await;
            parts.update(|parts| parts.inputs = Some(inputs));
        }
    };
    join3(eligibility, history, inputs).await;
}
