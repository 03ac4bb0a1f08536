//! The last way out where a browser gets no answer: the same call from a shell.

use web_sys::Node;

use crate::browser::address;
use crate::harness::error::ApiError;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::copy_button::copy_button;
use crate::ui::kit::el::{IntoNode, text};
use crate::view_model::curl::curl;

/// The call for the execution as curl, when it is the browser's rules that may be in its way.
pub fn by_shell(view: ExecutionView, error: &ApiError) -> Vec<Node> {
    if *error != ApiError::Unreachable {
        return Vec::new();
    }
    let asked = move || view.connection().execution_detail(&view.press.execution());
    vec![
        copy_button("Copy as curl", move || curl(&asked(), &address::origin())).into_node(),
        text("span", "hint", "Sends the same from a shell, where a browser’s rules (CORS) don’t hold.").into_node(),
    ]
}
