//! What came of the retry POST. It has an outcome, not just an error: a lost answer is a state with
//! a way forward of its own.

use super::error::ApiError;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_intent::{Event, OwnAnswer};

/// What is known after the retry POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryOutcome {
    /// Harness answered with the new execution.
    Started(PlanExecutionId),
    /// Harness, or something before it, answered that it did not take the retry.
    Refused(ApiError),
    /// No answer, or none that tells: the retry may have started.
    Unknown(ApiError),
    /// The browser never read the stream that it was to send: nothing left it.
    NeverRead,
}

impl RetryOutcome {
    /// Reads the outcome from the call's result.
    ///
    /// Refused is only what a 4xx, or a refusal's code in Harness's own envelope, says. A 5xx may have come
    /// after the work was done, and an answer that is not Harness's tells nothing.
    pub fn of(result: Result<PlanExecutionId, ApiError>, status: Option<u16>) -> Self {
        match result {
            Ok(execution) => Self::Started(execution),
            Err(error) => {
                let by_status = status.is_some_and(is_refusal);
                let by_envelope = status.is_some_and(|status| status < 300) && names_a_refusal(&error);
                if by_status || by_envelope { Self::Refused(error) } else { Self::Unknown(error) }
            }
        }
    }
}

impl RetryOutcome {
    /// As the press counts it. A refusal as "not the latest" may be of a second copy, which the browser sent
    /// by itself after the first one took (`docs/harness-api.md` §2).
    pub fn event(&self) -> Event<'static> {
        Event::Answer(match self {
            Self::Started(execution) => OwnAnswer::Started(execution.clone()),
            Self::Refused(error) if error.says_not_latest() => OwnAnswer::NotLatest,
            Self::Refused(_) => OwnAnswer::Refused,
            Self::Unknown(_) => OwnAnswer::Lost,
            Self::NeverRead => return Event::NeverRead,
        })
    }
}

/// Whether an answer with this status says that nothing was done. A 408 or 499 is of a proxy that stopped
/// waiting.
pub(super) fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && status != 408 && status != 499
}

/// In a 200 the code alone tells a refusal from a failure half-way, such as `UNKNOWN_ERROR`.
fn names_a_refusal(error: &ApiError) -> bool {
    match error {
        ApiError::TokenRejected(_) | ApiError::Forbidden(_) | ApiError::NotFound(_) => true,
        ApiError::Refused(answer) => answer.code.as_deref() == Some("INVALID_REQUEST"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Answer;
    use super::*;

    #[test]
    fn only_a_refusal_as_not_the_latest_may_be_of_a_second_copy() {
        let not_latest = "Invalid request: This execution is not the latest of all retried execution. You can only retry the latest execution.";
        let refused = |message: &str| {
            RetryOutcome::Refused(ApiError::Refused(Answer { message: Some(message.into()), ..Answer::default() }))
        };
        let execution = PlanExecutionId::parse("e").unwrap();
        for (outcome, answer) in [
            (RetryOutcome::Started(execution.clone()), OwnAnswer::Started(execution)),
            (refused("Execution is more than 30 days old. Cannot retry"), OwnAnswer::Refused),
            (refused(not_latest), OwnAnswer::NotLatest),
            (RetryOutcome::Unknown(ApiError::Unreachable), OwnAnswer::Lost),
        ] {
            assert!(matches!(outcome.event(), Event::Answer(told) if told == answer), "{outcome:?}");
        }
        assert!(matches!(RetryOutcome::NeverRead.event(), Event::NeverRead));
    }

    #[test]
    fn a_lost_reply_is_unknown_not_failed() {
        let said = |status| Answer { status, message: Some("no".into()), ..Answer::default() };
        for (error, status, refused) in [
            (ApiError::Unreachable, None, false),
            (ApiError::Cancelled, None, false),
            (ApiError::Refused(said(400)), Some(400), true),
            (ApiError::TokenRejected(said(401)), Some(401), true),
            (ApiError::Forbidden(said(403)), Some(403), true),
            (ApiError::NotHarness { status: 403 }, Some(403), true),
            (ApiError::Refused(said(415)), Some(415), true),
            (ApiError::RateLimited(said(429)), Some(429), true),
            (ApiError::Refused(said(408)), Some(408), false),
            (ApiError::NotHarness { status: 499 }, Some(499), false),
            (ApiError::ServerFailed(said(500)), Some(500), false),
            (ApiError::NotHarness { status: 502 }, Some(502), false),
            (ApiError::NotHarness { status: 200 }, Some(200), false),
            (ApiError::Unreadable { problem: "data is missing".into() }, Some(200), false),
            (ApiError::Refused(said(200)), Some(200), false),
            (ApiError::Refused(Answer { code: Some("UNKNOWN_ERROR".into()), ..said(200) }), Some(200), false),
            (ApiError::Refused(Answer { code: Some("INVALID_REQUEST".into()), ..said(200) }), Some(200), true),
        ] {
            let outcome = RetryOutcome::of(Err(error.clone()), status);
            assert_eq!(matches!(outcome, RetryOutcome::Refused(_)), refused, "{error:?}");
        }
    }
}
