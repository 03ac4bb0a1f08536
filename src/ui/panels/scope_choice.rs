//! Only the failed, or all of a parallel group or matrix: always an explicit choice.

use leptos::prelude::*;

use crate::domain::retry_plan::Extent;
use crate::domain::stage_picture::StagePicture;
use crate::view_model::stage_rail::{ExtentChoice, extent_choice};

/// The choice; nothing where there is none.
#[component]
pub fn ScopeChoice(
    /// The stages.
    picture: Memo<Option<StagePicture>>,
    /// The column in force.
    column: RwSignal<Option<usize>>,
    /// What was chosen.
    extent: RwSignal<Extent>,
    /// Nothing may be changed.
    is_locked: Signal<bool>,
) -> impl IntoView {
    let choice = Memo::new(move |_| {
        let at = column.get()?;
        picture.with(|picture| extent_choice(picture.as_ref()?.columns.get(at)?))
    });
    let option = move |this: Extent, (name, words): (String, String)| {
        view! {
            <label>
                <input type="radio" name="scope" prop:checked=move || extent.get() == this
                    on:change=move |_| extent.set(this)/>
                <span><b>{name}</b><span class="sub">{words}</span></span>
            </label>
        }
    };
    move || {
        choice.get().map(|ExtentChoice { legend, only_failed, all }| {
            view! {
                <fieldset class="scope-choice" disabled=move || is_locked.get()>
                    <legend>{legend}</legend>
                    {option(Extent::OnlyFailed, only_failed)}
                    {option(Extent::All, all)}
                </fieldset>
            }
        })
    }
}
