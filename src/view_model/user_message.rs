//! Every error as words: what is so, Harness's own sentence, what to do.

use super::visible_text::visible;
use crate::domain::api_token::scrub;
use crate::harness::error::{Answer, ApiError};
use crate::harness::refusal::Refusal;

/// Stands in a message for the origin of this page, which only the browser knows.
pub const OWN_ORIGIN: &str = "{origin}";

/// What a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserMessage {
    /// What is so, in a sentence.
    pub title: String,
    /// Harness's own sentence, word for word.
    pub detail: Option<String>,
    /// What to do next.
    pub hint: String,
    /// What Harness's support asks for.
    pub correlation_id: Option<String>,
    /// `400 · INVALID_REQUEST`.
    pub reference: Option<String>,
}

impl UserMessage {
    /// A message without an error behind it.
    pub fn plain(title: &str, hint: &str) -> Self {
        Self { title: title.to_owned(), detail: None, hint: hint.to_owned(), correlation_id: None, reference: None }
    }

    /// A read that failed. `what` ends the sentence: "the stages".
    pub fn of_read(what: &str, error: &ApiError) -> Self {
        let title = match error {
            ApiError::Unreachable => format!("Harness could not be reached for {what}."),
            ApiError::Offline => format!("This browser is offline: Harness could not be asked for {what}."),
            ApiError::TimedOut => format!("Harness did not answer in time when asked for {what}."),
            ApiError::Cancelled => format!("Reading {what} was stopped."),
            ApiError::TokenRejected(_) => "Harness does not accept this token.".to_owned(),
            ApiError::Forbidden(_) => format!("This token may not read {what}."),
            ApiError::NotFound(_) => format!("Harness does not have {what}."),
            ApiError::Refused(_) => format!("Harness refused to give {what}."),
            ApiError::RateLimited(_) => format!("Harness gets too many calls just now to give {what}."),
            ApiError::ServerFailed(answer) => format!("Harness failed with {} when asked for {what}.", answer.status),
            ApiError::NotHarness { status } => {
                format!("Something other than Harness answered when asked for {what} (status {status}).")
            }
            ApiError::Unreadable { .. } => format!("Harness’s answer with {what} can’t be read."),
        };
        let hint = match error {
            ApiError::Unreachable | ApiError::Offline => format!("Nothing was run. {}", hint(error)),
            _ => hint(error),
        };
        Self::new(title, hint, error)
    }

    /// The same of what has to be known before something is sent; `opening` says what it means for that.
    pub fn of_read_before(what: &str, error: &ApiError, opening: &str) -> Self {
        Self { hint: format!("{opening}{}", hint(error)), ..Self::of_read(what, error) }
    }

    /// From where to retry could not be read, and the run's own layout stands in for it.
    pub fn of_missing_retry_groups(error: &ApiError) -> Self {
        let read = Self::of_read("the stages that can be retried", error);
        let hint = "You can choose from what this run reached. Harness checks when you press Retry, and may refuse.";
        Self { hint: hint.to_owned(), ..read }
    }

    /// A retry that was refused: nothing was started.
    pub fn of_refusal(error: &ApiError) -> Self {
        let title = match error {
            ApiError::TokenRejected(_) => "Harness does not accept this token. Nothing was started.",
            ApiError::Forbidden(_) => "This token may not run the pipeline. Nothing was started.",
            ApiError::RateLimited(_) => "Harness gets too many calls just now. Nothing was started.",
            ApiError::NotHarness { .. } => {
                "Something between this page and Harness refused the retry. Nothing was started."
            }
            _ => "Harness refused the retry. Nothing was started.",
        };
        let known = error.answer().and_then(refusal_hint).map(str::to_owned);
        let hint = match error.status() {
            Some(411 | 413 | 415) => "What stands before Harness does not take the request in this form: copy the request as curl and send it from a shell, and tell whoever hosts this page.".to_owned(),
            _ => known.unwrap_or_else(|| hint(error)),
        };
        let hint = match error {
            // Another token can be given only after this one is forgotten, and with it what is chosen.
            ApiError::TokenRejected(_) => hint,
            _ => format!("{hint} Your choice, inputs and notes are kept."),
        };
        Self::new(title.to_owned(), hint, error)
    }

