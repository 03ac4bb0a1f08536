//! What can go wrong with a call, grouped by what the person can do next.

use super::refusal::Refusal;
use super::transport::TransportError;

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No answer: the network, the host, or CORS. A browser does not tell these apart.
    #[error("no answer from Harness")]
    Unreachable,
    /// The browser knows of no network.
    #[error("offline")]
    Offline,
    /// No answer within the time that the page waits.
    #[error("no answer in time")]
    TimedOut,
    /// The person left.
    #[error("the call was cancelled")]
    Cancelled,
    /// Harness does not take the token.
    #[error("the token was rejected")]
    TokenRejected(Answer),
    /// The token is good, but may not do this.
    #[error("the token lacks a permission")]
    Forbidden(Answer),
    /// What the call names does not exist.
    #[error("not found")]
    NotFound(Answer),
    /// Harness read the call and says no.
    #[error("refused")]
    Refused(Answer),
    /// Too many calls.
    #[error("too many calls")]
    RateLimited(Answer),
    /// Harness failed by itself.
    #[error("Harness failed with {}", .0.status)]
    ServerFailed(Answer),
    /// The answer is not one of Harness's: a proxy, a login page, a firewall.
    #[error("an answer with status {status} that is not Harness’s")]
    NotHarness {
        /// The HTTP status.
        status: u16,
    },
    /// Harness's answer lacks something, or has it in a form that this page does not know.
    #[error("the answer can’t be read: {problem}")]
    Unreadable {
        /// What and where, as `data.pipelineExecutionSummary.status must be a text`.
        problem: String,
    },
}

/// Harness's own words about a call that it did not carry out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Harness's code, as `INVALID_REQUEST`.
    pub code: Option<String>,
    /// Harness's sentence, word for word.
    pub message: Option<String>,
    /// What Harness's support asks for.
    pub correlation_id: Option<String>,
    /// The permission that is missing, as `core_pipeline_execute`.
    pub missing_permission: Option<String>,
}

impl ApiError {
    /// It does not lie in what was asked for: any other call would fail so just now.
    pub fn is_of_every_call(&self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::Offline | Self::TokenRejected(_) | Self::RateLimited(_) | Self::NotHarness { .. }
        )
    }

    /// Harness's own words, when it said any.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::TokenRejected(answer)
            | Self::Forbidden(answer)
            | Self::NotFound(answer)
            | Self::Refused(answer)
            | Self::RateLimited(answer)
            | Self::ServerFailed(answer) => Some(answer),
            Self::Unreachable
            | Self::Offline
            | Self::TimedOut
            | Self::Cancelled
            | Self::NotHarness { .. }
            | Self::Unreadable { .. } => None,
        }
    }

    /// The HTTP status of the answer, when that is what was wrong.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::NotHarness { status } => Some(*status),
            _ => self.answer().map(|answer| answer.status),
        }
    }

    /// Harness says that a newer attempt exists. After a POST that may have been sent twice, that
    /// attempt may be our own.
    pub fn says_not_latest(&self) -> bool {
        let message = self.answer().and_then(|answer| answer.message.as_deref());
        message.and_then(Refusal::of) == Some(Refusal::NotLatest)
    }
}

impl From<TransportError> for ApiError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Unreachable | TransportError::NeverRead => Self::Unreachable,
            TransportError::Offline => Self::Offline,
            TransportError::TimedOut => Self::TimedOut,
            TransportError::Cancelled => Self::Cancelled,
        }
    }
}
