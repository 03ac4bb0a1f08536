//! Colours of text without elements: CSS Custom Highlights. Where a browser has none, the text is plain.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Node, StaticRange, StaticRangeInit};

/// One colour of the page's style, `::highlight(name)`.
#[derive(Clone)]
pub struct Highlight {
    set: JsValue,
    add: Function,
    delete: Function,
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
        let delete = get(&set, "delete")?.dyn_into().ok()?;
        Some(Self { set, add, delete })
    }
}

/// A piece of text with a colour.
pub struct ColouredPiece {
    colour: Highlight,
    range: StaticRange,
}

impl ColouredPiece {
    /// It is plain again.
    pub fn take_back(self) {
        // Fails for nothing that is a range.
        let _ = self.colour.delete.call1(&self.colour.set, &self.range);
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
    pub fn give(&self, colour: &Highlight, from: u32, to: u32) -> Option<ColouredPiece> {
        self.0.set_start_offset(from);
        self.0.set_end_offset(to);
        let range = StaticRange::new(&self.0).ok()?;
        colour.add.call1(&colour.set, &range).ok()?;
        Some(ColouredPiece { colour: colour.clone(), range })
    }
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
