//! Only the failed, or all of a parallel group or matrix: always an explicit choice.

use web_sys::Node;

use crate::domain::retry_plan::Extent;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::el::{El, classed, el, live, text};
use crate::view_model::stage_choice::{ExtentChoice, extent_choice as choice_of};

/// The choice; nothing where there is none.
pub fn extent_choice(view: ExecutionView) -> Node {
    let choice = kept(move || {
        let at = view.plan.with(|plan| plan.map(|plan| plan.column))?;
        view.picture.with(|picture| choice_of(picture?.columns.get(at)?))
    });
    live(move || {
        choice.get().map(|ExtentChoice { legend, only_failed, all }| {
            classed("fieldset", "scope-choice")
                .live_flag("disabled", move || view.press.is_locked())
                .child(el("legend").child(legend))
                .child(option(view, Extent::OnlyFailed, only_failed))
                .child(option(view, Extent::All, all))
        })
    })
}

fn option(view: ExecutionView, this: Extent, (name, words): (String, String)) -> El {
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", "extent")
        .is("checked", move || view.extent.get() == this)
        .on("change", move |_| view.extent.set(this));
    el("label").child(radio).child(el("span").child(el("b").child(name)).child(text("span", "sub", words)))
}