    /// A retry whose answer was lost or says nothing: it may have started.
    pub fn of_unknown(error: &ApiError) -> Self {
        let title = match error {
            ApiError::Unreachable | ApiError::Offline | ApiError::TimedOut | ApiError::Cancelled => {
                "The answer was lost. It is not known whether the retry started.".to_owned()
            }
            ApiError::ServerFailed(answer) => {
                format!("Harness failed with {}. It is not known whether the retry started.", answer.status)
            }
            ApiError::NotHarness { status } => format!(
                "Something other than Harness answered (status {status}). It is not known whether the retry started."
            ),
            _ if error.says_not_latest() => "Harness says that a newer attempt exists, but does not show it. It is not known whether this retry started.".to_owned(),
            // Until the attempts were read after it: a browser may have sent twice.
            ApiError::TokenRejected(_) | ApiError::Forbidden(_) | ApiError::NotFound(_) | ApiError::Refused(_) | ApiError::RateLimited(_) => "Harness refused the retry, but the browser may have sent it before. It is not known whether one started.".to_owned(),
            ApiError::Unreadable { .. } => "Harness’s answer can’t be read. It is not known whether the retry started.".to_owned(),
        };
        let hint = "This page doesn’t send it again by itself. Check whether there is a newer attempt of this execution before you press again.";
        Self::new(title, hint.to_owned(), error)
    }

    fn new(title: String, hint: String, error: &ApiError) -> Self {
        let answer = error.answer();
        let detail = match error {
            ApiError::Unreadable { problem } => Some(problem.clone()),
            _ => answer.and_then(|answer| answer.message.clone()),
        };
        let reference = answer.map(|answer| match &answer.code {
            Some(code) => format!("{} · {code}", answer.status),
            None => answer.status.to_string(),
        });
        Self {
            title,
            detail: detail.map(|text| visible(&scrub(&text))),
            hint,
            correlation_id: answer.and_then(|answer| answer.correlation_id.as_deref().map(visible)),
            reference: reference.map(|text| visible(&text)),
        }
    }
}

fn hint(error: &ApiError) -> String {
    match error {
        ApiError::Unreachable => "Check your network or VPN, and try again. If it keeps failing, tell whoever hosts this page: Harness may have to allow {origin} (CORS) or be reached by a proxy, or this page’s policy may not allow that host; its README says how. A browser can’t tell these apart.".to_owned(),
        ApiError::Offline => "Connect to the network and try again.".to_owned(),
        ApiError::TimedOut => "Harness or the network may be slow just now. Try again.".to_owned(),
        ApiError::Cancelled => "Try again if it is still wanted.".to_owned(),
        ApiError::TokenRejected(_) => "It may have expired, been revoked, or belong to another account. Make a new one in Harness under Profile, My API keys. Then press Forget beside the token, paste the new one and load again: what you typed is kept.".to_owned(),
        ApiError::Forbidden(answer) => {
            let permission = answer.missing_permission.as_deref().unwrap_or("view and execute on this pipeline");
            format!("Ask whoever runs your Harness account for the permission {permission}, or use a token that has it.")
        }
        ApiError::NotFound(_) => "It may have been deleted, or one of the identifiers in the link is of another project. Open it in Harness to check.".to_owned(),
        ApiError::Refused(answer) => {
            refusal_hint(answer).unwrap_or("Harness’s own sentence says why. Open the execution in Harness to see more.").to_owned()
        }
        ApiError::RateLimited(_) => "Harness takes about 400 calls a minute for a token. Wait a minute and try again.".to_owned(),
        ApiError::ServerFailed(_) => "Try again in a moment. If it keeps failing, give Harness’s support the correlation ID.".to_owned(),
        ApiError::NotHarness { .. } => "A proxy, a login page or a firewall may stand in between. Check that you are on the right network and signed in to it, then try again. If it keeps failing, tell whoever hosts this page: `api` in its config.json, or its proxy, may lead elsewhere.".to_owned(),
        ApiError::Unreadable { .. } => "This Harness may be of a version that this page does not know. Open the execution in Harness instead, and tell whoever hosts this page.".to_owned(),
    }
}

/// The way out of a refusal whose rule is known.
fn refusal_hint(answer: &Answer) -> Option<&'static str> {
    Refusal::of(answer.message.as_deref()?).map(way_out)
}

