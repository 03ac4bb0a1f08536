//! One stage: above what was, below what the retry will do.

use web_sys::Node;

use crate::domain::retry_plan::Fate;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, text};
use crate::ui::kit::icon::icon;
use crate::ui::state::State;
use crate::view_model::stage_rail::{StageView, fate_words};
use crate::view_model::status_look::Look;

/// The chip of this stage of this column.
pub fn stage_chip(view: ExecutionView, column: usize, stage: usize, chip: StageView) -> El {
    let StageView { name, look, time, combinations } = chip;
    let fate = kept(move || {
        view.picture.with(|picture| view.plan.with(|plan| Some(fate_words(picture?, plan?, column, stage))))
    });
    let is_matrix = combinations.is_some();
    let class = move || {
        let fate = match fate.with(|fate| fate.map(|(fate, _)| *fate)) {
            Some(Fate::Kept) => " kept",
            Some(Fate::RunsAgain) => " again",
            Some(Fate::RunsAfter) => " after",
            None => "",
        };
        Some(format!("stage{}{fate}", if is_matrix { " matrix" } else { "" }))
    };
    let will = live(move || {
        fate.get().map(|(fate, words)| {
            let sign = match fate {
                Fate::Kept => "kept",
                Fate::RunsAgain => "again",
                Fate::RunsAfter => "after",
            };
            classed("div", "stage-will").child(icon(sign, "")).child(words)
        })
    });
    let sign = if look.icon == "running" { "run spin" } else { look.role };
    let was = classed("div", "stage-was")
        .child(icon(look.icon, sign))
        .child(text("span", "stage-name", name.clone()).attr("title", name))
        .child(el("span").attr("class", format!("stage-status {}", look.role)).child(look.word))
        .child(time.map(|time| text("span", "stage-time num", time)));
    el("li")
        .live_attr("class", class)
        .child(was)
        .child(combinations.map(|(summary, each)| self::combinations(summary, each)))
        .child(will)
}

fn combinations(summary: String, each: Vec<(String, Look)>) -> Vec<Node> {
    let is_open = State::new(false);
    let row = |(name, look): (String, Look)| {
        el("li").child(icon(look.icon, look.role)).child(el("span").child(name)).child(text("span", "soft", look.word))
    };
    let more = button(
        "matrix-more",
        vec![icon("matrix", "").into_node(), summary.into_node(), icon("down", "").into_node()],
        move || {
            is_open.update(|is_open| *is_open = !*is_open);
        },
    )
    .live_attr("aria-expanded", move || Some(is_open.get().to_string()));
    let list =
        live(move || is_open.get().then(|| classed("ul", "combinations").children(each.iter().cloned().map(row))));
    vec![more.into_node(), list]
}
