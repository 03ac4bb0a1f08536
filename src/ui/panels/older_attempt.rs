//! A newer attempt exists: the chain, and the way to the latest.

use leptos::prelude::*;

use crate::domain::execution::Millis;
use crate::domain::identifiers::PlanExecutionId;
use crate::ui::kit::icon::{Icon, Status};
use crate::view_model::readiness::Parts;
use crate::view_model::status_look::look;
use crate::view_model::time_words::ago;

/// Shown only for an attempt that is not the latest.
#[component]
pub fn OlderAttempt(
    /// What was loaded.
    parts: RwSignal<Parts>,
    /// The time.
    now: RwSignal<Millis>,
    /// Show this attempt.
    on_show: Callback<PlanExecutionId>,
) -> impl IntoView {
    let is_older = Memo::new(move |_| parts.with(Parts::is_older_attempt));
    let note = move || {
        parts.with_untracked(|parts| {
            let (Some(Ok(execution)), Some(Ok(history))) = (&parts.execution, &parts.history) else { return None };
            let latest = history.latest()?.clone();
            let this = history.place_of(&execution.id);
            let newest = history.place_of(&latest).map(|(newest, _)| newest);
            let title = match this {
                Some((this, of)) => format!("This is attempt {this} of {of}. Harness retries only the latest one."),
                None => "A newer attempt of this execution exists. Harness retries only the latest one.".to_owned(),
            };
            let go = newest.map_or("Go to the latest attempt".to_owned(), |newest| format!("Go to attempt {newest}"));
            let rows = history
                .attempts()
                .iter()
                .enumerate()
                .map(|(n, attempt)| {
                    let look = look(&attempt.status, true);
                    let is_this = attempt.execution == execution.id;
                    let words = if is_this {
                        "shown here".to_owned()
                    } else if attempt.execution == latest {
                        attempt
                            .started_at
                            .map_or("latest".to_owned(), |at| format!("latest, {}", ago(at, now.get_untracked())))
                    } else {
                        String::new()
                    };
                    let number = attempt.run_sequence.map(|number| format!(" · #{number}")).unwrap_or_default();
                    view! {
                        <li aria-current=is_this.then_some("true")>
                            <span class="num">{n + 1}{number}</span>
                            <Status icon=look.icon word=look.word role=look.role/>
                            <span class="soft">{words}</span>
                        </li>
                    }
                })
                .collect_view();
            Some(view! {
                <aside class="note warn" aria-labelledby="older-h">
                    <Icon name="warn"/>
                    <div><h2 id="older-h">{title}</h2><ol class="chain-list">{rows}</ol></div>
                    <button type="button" class="primary" on:click=move |_| on_show.run(latest.clone())>{go}</button>
                </aside>
            })
        })
    };
    move || is_older.get().then(note)
}
