//! Answers in the envelopes of Harness: success, error, failure, access denied.

use crate::identifiers::uuid;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// An answer before it becomes bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: StatusCode,
    pub content_type: &'static str,
    pub body: String,
}

const JSON: &str = "application/json";

impl Answer {
    /// 200 with the data in the success envelope.
    pub fn success(data: &Value) -> Answer {
        Answer::json(
            StatusCode::OK,
            &json!({"status": "SUCCESS", "data": data, "metaData": null, "correlationId": correlation_id()}),
        )
    }

    pub fn json(status: StatusCode, body: &Value) -> Answer {
        Answer { status, content_type: JSON, body: body.to_string() }
    }

    pub fn text(status: StatusCode, body: String) -> Answer {
        Answer { status, content_type: "text/plain; charset=utf-8", body }
    }

    /// What a proxy or a sign-in page in front of Harness sends.
    pub fn html(status: StatusCode, title: &str) -> Answer {
        let body =
            format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n");
        Answer { status, content_type: "text/html; charset=utf-8", body }
    }

    /// What the simulator answers where it does not know what Harness would.
    pub fn not_simulated(what: &str) -> Answer {
        Answer::text(StatusCode::NOT_IMPLEMENTED, format!("The simulator does not have {what}\n"))
    }
}

/// Why a call was not done.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    more: More,
}

#[derive(Clone, Debug, PartialEq)]
enum More {
    Nothing,
    /// Parameters that did not pass validation, each with what is wrong.
    Fields(Vec<(String, String)>),
    FailedPermissionChecks(Value),
    /// Not an envelope at all.
    NotSimulated,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { status, code, message: message.into(), more: More::Nothing }
    }

    /// A business rule: 400, with the prefix that the wire message carries.
    pub fn invalid_request(message: impl AsRef<str>) -> Refusal {
        let message = format!("Invalid request: {}", message.as_ref());
        Refusal::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
    }

    pub fn entity_not_found(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, "ENTITY_NOT_FOUND", message)
    }

    pub fn missing_parameters(names: &[&str]) -> Refusal {
        Refusal::fields(names.iter().map(|name| ((*name).to_owned(), "must not be empty".to_owned())).collect())
    }

    pub fn invalid_parameter(name: &str, wrong: &str) -> Refusal {
        Refusal::fields(vec![(name.to_owned(), wrong.to_owned())])
    }

    fn fields(fields: Vec<(String, String)>) -> Refusal {
        let mut refusal = Refusal::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", "Invalid request");
        refusal.more = More::Fields(fields);
        refusal
    }

    pub fn access_denied(message: &str, failed_permission_checks: Value) -> Refusal {
        let mut refusal = Refusal::new(StatusCode::FORBIDDEN, "NG_ACCESS_DENIED", message);
        refusal.more = More::FailedPermissionChecks(failed_permission_checks);
        refusal
    }

    pub fn unknown_error() -> Refusal {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "UNKNOWN_ERROR",
            "Oops, something went wrong on our end. Please contact Harness Support.",
        )
    }

    pub fn not_simulated(what: impl Into<String>) -> Refusal {
        let mut refusal = Refusal::new(StatusCode::NOT_IMPLEMENTED, "", what);
        refusal.more = More::NotSimulated;
        refusal
    }

    /// The same words under another HTTP status: some paths answer 200 with an error inside.
    pub fn with_status(mut self, status: StatusCode) -> Refusal {
        self.status = status;
        self
    }

    pub fn into_answer(self) -> Answer {
        let correlation_id = correlation_id();
        let (code, message) = (self.code, self.message);
        let body = match self.more {
            More::NotSimulated => return Answer::not_simulated(&message),
            More::Fields(fields) => {
                let errors: Vec<Value> =
                    fields.into_iter().map(|(id, error)| json!({"fieldId": id, "error": error})).collect();
                json!({"status": "FAILURE", "code": code, "message": message,
                    "correlationId": correlation_id, "errors": errors})
            }
            More::Nothing => error_envelope(code, &message, &correlation_id),
            More::FailedPermissionChecks(checks) => {
                let mut body = error_envelope(code, &message, &correlation_id);
                if let Some(body) = body.as_object_mut() {
                    body.insert("failedPermissionChecks".to_owned(), checks);
                }
                body
            }
        };
        Answer::json(self.status, &body)
    }
}

fn error_envelope(code: &str, message: &str, correlation_id: &str) -> Value {
    json!({
        "status": "ERROR", "code": code, "message": message, "correlationId": correlation_id,
        "detailedMessage": null,
        "responseMessages": [{"code": code, "level": "ERROR", "message": message, "exception": null, "failureTypes": []}],
        "metadata": null,
    })
}

/// A new one for every answer, so that a person can tell two answers apart.
fn correlation_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    uuid(&format!("correlation {}", NEXT.fetch_add(1, Ordering::Relaxed)))
}
