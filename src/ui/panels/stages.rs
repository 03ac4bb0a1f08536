//! The stage picture, and from where to retry.

use leptos::prelude::*;

use super::scope_choice::ScopeChoice;
use super::stage_chip::StageChip;
use crate::domain::retry_plan::{Extent, RetryPlan};
use crate::domain::stage_picture::StagePicture;
use crate::ui::kit::message::Message;
use crate::view_model::fate_sentence::fate_sentence;
use crate::view_model::readiness::Parts;
use crate::view_model::stage_rail::{ColumnView, columns};
use crate::view_model::user_message::UserMessage;

/// The picture; a radio group when there is something to choose, else a list.
#[component]
pub fn Stages(
    /// What was loaded.
    parts: RwSignal<Parts>,
    /// The stages.
    picture: Memo<Option<StagePicture>>,
    /// What the choice does.
    plan: Memo<Option<RetryPlan>>,
    /// The column in force.
    column: RwSignal<Option<usize>>,
    /// The column that the person chose, if any.
    chosen: RwSignal<Option<usize>>,
    /// How much of a group runs again.
    extent: RwSignal<Extent>,
    /// Nothing may be changed.
    is_locked: Signal<bool>,
) -> impl IntoView {
    let can_choose = Memo::new(move |_| {
        picture.with(|picture| picture.as_ref().is_some_and(|picture| picture.preselected().is_some()))
    });
    let has_ended = move || {
        parts.with_untracked(|parts| match &parts.execution {
            Some(Ok(execution)) => execution.ended_at.is_some() || execution.status.is_terminal(),
            _ => true,
        })
    };
    let rail = move || {
        let columns = picture.with(|picture| picture.as_ref().map(|picture| columns(picture, has_ended())))?;
        let groups = columns
            .into_iter()
            .enumerate()
            .map(|(n, view)| view! { <Group n view picture plan column chosen is_locked can_choose/> })
            .collect_view();
        let role = if can_choose.get() { "radiogroup" } else { "group" };
        Some(view! { <div class="rail" role=role aria-labelledby="from-h">{groups}</div> })
    };
    let sentence = Memo::new(move |_| {
        picture.with(|picture| plan.with(|plan| Some(fate_sentence(picture.as_ref()?, plan.as_ref()?))))
    });
    let is_loading = move || parts.with(|parts| parts.execution.is_some()) && picture.with(Option::is_none);
    view! {
        <section class="part stages-part" aria-labelledby="from-h">
            <div class="part-head">
                <h2 id="from-h">{move || if can_choose.get() { "Retry from" } else { "Stages" }}</h2>
                <p class="soft">{move || can_choose.get().then(|| {
                    let untouched = chosen.get().is_none();
                    if untouched { "The last group with a failed stage is chosen." } else { "Any group that ran can be chosen." }
                })}</p>
            </div>
            {move || is_loading().then(|| view! {
                <div class="rail bones" aria-hidden="true">
                    <span class="bone"></span><span class="bone"></span><span class="bone"></span>
                </div>
            })}
            {rail}
            {move || parts.with(|parts| match &parts.eligibility {
                Some(Err(error)) if parts.picture_is_of_the_layout() && can_choose.get() => Some(view! {
                    <div class="alone"><Message role="warn" message=UserMessage::of_missing_retry_groups(error)/></div>
                }),
                _ => None,
            })}
            <div class="choice">
                <ScopeChoice picture column extent is_locked/>
                <p class="sentence" role="status">{move || sentence.get()}</p>
            </div>
        </section>
    }
}

#[component]
fn Group(
    n: usize,
    view: ColumnView,
    picture: Memo<Option<StagePicture>>,
    plan: Memo<Option<RetryPlan>>,
    column: RwSignal<Option<usize>>,
    chosen: RwSignal<Option<usize>>,
    is_locked: Signal<bool>,
    can_choose: Memo<bool>,
) -> impl IntoView {
    let ColumnView { kind, label, is_closed, stages } = view;
    let id = format!("from-{}", n + 1);
    let number = n + 1;
    let for_input = id.clone();
    let head = move || {
        if can_choose.get() {
            view! {
                <input type="radio" name="from" id=id.clone()
                    prop:checked=move || column.get() == Some(n)
                    disabled=move || is_closed || is_locked.get()
                    on:change=move |_| chosen.set(Some(n))/>
                <label for=for_input.clone()>
                    <span class="sr">{label.clone()}</span>
                    <span aria-hidden="true"><span class="group-no num">{number}</span>" "<span class="group-kind">{kind}</span></span>
                    <span class="group-here" aria-hidden="true">"From here"</span>
                </label>
            }
            .into_any()
        } else {
            view! { <span class="group-no num">{number}</span><span class="group-kind">{kind}</span> }.into_any()
        }
    };
    let chips = stages
        .into_iter()
        .enumerate()
        .map(|(stage, view)| view! { <StageChip column=n stage view picture plan/> })
        .collect_view();
    view! {
        <div class="group" class:off=is_closed>
            <div class="group-head">{head}</div>
            <ul class="stages">{chips}</ul>
        </div>
    }
}
