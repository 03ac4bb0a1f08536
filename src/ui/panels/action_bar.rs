//! The bar with the one button.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::owner::on_cleanup;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, Node};

use super::abort::ShownAbort;
use super::live_bar::live_bar;
use super::outcome::outcome;
use super::production::{LABEL, production};
use crate::browser::dialog;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::kit::icon::{icon, with_icon};
use crate::ui::kit::message::with_own_origin;
use crate::ui::press::Pressed;
use crate::view_model::fate_sentence::{Tally, button_words, tally};
use crate::view_model::inputs_edit::Standing;
use crate::view_model::readiness::{Blocked, Readiness, WayOut};
use crate::view_model::user_message::UserMessage;
use crate::view_model::visible_text::visible;

/// Counts or the reason on the left, the button on the right, what is to be known and the outcome above them.
pub fn action_bar(view: ExecutionView) -> El {
    let press = view.press;
    let abort = ShownAbort::new(view);
    let keys = window_event_listener_untyped("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.repeat() && !dialog::is_one_open()
        {
            event.prevent_default();
            press.press();
        }
    });
    on_cleanup(move || keys.remove());
    let row = live(move || {
        if view.is_live.is_there() {
            live_bar(view, abort).into_node()
        } else {
            vec![
                groups_not_read(view),
                // Until something else is to be said.
                outcome(view).child(live(move || (press.state() == Pressed::No).then(|| abort.end()))).into_node(),
                production(view).into_node(),
                classed("div", "bar-row").child(left(view)).child(retry_button(view)).into_node(),
            ]
            .into_node()
        }
    });
    classed("footer", "bar").child(row)
}

/// The layout stands in for the retry groups. Said here, where it moves nothing although it is known late.
fn groups_not_read(view: ExecutionView) -> Node {
    live(move || {
        let is_before = view.press.state() == Pressed::No;
        view.parts.with(|parts| match &parts.eligibility {
            Some(Err(error)) if is_before && view.can_choose() && parts.picture_is_of_the_layout() => {
                let UserMessage { title, hint, correlation_id, .. } = UserMessage::of_missing_retry_groups(error);
                let id =
                    correlation_id.map(|id| vec![" Correlation ID ".into_node(), text("code", "", id).into_node()]);
                let words = vec![title.into_node(), " ".into_node(), hint.into_node(), id.into_node()];
                Some(with_icon("reason warn", "warn", words))
            }
            _ => None,
        })
    })
}

/// Counts, or why the button is off.
fn left(view: ExecutionView) -> Node {
    let press = view.press;
    live(move || match (press.state(), view.readiness()) {
        (Pressed::Sending, _) => {
            reason("running", "Checking that this is still the latest attempt, then sending one request.")
                .attr("role", "status")
        }
        (Pressed::Looking(_), _) => {
            reason("running", "Looking at the attempts of this execution.").attr("role", "status")
        }
        (Pressed::Unfinished(_), _) => reason("info", "Locked until it is known what came of the earlier press."),
        (Pressed::Unknown(_), _) => {
            reason("info", "Locked until it is known whether the first request started an attempt.")
        }
        (Pressed::Started(_), _) => reason("info", "Sent. Press Show it here to follow the new execution."),
        (Pressed::Overtaken(_) | Pressed::Appeared(_) | Pressed::SeveralStarted(_), _) => {
            reason("info", "Locked: a newer attempt exists.")
        }
        // What is to be typed, and why, stands above: here it still counts what would be confirmed.
        (_, Readiness::Unconfirmed | Readiness::Ready) => counts(view),
        (_, Readiness::Blocked(blocked) | Readiness::WithOtherInputs(blocked)) => blocked_reason(view, blocked),
        (_, Readiness::Loading) => {
            let is_edited = view.edit.with(|edit| edit.standing == Standing::Checking);
            reason("running", if is_edited { "Checking the edited inputs" } else { "Reading what is still missing" })
        }
    })
}

