//! A message in a tinted block: what is so, the other side's words, what to do.

use leptos::prelude::*;

use super::icon::Icon;
use crate::view_model::user_message::UserMessage;

/// The message. `role` is the colour's role: `bad` or `warn`.
#[component]
pub fn Message(
    /// What is said.
    message: UserMessage,
    /// `bad`, `warn` or `ok`.
    role: &'static str,
    /// What can be pressed.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let UserMessage { title, detail, hint, correlation_id, reference } = message;
    let icon = match role {
        "bad" => "failed",
        "ok" => "ok",
        _ => "warn",
    };
    let has_reference = correlation_id.is_some() || reference.is_some();
    view! {
        <div class=format!("note {role}")>
            <Icon name=icon/>
            <div>
                <h2>{title}</h2>
                {detail.map(|detail| view! { <blockquote>{detail}</blockquote> })}
                <p>{hint}</p>
                {has_reference.then(|| view! {
                    <p class="ref">
                        {correlation_id.map(|id| view! { <span>"Correlation id "<code>{id}</code></span> })}
                        {reference.map(|reference| view! { <span class="soft num">{reference}</span> })}
                    </p>
                })}
            </div>
            {children.map(|children| view! { <div class="note-actions">{children()}</div> })}
        </div>
    }
}
