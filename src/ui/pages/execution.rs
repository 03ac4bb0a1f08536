//! One execution: loaded, shown, retried.

use std::time::Duration;

use futures_util::future::{join, join3};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::clock;
use crate::browser::fetch::{Fetch, Leaving};
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_plan::Extent;
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::ui::kit::message::Message;
use crate::ui::panels::action_bar::ActionBar;
use crate::ui::panels::execution_head::ExecutionHead;
use crate::ui::panels::inputs::Inputs;
use crate::ui::panels::notes::Notes;
use crate::ui::panels::older_attempt::OlderAttempt;
use crate::ui::panels::request::Request;
use crate::ui::panels::skeleton::Skeleton;
use crate::ui::panels::stages::Stages;
use crate::ui::press::Press;
use crate::view_model::connect_form::Target;
use crate::view_model::readiness::Parts;
use crate::view_model::user_message::UserMessage;

/// A read that takes longer is given up and said.
const READ_LIMIT_MS: u32 = 60_000;
/// "2 h ago" is renewed this often.
const CLOCK_STEP: Duration = Duration::from_secs(30);

/// The execution that was asked for, or the latest of the pipeline.
#[component]
pub fn ExecutionPage(
    /// What to load.
    target: Target,
    /// Says whether something is under way, for the form's button.
    is_loading: RwSignal<bool>,
    /// Says whether a retry is being sent, to lock the form.
    is_sending: RwSignal<bool>,
    /// Another execution of the same pipeline is to be shown.
    on_show: Callback<(Target, PlanExecutionId)>,
) -> impl IntoView {
    let leaving = StoredValue::new_local(Leaving::new());
    on_cleanup(move || {
        leaving.with_value(Leaving::leave);
        is_loading.try_set(false);
    });
    let transport = Fetch::until(leaving.with_value(Leaving::signal), READ_LIMIT_MS);
    let client = HarnessClient::new(transport, target.connection.clone());
    is_loading.set(true);

    // Without an execution the latest is looked up first; `Ok(None)` means that it never ran.
    let found = RwSignal::new(target.execution.clone().map(|execution| Ok(Some(execution))));
    let looked_up = target.execution.is_none();
    if looked_up {
        let (client, pipeline) = (client.clone(), target.pipeline.pipeline.clone());
        spawn_local(async move {
            let latest = client.latest_execution(&pipeline).await;
            found.try_set(Some(latest));
        });
    }
    let problem = move |message: UserMessage| {
        is_loading.set(false);
        view! { <div class="alone" role="alert"><Message message role="bad"/></div> }.into_any()
    };
    move || match found.get() {
        None => view! { <Skeleton/> }.into_any(),
        Some(Err(ApiError::Cancelled)) => ().into_any(),
        Some(Err(error)) => problem(UserMessage::of_read("the latest execution of this pipeline", &error)),
        Some(Ok(None)) => problem(UserMessage::plain(
            "This pipeline has no executions.",
            "Check the pipeline in the link, or paste the link of one execution.",
        )),
        Some(Ok(Some(execution))) => {
            let target = Target { execution: Some(execution.clone()), ..target.clone() };
            view! {
                <LoadedExecution target execution client=client.clone() looked_up is_loading is_sending on_show/>
            }
            .into_any()
        }
    }
}

#[component]
fn LoadedExecution(
    target: Target,
    execution: PlanExecutionId,
    client: HarnessClient<Fetch>,
    looked_up: bool,
    is_loading: RwSignal<bool>,
    is_sending: RwSignal<bool>,
    on_show: Callback<(Target, PlanExecutionId)>,
) -> impl IntoView {
    let parts = RwSignal::new(Parts::default());
    spawn_local(read_parts(parts, client, target.clone(), execution.clone()));

    let now = RwSignal::new(clock::now());
    if let Ok(ticking) = set_interval_with_handle(move || _ = now.try_set(clock::now()), CLOCK_STEP) {
        on_cleanup(move || ticking.clear());
    }

    let picture = Memo::new(move |_| parts.with(Parts::picture));
    let chosen = RwSignal::new(None);
    let column = RwSignal::new(None);
    Effect::new(move |_| {
        let preselected = picture.with(|picture| picture.as_ref().and_then(|picture| picture.preselected()));
        column.set(chosen.get().or(preselected));
    });
    let extent = RwSignal::new(Extent::default());
    let notes = RwSignal::new(String::new());
    let plan = Memo::new(move |_| {
        let column = column.get()?;
        picture.with(|picture| picture.as_ref()?.plan(column, extent.get()))
    });
    let readiness = Memo::new(move |_| parts.with(|parts| picture.with(|picture| parts.readiness(picture.as_ref()))));
    let request = {
        let (connection, pipeline, execution) =
            (target.connection.clone(), target.pipeline.pipeline.clone(), execution.clone());
        Memo::new(move |_| {
            let plan = plan.get()?;
            parts.with(|parts| {
                let inputs = parts.inputs.as_ref()?.as_ref().ok()?;
                Some(notes.with(|notes| connection.retry(&pipeline, &execution, &plan, notes, inputs)))
            })
        })
    };
    let press = Press::new(target.clone(), execution.clone(), request, readiness, is_sending);
    let is_locked = Signal::derive(move || press.is_locked());
    Effect::new(move |_| is_loading.set(parts.with(|parts| parts.execution.is_none())));

    let shown = target.clone();
    let show = Callback::new(move |execution| on_show.run((shown.clone(), execution)));
    let link = target.pipeline.execution(execution).link();
    let is_here = move || parts.with(|parts| parts.execution.is_some());
    view! {
        <Show when=is_here fallback=|| view! { <Skeleton/> }>
            <section class="sheet" aria-labelledby="exec-h">
                <ExecutionHead parts now link=link.clone() looked_up/>
                <OlderAttempt parts now on_show=show/>
                <Stages parts picture plan column chosen extent is_locked/>
                <div class="split">
                    <div class="split-main">
                        <Inputs parts/>
                        <Notes notes is_locked/>
                    </div>
                    <Request request readiness/>
                </div>
                <ActionBar parts picture plan readiness press on_show=show/>
            </section>
        </Show>
    }
}

/// Asks for everything at the same time; each part comes, or fails, by itself.
async fn read_parts(parts: RwSignal<Parts>, client: HarnessClient<Fetch>, target: Target, execution: PlanExecutionId) {
    let pipeline = &target.pipeline.pipeline;
    let put = move |change: Box<dyn FnOnce(&mut Parts)>| _ = parts.try_update(|parts| change(parts));
    let detail = async {
        let detail = client.execution(&execution).await;
        let git = detail.as_ref().ok().and_then(|detail| detail.git_to_ask_with(&target.git).cloned());
        put(Box::new(|parts| parts.execution = Some(detail)));
        git
    };
    let eligibility = async {
        let first = client.retry_eligibility(pipeline, &execution, &target.git);
        let (git, first) = join(detail, first).await;
        let eligibility = match git {
            Some(git) => client.retry_eligibility(pipeline, &execution, &git).await,
            None => first,
        };
        put(Box::new(|parts| parts.eligibility = Some(eligibility)));
    };
    let history = async {
        let history = client.retry_history(pipeline, &execution).await;
        put(Box::new(|parts| parts.history = Some(history)));
    };
    let inputs = async {
        let inputs = client.runtime_inputs(&execution).await;
        put(Box::new(|parts| parts.inputs = Some(inputs)));
    };
    join3(eligibility, history, inputs).await;
}
