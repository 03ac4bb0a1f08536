//! What stands below the form.

pub mod execution;
