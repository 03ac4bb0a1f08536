//! What the checker found, as a list that leads to the places.

use web_sys::Node;

use super::editing::Editing;
use super::field::go_to;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, nothing};
use crate::ui::kit::icon::icon;
use crate::yaml_check::{Finding, Weight};

/// More are counted.
const LISTED: usize = 20;

/// `Line 9, column 14: the text that opens with a double quote never closes.`
pub fn in_words(finding: &Finding) -> String {
    format!("{}: {}", place(finding), finding.words)
}

fn place(finding: &Finding) -> String {
    format!("Line {}, column {}", finding.line, finding.column)
}

/// Problems and warnings, or that there is no check.
pub fn findings(editing: Editing) -> El {
    let list = live(move || -> Node {
        if let Some(why) = editing.off.get() {
            let words = format!("Checking is off for this text. {why} What you type is kept as it is.");
            return classed("p", "ed-off").child(icon("warn", "warn")).child(el("span").child(words)).into_node();
        }
        editing.findings.with(|all| {
            if all.is_empty() {
                return nothing();
            }
            let more = all.len().saturating_sub(LISTED);
            let more = (more > 0).then(|| el("li").child(format!("and {more} more")));
            classed("ul", "ed-findings")
                .children(all.iter().take(LISTED).map(|one| row(editing, one)))
                .child(more)
                .into_node()
        })
    });
    classed("div", "ed-said").attr("role", "status").child(list)
}

fn row(editing: Editing, finding: &Finding) -> El {
    let (line, column) = (finding.line.saturating_sub(1), finding.column);
    let sign = if finding.weight == Weight::Error { ("failed", "bad") } else { ("warn", "warn") };
    let lead = button("link num", place(finding), move || go_to(editing, line, column));
    el("li").child(icon(sign.0, sign.1)).child(el("span").child(lead).child(format!(": {}", finding.words)))
}
