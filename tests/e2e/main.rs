//! Journeys through the built page, in a real browser, against the simulator on another origin.
//!
//! `cargo xtask test e2e` builds the page and starts chromedriver first. Parts of the page are found
//! by the names that people and screen readers go by ([`find`]), worked with as a person would
//! ([`action`]), and every wait is for something to be seen ([`check`]).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test fails by panicking, as the test does"
)]

mod action;
mod browser;
mod check;
mod find;
mod server;
mod shift;
mod site;
mod states;

mod accessible;
mod attempts;
mod canary;
mod checking;
mod config;
mod connect;
mod curl;
mod documents;
mod editing;
mod faults;
mod follow;
mod follow_long;
mod follow_looks;
mod hostile;
mod hostile_inputs;
mod hostile_texts;
mod hosting;
mod inputs;
mod journal;
mod links;
mod many;
mod many_interrupted;
mod many_killed;
mod many_runs;
mod many_saved;
mod matrix;
mod names;
mod pictures;
mod press;
mod reads;
mod reasons;
mod retries;
mod roles;
mod soak;
mod spoken;
mod stream;
mod tamper;
mod truth;
mod twins;
mod typed;
mod unreachable;
