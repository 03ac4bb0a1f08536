//! A message in a tinted block: what is so, the other side's words, what to do.

use web_sys::Node;

use super::el::{El, classed, el, text};
use super::icon::icon;
use crate::browser::address;
use crate::view_model::user_message::{OWN_ORIGIN, UserMessage};

/// A message's words with this page's origin where it belongs.
pub fn with_own_origin(words: &str) -> String {
    words.replace(OWN_ORIGIN, &address::origin())
}

/// The message, with what can be pressed. `role` is the colour's: `bad`, `warn` or `ok`.
pub fn message(message: UserMessage, role: &'static str, actions: Vec<Node>) -> El {
    let UserMessage { title, detail, hint, correlation_id, reference } = message;
    let sign = match role {
        "bad" => "failed",
        "ok" => "ok",
        _ => "warn",
    };
    let has_reference = correlation_id.is_some() || reference.is_some();
    let id = correlation_id.map(|id| el("span").child("Correlation ID ").child(el("code").child(id)));
    let words = el("div")
        .child(el("h2").child(title))
        .child(detail.map(|detail| el("blockquote").child(detail)))
        .child(el("p").child(with_own_origin(&hint)))
        .child(has_reference.then(|| {
            classed("p", "ref").child(id).child(reference.map(|reference| text("span", "soft num", reference)))
        }));
    let has_actions = !actions.is_empty();
    el("div")
        .attr("class", format!("note {role}"))
        .child(icon(sign, ""))
        .child(words)
        .child(has_actions.then(|| classed("div", "note-actions").children(actions)))
}
