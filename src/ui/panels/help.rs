//! How this works, and the keys. The words stand in index.html: they never change.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::owner::on_cleanup;

use crate::browser::field::is_ticked;
use crate::browser::{body, dialog, element, single_keys};
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, append, classed, el, template, text};

const DIALOG: &str = "help-dialog";
const HEADING: &str = "help-h";
const KEYS: &str = "single-keys";
const WORDS: &str = "How this works, and keys";

/// The button that opens it; `?` does so from anywhere.
pub fn help_button() -> El {
    let keys = window_event_listener_untyped("keydown", |event| {
        if single_keys::is(&event, "?") {
            open();
        }
    });
    on_cleanup(move || keys.remove());
    button("icon-only", "?", open).attr("aria-label", WORDS).attr("title", WORDS)
}

/// It is made when it is first wanted.
fn open() {
    if element(DIALOG).is_none() {
        append(&body(), &help().into_node());
    }
    dialog::open(DIALOG);
}

fn help() -> El {
    let head = classed("header", "part-head")
        .child(text("h2", "", "How this works").attr("id", HEADING))
        .child(button("quiet", "Close", || dialog::close(DIALOG)));
    let keys =
        el("input").attr("type", "checkbox").attr("id", KEYS).on("change", |_| single_keys::switch(is_ticked(KEYS)));
    let keys = if single_keys::are_on() { keys.attr("checked", "") } else { keys };
    classed("dialog", "help")
        .attr("id", DIALOG)
        .attr("aria-labelledby", HEADING)
        .child(head)
        .child(template("help"))
        .child(classed("label", "check").child(keys).child("Single-key shortcuts"))
}
