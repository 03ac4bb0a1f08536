//! What can stand within an element.

use web_sys::Node;

use super::el::{El, append, nothing, text_node};

/// What can stand within an element.
pub trait IntoNode {
    /// As a node that stands nowhere yet.
    fn into_node(self) -> Node;
}

impl IntoNode for El {
    fn into_node(self) -> Node {
        self.element().into()
    }
}

impl IntoNode for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoNode for String {
    fn into_node(self) -> Node {
        text_node(&self)
    }
}

impl IntoNode for &str {
    fn into_node(self) -> Node {
        text_node(self)
    }
}

impl<N: IntoNode> IntoNode for Option<N> {
    fn into_node(self) -> Node {
        self.map_or_else(nothing, IntoNode::into_node)
    }
}

impl<N: IntoNode> IntoNode for Vec<N> {
    fn into_node(self) -> Node {
        let all = nothing();
        for one in self {
            append(&all, &one.into_node());
        }
        all
    }
}
