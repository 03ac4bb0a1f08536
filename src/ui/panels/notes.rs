//! Notes for the new execution.

use leptos::prelude::*;

/// Free text, shown on the new execution in Harness.
#[component]
pub fn Notes(
    /// What was typed.
    notes: RwSignal<String>,
    /// Nothing may be changed.
    is_locked: Signal<bool>,
) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="notes-h">
            <div class="part-head">
                <h2 id="notes-h"><label for="notes">"Notes"</label></h2>
                <p class="soft" id="notes-note">"Shown on the new execution in Harness"</p>
            </div>
            <textarea id="notes" rows="2" placeholder="Why it is run again" aria-describedby="notes-note"
                disabled=move || is_locked.get() prop:value=move || notes.get()
                on:input:target=move |event| notes.set(event.target().value())></textarea>
        </section>
    }
}
