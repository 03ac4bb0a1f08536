//! Parts that know nothing of Harness.

pub mod copy_button;
pub mod icon;
pub mod message;
pub mod problem;
