//! A button that copies.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::Icon;
use crate::browser::clipboard;

const SHOWN_FOR: Duration = Duration::from_secs(3);

/// Copies what `text` gives when it is pressed, and says in its own place whether that worked.
#[component]
pub fn CopyButton(
    /// What is copied, as the button's word.
    label: &'static str,
    /// The text, made when the button is pressed.
    text: Callback<(), String>,
) -> impl IntoView {
    let said = RwSignal::new(label);
    let copy = move |_| {
        let text = text.run(());
        spawn_local(async move {
            let done = clipboard::copy(&text).await;
            said.try_set(if done { "Copied" } else { "Copying was refused" });
            set_timeout(move || _ = said.try_set(label), SHOWN_FOR);
        });
    };
    view! {
        <button type="button" class="secondary small" on:click=copy>
            <Icon name="copy"/>
            <span aria-live="polite">{move || said.get()}</span>
        </button>
    }
}
