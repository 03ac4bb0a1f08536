//! Icons of the sprite in index.html.

use super::el::{El, IntoNode, classed, el, svg};
use crate::view_model::status_look::Look;

/// The icon `i-<name>`, with more classes: a colour's role, or `spin`. Decoration: the word always
/// stands beside it.
#[inline(never)]
pub fn icon(name: &'static str, classes: &'static str) -> El {
    let reference = svg("use").attr("href", format!("#i-{name}"));
    svg("svg").attr("class", format!("icon {classes}")).attr("aria-hidden", "true").child(reference)
}

/// A status: icon, word and colour, always the three. The icon of what runs turns.
pub fn status(look: Look) -> El {
    let turning = if look.icon == "running" { "spin" } else { "" };
    el("span").attr("class", format!("status badge {}", look.role)).child(icon(look.icon, turning)).child(look.word)
}

/// A sentence with an icon before it.
pub fn with_icon(class: &'static str, name: &'static str, sentence: impl IntoNode) -> El {
    classed("p", class).child(icon(name, "")).child(el("span").child(sentence))
}
