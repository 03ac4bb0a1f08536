//! Which execution this is, how it ended, and why.

use leptos::prelude::*;

use crate::browser::clock;
use crate::domain::execution::{Execution, Millis};
use crate::ui::kit::icon::{Icon, Status};
use crate::ui::kit::message::Message;
use crate::view_model::facts::{Failure, facts, failure};
use crate::view_model::readiness::Parts;
use crate::view_model::status_look::look;
use crate::view_model::user_message::UserMessage;
use crate::view_model::visible_text::visible;

/// Title, status, facts and what failed.
#[component]
pub fn ExecutionHead(
    /// What was loaded.
    parts: RwSignal<Parts>,
    /// The time.
    now: RwSignal<Millis>,
    /// The execution's page in Harness.
    link: String,
    /// No execution was given: this is the latest of the pipeline.
    looked_up: bool,
) -> impl IntoView {
    let head = move |execution: &Execution| {
        let look = look(&execution.status, true);
        view! {
            <div class="exec-title">
                <h1 id="exec-h">
                    {visible(&execution.pipeline_name)}
                    {execution.run_sequence.map(|number| view! { " "<span class="soft num">"#"{number}</span> })}
                </h1>
                <Status icon=look.icon word=look.word role=look.role/>
                <div class="exec-links">
                    <a class="quiet" href=link.clone() target="_blank" rel="noreferrer noopener">
                        "Open in Harness"<Icon name="out"/>
                    </a>
                </div>
            </div>
        }
    };
    let execution = Memo::new(move |_| parts.with(|parts| parts.execution.clone()));
    let facts = Memo::new(move |_| {
        parts.with(|parts| match &parts.execution {
            Some(Ok(execution)) => facts(execution, parts, now.get()),
            _ => Vec::new(),
        })
    });
    let started = move || {
        execution.with(|execution| match execution {
            Some(Ok(execution)) => execution.started_at.map(clock::local_date_and_time),
            _ => None,
        })
    };
    view! {
        <header class="exec">
            {move || execution.with(|execution| match execution {
                Some(Ok(execution)) => head(execution).into_any(),
                Some(Err(error)) => view! {
                    <h1 class="sr" id="exec-h">"Execution"</h1>
                    <Message message=UserMessage::of_read("the execution", error) role="bad"/>
                }.into_any(),
                None => ().into_any(),
            })}
            {looked_up.then(|| view! {
                <p class="ran"><Icon name="info"/><span>"No execution was given: this is the latest of the pipeline."</span></p>
            })}
            <dl class="facts">
                {move || facts.get().into_iter().map(|(name, value)| {
                    let title = if name == "Started" { started() } else { None };
                    view! { <div><dt>{name}</dt><dd class="num" title=title>{value}</dd></div> }
                }).collect_view()}
            </dl>
            {move || execution.with(|execution| match execution {
                Some(Ok(execution)) => failure(execution).map(|Failure { stages, message }| view! {
                    <figure class="failure">
                        <figcaption>{stages}</figcaption>
                        <LongText text=message/>
                    </figure>
                }),
                _ => None,
            })}
        </header>
    }
}

/// Above this a message is folded to three lines.
const SHORT: usize = 240;

#[component]
fn LongText(text: String) -> impl IntoView {
    let is_long = text.chars().count() > SHORT || text.lines().count() > 3;
    let all = RwSignal::new(!is_long);
    view! {
        <blockquote class:folded=move || !all.get()>{text}</blockquote>
        {is_long.then(|| view! {
            <button type="button" class="quiet small" aria-expanded=move || all.get().to_string()
                on:click=move |_| all.update(|all| *all = !*all)>
                {move || if all.get() { "Show less" } else { "Show all of it" }}
            </button>
        })}
    }
}
