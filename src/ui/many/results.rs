//! A run of many: how far it is, and what came of each row.

use std::rc::Rc;

use reactive_graph::prelude::*;
use web_sys::Node;

use super::bulk::{BulkView, Course, RunRow};
use super::lanes::AT_ONCE;
use crate::browser::download::download;
use crate::domain::bulk_run::RowCame;
use crate::harness::pace::MOST;
use crate::ui::kept::{Kept, kept};
use crate::ui::kit::button::{button, outward_link};
use crate::ui::kit::el::{El, IntoNode, classed, el, live, live_text, text};
use crate::ui::kit::icon::{icon, status, with_icon};
use crate::ui::kit::message::message;
use crate::ui::panels::live_bar::how_old;
use crate::ui::press::Pressed;
use crate::view_model::bulk_export::Form;
use crate::view_model::bulk_words::{Turn, came, executions, link_words, time_left};
use crate::view_model::status_look::look;
use crate::view_model::time_words::ago;

/// Rows that a browser lays out together, and not at all while they are out of view.
const CHUNK: usize = 25;

/// The whole of it. `done` is pressed when its end was seen.
pub fn results(run: BulkView, done: impl Fn() + Clone + 'static) -> El {
    let rows = run.rows.get_value();
    let is_over = kept(move || run.has_ended().then_some(()));
    let lines = rows.chunks(CHUNK).enumerate().map(|(c, chunk)| {
        let lines = chunk.iter().enumerate().map(|(n, row)| line(run, c * CHUNK + n, *row, is_over));
        classed("div", "many-chunk").attr("role", "rowgroup").children(lines)
    });
    let name = |name: &'static str, class: &'static str| text("span", class, name).attr("role", "columnheader");
    let head = classed("div", "many-row many-head")
        .attr("role", "row")
        .child(name("Execution", "c-what"))
        .child(name("Result", "c-result"))
        .child(name("Detail", "c-detail"))
        .child(name("New execution", "c-link"));
    let table = classed("div", "many results")
        .attr("role", "table")
        .attr("aria-labelledby", "run-h")
        .child(el("div").attr("role", "rowgroup").child(head))
        .children(lines);
    classed("section", "sheet")
        .attr("aria-labelledby", "run-h")
        .child(top(run, is_over))
        .child(table)
        .child(bar(run, is_over, done))
}

