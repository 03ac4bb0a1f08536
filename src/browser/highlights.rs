//! Colours of text without elements: CSS Custom Highlights. Where a browser has none, the text is plain.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Node, StaticRange, StaticRangeInit};

/// One colour of the page's style, `::highlight(name)`.
#[derive(Clone)]
pub struct Highlight {
    set: JsValue,
    add: Function,
}

impl Highlight {
    /// The colour with this name, with no text yet; what had it before loses it. `None` in a browser without.
    pub fn named(name: &str) -> Option<Self> {
        let global = js_sys::global();
        let make: Function = get(&global, "Highlight")?.dyn_into().ok()?;
        let registry = get(&get(&global, "CSS")?, "highlights")?;
        let set = Reflect::construct(&make, &Array::new()).ok()?;
        let register: Function = get(&registry, "set")?.dyn_into().ok()?;
        register.call2(&registry, &name.into(), &set).ok()?;
        let add = get(&set, "add")?.dyn_into().ok()?;
        Some(Self { set, add })
    }

    fn add(&self, range: &StaticRange) {
        // Fails for nothing that is a range.
        let _ = self.add.call1(&self.set, range);
    }
}

/// A text node whose pieces get colours.
pub struct Coloured(StaticRangeInit);

impl Coloured {
    /// This node.
    pub fn text(node: &Node) -> Self {
        Self(StaticRangeInit::new(node, 0, node, 0))
    }

    /// Gives a piece of it, in UTF-16 units, this colour.
    pub fn give(&self, highlight: &Highlight, from: u32, to: u32) {
        self.0.set_start_offset(from);
        self.0.set_end_offset(to);
        if let Ok(range) = StaticRange::new(&self.0) {
            highlight.add(&range);
        }
    }
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
