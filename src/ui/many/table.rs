//! The rows of the list.

use std::collections::VecDeque;

use leptos_dom::helpers::{request_animation_frame, window_event_listener_untyped};
use reactive_graph::owner::on_cleanup;
use web_sys::{Element, Node};

use super::listing::{Reader, read_passed};
use super::row;
use super::ticking::{is_checked, may_be_ticked, move_between_boxes, tick};
use super::{ListView, Listing, ManyRow};
use crate::browser::seen::when_seen;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, append, classed, el, live, live_text, nothing, text};
use crate::ui::kit::icon::icon;
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::bulk_words::executions;

/// Rows that a browser lays out together, and not at all while they are out of view. What came at a time stands in one
/// more such group: a frame takes longer with each that is looked at.
const CHUNK: usize = 5;

/// The table, and below it what is said of the rest of the list.
pub fn table(view: ListView) -> Node {
    let body = classed("div", "many-rows");
    let place = body.element();
    let reader = Reader::new(view);
    let fillings = State::new(0_usize);
    let appended = move |before: usize, rows: &[ManyRow]| {
        let page = classed("div", "many-page").element();
        let mut chunks = VecDeque::new();
        for (n, chunk) in rows.chunks(CHUNK).enumerate() {
            let group = classed("div", "many-chunk").attr("role", "rowgroup");
            chunks.push_back(Chunk { place: group.element(), before: before + n * CHUNK, rows: chunk.to_vec() });
            append(&page, &group.into_node());
        }
        append(&place, &page.into());
        fillings.update(|count| *count += 1);
        fill(view, chunks, fillings);
    };
    reader.read(appended.clone());
    read_passed(view);
    let end = classed("div", "many-end");
    let (more, all) = (appended.clone(), appended);
    let sentinel = end.element();
    // Whoever scrolls to the end gets more.
    let on_end = move || {
        let more = more.clone();
        when_seen(sentinel.clone(), move || {
            if view.listing.with_untracked(|listing| *listing == Listing::More) {
                reader.read(more.clone());
            }
        });
    };
    let rest = live(move || match view.listing.get() {
        // What stands below the rows would move with each.
        _ if fillings.get() > 0 => nothing(),
        Listing::Reading => {
            let words =
                if view.rows.with_untracked(Vec::is_empty) { "Reading the failed executions" } else { "Reading more" };
            classed("p", "reason").child(icon("running", "run spin")).child(words).into_node()
        }
        Listing::More => {
            on_end();
            let (shown, total) = (view.rows.with(Vec::len), view.total.get());
            let all = all.clone();
            let read_all = button("secondary small", "Read all of them", move || reader.read_all(all.clone()));
            classed("p", "reason").child(format!("{shown} of about {total} are shown. ")).child(read_all).into_node()
        }
        Listing::End if view.rows.with(Vec::is_empty) => {
            let words = "No failed execution matches this filter. Choose another text, time, status or pipeline, or load the link of one execution.";
            classed("p", "reason").child(icon("info", "")).child(words).into_node()
        }
        Listing::End => nothing(),
        Listing::Failed(failed) => {
            let again = all.clone();
            let again = button("secondary small", "Load again", move || reader.read(again.clone()));
            message(failed, "bad", vec![again.into_node()]).into_node()
        }
    });
    let shift = window_event_listener_untyped("keydown", move |event| move_between_boxes(&event));
    on_cleanup(move || shift.remove());
    let table = classed("div", "many")
        .attr("role", "table")
        .attr("aria-label", "Failed executions")
        .live_attr("aria-busy", move || {
            let is_busy = fillings.get() > 0 || view.listing.get() == Listing::Reading;
            is_busy.then(|| "true".to_owned())
        })
        .live_attr("aria-rowcount", move || Some((view.rows.with(Vec::len) + 1).to_string()))
        .child(head(view))
        .child(body);
    vec![table.into_node(), end.child(rest).into_node()].into_node()
}

/// Rows, and the place that they go to.
struct Chunk {
    place: Element,
    before: usize,
    rows: Vec<ManyRow>,
}

/// The first chunk at once, and each of the others after a frame: the screen is full with the first.
fn fill(view: ListView, mut chunks: VecDeque<Chunk>, fillings: State<usize>) {
    let Some(Chunk { place, before, rows }) = chunks.pop_front() else {
        return fillings.update(|count| *count -= 1);
    };
    view.owned(|| {
        for (n, row) in rows.into_iter().enumerate() {
            append(&place, &row::row(view, before + n, row).into_node());
        }
    });
    request_animation_frame(move || fill(view, chunks, fillings));
}

fn head(view: ListView) -> El {
    let all_ticked = move || {
        let rows = view.rows.get();
        let mut open = rows.iter().filter(|row| may_be_ticked(**row)).peekable();
        open.peek().is_some() && open.all(|row| row.is_ticked.get())
    };
    let box_of_all = el("input")
        .attr("type", "checkbox")
        .attr("aria-label", "All that are shown")
        .is("checked", all_ticked)
        .on("change", move |event| {
            let is_ticked = is_checked(&event);
            tick(view, &view.rows.with_untracked(Clone::clone), is_ticked);
        });
    let name = |name: &'static str, class: &'static str| text("span", class, name).attr("role", "columnheader");
    let row = classed("div", "many-row many-head")
        .attr("role", "row")
        .child(classed("span", "c-tick").attr("role", "columnheader").child(box_of_all))
        .child(name("Execution", "c-what"))
        .child(name("Status", "c-status"))
        .child(name("Started", "c-when"))
        .child(name("Attempts", "c-chain"))
        .child(name("Before sending", "c-check"))
        .child(name("In its group", "c-rule"));
    el("div").attr("role", "rowgroup").child(row)
}

/// What is said above the table: how many there are.
pub fn count(view: ListView) -> Node {
    live_text(move || match (view.rows.with(Vec::len), view.listing.get()) {
        (0, _) => String::new(),
        (rows, Listing::End) => executions(rows),
        (rows, _) => format!("{} shown", executions(rows)),
    })
}
