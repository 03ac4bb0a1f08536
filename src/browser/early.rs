//! What index.html shows until the page has started, and the link that may have been pasted there meanwhile.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

const LINK: &str = "link";

/// What was done before the page had started.
#[derive(Default)]
pub struct Early {
    /// What was typed.
    pub link: String,
    /// What was selected in it, where the field had the focus; in UTF-16 units.
    selected: Option<(u32, u32)>,
}

impl Early {
    /// Takes the shell away.
    pub fn take() -> Self {
        let early = link().map(|input| {
            let has_focus = super::document().active_element().is_some_and(|active| active.id() == LINK);
            let place = |units: Result<Option<u32>, _>| units.ok().flatten().unwrap_or_default();
            let selected = has_focus.then(|| (place(input.selection_start()), place(input.selection_end())));
            Self { link: input.value(), selected }
        });
        if let Some(shell) = super::element("shell") {
            shell.remove();
        }
        early.unwrap_or_default()
    }

    /// The page's own field is there now: whoever was typing goes on.
    pub fn go_on(&self) {
        if let (Some(input), Some((from, to))) = (link(), self.selected) {
            // Fails for no text field.
            let _ = input.focus();
            let _ = input.set_selection_range(from, to);
        }
    }
}

fn link() -> Option<HtmlInputElement> {
    super::element(LINK)?.dyn_into().ok()
}
