//! What differs from the original run: by value and by line.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Node};

use super::editing::Editing;
use super::field::see;
use super::viewer::{SCROLLS, scroll_to};
use crate::browser::{clock, document};
use crate::domain::draft::{Draft, Hunk, lines};
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, nothing, text};
use crate::view_model::visible_text::{counted, visible};
use crate::yaml_check::Change;

const HOW_IT_IS_TAKEN: &str = "Harness takes the inputs that are sent, unless the pipeline is set to keep its inputs \
    on a re-run. Its docs promise only those of the last run: check the new execution’s inputs in Harness.";
/// More are counted.
const LISTED: usize = 50;
/// Of values that are still being compared, so many have their place.
const RESERVED: usize = 6;
/// Unchanged lines shown on each side of a change; the others are folded.
const AROUND: usize = 2;
/// Of a line more than this is not shown.
const LETTERS: usize = 300;

/// The comparison, while something differs.
pub fn differences(editing: Editing) -> El {
    let content = live(move || -> Node {
        editing.hunks.with(|hunks| {
            if hunks.is_empty() {
                return nothing();
            }
            let back = button("secondary small", "Back to the original", move || {
                editing.reset();
                undone(editing, editing.top_line.with_untracked(|line| *line));
            });
            let head =
                classed("div", "part-head").child(el("h3").attr("id", "diff-h").child("Compared with this execution"));
            let head = head.child(classed("div", "part-actions").child(back));
            vec![
                head.into_node(),
                text("p", "hint", HOW_IT_IS_TAKEN).into_node(),
                // As high from the beginning as it is once it is known which values these are.
                classed("div", "ed-values").style("--rows", rows(hunks).to_string()).child(values(editing)).into_node(),
                by_line(editing, hunks),
            ]
            .into_node()
        })
    });
    classed("section", "ed-diff").attr("aria-labelledby", "diff-h").child(content)
}

/// Lines that were changed, each of about one value.
fn rows(hunks: &[Hunk]) -> usize {
    let changed = hunks.iter().map(|hunk| hunk.before.len().max(hunk.after.len()));
    changed.sum::<usize>().min(RESERVED)
}

fn values(editing: Editing) -> Node {
    live(move || {
        editing.changes.with(|changes| match changes.as_deref() {
            None => text("p", "hint", "Values are compared once the text is checked.").into_node(),
            Some([]) => text("p", "hint", "No value differs, only how it is written.").into_node(),
            Some(changes) => list(changes),
        })
    })
}

fn list(changes: &[Change]) -> Node {
    let row = |Change { path, before, after }: &Change| {
        let value = |tag, name: &'static str, value: &Option<String>| match value {
            Some(value) => el(tag).child(text("span", "sr", name)).child(short(value)),
            None => classed(tag, "none").child(if name.starts_with("before") { "not there" } else { "taken away" }),
        };
        el("div")
            .child(text("dt", "mono", visible(path)))
            .child(el("dd").child(value("del", "before: ", before)).child(" → ").child(value("ins", "after: ", after)))
    };
    let more = changes.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| el("p").child(format!("and {}", counted(more, "more value"))));
    vec![el("dl").children(changes.iter().take(LISTED).map(row)).into_node(), more.into_node()].into_node()
}

fn by_line(editing: Editing, hunks: &[Hunk]) -> Node {
    editing.with_draft(|draft: &Draft| {
        let (before, after) = (lines(draft.plain_original()), lines(draft.text()));
        // Behind the last line end stands no line.
        let end = before.len() - usize::from(before.last().is_some_and(|last| last.is_empty()));
        let mut parts = Vec::new();
        let mut shown = 0;
        for (at, hunk) in hunks.iter().take(LISTED).enumerate() {
            let from = hunk.before.start.saturating_sub(AROUND).max(shown);
            if from > shown {
                parts.push(folded(from - shown));
            }
            let next = hunks.get(at + 1).map_or(before.len(), |next| next.before.start);
            let to = (hunk.before.end + AROUND).min(next).min(before.len());
            let line = |class: &'static str, number: usize, content: Option<&&str>| {
                el(match class {
                    "out" => "del",
                    "in" => "ins",
                    _ => "span",
                })
                .attr("class", "ed-line")
                .child(text("span", "ed-no num", (number + 1).to_string()).attr("aria-hidden", "true"))
                .child(classed("span", "ed-what").child(short(content.unwrap_or(&""))))
            };
            let same =
                |range: std::ops::Range<usize>| range.map(|n| line("same", n, before.get(n))).collect::<Vec<_>>();
            let undo = hunk.clone();
            let name = format!("Undo the change at line {}", hunk.after.start + 1);
            let undo = button("quiet small", "Undo", move || {
                editing.undo(&undo);
                undone(editing, undo.after.start);
            });
            let undo = undo.attr("aria-label", name);
            let block = classed("pre", "mono")
                .children(same(from..hunk.before.start))
                .children(hunk.before.clone().take(LISTED).map(|n| line("out", n, before.get(n))))
                .child(rest(hunk.before.len(), "taken away"))
                .children(hunk.after.clone().take(LISTED).map(|n| line("in", n, after.get(n))))
                .child(rest(hunk.after.len(), "put in"))
                .children(same(hunk.before.end..to));
            parts.push(classed("div", "ed-hunk").child(undo).child(block));
            shown = to;
        }
        if hunks.len() > LISTED {
            parts.push(text("p", "ed-fold", format!("and {}", counted(hunks.len() - LISTED, "more place"))));
        } else if shown < end {
            parts.push(folded(end - shown));
        }
        classed("div", "ed-hunks").children(parts).into_node()
    })
}

/// What was pressed is gone: the next thing to undo takes its focus, or the text does. The text shows the line.
fn undone(editing: Editing, line: usize) {
    spawn_local(async move {
        clock::wait(0).await;
        let places = [".ed-diff button", "#inputs-text", SCROLLS];
        let place = places.iter().find_map(|place| document().query_selector(place).ok().flatten());
        if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
            // Fails for nothing that can have the focus.
            let _ = place.focus();
        }
        if editing.is_editing() {
            see(editing, line);
        } else {
            // After all of the text is there.
            clock::wait(50).await;
            scroll_to(editing.top_line.with_untracked(|line| *line));
        }
    });
}

fn folded(lines: usize) -> El {
    text(
        "p",
        "ed-fold num",
        if lines == 1 { "1 line as it was".to_owned() } else { format!("{lines} lines as they were") },
    )
}

fn rest(lines: usize, what: &str) -> Option<El> {
    let more = lines.saturating_sub(LISTED);
    (more > 0).then(|| text("span", "ed-line", format!("and {} {what}", counted(more, "more line"))))
}

/// Its beginning, with what can't be seen made visible.
fn short(value: &str) -> String {
    match value.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", visible(value.get(..end).unwrap_or_default())),
        None => visible(value),
    }
}