/// What to do when Harness refuses by this rule.
pub fn way_out(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotLatest => "A newer attempt exists: load this execution again and show the latest attempt.",
        Refusal::RolledBack => {
            "Harness does not retry a run that was rolled back. Re-run the whole pipeline in Harness."
        }
        Refusal::PipelineDeleted => "The pipeline is gone. Restore it under the same identifier, or run another one.",
        Refusal::TooOld => "Harness retries within 30 days. Re-run the whole pipeline in Harness.",
        Refusal::ExecutionDeleted => "The execution is gone. Load a newer one of this pipeline.",
        Refusal::StagesChanged => {
            "The pipeline’s stages were changed after this run. Put the old stage identifiers back and try again, or re-run the whole pipeline in Harness."
        }
        Refusal::StagesNotInOneGroup => {
            "Harness groups the stages differently now. Load this execution again and choose again."
        }
        Refusal::Frozen => "A deployment freeze is on. Wait until it ends, or ask for an exception.",
        Refusal::PolicyDenied => "A governance policy does not allow it. Its owner can say what must change.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, code: &str, message: &str) -> Answer {
        Answer {
            status,
            code: Some(code.into()),
            message: Some(message.into()),
            correlation_id: Some("c-1".into()),
            missing_permission: None,
        }
    }

    #[test]
    fn an_unreachable_harness_is_said_as_what_it_is() {
        let message = UserMessage::of_read("the execution", &ApiError::Unreachable);
        assert!(message.hint.contains("Nothing was run"));
        assert!(message.hint.contains("CORS") && message.hint.contains("network"));
        assert!(message.hint.contains(OWN_ORIGIN) && message.hint.contains("proxy"));
    }

    #[test]
    fn a_browser_without_a_network_is_not_blamed_on_harness() {
        let message = UserMessage::of_read("the execution", &ApiError::Offline);
        assert!(message.title.contains("offline") && !message.hint.contains("CORS"));
        assert!(UserMessage::of_unknown(&ApiError::Offline).title.contains("not known whether"));
    }

    #[test]
    fn harness_s_sentence_is_kept_word_for_word_with_its_reference() {
        let text = "Invalid request: Adding, deleting or changing the name of the stage identifier is not allowed for retrying";
        let message = UserMessage::of_refusal(&ApiError::Refused(said(400, "INVALID_REQUEST", text)));
        assert_eq!(message.detail.as_deref(), Some(text));
        assert_eq!(message.correlation_id.as_deref(), Some("c-1"));
        assert_eq!(message.reference.as_deref(), Some("400 · INVALID_REQUEST"));
        assert!(message.hint.contains("Put the old stage identifiers back"));
        assert!(message.title.contains("Nothing was started"));
    }

    #[test]
    fn an_unknown_outcome_never_says_that_it_failed() {
        for error in [
            ApiError::Unreachable,
            ApiError::Cancelled,
            ApiError::ServerFailed(said(500, "X", "Oops")),
            ApiError::NotHarness { status: 502 },
            ApiError::Unreadable { problem: "data is missing".into() },
        ] {
            let message = UserMessage::of_unknown(&error);
            assert!(message.title.contains("not known whether"), "{}", message.title);
            assert!(!message.hint.contains("Nothing was"), "{}", message.hint);
        }
    }

    #[test]
    fn every_failure_of_every_kind_of_call_says_what_is_so_and_what_to_do() {
        for error in [
            ApiError::Unreachable,
            ApiError::TimedOut,
            ApiError::Cancelled,
            ApiError::TokenRejected(said(401, "INVALID_TOKEN", "Token is not valid.")),
            ApiError::TokenRejected(said(400, "INVALID_TOKEN", "Invalid call: Invalid token or token expired.")),
            ApiError::Forbidden(said(403, "NG_ACCESS_DENIED", "Missing permission")),
            ApiError::NotFound(said(404, "ENTITY_NOT_FOUND", "Plan Execution Summary does not exist")),
            ApiError::Refused(said(400, "INVALID_REQUEST", "a sentence that nobody knows")),
            ApiError::Refused(said(415, "UNSUPPORTED_MEDIA_TYPE", "HTTP 415")),
            ApiError::RateLimited(Answer { status: 429, ..Answer::default() }),
            ApiError::ServerFailed(said(500, "UNKNOWN_ERROR", "Oops")),
            ApiError::NotHarness { status: 200 },
            ApiError::Unreadable { problem: "the answer is empty".into() },
        ] {
            for message in [
                UserMessage::of_read("the x", &error),
                UserMessage::of_refusal(&error),
                UserMessage::of_unknown(&error),
            ] {
                let UserMessage { title, hint, detail, reference, .. } = &message;
                assert!(title.ends_with('.') && title.len() > 20, "{error:?}: {title}");
                assert!(hint.ends_with('.') && hint.len() > 12, "{error:?}: {hint}");
                let answer = error.answer();
                assert_eq!(reference.is_some(), answer.is_some(), "{error:?}");
                let is_kept = answer.and_then(|answer| answer.message.clone()).is_none_or(|own| *detail == Some(own));
                assert!(is_kept, "{error:?}: {detail:?}");
            }
        }
    }

    #[test]
    fn a_missing_permission_is_named() {
        let answer =
            Answer { missing_permission: Some("core_pipeline_execute".into()), ..said(403, "NG_ACCESS_DENIED", "no") };
        assert!(UserMessage::of_refusal(&ApiError::Forbidden(answer)).hint.contains("core_pipeline_execute"));
    }

    #[test]
    fn a_token_in_harness_s_sentence_is_masked() {
        let message = UserMessage::of_read("x", &ApiError::Refused(said(400, "X", "bad pat.ACC.id.CANARY here")));
        assert_eq!(message.detail.as_deref(), Some("bad pat.•••• here"));
    }
}
