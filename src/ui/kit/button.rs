//! Buttons.

use super::el::{El, IntoNode, classed};

/// A button of this look: `primary`, `secondary`, `quiet`, `link`, with `small` or `large`.
pub fn button(look: &'static str, words: impl IntoNode, press: impl FnMut() + 'static) -> El {
    classed("button", look).attr("type", "button").on_click(press).child(words)
}

/// A link that opens beside this page.
pub fn outward_link(look: &'static str, address: String, words: impl IntoNode) -> El {
    classed("a", look)
        .attr("href", address)
        .attr("target", "_blank")
        .attr("rel", "noreferrer noopener")
        .child(words)
        .child(super::icon::icon("out", ""))
}
