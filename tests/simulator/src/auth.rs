//! Tokens: which there are, what each may do, and how a wrong one is refused.

use crate::call::Call;
use crate::envelope::Refusal;
use crate::identifiers::{long_id, token_id};
use crate::query::Query;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

/// The tokens that the simulator knows. All are made up, and the same at every start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// A person's token that may view and execute.
    pub valid: String,
    /// Refused with `EXPIRED_TOKEN`.
    pub expired: String,
    /// A good token of another account: refused as soon as the first account is named.
    pub other_account: String,
    /// May look at everything, but not retry or abort.
    pub view_only: String,
    /// A service account's token: may view and execute, and has no user.
    pub service_account: String,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Person,
    ViewOnly,
    ServiceAccount,
}

/// The account that all scenarios are in.
pub fn account() -> String {
    long_id("account")
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        let token = |kind: &str, account: &str, name: &str| {
            format!("{kind}.{account}.{}.{}", token_id(&format!("id {name}")), token_id(&format!("secret {name}")))
        };
        Tokens {
            valid: token("pat", &account(), "valid"),
            expired: token("pat", &account(), "expired"),
            other_account: token("pat", &long_id("other account"), "other account"),
            view_only: token("pat", &account(), "view only"),
            service_account: token("sat", &account(), "service account"),
        }
    }

    /// Lets a request in or says why not, in the order of Harness's filter: key, account, token.
    pub(crate) fn admit(&self, headers: &HeaderMap, query: &Query) -> Result<Caller, Refusal> {
        let Some(token) = headers.get("x-api-key").and_then(|value| value.to_str().ok()) else {
            return Err(invalid_token());
        };
        let Some(asked_account) = query.one("accountIdentifier") else {
            let message = "Account detail is not present in the request";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message));
        };
        let caller = self.caller(token)?;
        if token.split('.').nth(1) == Some(asked_account) { Ok(caller) } else { Err(invalid_token()) }
    }

    fn caller(&self, token: &str) -> Result<Caller, Refusal> {
        if token == self.valid || token == self.other_account {
            Ok(Caller::Person)
        } else if token == self.view_only {
            Ok(Caller::ViewOnly)
        } else if token == self.service_account {
            Ok(Caller::ServiceAccount)
        } else if token == self.expired {
            Err(expired_token())
        } else {
            Err(invalid_token())
        }
    }

    /// Who a token text belongs to, for the call that checks one.
    pub(crate) fn owner(&self, token: &str) -> Result<(Caller, String), Refusal> {
        let caller = self.caller(token)?;
        Ok((caller, token.split('.').nth(1).unwrap_or_default().to_owned()))
    }
}

/// Refuses a call that the caller has no permission for.
pub fn permit(caller: Caller, call: Call, pipeline: Option<&str>, query: &Query) -> Result<(), Refusal> {
    if caller != Caller::ViewOnly || !call.needs_execute() {
        return Ok(());
    }
    Err(execute_denied(pipeline, query))
}

/// The refusal of someone without the execute permission.
pub fn execute_denied(pipeline: Option<&str>, query: &Query) -> Refusal {
    Refusal::access_denied(
        "Missing permission core_pipeline_execute on pipeline",
        json!([{
            "permission": "core_pipeline_execute",
            "resourceScope": {
                "accountIdentifier": query.one("accountIdentifier"),
                "orgIdentifier": query.one("orgIdentifier"),
                "projectIdentifier": query.one("projectIdentifier"),
            },
            "resourceType": "PIPELINE",
            "resourceIdentifier": pipeline,
        }]),
    )
}

pub fn invalid_token() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "INVALID_TOKEN", "Token is not valid.")
}

pub fn expired_token() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "EXPIRED_TOKEN", "Token expired.")
}

/// The same as `invalid_token`, in the words and under the status of some of Harness's services.
pub fn invalid_token_400(query: &Query) -> Refusal {
    let account = query.one("accountIdentifier").unwrap_or_default();
    let message = format!("Invalid call: Invalid token or token expired. Account id for API called: {account}");
    Refusal::new(StatusCode::BAD_REQUEST, "INVALID_TOKEN", message)
}
