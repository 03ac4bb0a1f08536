//! Aborting an attempt, in words.

use super::status_look::look;
use super::user_message::UserMessage;
use crate::domain::execution_status::ExecutionStatus;
use crate::harness::error::ApiError;

/// Before it is sent.
pub fn ask(number: usize) -> UserMessage {
    UserMessage::plain(
        &format!("Abort new attempt {number}?"),
        "Harness stops it where it stands; what it has deployed so far stays. The others go on.",
    )
}

/// While Harness is asked, and while it is doing it.
pub fn aborting(number: usize) -> UserMessage {
    UserMessage::plain(
        &format!("Harness was asked to abort new attempt {number}."),
        "It has not ended yet. This page looks at it for a while.",
    )
}

/// It has ended with this status.
pub fn ended(number: usize, status: &ExecutionStatus) -> UserMessage {
    UserMessage::plain(
        &format!("New attempt {number} has ended: {}.", look(status, true).word),
        "Open it in Harness to see what it did.",
    )
}

/// It did not end while this page looked.
pub fn not_ended(number: usize) -> UserMessage {
    UserMessage::plain(
        &format!("New attempt {number} has not ended yet."),
        "It is not known whether Harness aborts it. Open it in Harness, and abort it there if it goes on.",
    )
}

/// Harness did not take it.
pub fn refused(number: usize, error: &ApiError) -> UserMessage {
    let refusal = UserMessage::of_refusal(error);
    UserMessage {
        title: format!("Harness refused to abort new attempt {number}."),
        hint: "It may have ended meanwhile. Open it in Harness to see, and abort it there if it goes on.".to_owned(),
        ..refusal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_status_that_was_read_says_that_it_ended() {
        assert_eq!(ended(2, &ExecutionStatus::Aborted).title, "New attempt 2 has ended: Aborted.");
        let refusal = ApiError::NotHarness { status: 403 };
        for message in [ask(1), aborting(1), not_ended(1), refused(1, &refusal)] {
            assert!(!message.title.contains("has ended"), "{}", message.title);
        }
    }
}
