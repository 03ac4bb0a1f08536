//! What is wrong with a field, below it.

use leptos::prelude::*;

use super::icon::Icon;

/// The problem's text, under the id that the field's `aria-describedby` names.
#[component]
pub fn Problem(
    /// The element's id.
    id: &'static str,
    /// What is wrong and what to do.
    text: String,
) -> impl IntoView {
    view! { <p class="problem" id=id><Icon name="warn"/><span>{text}</span></p> }
}
