//! Notes for the new execution.

use crate::browser::field::typed;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::el::{El, classed, el, text};

const ID: &str = "notes";

/// Free text, shown on the new execution in Harness.
pub fn notes(view: ExecutionView) -> El {
    let label = el("h2").attr("id", "notes-h").child(el("label").attr("for", ID).child("Notes"));
    let hint = text("p", "soft", "Shown on the new execution in Harness").attr("id", "notes-note");
    let area = el("textarea")
        .attr("id", ID)
        .attr("rows", "2")
        .attr("placeholder", "Why it is run again")
        .attr("aria-describedby", "notes-note")
        .live_flag("disabled", move || view.press.is_locked())
        .value(move || view.notes.get())
        .on("input", move |_| view.notes.set(typed(ID)));
    classed("section", "part")
        .attr("aria-labelledby", "notes-h")
        .child(classed("div", "part-head").child(label).child(hint))
        .child(area)
}
