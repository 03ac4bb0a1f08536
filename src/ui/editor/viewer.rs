//! The inputs to read.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use super::colours::colour;
use super::editing::Editing;
use crate::domain::draft::Draft;
use crate::ui::kit::el::{El, IntoNode, classed, el};
use crate::view_model::inputs_text::{CHUNK, chunks};

/// The element that scrolls, within the editor of this page.
const SCROLLS: &str = ".inputs-editor .yaml";

/// The text as it would be sent, coloured where it is seen.
pub fn viewer(editing: Editing) -> Node {
    let text = editing.with_draft(Draft::bytes);
    let view = classed("div", "yaml mono")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Inputs as YAML")
        .children(chunks(&text).into_iter().map(chunk));
    let element = view.element();
    let texts = chunks(&text).into_iter().map(|(_, text)| text);
    let coloured = children(&element).zip(texts).collect();
    let lines = text.split('\n').count();
    let place = element.clone();
    // What was looked at is what an edit begins with.
    let view = view.on("scroll", move |_| {
        let height = f64::from(place.scroll_height()) / to_f64(lines.max(1));
        editing.top_line.silently(|line| *line = to_line(f64::from(place.scroll_top()) / height));
    });
    colour(&element, coloured);
    view.into_node()
}

/// Drawn when it comes into view. Its numbers are drawn from an attribute: neither copied nor found.
fn chunk((numbers, text): (String, String)) -> El {
    let numbers = classed("span", "numbers num").attr("data-numbers", numbers).attr("aria-hidden", "true");
    classed("div", "chunk").child(numbers).child(el("pre").child(text))
}

/// Shows this line, counted from 0, at the top.
pub fn scroll_to(line: usize) {
    let Ok(Some(place)) = crate::browser::document().query_selector(SCROLLS) else { return };
    let Some(chunk) = children(&place).nth(line / CHUNK) else { return };
    let chunk: HtmlElement = chunk.unchecked_into();
    let lines = chunk.query_selector("pre").ok().flatten().and_then(|pre| pre.text_content()).unwrap_or_default();
    let lines = lines.split_inclusive('\n').count().max(1);
    let within = to_f64(line % CHUNK) / to_f64(lines) * f64::from(chunk.offset_height());
    let first = children(&place).next().map_or(0, |first| first.unchecked_into::<HtmlElement>().offset_top());
    place.set_scroll_top(chunk.offset_top() - first + to_pixels(within));
}

fn children(of: &Element) -> impl Iterator<Item = Element> + use<> {
    let children = of.children();
    (0..children.length()).filter_map(move |at| children.item(at))
}

#[expect(clippy::cast_precision_loss, reason = "lines of a text, far fewer than a float counts")]
fn to_f64(lines: usize) -> f64 {
    lines as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a line of a text; cut off at 0")]
fn to_line(lines: f64) -> usize {
    lines as usize
}

#[expect(clippy::cast_possible_truncation, reason = "pixels within a chunk")]
fn to_pixels(height: f64) -> i32 {
    height as i32
}
