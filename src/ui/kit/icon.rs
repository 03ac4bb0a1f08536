//! Icons of the sprite in index.html.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::svg;

use super::el::{El, IntoNode, classed, el};
use crate::view_model::status_look::Look;

/// The icon `i-<name>`, with more classes: a colour's role, or `spin`. Decoration: the word always
/// stands beside it.
#[inline(never)]
pub fn icon(name: &'static str, classes: &'static str) -> AnyView {
    let reference = svg::r#use().add_any_attr(custom_attribute("href", format!("#i-{name}")));
    svg::svg()
        .add_any_attr(custom_attribute("class", format!("icon {classes}")))
        .add_any_attr(custom_attribute("aria-hidden", "true"))
        .child(reference)
        .into_any()
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
