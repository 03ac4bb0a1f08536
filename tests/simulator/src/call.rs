//! Which call of Harness's API a request is.

use axum::http::Method;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

/// The calls that the simulator has, named as in its control endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Call {
    /// Every call, and preflights and unknown paths too.
    Any,
    /// A preflight, whatever it asks for.
    Preflight,
    /// `GET …/pipelines/execution/{id}/inputsetV2`
    Inputs,
    /// `POST …/pipeline/execute/retry/{pipeline}`
    Retry,
    /// `GET …/pipeline/execute/{id}/retryStages`
    RetryStages,
    /// `GET …/pipeline/execute/retryHistory/{id}`
    RetryHistory,
    /// `GET …/pipeline/execute/latestExecutionId/{id}`
    LatestExecutionId,
    /// `GET …/pipelines/execution/canRetry/{id}`
    CanRetry,
    /// `POST …/pipelines/execution/summary`
    Summary,
    /// `GET …/pipelines/execution/v2/{id}`
    Detail,
    /// `GET …/pipelines/execution/{id}/notes`
    Notes,
    /// `PUT …/pipelines/execution/{id}/notes`
    SetNotes,
    /// `PUT …/pipeline/execute/interrupt/{id}`
    Interrupt,
    /// `POST …/pipelines/list`
    Pipelines,
    /// `GET /ng/api/user/currentUser`
    CurrentUser,
    /// `POST /ng/api/token/validate`
    TokenValidate,
    /// `GET /ng/api/accounts/{account}`
    Account,
    /// `GET /ng/api/organizations`
    Organizations,
    /// `GET /ng/api/projects`
    Projects,
}

impl Call {
    /// Every call that the simulator carries out.
    pub const ALL: [Call; 17] = [
        Call::Inputs,
        Call::Retry,
        Call::RetryStages,
        Call::RetryHistory,
        Call::LatestExecutionId,
        Call::CanRetry,
        Call::Summary,
        Call::Detail,
        Call::Notes,
        Call::SetNotes,
        Call::Interrupt,
        Call::Pipelines,
        Call::CurrentUser,
        Call::TokenValidate,
        Call::Account,
        Call::Organizations,
        Call::Projects,
    ];

    /// The call and the id in its path (empty without one); none for a path that is not simulated.
    /// `/gateway` before it is optional, as at Harness.
    pub fn of(method: &Method, path: &str) -> Option<(Call, String)> {
        let segments: Vec<String> = path
            .split('/')
            .skip(1)
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let mut segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if segments.first() == Some(&"gateway") {
            segments.remove(0);
        }
        let (call, id) = match (method.as_str(), segments.as_slice()) {
            ("POST", ["pipeline", "api", "pipeline", "execute", "retry", id]) => (Call::Retry, *id),
            ("GET", ["pipeline", "api", "pipeline", "execute", id, "retryStages"]) => (Call::RetryStages, *id),
            ("GET", ["pipeline", "api", "pipeline", "execute", "retryHistory", id]) => (Call::RetryHistory, *id),
            ("GET", ["pipeline", "api", "pipeline", "execute", "latestExecutionId", id]) => {
                (Call::LatestExecutionId, *id)
            }
            ("PUT", ["pipeline", "api", "pipeline", "execute", "interrupt", id]) => (Call::Interrupt, *id),
            ("POST", ["pipeline", "api", "pipelines", "execution", "summary"]) => (Call::Summary, ""),
            ("GET", ["pipeline", "api", "pipelines", "execution", "v2", id]) => (Call::Detail, *id),
            ("GET", ["pipeline", "api", "pipelines", "execution", "canRetry", id]) => (Call::CanRetry, *id),
            ("GET", ["pipeline", "api", "pipelines", "execution", id, "inputsetV2"]) => (Call::Inputs, *id),
            ("GET", ["pipeline", "api", "pipelines", "execution", id, "notes"]) => (Call::Notes, *id),
            ("PUT", ["pipeline", "api", "pipelines", "execution", id, "notes"]) => (Call::SetNotes, *id),
            ("POST", ["pipeline", "api", "pipelines", "list"]) => (Call::Pipelines, ""),
            ("GET", ["ng", "api", "user", "currentUser"]) => (Call::CurrentUser, ""),
            ("POST", ["ng", "api", "token", "validate"]) => (Call::TokenValidate, ""),
            ("GET", ["ng", "api", "accounts", id]) => (Call::Account, *id),
            ("GET", ["ng", "api", "organizations"]) => (Call::Organizations, ""),
            ("GET", ["ng", "api", "projects"]) => (Call::Projects, ""),
            _ => return None,
        };
        Some((call, id.to_owned()))
    }

    /// Whether Harness asks for the execute permission; all others need view only.
    pub fn needs_execute(self) -> bool {
        matches!(self, Call::Retry | Call::RetryStages | Call::Interrupt)
    }

    /// Whether the id in the path is a plan execution id.
    pub fn names_an_execution(self) -> bool {
        matches!(
            self,
            Call::Inputs
                | Call::RetryStages
                | Call::RetryHistory
                | Call::LatestExecutionId
                | Call::CanRetry
                | Call::Detail
                | Call::Notes
                | Call::SetNotes
                | Call::Interrupt
        )
    }
}
