//! Every fault on every call, over HTTP/1.1 and over HTTP/2 with TLS: what a client sees of it, and what
//! the record says.

use crate::client::Client;
use reqwest::{Method, RequestBuilder, Version};
use serde_json::Value;
use simulator::{Call, Fault, FaultRule, Options};
use std::time::Duration;

const PIPELINE: &str = "sim_parallel_some_failed";
const STATUSES: [u16; 8] = [400, 401, 403, 404, 415, 429, 500, 502];

/// What a client sees of a request.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    /// An answer: its status, and Harness's `code`, its `status` word without one, or what the body is instead.
    Answer(u16, String),
    /// The connection or the stream ended before an answer.
    NoAnswer,
    /// The connection ended in the middle of the answer.
    HalfAnAnswer,
    /// Nothing came in time.
    TimedOut,
}

/// What should come of a request that meets a fault.
struct Expected {
    seen: Seen,
    is_body_read: bool,
    recorded: Option<u16>,
}

fn expected(fault: &Fault) -> Expected {
    let answer = |status, what: &str| Expected {
        seen: Seen::Answer(status, what.to_owned()),
        is_body_read: true,
        recorded: Some(status),
    };
    let none = |seen| Expected { seen, is_body_read: true, recorded: None };
    match fault {
        Fault::CutBeforeRead | Fault::CutAfterHeaders | Fault::ResetBeforeBody | Fault::RefusedStream => {
            Expected { is_body_read: false, ..none(Seen::NoAnswer) }
        }
        Fault::CutAfterBody | Fault::ResetAfterBody | Fault::ResetStream | Fault::LostReply | Fault::Twin => {
            none(Seen::NoAnswer)
        }
        Fault::CutMidAnswer => Expected { recorded: Some(200), ..none(Seen::HalfAnAnswer) },
        Fault::Hang => none(Seen::TimedOut),
        Fault::Html => answer(200, "HTML"),
        Fault::EmptyBody => answer(200, "nothing"),
        Fault::Garbage | Fault::Malformed => answer(200, "not JSON"),
        Fault::ErrorIn200 => answer(200, "UNKNOWN_ERROR"),
        Fault::NotLatest => answer(400, "INVALID_REQUEST"),
        Fault::ExpiredToken => answer(401, "EXPIRED_TOKEN"),
        Fault::InvalidToken400 => answer(400, "INVALID_TOKEN"),
        // Every body here has a length.
        Fault::Slow(_) | Fault::NoStreamBody | Fault::Nothing => answer(200, "SUCCESS"),
        Fault::Status(status) => match status {
            400 => answer(400, "INVALID_REQUEST"),
            401 => answer(401, "INVALID_TOKEN"),
            403 => answer(403, "NG_ACCESS_DENIED"),
            404 => answer(404, "RESOURCE_NOT_FOUND"),
            415 => answer(415, "UNSUPPORTED_MEDIA_TYPE"),
            429 => answer(429, "not JSON"),
            500 => answer(500, "UNKNOWN_ERROR"),
            _ => answer(*status, "HTML"),
        },
    }
}

/// A call as a client would make it, and the length of its body.
async fn request(client: &Client, call: Call) -> (RequestBuilder, usize) {
    let id = client.latest(PIPELINE);
    let execute = "/pipeline/api/pipeline/execute";
    let execution = "/pipeline/api/pipelines/execution";
    let of_pipeline = format!("&pipelineIdentifier={PIPELINE}");
    let filter = r#"{"filterType":"PipelineSetup"}"#;
    let (method, path, more, body, content_type) = match call {
        Call::Any | Call::Preflight => unreachable!("no call of Harness's"),
        Call::Inputs => (Method::GET, format!("{execution}/{id}/inputsetV2"), String::new(), "", ""),
        Call::Retry => {
            let more = format!("&planExecutionId={id}&retryStages=eu");
            (Method::POST, format!("{execute}/retry/{PIPELINE}"), more, "a: b\n", "application/yaml")
        }
        Call::RetryStages => (Method::GET, format!("{execute}/{id}/retryStages"), of_pipeline, "", ""),
        Call::RetryHistory => (Method::GET, format!("{execute}/retryHistory/{id}"), of_pipeline, "", ""),
        Call::LatestExecutionId => (Method::GET, format!("{execute}/latestExecutionId/{id}"), of_pipeline, "", ""),
        Call::CanRetry => (Method::GET, format!("{execution}/canRetry/{id}"), String::new(), "", ""),
        Call::Summary => (Method::POST, format!("{execution}/summary"), String::new(), filter, "application/json"),
        Call::Detail => (Method::GET, format!("{execution}/v2/{id}"), String::new(), "", ""),
        Call::Notes => (Method::GET, format!("{execution}/{id}/notes"), String::new(), "", ""),
        Call::SetNotes => {
            let more = "&notesForPipelineExecution=again".to_owned();
            (Method::PUT, format!("{execution}/{id}/notes"), more, "", "")
        }
        Call::Interrupt => {
            let child = client.child(PIPELINE, "&retryStages=eu").await;
            let more = "&interruptType=AbortAll".to_owned();
            (Method::PUT, format!("{execute}/interrupt/{child}"), more, "", "")
        }
        Call::Pipelines => {
            (Method::POST, "/pipeline/api/pipelines/list".to_owned(), String::new(), filter, "application/json")
        }
        Call::CurrentUser => (Method::GET, "/ng/api/user/currentUser".to_owned(), String::new(), "", ""),
        Call::TokenValidate => {
            (Method::POST, "/ng/api/token/validate".to_owned(), String::new(), client.simulator.token(), "text/plain")
        }
        Call::Account => (Method::GET, format!("/ng/api/accounts/{}", client.account()), String::new(), "", ""),
        Call::Organizations => (Method::GET, "/ng/api/organizations".to_owned(), String::new(), "", ""),
        Call::Projects => (Method::GET, "/ng/api/projects".to_owned(), String::new(), "", ""),
    };
    let request = client.request(method, &format!("{path}?{}{more}", client.scope()));
    if body.is_empty() {
        return (request, 0);
    }
    (request.header("content-type", content_type).body(body.to_owned()), body.len())
}

