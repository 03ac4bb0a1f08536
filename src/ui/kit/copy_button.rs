//! A button that copies.

use std::time::Duration;

use leptos_dom::helpers::set_timeout;
use wasm_bindgen_futures::spawn_local;

use super::button::button;
use super::el::{El, IntoNode, el, live_text};
use super::icon::icon;
use crate::browser::clipboard;
use crate::ui::state::State;

const SHOWN_FOR: Duration = Duration::from_secs(3);

/// Copies what `text` gives when it is pressed, and says in its own place whether that worked.
pub fn copy_button(label: &'static str, text: impl Fn() -> String + 'static) -> El {
    let said = State::new(label);
    let copy = move || {
        let text = text();
        spawn_local(async move {
            let done = clipboard::copy(&text).await;
            said.set(if done { "Copied" } else { "Copying was refused" });
            set_timeout(move || said.set(label), SHOWN_FOR);
        });
    };
    let words = el("span").attr("aria-live", "polite").child(live_text(move || said.get().to_owned()));
    button("secondary small", vec![icon("copy", "").into_node(), words.into_node()], copy)
}
