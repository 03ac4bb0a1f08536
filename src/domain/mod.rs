//! What the page knows about Harness: links, tokens, executions, stages, plans. Pure: no HTTP, no
//! browser, no clock, no JSON.

pub mod api_token;
pub mod bulk_run;
pub mod draft;
pub mod execution;
pub mod execution_status;
pub mod execution_url;
pub mod executions_url;
pub mod follow;
pub mod host;
pub mod identifiers;
pub mod production;
pub mod retry_chain;
pub mod retry_group;
pub mod retry_history;
pub mod retry_intent;
pub mod retry_journal;
pub mod retry_plan;
pub mod runtime_inputs;
pub mod scope;
pub mod stage_picture;