async fn see(request: RequestBuilder, version: Version) -> Seen {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_timeout() => return Seen::TimedOut,
        Err(_) => return Seen::NoAnswer,
    };
    assert_eq!(response.version(), version);
    let status = response.status().as_u16();
    let Ok(text) = response.text().await else { return Seen::HalfAnAnswer };
    let what = match serde_json::from_str::<Value>(&text) {
        Ok(json) => json["code"].as_str().or(json["status"].as_str()).unwrap_or("JSON").to_owned(),
        Err(_) if text.is_empty() => "nothing".to_owned(),
        Err(_) if text.starts_with("<!DOCTYPE html>") => "HTML".to_owned(),
        Err(_) => "not JSON".to_owned(),
    };
    Seen::Answer(status, what)
}

fn all_faults() -> Vec<Fault> {
    let named = Fault::NAMED.iter().map(|(_, fault)| match fault {
        Fault::Slow(_) => Fault::Slow(Duration::from_millis(20)),
        fault => fault.clone(),
    });
    named.chain(STATUSES.map(Fault::Status)).collect()
}

/// One cell after the other; each call has a simulator of its own.
async fn every_fault_on(call: Call, version: Version) -> usize {
    let tls = version == Version::HTTP_2;
    let client = Client::on_new_connections(Options { tls, ..Options::default() }).await;
    let faults = all_faults();
    for fault in &faults {
        let at = format!("{call:?} {fault:?} {version:?}");
        let (mut request, body_length) = request(&client, call).await;
        if *fault == Fault::Hang {
            request = request.timeout(Duration::from_secs(1));
        }
        let parent = client.latest(PIPELINE);
        client.simulator.clear_requests();
        // What HTTP/2 refuses unread, this client sends again by itself, twice at most.
        let sends = if tls && *fault == Fault::RefusedStream { 3 } else { 1 };
        client.simulator.inject(FaultRule { times: Some(sends), ..FaultRule::once(call, fault.clone()) });
        let expected = expected(fault);
        assert_eq!(see(request, version).await, expected.seen, "{at}");
        let requests = client.simulator.requests();
        assert_eq!(requests.len(), sends as usize, "{at}: {requests:?}");
        let recorded = &requests[0];
        let read = if expected.is_body_read { body_length } else { 0 };
        assert_eq!((recorded.status, recorded.body_length), (expected.recorded, read), "{at}");
        let unread = recorded.headers.iter().any(|(name, _)| name == "x-simulator");
        assert_eq!(unread, *fault == Fault::CutBeforeRead && !tls, "{at}: only a bare connection is cut so early");
        if call == Call::Retry {
            let started: Vec<_> = client.simulator.children(&parent).iter().map(|child| child.request).collect();
            let takes = matches!(
                fault,
                Fault::LostReply | Fault::Twin | Fault::CutMidAnswer | Fault::Slow(_) | Fault::EmptyBody
            ) || matches!(fault, Fault::Garbage | Fault::Malformed | Fault::NoStreamBody | Fault::Nothing);
            assert_eq!(started, if takes { vec![Some(recorded.number)] } else { Vec::new() }, "{at}");
        }
    }
    faults.len()
}

async fn every_call(version: Version) {
    let of_all = Call::ALL.map(|call| tokio::spawn(every_fault_on(call, version)));
    let mut cells = 0;
    for of_one in of_all {
        cells += of_one.await.unwrap();
    }
    assert_eq!(cells, Call::ALL.len() * (Fault::NAMED.len() + STATUSES.len()));
}

#[tokio::test]
async fn every_fault_on_every_call_over_http_1() {
    every_call(Version::HTTP_11).await;
}

#[tokio::test]
async fn every_fault_on_every_call_over_http_2() {
    every_call(Version::HTTP_2).await;
}

#[test]
fn every_fault_is_in_the_readme() {
    let readme = include_str!("../../README.md");
    for (name, _) in Fault::NAMED {
        assert!(readme.contains(&format!("| `{name}` | ")), "{name}");
    }
}
