//! The page, on Leptos's signals. wasm only.
//!
//! `pages` put panels together, `panels` know Harness, `kit` knows nothing of it. What a person reads
//! and may press is decided in `view_model`; closures here only pass it on.

pub mod app;
pub mod editor;
pub mod execution_view;
pub mod follow;
pub mod idle;
pub mod kept;
pub mod kit;
pub mod many;
pub mod pages;
pub mod panels;
pub mod press;
pub mod round;
pub mod session;
pub mod state;
pub mod typed;

use crate::browser;
use crate::browser::early::Early;
use crate::config::Config;

/// Starts the page, or says in the shell why it can't.
pub fn start() {
    match Config::parse(&browser::config_text().unwrap_or_default()) {
        Ok(config) => {
            let early = Early::take();
            browser::turn::ask();
            // As long as the page is open.
            std::mem::forget(app::mount(&browser::body(), config, &early.link));
            early.go_on();
        }
        Err(error) => {
            let message = browser::element("shell-message");
            if let Some(message) = message {
                message.set_text_content(Some(&format!(
                    "Pipeline Retry can’t start. {error}. Tell whoever hosts this page."
                )));
                message.set_class_name("note bad");
            }
        }
    }
}
