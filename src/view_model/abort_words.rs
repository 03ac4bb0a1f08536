//! Aborting an execution, in words. `what` it is stands within a sentence: `new attempt B`.

use super::status_look::look;
use super::user_message::UserMessage;
use super::visible_text::capital;
use crate::domain::execution_status::ExecutionStatus;
use crate::harness::error::ApiError;

/// Before it is sent, with what is known of what it does just now or of the others.
pub fn ask(what: &str, facts: &str) -> UserMessage {
    UserMessage::plain(
        &format!("Abort {what}?"),
        format!("Harness stops it where it stands; what it has deployed so far stays. {facts}").trim_end(),
    )
}

/// While Harness is asked, and while it is doing it.
pub fn aborting(what: &str) -> UserMessage {
    UserMessage::plain(
        &format!("Aborting {what}: Harness has not confirmed it yet."),
        "It has not ended yet. This page says when it has; if it goes on, abort it in Harness.",
    )
}

/// It has ended with this status.
pub fn ended(what: &str, status: &ExecutionStatus) -> UserMessage {
    UserMessage::plain(
        &format!("{} has ended: {}.", capital(what), look(status, true).word),
        "Open it in Harness to see what it did.",
    )
}

/// It did not end while this page looked.
pub fn not_ended(what: &str) -> UserMessage {
    UserMessage::plain(
        &format!("{} has not ended yet.", capital(what)),
        "It is not known whether Harness aborts it. Open it in Harness, and abort it there if it goes on.",
    )
}

/// Harness did not take it.
pub fn refused(what: &str, error: &ApiError) -> UserMessage {
    let refusal = UserMessage::of_refusal(error);
    UserMessage {
        title: match error {
            ApiError::NotHarness { .. } => {
                format!("{} was not aborted: something other than Harness answered.", capital(what))
            }
            _ => format!("Harness refused to abort {what}."),
        },
        hint: "It may have ended meanwhile. Open it in Harness to see, and abort it there if it goes on.".to_owned(),
        ..refusal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_status_that_was_read_says_that_it_ended() {
        let what = "new attempt B";
        assert_eq!(ended(what, &ExecutionStatus::Aborted).title, "New attempt B has ended: Aborted.");
        let refusal = ApiError::NotHarness { status: 403 };
        for message in [ask(what, "The others go on."), aborting(what), not_ended(what), refused(what, &refusal)] {
            assert!(!message.title.contains("has ended"), "{}", message.title);
        }
    }

    #[test]
    fn the_question_says_what_an_abort_does_and_what_it_meets() {
        let question = ask("this execution", "Eu runs.");
        assert_eq!(question.title, "Abort this execution?");
        assert!(question.hint.ends_with("what it has deployed so far stays. Eu runs."), "{}", question.hint);
    }
}
