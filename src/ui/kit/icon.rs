//! Icons of the sprite in index.html.

use leptos::prelude::*;

/// The icon `i-<name>`. Decoration: the word always stands beside it.
#[component]
pub fn Icon(
    /// Its name in the sprite, without `i-`.
    #[prop(into)]
    name: Signal<&'static str>,
    /// A colour's role, or `spin`.
    #[prop(into, default = Signal::stored(""))]
    class: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <svg class=move || format!("icon {}", class.get()) aria-hidden="true">
            <use_ href=move || format!("#i-{}", name.get())></use_>
        </svg>
    }
}

/// The icon and word of a status. The icon of what runs turns.
#[component]
pub fn Status(
    /// Its name in the sprite.
    icon: &'static str,
    /// The word.
    word: String,
    /// The colour's role.
    role: &'static str,
) -> impl IntoView {
    let turning = if icon == "running" { "spin" } else { "" };
    view! { <span class=format!("status badge {role}")><Icon name=icon class=turning/>{word}</span> }
}
