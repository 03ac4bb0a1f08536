//! The field in which inputs are edited: a textarea, with line numbers and marks beside and behind it.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement, KeyboardEvent, Node};

use super::editing::Editing;
use crate::browser::{element, text_area};
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, set_style, text};
use crate::ui::state::State;
use crate::view_model::sections::line_at;
use crate::view_model::tab_key::tab;
use crate::view_model::text_search::next_place;
use crate::yaml_check::{Finding, Weight};

const ID: &str = "inputs-text";

/// The field with this part of the draft.
pub fn field(editing: Editing, section: &Range<usize>) -> Node {
    let content = editing.with_draft(|draft| draft.text().get(section.clone()).unwrap_or_default().to_owned());
    let first = editing.first_line();
    let lines = State::new(count(&content));
    let numbers = el("div").live_attr("data-numbers", move || Some(numbers(first, lines.get())));
    let marks = el("div").child(live(move || marks_of(editing, first, lines)));
    let area = el("textarea")
        .attr("id", ID)
        .attr("class", "mono")
        .attr("aria-label", "Inputs as YAML")
        .attr("aria-describedby", "inputs-keys")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("wrap", "off")
        .live_attr("aria-invalid", move || {
            let has_error = editing.findings.with(|all| all.iter().any(|one| one.weight == Weight::Error));
            has_error.then(|| "true".to_owned())
        });
    let field: HtmlTextAreaElement = area.element().unchecked_into();
    field.set_value(&content);
    let scrolled_along = [numbers.element(), marks.element()];
    let typed_in = field.clone();
    // After Escape, Tab does what it does elsewhere on the page.
    let leaves = State::new(false);
    let area = area
        .on("input", move |_| {
            let value = typed_in.value();
            let now = count(&value);
            if lines.with_untracked(|before| *before != now) {
                lines.set(now);
            }
            editing.type_in(&value);
        })
        .on("scroll", scrolled(field.clone(), scrolled_along))
        .on("blur", move |_| leaves.set(false))
        .on("keydown", keys(field, leaves));
    let keys = "Tab indents and Shift Tab takes that back. To leave the field by keyboard: Escape, then Tab.";
    let rows = lines.with_untracked(|lines| *lines + 2);
    let place = classed("div", "ed-text")
        .style("--rows", rows.to_string())
        .child(beside("ed-numbers num", numbers))
        .child(beside("ed-marks", marks))
        .child(area);
    vec![
        part(editing, section).into_node(),
        place.into_node(),
        text("p", "hint", keys).attr("id", "inputs-keys").into_node(),
    ]
    .into_node()
}

/// Which part of a long text is in the field, and the way to the others.
fn part(editing: Editing, section: &Range<usize>) -> Option<El> {
    let (first, last, all) = editing.with_draft(|draft| {
        let lines_to = |end| line_at(draft.text(), end);
        (lines_to(section.start), lines_to(section.end), lines_to(draft.text().len()))
    });
    if *section == (0..editing.with_draft(|draft| draft.text().len())) {
        return None;
    }
    let words = format!("In the field: lines {} to {last} of {all}. Everything is sent.", first + 1);
    let turn = |words, is_there, is_forward| {
        button("secondary small", words, move || {
            if is_there {
                editing.turn(is_forward);
            }
        })
        .live_attr("aria-disabled", move || (!is_there).then(|| "true".to_owned()))
    };
    let part = classed("p", "ed-part").child(el("span").child(words));
    Some(part.child(turn("Previous part", first > 0, false)).child(turn("Next part", last < all, true)))
}

/// Selects the next place of this text after the cursor, in whichever part it stands, and goes there if so
/// told. `false` when it stands nowhere.
pub fn find_next(editing: Editing, wanted: &str, is_to_go: bool) -> bool {
    let start = editing.start();
    let cursor = the_field().map_or(0, |field| text_area::selection(&field, &field.value()).end);
    let found = editing.with_draft(|draft| {
        let found = next_place(draft.text(), wanted, start + cursor)?;
        let before = draft.text().get(..found.start)?;
        Some((line_at(before, before.len()), before.rsplit('\n').next()?.chars().count() + 1))
    });
    let Some((line, column)) = found else { return false };
    show(editing, line, column, wanted.len(), is_to_go);
    editing.found.set(Some(line));
    true
}