fn top(run: BulkView, is_over: Kept<()>) -> El {
    let count = run.rows.with_value(Vec::len);
    let is_under_way = move || run.is_under_way();
    let stands = live(move || {
        let (sign, words, role) = match run.course.get() {
            _ if run.has_ended() && run.tally.get().started == count => ("ok", "Done", "ok"),
            _ if run.has_ended() && run.tally.get().waiting == 0 => ("info", "Done", "idle"),
            _ if run.has_ended() => ("info", "Stopped", "idle"),
            Course::Running => ("running", "Running", "run"),
            Course::Paused if is_under_way() => ("running", "Pausing", "run"),
            Course::Paused => ("waiting", "Paused", "idle"),
            Course::Stopped => ("running", "Stopping", "run"),
        };
        let turning = if sign == "running" { "spin" } else { "" };
        el("span").attr("class", format!("status badge {role}")).child(icon(sign, turning)).child(words)
    });
    let progress = el("progress")
        .attr("max", count.to_string())
        .attr("aria-label", "Executions done")
        .live_attr("value", move || Some(run.tally.get().ended().to_string()));
    let counted = |sign: &'static str, role: &'static str, words: &'static str, count: fn(&BulkView) -> usize| {
        live(move || {
            let count = count(&run);
            let number = text("b", "num", count.to_string());
            let sign = icon(sign, if sign == "running" && count > 0 { "spin" } else { "" });
            let role = if count == 0 { "none-such" } else { role };
            el("span").attr("class", format!("status {role}")).child(sign).child(number).child(words)
        })
    };
    let counts = classed("p", "tally")
        .child(counted("ok", "ok", " started", |run| run.tally.get().started))
        .child(counted("failed", "bad", " refused", |run| run.tally.get().refused))
        .child(counted("unknown", "warn", " unknown", |run| {
            let tally = run.tally.get();
            if run.is_under_way() { tally.unknown } else { tally.unknown + tally.sending }
        }))
        .child(counted("blocked", "idle", " not sent", |run| {
            let tally = run.tally.get();
            tally.not_sent + tally.left_out + if run.has_ended() { tally.waiting } else { 0 }
        }))
        .child(counted(
            "running",
            "run",
            " sending",
            |run| if run.is_under_way() { run.tally.get().sending } else { 0 },
        ))
        .child(counted("waiting", "idle", " waiting", |run| if run.has_ended() { 0 } else { run.tally.get().waiting }));
    let fact = |name: &'static str, value: Node| {
        el("div").child(el("dt").child(name)).child(classed("dd", "num").child(value))
    };
    let is_running = kept(move || (run.course.get() == Course::Running).then_some(()));
    let left = move || {
        live_text(move || {
            let (went_on_at, before) = run.went_on.get();
            let left = time_left(run.tally.get(), before, went_on_at, run.now.get());
            let left = left.filter(|_| is_running.is_there());
            left.unwrap_or_else(|| "—".to_owned())
        })
    };
    let pace = live(move || {
        (!is_over.is_there()).then(|| {
            vec![
                fact("Time left", left()),
                fact("At once", format!("at most {AT_ONCE}").into_node()),
                fact("Calls a minute", format!("at most {MOST}").into_node()),
            ]
        })
    });
    let facts =
        classed("dl", "facts").child(fact("Began", live_text(move || ago(run.begun_at, run.now.get())))).child(pace);
    classed("header", "exec")
        .child(
            classed("div", "exec-title")
                .child(
                    el("h1")
                        .attr("id", "run-h")
                        .attr("tabindex", "-1")
                        .child(format!("Retry of {}", executions(count))),
                )
                .child(el("span").attr("role", "status").child(stands))
                .child(exports(run)),
        )
        .child(progress)
        .child(counts)
        .child(facts)
}

/// The results as a file, as they stand.
fn exports(run: BulkView) -> El {
    let export = |form: Form| {
        button("quiet small", form.name(), move || {
            let text = form.write(&run.all(), run.has_ended(), |row, came| run.links(row, came.new_executions()));
            download(&format!("pipeline-retry-results.{}", form.extension()), &text);
        })
        .attr("aria-label", format!("Export results as {}", form.name()))
    };
    let buttons = Form::ALL.into_iter().map(export);
    classed("div", "exec-links").child(text("span", "soft", "Export")).children(buttons)
}

