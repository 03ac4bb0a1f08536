//! Harness's HTTP API: the only place that makes its URLs and reads its JSON.
//!
//! `endpoint` makes requests, `client` sends them through a `transport` and has `decode` read the
//! answers.

pub mod client;
mod decode;
pub mod endpoint;
pub mod error;
mod layout;
pub mod outcome;
pub mod pace;
pub mod refusal;
pub mod transport;
