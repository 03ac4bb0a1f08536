//! The exact request, and a command that sends it from a shell.

use crate::browser::address;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::copy_button::copy_button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::kit::icon::with_icon;
use crate::view_model::curl::curl;
use crate::view_model::inputs_edit::Standing;
use crate::view_model::readiness::Readiness;
use crate::view_model::request_preview::{Preview, Row, preview};

/// What would be sent, the token masked.
pub fn request(view: ExecutionView) -> El {
    // What only the inputs or the confirmation keep from being sent is shown all the same: it is what is being made.
    let is_blocked = move || {
        let by_inputs = view.edit.with(|edit| matches!(edit.standing, Standing::Broken | Standing::Unchecked));
        let readiness = view.readiness();
        !by_inputs && !readiness.waits_for_confirmation() && matches!(readiness, Readiness::Blocked(_))
    };
    let shown = kept(move || {
        let edited = view.edit.with(|edit| edit.in_words().to_owned());
        view.request.with(|request| Some(preview(request.filter(|_| !is_blocked())?, &edited)))
    });
    let as_curl = move || {
        let request = view.request.get_untracked();
        request.map(|request| curl(&request, &address::origin())).unwrap_or_default()
    };
    let body = live(move || match shown.get() {
        Some(preview) => {
            let from =
                classed("span", "hint").child("reads the token from ").child(text("span", "mono", "HARNESS_API_KEY"));
            let copy = classed("div", "copy-row").child(copy_button("Copy as curl", as_curl)).child(from);
            vec![wire(preview), copy].into_node()
        }
        None if is_blocked() => {
            let words = if view.is_live.is_there() {
                "No request yet: this execution has not ended."
            } else {
                "No request: this can’t be retried as it stands."
            };
            with_icon("none", "info", words).into_node()
        }
        None => classed("span", "bone w-block").into_node(),
    });
    let hint = move || if shown.is_there() { "Sent once, as shown" } else { "" }.to_owned();
    let head = classed("div", "part-head")
        .child(el("h2").attr("id", "req-h").child("Request"))
        .child(classed("p", "soft").child(live_text(hint)));
    classed("section", "part request").attr("aria-labelledby", "req-h").child(head).child(body)
}

fn wire(preview: Preview) -> El {
    let Preview { method, address, query, rest } = preview;
    let row = |Row { name, value, words }: Row| {
        let words = (!words.is_empty()).then(|| vec![" ".into_node(), el("i").child(words).into_node()]);
        el("div").child(el("dt").child(name)).child(el("dd").child(value).child(words))
    };
    let line = classed("p", "wire-line").child(el("b").child(method)).child(format!(" {address}"));
    classed("div", "wire mono")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "The request")
        .child(line)
        .child(el("dl").children(query.into_iter().map(row)))
        .child(el("dl").children(rest.into_iter().map(row)))
}