fn line(run: BulkView, n: usize, row: RunRow, is_over: Kept<()>) -> El {
    let name = row.row.with_value(|row| row.name.clone());
    let what = row.row.with_value(|row| row.what.clone());
    let turn = move || match row.pressed.get() {
        Pressed::No if is_over.is_there() => Turn::Over,
        Pressed::No => Turn::No,
        Pressed::Looking(_) => Turn::Looking,
        _ => Turn::Sending,
    };
    let result = live(move || {
        let (look, _) = row.came.with(|came_so_far| came(came_so_far, turn()));
        let turning = if look.icon == "running" { "spin" } else { "" };
        el("span").attr("class", format!("status {}", look.role)).child(icon(look.icon, turning)).child(look.word)
    });
    let words = live_text(move || row.came.with(|came_so_far| came(came_so_far, turn()).1));
    // How the new one goes on.
    let stands = live(move || row.stands.get().map(|stands| status(look(&stands, false))));
    let take = move |words: &'static str, is_out: bool| {
        let name = row.row.with_value(|row| format!("{words} {}", row.name));
        button("quiet small", words, move || run.leave_out(n, is_out)).attr("aria-label", name).into_node()
    };
    let old = row.row.with_value(|row| run.links(row, std::slice::from_ref(&row.execution))).pop().unwrap_or_default();
    let here = old.clone();
    let link = live(move || {
        let made = row.came.get();
        match &made {
            RowCame::Waiting => take("Leave out", true),
            RowCame::LeftOut => take("Put back", false),
            came => {
                let all = came.executions();
                let links = row.row.with_value(|row| run.links(row, all));
                let links = all.iter().zip(links).enumerate().map(|(n, (new, link))| {
                    let words = link_words(new, all.len(), n);
                    outward_link("inline mono", link, new.as_str()).attr("aria-label", words)
                });
                links.collect::<Vec<_>>().into_node()
            }
        }
    });
    // Where there is nothing new to go to, the old one says more.
    let way_on = live(move || {
        row.came.with(RowCame::is_without_execution).then(|| {
            let words = "Show it here";
            let name = row.row.with_value(|row| format!("{words}: {}", row.name));
            // It leads away from the run. Its place is kept, so that nothing moves at the end.
            el("a")
                .attr("href", format!("#{here}"))
                .attr("aria-label", name)
                .live_attr("class", move || (!is_over.is_there()).then(|| "bygone".to_owned()))
                .child(words)
        })
    });
    let title = outward_link("inline", old, name.as_str()).attr("aria-label", format!("{name}, open in Harness"));
    classed("div", "many-row")
        .attr("role", "row")
        .child(classed("span", "c-what").attr("role", "rowheader").child(title).child(text("span", "sub", what)))
        .child(classed("span", "c-result").attr("role", "cell").child(result))
        .child(classed("span", "c-detail").attr("role", "cell").child(words).child(" ").child(way_on).child(stands))
        .child(classed("span", "c-link").attr("role", "cell").child(link))
}

fn bar(run: BulkView, is_over: Kept<()>, done: impl Fn() + Clone + 'static) -> El {
    let why = live(move || run.why_paused.get().map(|why| message(why, "warn", vec![])));
    // Made anew at the end alone: a button that is about to be pressed stays.
    let row = live(move || {
        let done = done.clone();
        if is_over.is_there() {
            let words = "What was started goes on in Harness, whether this page stays open or not.";
            let again = run.count_not_sent();
            let again = (again > 0).then(|| {
                let words = match again {
                    1 => "Send the one that can still be sent".to_owned(),
                    _ => format!("Send the {again} that can still be sent"),
                };
                button("secondary large", words, move || run.send_what_was_not())
            });
            let close = button("primary large", "Back to the list", move || {
                run.close();
                done();
            });
            let buttons = classed("div", "bar-buttons").child(again).child(close);
            return classed("div", "bar-row").child(reason(run, words)).child(buttons);
        }
        let words = "Reloading is safe: what was sent is remembered and not sent again. Stopping leaves started executions running.";
        let is_running = move || run.course.get() == Course::Running;
        let stop = button("danger large", "Stop", move || run.stop());
        let words_of_go = live_text(move || if is_running() { "Pause" } else { "Go on" }.to_owned());
        let go = button("", words_of_go, move || {
            if run.course.with_untracked(|course| *course == Course::Running) {
                run.pause();
            } else {
                run.go_on();
            }
        })
        .live_attr("class", move || Some(if is_running() { "secondary large" } else { "primary large" }.to_owned()));
        // Why it paused says what is safe, and on a phone there is no room for both.
        let words = live(move || run.why_paused.with(Option::is_none).then(|| reason(run, words)));
        classed("div", "bar-row").child(words).child(classed("div", "bar-buttons").child(stop).child(go))
    });
    classed("footer", "bar").child(classed("div", "outcome").attr("role", "status").child(why)).child(row)
}

/// `words`, or that what is shown of the new executions is old.
fn reason(run: BulkView, words: &'static str) -> Node {
    let is_stale = kept(move || run.stale.with(Option::is_some).then_some(()));
    live(move || {
        if is_stale.is_there() {
            let again = || "Load again, with another token if need be: these results are kept.".into_node();
            how_old(run.stale, run.now, "the states of the new executions", Rc::new(again))
        } else {
            with_icon("reason", "info", words)
        }
    })
}
