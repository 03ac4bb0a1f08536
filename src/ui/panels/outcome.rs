//! What came of the press.

use leptos::prelude::*;

use crate::domain::identifiers::PlanExecutionId;
use crate::ui::kit::icon::Icon;
use crate::ui::kit::message::Message;
use crate::ui::press::{Press, Pressed};
use crate::view_model::readiness::Parts;
use crate::view_model::user_message::UserMessage;

/// Opens upwards from the bar, so that the button stays where it is.
#[component]
pub fn Outcome(
    /// The press.
    press: Press,
    /// What was loaded.
    parts: RwSignal<Parts>,
    /// Show this execution.
    on_show: Callback<PlanExecutionId>,
) -> impl IntoView {
    let number = move || {
        parts.with_untracked(|parts| match &parts.execution {
            Some(Ok(execution)) => execution.run_sequence.map(|number| format!(" #{number}")).unwrap_or_default(),
            _ => String::new(),
        })
    };
    let show = move |words: &'static str, execution: PlanExecutionId| {
        view! {
            <button type="button" class="secondary small" on:click=move |_| on_show.run(execution.clone())>{words}</button>
        }
    };
    let note = move || match press.state() {
        Pressed::No | Pressed::Sending => ().into_any(),
        Pressed::Refused(message) => view! { <Message message role="bad"/> }.into_any(),
        Pressed::Overtaken(latest) => {
            let message = UserMessage::plain(
                "Nothing was sent: a newer attempt was started meanwhile.",
                "Somebody may have pressed before you. Look at it before you retry again.",
            );
            view! { <Message message role="warn">{show("Go to the latest attempt", latest)}</Message> }.into_any()
        }
        Pressed::Unknown(message) => view! {
            <Message message role="warn">{show("Look for a newer attempt", press.execution())}</Message>
        }
        .into_any(),
        Pressed::Started(execution) => {
            let link = press.link_to(&execution);
            view! {
                <div class="note ok">
                    <Icon name="ok"/>
                    <div>
                        <h2>"Harness started a new execution."</h2>
                        <p>"It goes on from"{number()}", whether this page stays open or not."</p>
                        <p class="ref"><span>"Execution id "<code>{execution.to_string()}</code></span></p>
                    </div>
                    <div class="note-actions">
                        {show("Show it here", execution)}
                        <a class="quiet small" href=link target="_blank" rel="noreferrer noopener">
                            "Open in Harness"<Icon name="out"/>
                        </a>
                    </div>
                </div>
            }
            .into_any()
        }
    };
    view! { <div class="outcome" role="status">{note}</div> }
}
