//! The bar with the one button.

use leptos::prelude::*;

use super::outcome::Outcome;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_plan::RetryPlan;
use crate::domain::stage_picture::StagePicture;
use crate::ui::kit::icon::Icon;
use crate::ui::press::{Press, Pressed};
use crate::view_model::fate_sentence::{Tally, button_words, tally};
use crate::view_model::readiness::{Parts, Readiness, WayOut};
use crate::view_model::visible_text::visible;

/// Counts or the reason on the left, the button on the right, the outcome above them.
#[component]
pub fn ActionBar(
    /// What was loaded.
    parts: RwSignal<Parts>,
    /// The stages.
    picture: Memo<Option<StagePicture>>,
    /// What the choice does.
    plan: Memo<Option<RetryPlan>>,
    /// Whether the button can be pressed.
    readiness: Memo<Readiness>,
    /// The press.
    press: Press,
    /// Show this execution.
    on_show: Callback<PlanExecutionId>,
) -> impl IntoView {
    let is_off = move || readiness.get() != Readiness::Ready || press.is_locked();
    let is_sending = move || press.state() == Pressed::Sending;
    let words = Memo::new(move |_| {
        picture.with(|picture| {
            plan.with(|plan| match (picture, plan) {
                (Some(picture), Some(plan)) => button_words(picture, plan),
                _ => String::new(),
            })
        })
    });
    let pipeline = Memo::new(move |_| {
        parts.with(|parts| match &parts.execution {
            Some(Ok(execution)) => Some(visible(&execution.pipeline_name)),
            _ => None,
        })
    });
    let has_inputs = move || parts.with(|parts| matches!(&parts.inputs, Some(Ok(inputs)) if !inputs.is_empty()));
    let on_keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.repeat() {
            event.prevent_default();
            press.press();
        }
    });
    on_cleanup(move || on_keys.remove());
    view! {
        <footer class="bar">
            <Outcome press parts on_show/>
            <div class="bar-row">
                {move || match (press.state(), readiness.get()) {
                    (Pressed::Sending, _) => view! {
                        <p class="reason" role="status"><Icon name="running" class="run spin"/><span>
                            "Checking that this is still the latest attempt, then sending one request."
                        </span></p>
                    }.into_any(),
                    (Pressed::Unknown(_), _) => view! {
                        <p class="reason" id="why"><Icon name="info"/><span>"Locked until it is known whether the first request took."</span></p>
                    }.into_any(),
                    (Pressed::Started(_), _) => view! {
                        <p class="reason" id="why"><Icon name="info"/><span>"Sent. If the new execution fails, it can be retried from there."</span></p>
                    }.into_any(),
                    (_, Readiness::Blocked(blocked)) => {
                        let way_out = blocked.way_out.map(|way_out| match way_out {
                            WayOut::GoToLatest(latest) => ("Go to the latest attempt", latest),
                            WayOut::LoadAgain => ("Load again", press.execution()),
                        });
                        view! {
                            <p class="reason" id="why"><Icon name="info"/><span>
                                {blocked.reason}
                                {blocked.detail.map(|detail| view! { <q class="mono">{detail}</q> })}
                                {way_out.map(|(words, execution)| view! {
                                    " "<button type="button" class="link" on:click=move |_| on_show.run(execution.clone())>{words}</button>
                                })}
                            </span></p>
                        }.into_any()
                    }
                    (_, Readiness::Loading) => view! {
                        <p class="reason" id="why"><Icon name="running" class="run spin"/><span>"Reading what is still missing"</span></p>
                    }.into_any(),
                    (_, Readiness::Ready) => {
                        let Tally { run_again, run_after, kept } =
                            plan.with(|plan| plan.as_ref().map(tally)).unwrap_or_default();
                        view! {
                            <p class="tally">
                                <span><b class="num">{run_again}</b>{if run_again == 1 { " runs again" } else { " run again" }}</span>
                                <span><b class="num">{run_after}</b>{if run_after == 1 { " runs after" } else { " run after" }}</span>
                                <span><b class="num">{kept}</b>" kept"</span>
                                <span>{move || if has_inputs() { "inputs unchanged" } else { "no inputs" }}</span>
                            </p>
                        }.into_any()
                    }
                }}
                <button type="button" class="primary large" class:busy=is_sending
                    aria-disabled=move || is_off().then_some("true")
                    aria-describedby=move || is_off().then_some("why")
                    aria-keyshortcuts="Control+Enter"
                    on:click=move |_| press.press()>
                    {move || is_sending().then(|| view! { <Icon name="running" class="spin"/> })}
                    <span>
                        {move || if is_sending() { "Sending" } else { "Retry" }}" "{move || words.get()}
                        <span class="of">{move || pipeline.get().filter(|_| plan.with(Option::is_some)).map(|name| format!(" of {name}"))}</span>
                    </span>
                    <kbd aria-hidden="true">"Ctrl Enter"</kbd>
                </button>
            </div>
        </footer>
    }
}
