//! One stage: above what was or is, below what a retry will do with it, or does.

use web_sys::Node;

use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::{Kept, kept};
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::kit::icon::icon;
use crate::ui::state::State;
use crate::view_model::stage_fate::{Below, planned, under_way};
use crate::view_model::stage_rail::StageView;
use crate::view_model::status_look::Look;

/// The chip of the stage at this column and row. `first` is how it stands when it is made, `now` how it
/// stands from then on.
pub fn stage_chip(view: ExecutionView, (column, row): (usize, usize), first: StageView, now: Kept<StageView>) -> El {
    let below = kept(move || {
        let planned = view.picture.with(|picture| view.plan.with(|plan| Some(planned(picture?, plan?, column, row))));
        planned.or_else(|| under_way_below(view, column, row))
    });
    let is_matrix = first.combinations.is_some();
    let class = move || {
        let fate = below.with(|below| below.map(|below| format!(" {}", below.class))).unwrap_or_default();
        Some(format!("stage{}{fate}", if is_matrix { " matrix" } else { "" }))
    };
    let will = live(move || {
        below
            .get()
            .map(|Below { icon: sign, words, .. }| classed("div", "stage-will").child(icon(sign, "")).child(words))
    });
    let look = kept(move || now.with(|stage| stage.map(|stage| stage.look.clone())));
    let sign = live(move || look.get().map(|look| icon(look.icon, sign_of(&look))));
    let word = live(move || {
        look.get().map(|look| el("span").attr("class", format!("stage-status {}", look.role)).child(look.word))
    });
    // Only what runs looks at the clock.
    let time = move || {
        let time = now.with(|stage| stage.map(|stage| stage.time.clone()));
        time.map(|time| time.at(|| view.now.get())).unwrap_or_default()
    };
    let was = classed("div", "stage-was")
        .child(sign)
        .child(text("span", "stage-name", &first.name).attr("title", &first.name))
        .child(word)
        .child(classed("span", "stage-time num").child(live_text(time)));
    el("li").live_attr("class", class).child(was).child(is_matrix.then(|| combinations(now))).child(will)
}

fn under_way_below(view: ExecutionView, column: usize, row: usize) -> Option<Below> {
    view.parts.with(|parts| match (&parts.execution, &parts.history) {
        (Some(Ok(execution)), Some(Ok(history))) if view.was_followed() => {
            let stage = execution.stage_groups.get(column)?.stages.get(row)?;
            under_way(execution, history, stage)
        }
        _ => None,
    })
}

/// The icon of what runs turns.
fn sign_of(look: &Look) -> &'static str {
    if look.icon == "running" { "run spin" } else { look.role }
}

fn combinations(now: Kept<StageView>) -> Vec<Node> {
    let is_open = State::new(false);
    let summary = move || {
        now.with(|stage| stage.and_then(|stage| Some(stage.combinations.as_ref()?.0.clone()))).unwrap_or_default()
    };
    let row = |(name, look): (String, Look)| {
        el("li").child(icon(look.icon, look.role)).child(el("span").child(name)).child(text("span", "soft", look.word))
    };
    let more = button(
        "matrix-more",
        vec![icon("matrix", "").into_node(), live_text(summary), icon("down", "").into_node()],
        move || {
            is_open.update(|is_open| *is_open = !*is_open);
        },
    )
    .live_attr("aria-expanded", move || Some(is_open.get().to_string()));
    let list = live(move || {
        let each = || now.with(|stage| stage.and_then(|stage| Some(stage.combinations.as_ref()?.1.clone())));
        is_open.get().then(|| classed("ul", "combinations").children(each().unwrap_or_default().into_iter().map(row)))
    });
    vec![more.into_node(), list]
}
