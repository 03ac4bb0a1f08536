//! The runtime inputs that the execution ran with.

use leptos::prelude::*;

use crate::domain::runtime_inputs::RuntimeInputs;
use crate::ui::kit::copy_button::CopyButton;
use crate::ui::kit::icon::Icon;
use crate::ui::kit::message::Message;
use crate::view_model::inputs_text::{chunks, summary};
use crate::view_model::readiness::Parts;
use crate::view_model::user_message::UserMessage;

/// Up to so many lines are shown without being asked for.
const AT_A_GLANCE: usize = 14;

/// The inputs: a count, and opened the YAML.
#[component]
pub fn Inputs(
    /// What was loaded.
    parts: RwSignal<Parts>,
) -> impl IntoView {
    let inputs = Memo::new(move |_| parts.with(|parts| parts.inputs.clone()));
    let is_open = RwSignal::new(None::<bool>);
    let shows = move |inputs: &RuntimeInputs| is_open.get().unwrap_or(inputs.line_count() <= AT_A_GLANCE);
    let text = Callback::new(move |()| {
        inputs.with_untracked(|inputs| match inputs {
            Some(Ok(inputs)) => inputs.as_str().to_owned(),
            _ => String::new(),
        })
    });
    let head = move || {
        inputs.with(|inputs| match inputs {
            Some(Ok(inputs)) if !inputs.is_empty() => {
                let open = shows(inputs);
                Some(view! {
                    <p class="soft num">{summary(inputs)}</p>
                    <div class="part-actions">
                        <CopyButton label="Copy" text/>
                        <button type="button" class="secondary small" aria-expanded=open.to_string()
                            on:click=move |_| is_open.set(Some(!open))>
                            {if open { "Hide YAML" } else { "Show YAML" }}
                        </button>
                    </div>
                })
            }
            _ => None,
        })
    };
    let body = move || {
        inputs.with(|inputs| match inputs {
            None => view! { <span class="bone w-line"></span> }.into_any(),
            Some(Err(error)) => view! { <Message role="bad" message=UserMessage::of_read("the inputs", error)/> }.into_any(),
            Some(Ok(inputs)) if inputs.is_empty() => view! {
                <p class="none"><Icon name="info"/><span>
                    "This execution ran without runtime inputs. The retry is sent with an empty body, as the original run was."
                </span></p>
            }.into_any(),
            Some(Ok(inputs)) if shows(inputs) => view! {
                <div class="yaml mono" tabindex="0" role="region" aria-label="Inputs as YAML">
                    {chunks(inputs.as_str()).into_iter().map(|(numbers, text)| view! {
                        <div class="chunk"><span class="numbers num" data-numbers=numbers aria-hidden="true"></span><pre>{text}</pre></div>
                    }).collect_view()}
                </div>
            }.into_any(),
            Some(Ok(_)) => ().into_any(),
        })
    };
    view! {
        <section class="part" aria-labelledby="inputs-h">
            <div class="part-head"><h2 id="inputs-h">"Inputs"</h2>{head}</div>
            {body}
        </section>
    }
}
