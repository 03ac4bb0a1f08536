//! One stage: above what was, below what the retry will do.

use leptos::prelude::*;

use crate::domain::retry_plan::{Fate, RetryPlan};
use crate::domain::stage_picture::StagePicture;
use crate::ui::kit::icon::Icon;
use crate::view_model::stage_rail::{StageView, fate_words};
use crate::view_model::status_look::Look;

/// The stage's chip.
#[component]
pub fn StageChip(
    /// Its column.
    column: usize,
    /// Its place in the column.
    stage: usize,
    /// What was.
    view: StageView,
    /// The picture.
    picture: Memo<Option<StagePicture>>,
    /// What the choice does.
    plan: Memo<Option<RetryPlan>>,
) -> impl IntoView {
    let StageView { name, look, time, combinations } = view;
    let fate = Memo::new(move |_| {
        picture.with(|picture| plan.with(|plan| Some(fate_words(picture.as_ref()?, plan.as_ref()?, column, stage))))
    });
    let is = move |wanted: Fate| fate.with(|fate| fate.as_ref().is_some_and(|(fate, _)| *fate == wanted));
    let is_matrix = combinations.is_some();
    let spins = if look.icon == "running" { "spin" } else { "" };
    let role = look.role;
    let icon_class: &'static str = match (role, spins) {
        ("run", "spin") => "run spin",
        (role, _) => role,
    };
    view! {
        <li class="stage" class:matrix=is_matrix class:kept=move || is(Fate::Kept)
            class:again=move || is(Fate::RunsAgain) class:after=move || is(Fate::RunsAfter)>
            <div class="stage-was">
                <Icon name=look.icon class=icon_class/>
                <span class="stage-name" title=name.clone()>{name.clone()}</span>
                <span class=format!("stage-status {role}")>{look.word}</span>
                {time.map(|time| view! { <span class="stage-time num">{time}</span> })}
            </div>
            {combinations.map(|(summary, each)| view! { <Combinations summary each/> })}
            {move || fate.get().map(|(fate, words)| {
                let icon = match fate {
                    Fate::Kept => "kept",
                    Fate::RunsAgain => "again",
                    Fate::RunsAfter => "after",
                };
                view! { <div class="stage-will"><Icon name=icon/>{words}</div> }
            })}
        </li>
    }
}

#[component]
fn Combinations(summary: String, each: Vec<(String, Look)>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let each = StoredValue::new(each);
    view! {
        <button type="button" class="matrix-more" aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)>
            <Icon name="matrix"/>{summary}<Icon name="down"/>
        </button>
        {move || is_open.get().then(|| view! {
            <ul class="combinations">
                {each.get_value().into_iter().map(|(name, look)| view! {
                    <li><Icon name=look.icon class=look.role/><span>{name}</span><span class="soft">{look.word}</span></li>
                }).collect_view()}
            </ul>
        })}
    }
}
