//! What came of a press, in words. None says more than is known.

use super::time_words::ago;
use super::user_message::UserMessage;
use super::visible_text::capital;
use crate::domain::execution::Millis;
use crate::domain::retry_journal::{Came, JournalEntry};
use crate::harness::error::ApiError;

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The page was opened by http, from another machine.
    Insecure,
    /// The browser knows of no network.
    Offline,
    /// Another tab of this browser is at it.
    OtherTab,
    /// The browser can't keep two tabs from sending at the same time.
    NoLocks,
    /// The computer slept, or the check took too long: others may have acted since the press.
    TooLate,
    /// A reload would have forgotten that something was sent.
    NotWritten,
    /// What has to be known before could not be read.
    Unread {
        /// Ends a sentence: "the attempts of this execution".
        what: String,
        /// Why not.
        error: ApiError,
    },
}

impl NotSent {
    /// What is so, as the end of a sentence; what to do in a run of many; what to do instead or besides about one
    /// execution alone.
    fn words(&self) -> [&str; 3] {
        match self {
            Self::Insecure => [
                "this page was opened without https.",
                "Your token would travel in the clear. Open the page by https, or tell whoever hosts it.",
                "",
            ],
            Self::Offline => [
                "this browser is offline.",
                "Connect to the network, then press again.",
                "Everything that you chose and typed is kept.",
            ],
            Self::OtherTab => [
                "another tab of this browser is sending a retry of this execution.",
                "See there what comes of it, or press Find out here once it is done.",
                "",
            ],
            Self::TooLate => [
                "checking the attempts took over a minute, or this computer slept.",
                "Press again if the retry is still wanted.",
                "Everything that you chose and typed is kept.",
            ],
            Self::NotWritten => [
                "this browser does not let the page store anything.",
                "Without a note of what was sent, a reload could lead to a second retry. Allow this site to store data.",
                "Or copy the request as curl.",
            ],
            Self::NoLocks => [
                "this browser has no Web Locks.",
                "Without them two tabs could send at the same time. Use a newer browser.",
                "Or copy the request as curl.",
            ],
            Self::Unread { .. } => ["", "", ""],
        }
    }

    /// As a message.
    pub fn message(&self) -> UserMessage {
        if let Self::Unread { what, error } = self {
            return UserMessage::of_read_before(what, error, "Nothing was sent. ");
        }
        let [why, hint, alone] = self.words();
        UserMessage::plain(&format!("Nothing was sent: {why}"), format!("{hint} {alone}").trim_end())
    }

    /// As a message of a run of many, which pauses by it: rows before it were sent.
    pub fn of_many(&self) -> UserMessage {
        if let Self::Unread { what, error } = self {
            return UserMessage::of_read_before(what, error, "");
        }
        let [why, hint, _] = self.words();
        UserMessage::plain(&capital(why), hint)
    }

    /// Whether it would keep every other row of a run from being sent just now.
    pub fn is_of_every_row(&self) -> bool {
        match self {
            Self::NotWritten => true,
            Self::Unread { error, .. } => error.is_of_every_call(),
            _ => false,
        }
    }
}

/// Why a run of many stands still.
pub fn paused(why: UserMessage) -> UserMessage {
    UserMessage {
        hint: format!("{} What was sent is remembered, and nothing more is sent until you press Go on.", why.hint),
        ..why
    }
}

/// An earlier visit of the page sent a retry, and did not see its end.
pub fn unfinished(entry: &JournalEntry, now: Millis) -> UserMessage {
    let what = match entry.came {
        Came::Unreadable => "This browser has a note of a retry of this execution that this page can’t read".to_owned(),
        _ => format!("A retry of this execution may have been sent from this browser {}", ago(entry.pressed_at, now)),
    };
    UserMessage::plain(
        &format!("{what}. What came of it is not known."),
        "Press Find out: this page looks for a new attempt, and sends nothing.",
    )
}

/// Another tab is at it just now.
pub fn elsewhere() -> UserMessage {
    UserMessage::plain(
        "Another tab of this browser is still sending it, or looking for what came of it.",
        "See there, or press Find out here once it is done.",
    )
}

/// A refusal, perhaps because the body was sent as a stream.
pub fn no_stream(refusal: UserMessage) -> UserMessage {
    let hint = "Harness, or what stands before it, may not take a body that is sent as a stream. Press again: from now on this page sends it whole. Your choice, inputs and notes are kept.";
    UserMessage { hint: hint.to_owned(), ..refusal }
}

/// A newer attempt was there before this one was sent.
pub fn overtaken() -> UserMessage {
    UserMessage::plain(
        "Nothing was sent: a newer attempt was started meanwhile.",
        "Somebody may have pressed before you. Look at it before you retry again.",
    )
}

