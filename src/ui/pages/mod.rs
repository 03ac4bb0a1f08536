//! Whole screens.

use web_sys::Node;

use super::app::{Loaded, Page};

pub mod execution;
pub mod executions;

/// What was loaded. Call it only when `browser::rest` is there: this function leads to it, and must stay one.
#[inline(never)]
pub fn loaded_page(page: Page, loaded: Loaded) -> Node {
    match loaded {
        Loaded::One(target) => execution::execution_page(page, target),
        Loaded::Many(target) => executions::executions_page(page, target),
    }
}