/// Goes into the field, to what is selected there.
pub fn go_in() {
    if let Some(field) = the_field() {
        // Fails for nothing that can have the focus.
        let _ = field.focus();
    }
}

fn the_field() -> Option<HtmlTextAreaElement> {
    element(ID).map(JsCast::unchecked_into)
}

/// Opens the part that was looked at, with the cursor in its first seen line.
pub fn edit_here(editing: Editing) {
    let line = editing.top_line.with_untracked(|line| *line);
    show(editing, line, 1, 0, true);
}

/// Puts the cursor at this line, counted from 0, and column, from 1; opens the part with it where it is not open.
pub fn go_to(editing: Editing, line: usize, column: usize) {
    show(editing, line, column, 0, true);
}

/// Shows this line of the field, counted from 0, and puts the cursor there without going in.
pub fn see(editing: Editing, line: usize) {
    show(editing, line, 1, 0, false);
}

fn show(editing: Editing, line: usize, column: usize, length: usize, is_to_go: bool) {
    let is_open = editing.is_editing() && {
        let first = editing.first_line();
        let lines = the_field().map_or(0, |field| count(&field.value()));
        (first..first + lines).contains(&line)
    };
    if !is_open {
        editing.edit_at(line);
    }
    let first = editing.first_line();
    // After the field is there.
    wasm_bindgen_futures::spawn_local(async move {
        crate::browser::clock::wait(0).await;
        let Some(field) = the_field() else { return };
        let value = field.value();
        let within = line.saturating_sub(first);
        let start = value.split_inclusive('\n').take(within).map(str::len).sum::<usize>();
        let rest = value.get(start..).unwrap_or_default();
        let to = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        text_area::select(&field, &value, start + to..start + to + length);
        if is_to_go {
            go_in();
        }
        // A few lines above it are seen as well.
        let above = u64::try_from(field.scroll_height()).unwrap_or_default() * within.saturating_sub(4) as u64;
        field.set_scroll_top(i32::try_from(above / count(&value) as u64).unwrap_or_default());
    });
}

fn count(text: &str) -> usize {
    text.split('\n').count()
}

fn numbers(first: usize, lines: usize) -> String {
    let numbers: Vec<String> = (first + 1..=first + lines).map(|number| number.to_string()).collect();
    numbers.join("\n")
}

/// A band behind each line with a finding, and behind the one that was looked for.
fn marks_of(editing: Editing, first: usize, lines: State<usize>) -> Vec<El> {
    let within = first + 1..=first + lines.get();
    let found = editing.found.get().map(|line| (line + 1, "ed-mark found"));
    editing.findings.with(|all| {
        let of = |Finding { weight, line, .. }: &Finding| {
            (*line, if *weight == Weight::Error { "ed-mark bad" } else { "ed-mark warn" })
        };
        let here = found.into_iter().chain(all.iter().map(of)).filter(|(line, _)| within.contains(line));
        here.map(|(line, role)| classed("div", role).style("top", format!("calc({} * 1lh)", line - first - 1)))
            .collect()
    })
}

fn beside(class: &'static str, content: El) -> El {
    classed("div", class).attr("aria-hidden", "true").child(content)
}

fn scrolled(field: HtmlTextAreaElement, along: [Element; 2]) -> impl FnMut(web_sys::Event) {
    move |_| {
        for element in &along {
            set_style(element, "translate", &format!("0 -{}px", field.scroll_top()));
        }
    }
}

fn keys(field: HtmlTextAreaElement, leaves: State<bool>) -> impl FnMut(web_sys::Event) {
    move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        match key.key().as_str() {
            "Escape" => leaves.set(true),
            "Tab"
                if !leaves.with_untracked(|leaves| *leaves) && !key.ctrl_key() && !key.alt_key() && !key.meta_key() =>
            {
                event.prevent_default();
                let text = field.value();
                if let Some(replacement) = tab(&text, text_area::selection(&field, &text), key.shift_key()) {
                    text_area::type_over(&field, &text, replacement.place, &replacement.with);
                    text_area::select(&field, &field.value(), replacement.selected);
                }
            }
            // A key that only modifies another one is no decision.
            "Shift" => {}
            _ => leaves.set(false),
        }
    }
}
