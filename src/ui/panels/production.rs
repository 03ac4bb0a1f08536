//! The field that confirms a retry of what counts as production.

use web_sys::Node;

use crate::browser::field::typed;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::el::{IntoNode, classed, el, text};

const ID: &str = "confirmation";
/// Its label says why the button is off.
pub const LABEL: &str = "confirm";

/// The field; nothing where none is needed.
pub fn production(view: ExecutionView) -> Node {
    let Some(wanted) = view.confirmation().with_untracked(|held| held.wanted().cloned()) else {
        return Vec::<Node>::new().into_node();
    };
    let label = el("label").attr("id", LABEL).attr("for", ID).child("Production: type ").child(text(
        "b",
        "mono",
        wanted.as_str(),
    ));
    let input = classed("input", "mono")
        .attr("id", ID)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .on("input", move |_| view.confirmation().update(|held| held.set(typed(ID))))
        .live_flag("disabled", move || view.press.is_locked());
    classed("div", "field").child(label.child(" to retry it")).child(input).into_node()
}
