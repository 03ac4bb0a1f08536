//! Retries a failed Harness pipeline execution from the stage that failed, in the browser.
//!
//! # Map, in reading order
//!
//! | module | what is there | may name |
//! |---|---|---|
//! | [`json`] | reading JSON by place, for `harness` and `config` | nothing |
//! | [`yaml_lexer`] | YAML cut into pieces for colours, counts and an outline | nothing |
//! | [`yaml_check`] | what is wrong with edited inputs, and what differs; in a worker of its own | `yaml_lexer` |
//! | [`domain`] | what the page knows about Harness: links, tokens, executions, stages, plans | nothing |
//! | [`harness`] | the HTTP API: requests, answers, errors; awaits its transport, else pure | `domain` |
//! | [`config`] | the deployment's `config.json` | `domain` |
//! | [`view_model`] | what a person reads and may press | `domain`, `harness`' requests and errors, `config` |
//! | `browser` | fetch, storage, clipboard, clock, locks: thin, no decisions (wasm only) | `harness`' transport |
//! | `ui` | the page, on Leptos's signals (wasm only) | all of the above |
//!
//! Three programs are made of it: the page (`main.rs`); the inputs' editor, which the page loads when inputs are
//! opened (`bin/inputs_editor.rs`, `ui::editor`); and the worker that checks YAML (`bin/yaml_worker.rs`).
//!
//! Data flows one way: pasted text becomes domain types, these a plan, this an `HttpRequest`, which is
//! previewed, copied and sent as that one value; answers are decoded to domain types, and these
//! become words in `view_model`.
//!
//! # What must stay true
//!
//! 1. `domain` and `view_model` do no I/O, read no clock, hold no signal. Time is an argument.
//! 2. Nothing outside `harness` sees Harness's JSON or builds an API URL.
//! 3. The runtime inputs are opaque text, posted byte for byte.
//! 4. The token leaves its module only as a header value (and to this tab's storage when the person
//!    ticked that). It has no `Display` and no `Serialize`; its `Debug` masks it.
//! 5. What the preview shows and what is sent are the same `HttpRequest`.
//! 6. The retry POST is sent by a person's press only, once per press; the program never repeats it
//!    ([`domain::retry_intent`]).
//! 7. No `unwrap` or `expect` outside tests: a panic in WebAssembly ends the whole page.
//! 8. The simulator never imports this crate: a shared mistake would be invisible.

pub mod config;
pub mod domain;
pub mod harness;
pub mod json;
pub mod view_model;
pub mod yaml_check;
pub mod yaml_lexer;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;
