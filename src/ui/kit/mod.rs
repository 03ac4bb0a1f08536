//! Parts that know nothing of Harness.

pub mod button;
pub mod copy_button;
pub mod el;
pub mod icon;
pub mod into_node;
pub mod message;
