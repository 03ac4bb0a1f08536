//! Elements, made in the document at once, and the parts of them that follow Leptos's signals.
//!
//! Leptos's own `view!` gives every element, attribute and closure a type of its own, and each type its
//! own code to build, change and drop it: written so, this page weighed 195 kB of WebAssembly (brotli),
//! and with elements as data over Leptos's renderer 133. Signals, memos, effects, owners and tasks are
//! Leptos's; only the last step, from an effect to the document, is here.

use reactive_graph::effect::{Effect, RenderEffect};
use reactive_graph::owner::on_cleanup;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlTemplateElement, Node};

pub use super::into_node::IntoNode;
use crate::browser::{document, element};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What makes a value. Not `dyn FnMut`: for each closure that also holds the code to be called once and consumed,
/// which nobody does here.
pub trait Makes<T> {
    /// Makes it, anew each time.
    fn make(&mut self) -> T;
}

impl<T, F: FnMut() -> T> Makes<T> for F {
    fn make(&mut self) -> T {
        self()
    }
}

/// What hears of events; see [`Makes`].
trait Hears {
    fn hear(&mut self, event: Event);
}

impl<F: FnMut(Event)> Hears for F {
    fn hear(&mut self, event: Event) {
        self(event);
    }
}

/// What is read, and what to do with it.
type Follows = Box<dyn Makes<Option<String>>>;
type Shows = Box<dyn Fn(Option<&str>)>;

/// An element under construction.
#[must_use]
pub struct El(Element);

/// An element with this tag. Browsers refuse to make one for a malformed tag alone.
#[inline(never)]
pub fn el(tag: &'static str) -> El {
    El(document().create_element(tag).unwrap_or_else(JsCast::unchecked_into))
}

/// An element of a picture.
#[inline(never)]
pub fn svg(tag: &'static str) -> El {
    El(document().create_element_ns(Some(SVG), tag).unwrap_or_else(JsCast::unchecked_into))
}

/// An element with this tag and class.
#[inline(never)]
pub fn classed(tag: &'static str, class: &'static str) -> El {
    el(tag).attr("class", class)
}

/// A text in an element with this tag and class.
pub fn text(tag: &'static str, class: &'static str, text: impl AsRef<str>) -> El {
    classed(tag, class).child(text.as_ref())
}

/// A copy of what stands in the `<template>` with this id in index.html; nothing when there is none.
pub fn template(id: &str) -> Node {
    let template = element(id).and_then(|found| found.dyn_into::<HtmlTemplateElement>().ok());
    template.and_then(|found| found.content().clone_node_with_deep(true).ok()).unwrap_or_else(nothing)
}

/// A part that is made anew when what it reads changes.
pub fn live<N: IntoNode>(mut part: impl FnMut() -> N + 'static) -> Node {
    between_marks(Box::new(move || part().into_node()))
}

/// A text that changes with what it reads.
pub fn live_text(mut text: impl FnMut() -> String + 'static) -> Node {
    let node = text_node("");
    let shown = node.clone();
    follow(Box::new(move || Some(text())), Box::new(move |text| shown.set_node_value(text)));
    node
}

/// What is done when the page shows what it reads, and again whenever that changes.
#[inline(never)]
pub fn afterwards(mut act: Box<dyn Makes<()>>) {
    Effect::new(move |_: Option<()>| act.make());
}

impl El {
    /// An attribute.
    pub fn attr(self, name: &'static str, value: impl AsRef<str>) -> Self {
        set_attribute(&self.0, name, value.as_ref());
        self
    }

    /// An attribute that changes with what it reads; `None` takes it away.
    pub fn live_attr(self, name: &'static str, value: impl FnMut() -> Option<String> + 'static) -> Self {
        follow_attribute(self.0.clone(), name, Box::new(value));
        self
    }

    /// An attribute that is there, without a value, while `is` says so.
    pub fn live_flag(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.live_attr(name, move || is().then(String::new))
    }

    /// The text in a field.
    pub fn value(self, mut value: impl FnMut() -> String + 'static) -> Self {
        let element = self.0.clone();
        let show = move |value: Option<&str>| set_property(&element, "value", &value.into());
        follow(Box::new(move || Some(value())), Box::new(show));
        self
    }