/// Only the history shows a new attempt.
pub fn appeared() -> UserMessage {
    UserMessage::plain(
        "An attempt started after your press.",
        "Whose it is can’t be told: it may be yours or a colleague’s. Look at it before you do anything else; this page sends nothing again by itself.",
    )
}

/// The chain has so many attempts that were not there before the press.
pub fn several_started(count: usize) -> UserMessage {
    UserMessage::plain(
        &format!("{count} attempts started after your press."),
        "The browser may have sent your one request again when its connection broke, or a colleague pressed too. Look at each of them now: if more than one deploys, abort all but one.",
    )
}

/// `unknown`, once so many looks at the history have shown nothing new.
pub fn not_seen(unknown: UserMessage, looks: usize) -> UserMessage {
    let hint = match looks {
        0 => "The attempts of this execution could not be read either, and the first request may have started one. Retry stays locked: load it again, or look in Harness.".to_owned(),
        1 => "No new attempt has shown up in a look at this execution’s attempts. One may still start. Retry stays locked: load it again to look again, or look in Harness.".to_owned(),
        _ => format!("No new attempt has shown up in {looks} looks at this execution’s attempts. One may still start. Retry stays locked: load it again to look again, or look in Harness."),
    };
    UserMessage { hint, ..unknown }
}

/// `unknown`, while the history is being looked at.
pub fn looking(unknown: UserMessage) -> UserMessage {
    let hint = "This page is looking for a new attempt, for up to a minute, and says what it finds. It does not send again by itself.";
    UserMessage { hint: hint.to_owned(), ..unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sent_says_so_first_and_what_to_do() {
        for why in [
            NotSent::Insecure,
            NotSent::Offline,
            NotSent::OtherTab,
            NotSent::NoLocks,
            NotSent::TooLate,
            NotSent::NotWritten,
        ] {
            let message = why.message();
            assert!(message.title.starts_with("Nothing was sent: "), "{why:?}");
            assert!(!message.hint.is_empty(), "{why:?}");
        }
    }

    fn unread(error: ApiError) -> NotSent {
        NotSent::Unread { what: "the attempts of this execution".to_owned(), error }
    }

    #[test]
    fn what_keeps_one_row_from_being_sent_is_told_from_what_keeps_all_of_them() {
        for (why, is_of_every_row) in [
            (NotSent::NotWritten, true),
            (unread(ApiError::Unreachable), true),
            (unread(ApiError::TimedOut), false),
            (NotSent::TooLate, false),
            (NotSent::OtherTab, false),
        ] {
            assert_eq!(why.is_of_every_row(), is_of_every_row, "{why:?}");
        }
    }

    #[test]
    fn a_check_that_came_to_nothing_says_once_that_nothing_was_sent() {
        for error in [ApiError::Unreachable, ApiError::TimedOut, ApiError::NotHarness { status: 502 }] {
            let hint = unread(error).message().hint;
            assert!(hint.starts_with("Nothing was sent. ") && hint.matches("Nothing was").count() == 1, "{hint}");
        }
    }

    #[test]
    fn a_run_of_many_that_pauses_says_nothing_of_what_was_sent_before() {
        for (message, title, hint) in [
            (NotSent::Offline.of_many(), "This browser is offline.", "Connect to the"),
            (NotSent::NoLocks.of_many(), "This browser has no Web Locks.", "Without them"),
            (unread(ApiError::Unreachable).of_many(), "Harness could not be reached", "Check your network"),
        ] {
            let paused = paused(message);
            assert!(paused.title.starts_with(title), "{paused:?}");
            assert!(paused.hint.starts_with(hint), "{paused:?}");
            assert!(
                paused.hint.ends_with(" What was sent is remembered, and nothing more is sent until you press Go on."),
                "{paused:?}"
            );
            let said = format!("{} {}", paused.title, paused.hint);
            assert!(!said.contains("Nothing was") && !said.contains("curl."), "{said}");
        }
    }

    #[test]
    fn what_is_not_known_is_never_called_failed_nor_nothing() {
        let unknown = || UserMessage::of_unknown(&ApiError::Unreachable);
        for message in [
            appeared(),
            several_started(2),
            looking(unknown()),
            not_seen(unknown(), 0),
            not_seen(unknown(), 7),
            unfinished(&JournalEntry::decode(""), 1),
            elsewhere(),
        ] {
            let said = format!("{} {}", message.title, message.hint).to_lowercase();
            for claim in ["failed", "nothing was", "not started."] {
                assert!(!said.contains(claim), "{claim}: {said}");
            }
        }
        assert!(not_seen(unknown(), 7).hint.contains("7 looks"));
    }
}
