//! The parts of the page that know Harness.

pub mod abort;
pub mod action_bar;
pub mod attempts;
pub mod by_shell;
pub mod connect;
pub mod execution_head;
pub mod extent_choice;
pub mod field;
pub mod help;
pub mod ids;
pub mod inputs;
pub mod live_bar;
pub mod notes;
pub mod older_attempt;
pub mod outcome;
pub mod production;
pub mod progress;
pub mod request;
pub mod stage_chip;
pub mod stages;
pub mod top;