    /// Whether a box or radio is ticked: a property with a truth value.
    pub fn is(self, property: &'static str, mut value: impl FnMut() -> bool + 'static) -> Self {
        let element = self.0.clone();
        let show = move |value: Option<&str>| set_property(&element, property, &value.is_some().into());
        follow(Box::new(move || value().then(String::new)), Box::new(show));
        self
    }

    /// A property of its style. The page's policy refuses it as an attribute.
    pub fn style(self, property: &'static str, value: impl AsRef<str>) -> Self {
        set_style(&self.0, property, value.as_ref());
        self
    }

    /// The element itself, for what only the browser can do with it.
    pub fn element(&self) -> Element {
        self.0.clone()
    }

    /// What happens on an event.
    pub fn on(self, event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(act));
        self
    }

    /// What happens on a click.
    pub fn on_click(self, mut act: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// What stands within, after what already does.
    pub fn child(self, child: impl IntoNode) -> Self {
        append(&self.0, &child.into_node());
        self
    }

    /// Several of the same kind.
    pub fn children<N: IntoNode>(self, children: impl IntoIterator<Item = N>) -> Self {
        for child in children {
            append(&self.0, &child.into_node());
        }
        self
    }
}

/// No node: a fragment with nothing in it.
#[inline(never)]
pub fn nothing() -> Node {
    document().create_document_fragment().into()
}

/// Puts a node at the end of what stands within another.
#[inline(never)]
pub fn append(parent: &Node, child: &Node) {
    // Fails only where a node would stand within itself.
    let _ = parent.append_child(child);
}

/// A property of an element's style.
#[inline(never)]
pub fn set_style(element: &Element, property: &str, value: &str) {
    // Fails only for what can't be set on any element.
    let _ = element.unchecked_ref::<HtmlElement>().style().set_property(property, value);
}

/// A text.
#[inline(never)]
pub fn text_node(text: &str) -> Node {
    document().create_text_node(text).into()
}

#[inline(never)]
fn set_attribute(element: &Element, name: &str, value: &str) {
    // Fails only for a name that no attribute can have.
    let _ = element.set_attribute(name, value);
}

#[inline(never)]
fn set_property(element: &Element, name: &str, value: &JsValue) {
    // Fails only for what is frozen.
    let _ = js_sys::Reflect::set(element, &name.into(), value);
}

/// The listener goes when the browser no longer needs it.
#[inline(never)]
fn listen(element: &Element, event: &str, mut act: Box<dyn Hears>) {
    let act = Closure::<dyn FnMut(Event)>::new(move |event| act.hear(event)).into_js_value();
    // Fails for no name at all.
    let _ = element.add_event_listener_with_callback(event, act.unchecked_ref());
}

#[inline(never)]
fn follow_attribute(element: Element, name: &'static str, value: Follows) {
    let show = move |value: Option<&str>| match value {
        Some(value) => set_attribute(&element, name, value),
        // Fails for no name at all.
        None => _ = element.remove_attribute(name),
    };
    follow(value, Box::new(show));
}

/// Shows a value at first and whenever it has become another one. Ends with the part of the page that it
/// belongs to.
#[inline(never)]
fn follow(mut value: Follows, show: Shows) {
    effect(Box::new(move |before| {
        let value = value.make();
        if before.as_ref() != Some(&value) {
            show(value.as_deref());
        }
        value
    }));
}

/// All effects have one type, so that their code exists once.
#[inline(never)]
fn effect(run: Box<dyn FnMut(Option<Option<String>>) -> Option<String>>) {
    let effect = RenderEffect::new(run);
    on_cleanup(move || drop(effect));
}

/// Parts stand within parts and change by themselves: so what a part shows is not remembered, it is
/// what stands between its two marks.
#[inline(never)]
fn between_marks(mut part: Box<dyn Makes<Node>>) -> Node {
    let all = nothing();
    let mark = || -> Node { document().create_comment("").into() };
    let (start, end) = (mark(), mark());
    append(&all, &start);
    append(&all, &end);
    effect(Box::new(move |_| {
        let new = part.make();
        let parent = end.parent_node()?;
        while let Some(old) = start.next_sibling().filter(|old| *old != end) {
            // Fails only for what is not there.
            let _ = parent.remove_child(&old);
        }
        let _ = parent.insert_before(&new, Some(&end));
        None
    }));
    all
}
