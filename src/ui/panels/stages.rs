//! The stage picture, and from where to retry.

use leptos_dom::helpers::{request_animation_frame, window_event_listener_untyped};
use reactive_graph::owner::on_cleanup;

use super::extent_choice::extent_choice;
use super::stage_chip::stage_chip;
use crate::browser::rail;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::{Kept, kept};
use crate::ui::kit::el::{El, afterwards, classed, el, live, live_text, text};
use crate::ui::state::State;
use crate::view_model::fate_sentence::fate_sentence;
use crate::view_model::live_words::live_sentence;
use crate::view_model::stage_choice::hint;
use crate::view_model::stage_rail::{ColumnView, columns, shape};

/// The picture: a radio group when there is something to choose, else a list.
pub fn stages(view: ExecutionView) -> El {
    let can_choose = kept(move || view.can_choose().then_some(()));
    let hint = move || {
        let is_by_person = view.chosen.get().is_some();
        view.picture.with(|picture| picture.map_or("", |picture| hint(picture, is_by_person)).to_owned())
    };
    let heading = live_text(move || if can_choose.is_there() { "Retry from" } else { "Stages" }.to_owned());
    let columns = kept(move || view.picture.with(|picture| Some(columns(picture?, !view.is_live.is_there()))));
    // Made anew when its shape changes; what a run that goes on changes in it, changes in its place.
    let shape = kept(move || columns.with(|columns| columns.map(|columns| shape(columns))));
    // What is chosen for a person stands in view, also when the picture is made anew or the window gets another width;
    // whoever chooses, scrolls.
    let width = State::new(rail::window_width());
    afterwards(Box::new(move || {
        shape.with(|_| ());
        width.with(|_| ());
        let column = view.plan.with(|plan| plan.map(|plan| plan.column));
        if let (Some(column), None) = (column, view.chosen.with_untracked(|chosen| *chosen)) {
            request_animation_frame(move || rail::reveal(&radio_id(column)));
        }
    }));
    let resized = window_event_listener_untyped("resize", move |_| {
        let now = rail::window_width();
        if width.with_untracked(|before| before.total_cmp(&now).is_ne()) {
            width.set(now);
        }
    });
    on_cleanup(move || resized.remove());
    let rail = live(move || {
        if !shape.is_there() {
            return bones();
        }
        shape.with(|_| ());
        let groups = columns.get_untracked().unwrap_or_default().into_iter().enumerate();
        let role = if can_choose.is_there() { "radiogroup" } else { "group" };
        classed("div", "rail")
            .attr("role", role)
            .attr("aria-labelledby", "from-h")
            // It may have to be scrolled, by keys too where none of its radios takes the focus.
            .live_attr("tabindex", move || (!can_choose.is_there() || view.press.is_locked()).then(|| "0".to_owned()))
            .children(groups.map(|(n, column)| group(view, columns, n, column, can_choose)))
    });
    let sentence = move || {
        let plan = view.picture.with(|picture| view.plan.with(|plan| Some(fate_sentence(picture?, plan?))));
        plan.or_else(|| view.with_execution(live_sentence)).unwrap_or_default()
    };
    let head = classed("div", "part-head")
        .child(el("h2").attr("id", "from-h").child(heading))
        .child(classed("p", "soft").child(live_text(hint)));
    let said = classed("p", "sentence").attr("role", "status");
    classed("section", "part stages-part")
        .attr("aria-labelledby", "from-h")
        .child(head)
        .child(rail)
        .child(classed("div", "choice").child(extent_choice(view)).child(said.child(live_text(sentence))))
}

fn radio_id(column: usize) -> String {
    format!("from-{}", column + 1)
}

fn bones() -> El {
    let bone = || classed("span", "bone");
    classed("div", "rail bones").attr("aria-hidden", "true").children([bone(), bone(), bone()])
}

fn group(
    view: ExecutionView,
    columns: Kept<Vec<ColumnView>>,
    n: usize,
    column: ColumnView,
    can_choose: Kept<()>,
) -> El {
    let ColumnView { kind, is_closed, stages, .. } = column;
    let number = text("span", "group-no num", (n + 1).to_string());
    let kind = text("span", "group-kind", kind);
    let head = classed("div", "group-head");
    let head = if can_choose.is_there() {
        let id = radio_id(n);
        let radio = el("input")
            .attr("type", "radio")
            .attr("name", "from")
            .attr("id", id.clone())
            .is("checked", move || view.plan.with(|plan| plan.is_some_and(|plan| plan.column == n)))
            .live_flag("disabled", move || is_closed || view.press.is_locked())
            .on("change", move |_| view.chosen.set(Some(n)));
        let seen = el("span").attr("aria-hidden", "true").child(number).child(" ").child(kind);
        let here = text("span", "group-here", "From here").attr("aria-hidden", "true");
        let label = move || columns.with(|columns| Some(columns?.get(n)?.label.clone())).unwrap_or_default();
        let said = classed("span", "sr").child(live_text(label));
        let label = el("label").attr("for", id).child(said).child(seen).child(here);
        head.child(radio).child(label)
    } else {
        head.child(number).child(kind)
    };
    let chips = stages.into_iter().enumerate().map(|(stage, chip)| {
        let now = kept(move || columns.with(|columns| columns?.get(n)?.stages.get(stage).cloned()));
        stage_chip(view, (n, stage), chip, now)
    });
    classed("div", if is_closed { "group off" } else { "group" })
        .child(head)
        .child(classed("ul", "stages").children(chips))
}
