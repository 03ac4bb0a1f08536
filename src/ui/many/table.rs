//! The rows of the list.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::owner::on_cleanup;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, MouseEvent, Node};

use super::checks::check;
use super::listing::Reader;
use super::{ListView, Listing, ManyRow};
use crate::browser::clock;
use crate::browser::seen::when_seen;
use crate::domain::execution::Execution;
use crate::domain::retry_plan::Extent;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, append, classed, el, live, live_text, text};
use crate::ui::kit::icon::{icon, status};
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::bulk_words::{Check, row_name};
use crate::view_model::status_look::look;
use crate::view_model::time_words::ago;
use crate::view_model::visible_text::visible;

/// Rows that a browser lays out together, and not at all while they are out of view.
const CHUNK: usize = 50;

/// The table, and below it what is said of the rest of the list.
pub fn table(view: ListView) -> Node {
    let body = classed("div", "many-rows");
    let place = body.element();
    let reader = Reader::new(view);
    let appended = move |before: usize, rows: &[ManyRow]| {
        for (n, chunk) in rows.chunks(CHUNK).enumerate() {
            let rows = chunk.iter().enumerate().map(|(m, row)| self::row(view, before + n * CHUNK + m, *row));
            append(&place, &classed("div", "many-chunk").attr("role", "rowgroup").children(rows).into_node());
        }
    };
    reader.read(appended.clone());
    let end = classed("div", "many-end");
    let (more, all) = (appended.clone(), appended);
    let sentinel = end.element();
    // Whoever scrolls to the end gets more.
    let on_end = move || {
        let more = more.clone();
        when_seen(None, std::iter::once(sentinel.clone()), move |_| {
            if view.listing.with_untracked(|listing| *listing == Listing::More) {
                reader.read(more.clone());
            }
        });
    };
    let rest = live(move || match view.listing.get() {
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
            let words = "No execution failed by this filter. Choose another time or pipeline, or load the link of one execution.";
            classed("p", "reason").child(icon("info", "")).child(words).into_node()
        }
        Listing::End => Vec::<Node>::new().into_node(),
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
        .live_attr("aria-rowcount", move || Some((view.rows.with(Vec::len) + 1).to_string()))
        .child(head(view))
        .child(body);
    vec![table.into_node(), end.attr("role", "status").child(rest).into_node()].into_node()
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

fn row(view: ListView, n: usize, row: ManyRow) -> Node {
    let is_open = State::new(false);
    let latest = kept(move || row.with_latest(Clone::clone));
    let whole = live(move || latest.with(|latest| latest.map(|latest| line(view, n, row, latest, is_open))));
    let older = live(move || {
        let older = row.chain.with(|chain| chain.as_ref().map(|chain| chain.older.clone()));
        older.filter(|_| is_open.get()).map(|older| older.iter().map(|one| older_line(view, one)).collect::<Vec<_>>())
    });
    vec![whole, older].into_node()
}

fn line(view: ListView, n: usize, row: ManyRow, latest: &Execution, is_open: State<bool>) -> El {
    let name = row_name(latest);
    let failed: Vec<String> =
        latest.stages().filter(|stage| stage.status.is_failed()).map(|stage| visible(&stage.name)).collect();
    let link = el("a").attr("href", format!("#{}", view.link_to(&latest.pipeline, latest.id.clone()))).child(&*name);
    let message = latest.failure.as_deref().map(visible);
    let what = classed("span", "c-what")
        .attr("role", "rowheader")
        .child(link)
        .child(text("span", "sub", failed.join(", ")).attr("title", message.unwrap_or_default()));
    let tick_box = el("input")
        .attr("type", "checkbox")
        .attr("aria-label", format!("Retry {name}"))
        .attr("data-row", n.to_string())
        .is("checked", move || row.is_ticked.get())
        .live_flag("disabled", move || !may_be_ticked(row))
        .on("click", move |event| ticked_by(view, n, row, &event));
    let by = latest.triggered_by.as_deref().map(visible).unwrap_or_default();
    let started = latest.started_at;
    let when = classed("span", "c-when num")
        .attr("role", "cell")
        .attr("title", started.map(clock::local_date_and_time).unwrap_or_default())
        .child(started.map(|started| ago(started, view.now)).unwrap_or_default())
        .child(text("span", "sub", by));
    let chain = live(move || {
        let count = row.chain.with(|chain| chain.as_ref().map_or(0, |chain| chain.older.len()));
        if count == 0 {
            return "1".into_node();
        }
        button("link", format!("{} attempts", count + 1), move || is_open.update(|is| *is = !*is))
            .live_attr("aria-expanded", move || Some(is_open.get().to_string()))
            .into_node()
    });
    let checked = live(move || {
        let words = row.check.with(|check| check.words(view.extent_of(row)));
        words.map(|(look, line)| {
            let turning = if look.icon == "running" { "spin" } else { "" };
            let word = el("span")
                .attr("class", format!("status {}", look.role))
                .child(icon(look.icon, turning))
                .child(look.word);
            vec![word, text("span", "sub", line)]
        })
    });
    let offers = kept(move || row.check.with(Check::offers_extent).then_some(()));
    let rule = live(move || if offers.is_there() { extent_choice(view, row).into_node() } else { "—".into_node() });
    el("div")
        .live_attr("class", move || Some(if row.is_ticked.get() { "many-row ticked" } else { "many-row" }.to_owned()))
        .attr("role", "row")
        .child(classed("span", "c-tick").attr("role", "cell").child(tick_box))
        .child(what)
        .child(classed("span", "c-status").attr("role", "cell").child(status(look(&latest.status, true))))
        .child(when)
        .child(classed("span", "c-chain num").attr("role", "cell").child(chain))
        .child(classed("span", "c-check").attr("role", "cell").child(checked))
        .child(classed("span", "c-rule").attr("role", "cell").child(rule))
}

/// A row that Harness has said can't be retried is not ticked.
fn may_be_ticked(row: ManyRow) -> bool {
    row.check.with(|check| !matches!(check, Check::Cannot(_)))
}

fn extent_choice(view: ListView, row: ManyRow) -> El {
    let option = |this: Extent, words: &'static str| {
        let value = if this == Extent::All { "all" } else { "failed" };
        el("option").attr("value", value).is("selected", move || view.extent_of(row) == this).child(words)
    };
    el("select")
        .attr("aria-label", "In its group or matrix, run")
        .on("change", move |event| {
            let chosen = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            let is_all = chosen.is_some_and(|select| select.value() == "all");
            row.extent.set(Some(if is_all { Extent::All } else { Extent::OnlyFailed }));
        })
        .child(option(Extent::OnlyFailed, "Only failed"))
        .child(option(Extent::All, "All in it"))
}

fn older_line(view: ListView, older: &Execution) -> El {
    let link =
        el("a").attr("href", format!("#{}", view.link_to(&older.pipeline, older.id.clone()))).child(row_name(older));
    let when = older.started_at.map(|started| ago(started, view.now)).unwrap_or_default();
    classed("div", "many-row older")
        .attr("role", "row")
        .child(classed("span", "c-tick").attr("role", "cell"))
        .child(classed("span", "c-what").attr("role", "rowheader").child(link))
        .child(classed("span", "c-status").attr("role", "cell").child(status(look(&older.status, true))))
        .child(text("span", "c-when num", when).attr("role", "cell"))
        .child(classed("span", "c-chain").attr("role", "cell"))
        .child(text("span", "c-check sub", "Older attempt. Harness retries only the latest.").attr("role", "cell"))
        .child(classed("span", "c-rule").attr("role", "cell"))
}

/// Ticks or unticks these, and has the ticked ones checked.
pub fn tick(view: ListView, rows: &[ManyRow], is_ticked: bool) {
    for row in rows {
        if !is_ticked || row.check.with_untracked(|check| !matches!(check, Check::Cannot(_))) {
            row.tick(is_ticked);
        }
    }
    check(view);
}

/// With the shift key all rows between this one and the one before it.
fn ticked_by(view: ListView, n: usize, row: ManyRow, event: &Event) {
    let is_ticked = is_checked(event);
    let with_shift = event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key);
    let last = view.last_ticked.with_untracked(|last| *last).filter(|_| with_shift);
    let range = last.map_or(n..=n, |last| last.min(n)..=last.max(n));
    let rows = view.rows.with_untracked(|rows| rows.get(range).map(<[ManyRow]>::to_vec));
    view.last_ticked.set(Some(n));
    tick(view, &rows.unwrap_or_else(|| vec![row]), is_ticked);
}

fn is_checked(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.is_some_and(|input| input.checked())
}

/// The arrows go from one row's box to the next.
fn move_between_boxes(event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    let step = match key.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(at) = at.and_then(|at| at.get_attribute("data-row")?.parse::<i64>().ok()) else { return };
    let next = crate::browser::document().query_selector(&format!("[data-row='{}']", at + step)).ok().flatten();
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        // Fails for no element.
        let _ = next.focus();
    }
}

/// What is said above the table: how many there are.
pub fn count(view: ListView) -> Node {
    live_text(move || match (view.rows.with(Vec::len), view.listing.get()) {
        (0, _) => String::new(),
        (1, Listing::End) => "1 chain of attempts".to_owned(),
        (rows, Listing::End) => format!("{rows} chains of attempts"),
        (rows, _) => format!("{rows} chains of attempts shown"),
    })
}
