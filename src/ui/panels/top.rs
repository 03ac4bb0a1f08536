//! The top of the page: its name, the theme and help.

use super::help::help_button;
use crate::browser::theme;
use crate::ui::app::Page;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, classed, el};
use crate::ui::kit::icon::icon;
use crate::ui::state::State;

const THEMES: [(&str, &str); 3] = [("", "as the system"), ("light", "light"), ("dark", "dark")];

/// The page's name, the deployment's help, the switch between the themes, and the page's own help.
pub fn top(page: Page, help: Option<String>) -> El {
    let remembered = theme::chosen();
    let at = State::new(THEMES.iter().position(|(word, _)| *word == remembered).unwrap_or_default());
    let chosen = move || THEMES.get(at.get()).copied().unwrap_or_default();
    theme::choose(&remembered);
    let next = move || {
        at.update(|at| *at = (*at + 1) % THEMES.len());
        theme::choose(chosen().0);
    };
    let words = move || Some(format!("Theme: {}", chosen().1));
    let switch = button("icon-only", icon("theme", ""), next).live_attr("aria-label", words).live_attr("title", words);
    let help = help.map(|address| el("a").attr("href", address).attr("target", "_blank").child("Help"));
    classed("header", "top").child(
        classed("div", "wrap")
            .child(classed("span", "brand").child(icon("again", "")).child("Pipeline Retry"))
            .child(
                classed("nav", "nav")
                    .attr("aria-label", "What to retry")
                    .child(tab(page, false))
                    .child(tab(page, true)),
            )
            .child(classed("div", "top-end").child(help).child(switch).child(help_button())),
    )
}

/// One execution, or many.
fn tab(page: Page, is_many: bool) -> El {
    let words = if is_many { "Many executions" } else { "One execution" };
    button("tab", words, move || page.go_to(is_many))
        .live_attr("aria-current", move || (page.is_many.get() == is_many).then(|| "page".to_owned()))
        .live_flag("disabled", move || page.is_sending.get())
}