fn reason(sign: &'static str, words: impl IntoNode) -> El {
    let turning = if sign == "running" { "run spin" } else { "" };
    classed("p", "reason").attr("id", "why").child(icon(sign, turning)).child(el("span").child(words))
}

fn blocked_reason(view: ExecutionView, blocked: Blocked) -> El {
    let way_out = blocked.way_out.map(|way_out| {
        let words = match way_out {
            WayOut::GoToLatest(_) => "Show the latest attempt",
            WayOut::LoadAgain => "Load again",
            WayOut::AllowUnchecked => "Let me send them unchecked",
        };
        let go = move || match &way_out {
            WayOut::GoToLatest(latest) => view.show(latest.clone()),
            WayOut::LoadAgain => view.show(view.press.execution()),
            WayOut::AllowUnchecked => view.edit.update(|edit| edit.standing = Standing::Allowed),
        };
        vec![" ".into_node(), button("link", words, go).into_node()]
    });
    let detail = blocked.detail.map(|detail| text("q", "mono", detail));
    reason("info", vec![with_own_origin(&blocked.reason).into_node(), way_out.into_node(), detail.into_node()])
}

fn counts(view: ExecutionView) -> El {
    let Tally { run_again, run_after, kept } = view.plan.with(|plan| plan.map(tally)).unwrap_or_default();
    let has_inputs = view.parts.with(|parts| matches!(&parts.inputs, Some(Ok(inputs)) if !inputs.is_empty()));
    let edited = view.edit.with(|edit| edit.in_words().to_owned());
    let inputs = match edited.as_str() {
        "" if has_inputs => "inputs unchanged",
        "" => "no inputs",
        edited => edited,
    };
    let count = |count: usize, one: &'static str, many: &'static str| {
        let number = text("b", "num", count.to_string());
        (count > 0).then(|| el("span").child(number).child(if count == 1 { one } else { many })).into_node()
    };
    let receiver = view.request.with(|request| request.map(|request| request.receiver().to_owned()));
    let receiver = el("span").child("to ").child(text("span", "mono", receiver.unwrap_or_default()));
    classed("p", "tally").children([
        count(run_again, " runs again", " run again"),
        count(run_after, " runs after", " run after"),
        count(kept, " kept", " kept"),
        el("span").child(inputs).into_node(),
        receiver.into_node(),
    ])
}

fn retry_button(view: ExecutionView) -> El {
    let press = view.press;
    let is_off = move || view.readiness() != Readiness::Ready || press.is_locked();
    let is_sending = kept(move || (press.state() == Pressed::Sending).then_some(()));
    let words = move || {
        let verb = if is_sending.is_there() { "Retrying" } else { "Retry" };
        let what = view.picture.with(|picture| view.plan.with(|plan| Some(button_words(picture?, plan?))));
        format!("{verb} {}", what.unwrap_or_default()).trim_end().to_owned()
    };
    let of = move || {
        let edited = view.edit.with(|edit| edit.in_words().to_owned());
        if !edited.is_empty() {
            return format!(" with {edited}");
        }
        let name = view.with_execution(|execution| visible(&execution.pipeline_name));
        name.filter(|_| view.plan.is_there()).map(|name| format!(" of {name}")).unwrap_or_default()
    };
    let label = el("span").child(live_text(words)).child(classed("span", "of").child(live_text(of)));
    let content = vec![
        live(move || is_sending.is_there().then(|| icon("running", "spin"))),
        label.into_node(),
        el("kbd").attr("aria-hidden", "true").child("Ctrl Enter").into_node(),
    ];
    button("", content, move || press.press())
        .live_attr("class", move || Some(format!("primary large{}", if is_sending.is_there() { " busy" } else { "" })))
        .live_attr("aria-disabled", move || is_off().then(|| "true".to_owned()))
        .live_attr("aria-describedby", move || {
            let reason = if view.readiness() == Readiness::Unconfirmed && !press.is_locked() { LABEL } else { "why" };
            is_off().then(|| reason.to_owned())
        })
        .attr("aria-keyshortcuts", "Control+Enter")
}
