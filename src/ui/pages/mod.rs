//! What stands below the form.

pub mod execution;
pub mod intro;
