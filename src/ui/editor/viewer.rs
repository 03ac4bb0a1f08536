//! The inputs to read.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use leptos_dom::helpers::set_timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};

use super::colours::Colours;
use super::editing::Editing;
use crate::browser::document;
use crate::browser::seen::whenever_seen;
use crate::browser::selected::{copy_exactly, select_within};
use crate::domain::draft::Draft;
use crate::ui::kit::el::{IntoNode, append, classed};
use crate::view_model::inputs_text::{CHUNK, chunks, numbers};

/// The element that scrolls, within the editor of this page.
pub const SCROLLS: &str = ".inputs-editor .yaml";

/// So many chunks are put in before the first paint.
const AT_ONCE: usize = 8;
const PAINTED_BY: Duration = Duration::from_millis(20);

/// The text as it would be sent, in chunks that are drawn when they come into view. Only then they get their
/// colours and numbers; these are an attribute, neither copied nor found.
pub fn viewer(editing: Editing) -> Node {
    let text: Rc<str> = editing.with_draft(Draft::bytes).into();
    let view = classed("div", "yaml mono")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Inputs as YAML")
        .on("copy", |event| copy_exactly(&event));
    let element = view.element();
    let all = element.clone();
    // All of the text, not all of the page.
    let view = view.on("keydown", move |event| {
        let key = event.dyn_ref::<KeyboardEvent>();
        if key.is_some_and(|key| key.key().eq_ignore_ascii_case("a") && (key.ctrl_key() || key.meta_key())) {
            event.prevent_default();
            select_within(&all);
        }
    });
    let parts: Rc<RefCell<Vec<Range<usize>>>> = Rc::default();
    let colours = Rc::new(RefCell::new(Colours::new()));
    let (place, whole, known, given) = (element.clone(), text.clone(), parts.clone(), colours.clone());
    let see = move |chunk: &Element| {
        let parts = known.borrow();
        let Some(at) = children(&place).position(|one| one == *chunk) else { return };
        let part = parts.get(at).and_then(|part| whole.get(part.clone())).unwrap_or_default();
        // Fails for no attribute.
        let _ = chunk.set_attribute("data-numbers", &numbers(at, part));
        if let (Some(colours), Some(node)) = (given.borrow_mut().as_mut(), chunk.first_child()) {
            colours.give(&whole, &parts, at, &node);
        }
    };
    let place = element.clone();
    let (whole, known) = (text.clone(), parts.clone());
    let put_in = move |most: usize| {
        let mut parts = known.borrow_mut();
        let from = parts.last().map_or(0, |last| last.end);
        let more = chunks(whole.get(from..).unwrap_or_default()).take(most);
        let more: Vec<Range<usize>> = more.map(|part| from + part.start..from + part.end).collect();
        let elements =
            more.iter().map(|part| classed("pre", "chunk").child(whole.get(part.clone()).unwrap_or_default()));
        append(&place, &elements.collect::<Vec<_>>().into_node());
        parts.extend(more);
    };
    // A long text is painted before the rest of it is put in.
    put_in(AT_ONCE);
    let place = element.clone();
    // In view from the beginning: it is not to change under the eye.
    if let Some(first) = children(&place).next() {
        see(&first);
    }
    let the_rest = move || {
        put_in(usize::MAX);
        whenever_seen(&place, children(&place), move |chunk| see(&chunk));
        read_ahead(place, move || {
            let (mut colours, parts) = (colours.borrow_mut(), parts.borrow());
            colours.as_mut().is_some_and(|colours| colours.read_ahead(&text, &parts))
        });
    };
    set_timeout(the_rest, PAINTED_BY);
    let place = element.clone();
    // What was looked at is what an edit begins with.
    view.on("scroll", move |_| editing.top_line.silently(|line| *line = top_line(&place))).into_node()
}

/// As long as there is more and the text is on the page.
fn read_ahead(place: Element, mut read: impl FnMut() -> bool + 'static) {
    if place.is_connected() && read() {
        set_timeout(move || read_ahead(place, read), PAINTED_BY);
    }
}

/// The line, counted from 0, at the top of what is seen.
fn top_line(place: &Element) -> usize {
    let top = place.scroll_top() + first_top(place);
    let Some((at, chunk)) = children(place).enumerate().take_while(|(_, chunk)| offset(chunk) <= top).last() else {
        return 0;
    };
    let within = u64::try_from(top - offset(&chunk)).unwrap_or_default();
    let height = u64::try_from(chunk.client_height()).unwrap_or_default().max(1);
    at * CHUNK + usize::try_from((within * lines(&chunk) + height / 2) / height).unwrap_or_default()
}

/// Shows this line, counted from 0, at the top.
pub fn scroll_to(line: usize) {
    let Ok(Some(place)) = document().query_selector(SCROLLS) else { return };
    let Some(chunk) = children(&place).nth(line / CHUNK) else { return };
    let height = u64::try_from(chunk.client_height()).unwrap_or_default();
    let within = (line % CHUNK) as u64 * height / lines(&chunk).max(1);
    place.set_scroll_top(offset(&chunk) - first_top(&place) + i32::try_from(within).unwrap_or_default());
}

fn children(of: &Element) -> impl Iterator<Item = Element> + use<> {
    let children = of.children();
    (0..children.length()).filter_map(move |at| children.item(at))
}

fn offset(chunk: &Element) -> i32 {
    chunk.unchecked_ref::<HtmlElement>().offset_top()
}

fn first_top(place: &Element) -> i32 {
    place.first_element_child().map_or(0, |first| offset(&first))
}

fn lines(chunk: &Element) -> u64 {
    chunk.text_content().unwrap_or_default().split_inclusive('\n').count() as u64
}
