//! Elements whose Rust type is always the same.
//!
//! `view!` gives every element, attribute and closure a type of its own, and each type its own code to
//! build, change and drop it: written so, the same page weighed 195 kB of WebAssembly (brotli). Here a
//! view is data, so that code exists once. What never changes may still be written with `view!`.

use std::sync::{Arc, Mutex};

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::ev;
use leptos::html::{ElementChild, custom};
use leptos::prelude::*;
use leptos::tachys::html::property::prop;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use web_sys::Event;

/// An element under construction.
#[must_use]
pub struct El {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element with this tag.
pub fn el(tag: &'static str) -> El {
    El { tag, attributes: Vec::new(), children: Vec::new() }
}

/// An element with this tag and class.
pub fn classed(tag: &'static str, class: &'static str) -> El {
    el(tag).attr("class", class)
}

/// A text in an element with this tag and class.
pub fn text(tag: &'static str, class: &'static str, text: impl Into<String>) -> El {
    classed(tag, class).child(text.into())
}

/// A part that is made anew when what it reads changes.
pub fn live<N: IntoNode>(mut part: impl FnMut() -> N + Send + 'static) -> AnyView {
    let part: SharedReactiveFunction<AnyView> = Arc::new(Mutex::new(move || part().into_node()));
    part.into_any()
}

/// A text that changes with what it reads.
pub fn live_text(text: impl FnMut() -> String + Send + 'static) -> AnyView {
    let text: SharedReactiveFunction<String> = Arc::new(Mutex::new(text));
    text.into_any()
}

impl El {
    /// An attribute.
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.push_attribute(custom_attribute(name, value.into()).into_any_attr());
        self
    }

    /// An attribute that changes with what it reads; `None` takes it away.
    pub fn live_attr(mut self, name: &'static str, value: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        let value: SharedReactiveFunction<Option<String>> = Arc::new(Mutex::new(value));
        self.push_attribute(custom_attribute(name, value).into_any_attr());
        self
    }

    /// An attribute that is there, without a value, while `is` says so.
    pub fn live_flag(self, name: &'static str, is: impl Fn() -> bool + Send + 'static) -> Self {
        self.live_attr(name, move || is().then(String::new))
    }

    /// The text in a field.
    pub fn value(mut self, value: impl FnMut() -> String + Send + 'static) -> Self {
        let value: SharedReactiveFunction<String> = Arc::new(Mutex::new(value));
        self.push_attribute(prop("value", value).into_any_attr());
        self
    }

    /// Whether a box or radio is ticked: a property with a truth value.
    pub fn is(mut self, property: &'static str, value: impl FnMut() -> bool + Send + 'static) -> Self {
        let value: SharedReactiveFunction<bool> = Arc::new(Mutex::new(value));
        self.push_attribute(prop(property, value).into_any_attr());
        self
    }

    /// What happens on an event.
    pub fn on(mut self, event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        let act: Box<dyn FnMut(Event)> = Box::new(act);
        self.push_attribute(ev::on(ev::Custom::<Event>::new(event), act).into_any_attr());
        self
    }

    /// What happens on a click.
    pub fn on_click(self, mut act: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// What stands within, after what already does.
    pub fn child(mut self, child: impl IntoNode) -> Self {
        self.push_child(child.into_node());
        self
    }

    /// Several of the same kind.
    pub fn children<N: IntoNode>(mut self, children: impl IntoIterator<Item = N>) -> Self {
        for child in children {
            self.push_child(child.into_node());
        }
        self
    }

    #[inline(never)]
    fn push_attribute(&mut self, attribute: AnyAttribute) {
        self.attributes.push(attribute);
    }

    #[inline(never)]
    fn push_child(&mut self, child: AnyView) {
        self.children.push(child);
    }

    #[inline(never)]
    fn build(self) -> AnyView {
        custom(self.tag).add_any_attr(self.attributes).child(self.children).into_any()
    }
}

/// What can stand within an element.
pub trait IntoNode {
    /// As a view of the one type.
    fn into_node(self) -> AnyView;
}

impl IntoNode for El {
    fn into_node(self) -> AnyView {
        self.build()
    }
}

impl IntoNode for AnyView {
    fn into_node(self) -> AnyView {
        self
    }
}

impl IntoNode for String {
    #[inline(never)]
    fn into_node(self) -> AnyView {
        self.into_any()
    }
}

impl IntoNode for &str {
    fn into_node(self) -> AnyView {
        self.to_owned().into_node()
    }
}

impl<N: IntoNode> IntoNode for Option<N> {
    fn into_node(self) -> AnyView {
        self.map_or_else(nothing, IntoNode::into_node)
    }
}

impl<N: IntoNode> IntoNode for Vec<N> {
    fn into_node(self) -> AnyView {
        self.into_iter().map(IntoNode::into_node).collect::<Vec<AnyView>>().into_any()
    }
}

#[inline(never)]
fn nothing() -> AnyView {
    ().into_any()
}
