//! The top of the page: its name and the theme.

use leptos::prelude::*;

use crate::browser::theme;
use crate::ui::kit::icon::Icon;

const THEMES: [(&str, &str); 3] = [("", "as the system"), ("light", "light"), ("dark", "dark")];

/// The page's name, and the switch between the themes.
#[component]
pub fn Top() -> impl IntoView {
    let remembered = theme::chosen();
    let at = RwSignal::new(THEMES.iter().position(|(word, _)| *word == remembered).unwrap_or_default());
    let chosen = move || THEMES.get(at.get()).copied().unwrap_or_default();
    theme::choose(chosen().0);
    let next = move |_| {
        at.update(|at| *at = (*at + 1) % THEMES.len());
        theme::choose(chosen().0);
    };
    view! {
        <header class="top">
            <div class="wrap">
                <span class="brand"><Icon name="again"/>"Pipeline Retry"</span>
                <div class="top-end">
                    <button type="button" class="icon-only" on:click=next
                        aria-label=move || format!("Theme: {}", chosen().1)
                        title=move || format!("Theme: {}", chosen().1)>
                        <Icon name="theme"/>
                    </button>
                </div>
            </div>
        </header>
    }
}
