//! The exact request, and a command that sends it from a shell.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use web_sys::Node;

use crate::browser::address;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::copy_button::copy_button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::view_model::curl::curl;
use crate::view_model::readiness::Readiness;
use crate::view_model::request_preview::{Preview, Row, preview};

/// What would be sent, the token masked; nothing where nothing can be. Beside a run that goes on, or has just ended, and
/// where it is known late that nothing can be sent, its place stays, so that nothing moves.
pub fn request(view: ExecutionView) -> Node {
    let is_possible = kept(move || view.readiness().is_within_reach().then_some(()));
    let shown = kept(move || {
        let edited = view.edit.with(|edit| edit.in_words().to_owned());
        view.request.with(|request| Some(preview(request.filter(|_| is_possible.is_there())?, &edited)))
    });
    let as_curl = move || {
        let request = view.request.get_untracked();
        request.map(|request| curl(&request, &address::origin())).unwrap_or_default()
    };
    // What the button would not send is not handed to a shell either.
    let can_be_sent = kept(move || (view.readiness() == Readiness::Ready && !view.press.is_locked()).then_some(()));
    let body = move || {
        live(move || match shown.get() {
            Some(preview) => {
                let from = classed("span", "hint").child("reads the token from ").child(text(
                    "span",
                    "mono",
                    "HARNESS_API_KEY",
                ));
                let copy = copy_button("Copy as curl", as_curl).live_flag("disabled", move || !can_be_sent.is_there());
                let copy = classed("div", "copy-row").child(copy).child(from);
                vec![wire(preview), copy].into_node()
            }
            None => classed("span", "bone w-block").into_node(),
        })
    };
    let keeps_place = kept(move || view.was_followed().then_some(()));
    let has_stood = StoredValue::new(false);
    let are_inputs_lost = kept(move || view.parts.with(|parts| matches!(parts.inputs, Some(Err(_)))).then_some(()));
    let nothing = move || {
        let words = if view.is_live.is_there() {
            "There is nothing to send while it runs."
        } else if are_inputs_lost.is_there() {
            "It is shown once the inputs are read."
        } else {
            "There is nothing to send."
        };
        words.to_owned()
    };
    live(move || {
        let is_possible = is_possible.is_there();
        let stands = is_possible || keeps_place.is_there() || are_inputs_lost.is_there() || has_stood.get_value();
        has_stood.set_value(stands);
        stands.then(|| {
            let hint = move || if shown.is_there() { "Retry sends exactly this, once" } else { "" }.to_owned();
            let head = classed("div", "part-head")
                .child(el("h2").attr("id", "req-h").child("Request"))
                .child(classed("p", "soft").child(live_text(hint)));
            let body =
                if is_possible { body() } else { classed("p", "soft w-block").child(live_text(nothing)).into_node() };
            classed("section", "part request").attr("aria-labelledby", "req-h").child(head).child(body)
        })
    })
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
