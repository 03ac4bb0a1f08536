//! A stand-in for Harness's HTTP API, for the demo and the tests of Pipeline Retry.
//!
//! Written from `docs/harness-api.md` alone: it never imports the app, so that a mistake in one cannot
//! hide in the other. What it does not know it answers with 501, never with an empty success.
//!
//! A request's way through the crate, in reading order:
//!
//! - [`server`] accepts connections itself, so that a connection can also be cut at any point;
//! - [`exchange`] takes one request through recording, [`cors`], [`faults`] and [`auth`] ...
//! - ... to one of [`calls`], chosen by [`call`], which reads or changes the [`world`];
//! - [`scenarios`] say what stands in the world at the start, [`retrying`] what a retry adds;
//! - [`control`] lets a test or a person read the record, inject faults and move the [`clock`];
//! - [`page`] serves the built page next to it.

mod auth;
mod call;
mod calls;
mod clock;
mod control;
mod cors;
mod envelope;
mod exchange;
mod execution;
mod fault;
mod faults;
mod identifiers;
mod limiter;
pub mod page;
mod pipeline;
mod query;
mod record;
mod retrying;
mod scenarios;
mod server;
mod simulator;
mod stage;
mod status;
mod tls;
mod world;

pub use auth::Tokens;
pub use call::Call;
pub use execution::{Child, Retried};
pub use fault::Fault;
pub use faults::FaultRule;
pub use record::RecordedRequest;
pub use simulator::{Example, Options, Simulator};
pub use tls::Certificate;
