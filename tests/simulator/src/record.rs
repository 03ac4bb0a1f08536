//! What was asked: every request, also refused and cut ones.

use crate::identifiers::sha256;
use axum::http::{HeaderMap, Method, Uri};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// One request as it arrived, and the status it was answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedRequest {
    /// Counts all requests since the start, from 1; clearing the record does not begin anew.
    pub number: u64,
    /// Milliseconds of real time since the simulator started.
    pub at_ms: u64,
    /// The method in capitals; preflights are `OPTIONS`.
    pub method: String,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: String,
    /// All headers in the order they came; of an `x-api-key` the last part is `***`.
    pub headers: Vec<(String, String)>,
    /// SHA-256 of the body in hexadecimal, as far as it was read.
    pub body_sha256: String,
    /// How many bytes of the body were read.
    pub body_length: usize,
    /// The status of the answer; none if there was no answer (yet).
    pub status: Option<u16>,
}

#[derive(Debug)]
pub struct Record {
    started: Instant,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// The number of the last request that arrived.
    last: u64,
    requests: Vec<RecordedRequest>,
}

impl Record {
    pub fn start() -> Record {
        Record { started: Instant::now(), entries: Mutex::default() }
    }

    /// Takes down a request before anything is done about it, and gives its number.
    pub fn arrived(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> u64 {
        let mut entries = self.lock();
        entries.last += 1;
        let number = entries.last;
        let request = RecordedRequest {
            number,
            at_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers: headers.iter().map(|(name, value)| masked(name.as_str(), value.as_bytes())).collect(),
            body_sha256: sha256(b""),
            body_length: 0,
            status: None,
        };
        entries.requests.push(request);
        number
    }

    pub fn body_read(&self, number: u64, body: &[u8]) {
        self.amend(number, |request| {
            request.body_sha256 = sha256(body);
            request.body_length = body.len();
        });
    }

    pub fn answered(&self, number: u64, status: u16) {
        self.amend(number, |request| request.status = Some(status));
    }

    pub fn all(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    pub fn clear(&self) {
        self.lock().requests.clear();
    }

    fn amend(&self, number: u64, change: impl FnOnce(&mut RecordedRequest)) {
        let mut entries = self.lock();
        // Not found: the record was cleared while the request was under way.
        if let Some(request) = entries.requests.iter_mut().find(|request| request.number == number) {
            change(request);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A header fit to be kept: the secret of a token, its last part, is left out.
fn masked(name: &str, value: &[u8]) -> (String, String) {
    let value = String::from_utf8_lossy(value).into_owned();
    let value = if name == "x-api-key" {
        match value.rsplit_once('.') {
            Some((rest, _secret)) => format!("{rest}.***"),
            None => "***".to_owned(),
        }
    } else {
        value
    };
    (name.to_owned(), value)
}
