//! What failed for the same reason, to be ticked together.

use web_sys::Node;

use super::ticking::tick;
use super::{ListView, ManyRow};
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{IntoNode, classed, el, live, text};
use crate::view_model::failure_groups::{FailureGroup, failure_groups};

/// So many groups are shown.
const MOST: usize = 10;

/// The groups, folded; an empty place where no two messages are the same.
pub fn messages(view: ListView) -> Node {
    let groups = kept(move || {
        let latest: Vec<_> =
            view.rows.with(|rows| rows.iter().filter_map(|row| row.with_latest(Clone::clone)).collect());
        let mut groups = failure_groups(latest.iter());
        groups.truncate(MOST);
        (!groups.is_empty()).then_some(groups)
    });
    // It has its place from the first, so that nothing moves when the rows come.
    let content = live(move || {
        groups.get().map(|groups| {
            let line = |FailureGroup { message, places }: FailureGroup| {
                let words = format!("Tick these {}", places.len());
                let name = format!("{words}: {message}");
                let rows = move || -> Vec<ManyRow> {
                    view.rows
                        .with_untracked(|rows| places.iter().filter_map(|place| rows.get(*place).copied()).collect())
                };
                let these =
                    button("secondary small", words, move || tick(view, &rows(), true)).attr("aria-label", name);
                el("li").child(these).child(text("q", "mono", message))
            };
            classed("details", "messages")
                .child(el("summary").child(format!("By failure message ({})", groups.len())))
                .child(el("ul").children(groups.into_iter().map(line)))
                .into_node()
        })
    });
    classed("div", "messages-place").child(content).into_node()
}
