//! What a person reads and may press, made from the domain. Pure: time comes in as an argument.

pub mod abort_words;
pub mod attempts;
pub mod checker_turns;
pub mod confirmation;
pub mod connect_form;
pub mod curl;
pub mod facts;
pub mod fate_sentence;
pub mod inputs_edit;
pub mod inputs_text;
pub mod live_words;
pub mod outcome_words;
pub mod page_link;
pub mod readiness;
pub mod request_preview;
pub mod sections;
pub mod stage_rail;
pub mod status_look;
pub mod tab_icon;
pub mod tab_key;
pub mod text_search;
pub mod time_words;
pub mod user_message;
pub mod visible_text;
