//! The way of one request: recorded, checked, carried out, answered, and hindered where a fault
//! says so.

use crate::auth::permit;
use crate::call::Call;
use crate::calls;
use crate::cors;
use crate::envelope::{Answer, Refusal};
use crate::faults::{Fault, FaultRule, Faults};
use crate::query::{Asked, Query};
use crate::record::Record;
use crate::server::Line;
use crate::world::World;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    pub world: Mutex<World>,
    pub record: Record,
    pub faults: Faults,
    pub allowed_origins: Mutex<Vec<String>>,
}

impl Shared {
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn allowed_origins(&self) -> MutexGuard<'_, Vec<String>> {
        self.allowed_origins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The call that a request is, its id, and the pipeline it is about, as far as can be told.
    pub fn target(&self, method: &Method, uri: &Uri) -> (Option<(Call, String)>, Option<String>) {
        let target = Call::of(method, uri.path());
        let query = Query::parse(uri.query().unwrap_or_default());
        let pipeline = match &target {
            Some((Call::Retry, pipeline)) => Some(pipeline.clone()),
            Some((call, id)) if call.names_an_execution() => {
                self.world().execution(id).map(|execution| execution.pipeline.clone())
            }
            _ => None,
        };
        (target, pipeline.or_else(|| query.one("pipelineIdentifier").map(str::to_owned)))
    }
}

/// Takes one request from its headers to its answer.
pub async fn exchange(shared: Arc<Shared>, line: Line, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let number = shared.record.arrived(&head.method, &head.uri, &head.headers);
    let (target, pipeline) = shared.target(&head.method, &head.uri);
    let preflight = cors::is_preflight(&head.method, &head.headers);
    let call = match &target {
        _ if preflight => Call::Preflight,
        Some((call, _)) => *call,
        None => Call::Any,
    };
    let rule = shared.faults.meet(call, pipeline.as_deref(), head.headers.contains_key(CONTENT_LENGTH));
    let fault = rule.as_ref().map(|rule| rule.fault.clone());

    if let Some(Fault::CutBeforeRead | Fault::CutAfterHeaders) = fault {
        return line.cut().await;
    }
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        // The other side went away in the middle of its body: there is nobody to answer.
        return line.cut().await;
    };
    shared.record.body_read(number, &body);
    match fault {
        Some(Fault::CutAfterBody) => return line.cut().await,
        Some(Fault::Hang) if !rule.as_ref().is_some_and(FaultRule::request_takes) => return pending().await,
        _ => {}
    }

    let cors = {
        let origins = shared.allowed_origins();
        if preflight { cors::preflight(&origins, &head.headers) } else { cors::actual(&origins, &head.headers) }
    };
    let answer = match &rule {
        Some(rule) => {
            let own =
                rule.request_takes().then(|| answer(&shared, &head, target, pipeline.as_deref(), &body, rule.races));
            instead(rule, own, &head)
        }
        None => answer(&shared, &head, target, pipeline.as_deref(), &body, false),
    };
    match fault {
        Some(Fault::LostReply) => return line.cut().await,
        Some(Fault::Hang) => return pending().await,
        Some(Fault::Slow(delay)) => tokio::time::sleep(delay).await,
        _ => {}
    }
    shared.record.answered(number, answer.status.as_u16());
    let without_cors = rule.is_some_and(|rule| rule.without_cors);
    let cut_short = fault == Some(Fault::CutMidAnswer);
    response(answer, if without_cors { HeaderMap::new() } else { cors }, cut_short.then_some(line))
}

/// What Harness answers when nothing goes wrong on the way.
fn answer(
    shared: &Shared,
    head: &Parts,
    target: Option<(Call, String)>,
    pipeline: Option<&str>,
    body: &Bytes,
    races: bool,
) -> Answer {
    if cors::is_preflight(&head.method, &head.headers) {
        return Answer::text(StatusCode::OK, String::new());
    }
    let Some((call, id)) = target else {
        return Answer::not_simulated(&format!("{} {}", head.method, head.uri.path()));
    };
    let query = Query::parse(head.uri.query().unwrap_or_default());
    let mut world = shared.world();
    let admitted = world.tokens.admit(&head.headers, &query).and_then(|caller| {
        permit(caller, call, pipeline, &query)?;
        let headers = head.headers.clone();
        let asked = Asked { id, query, headers, body: body.to_vec(), caller, now: world.now(), races };
        calls::carry_out(&mut world, call, &asked)
    });
    admitted.unwrap_or_else(Refusal::into_answer)
}

/// The answer that a fault puts in the place of Harness's own.
fn instead(rule: &FaultRule, own: Option<Answer>, head: &Parts) -> Answer {
    match (&rule.fault, own) {
        (Fault::NoStreamBody, _) => calls::refused_with(StatusCode::LENGTH_REQUIRED.as_u16(), head),
        (Fault::Garbage, own) => {
            let mut answer = own.unwrap_or_else(|| Answer::success(&serde_json::Value::Null));
            let mut half = answer.body.len() / 2;
            while !answer.body.is_char_boundary(half) {
                half += 1;
            }
            answer.body.truncate(half);
            answer
        }
        (Fault::Html, _) => Answer::html(StatusCode::OK, "Sign in to continue"),
        (Fault::Status(status), _) => calls::refused_with(*status, head),
        (Fault::ErrorIn200, _) => Refusal::unknown_error().with_status(StatusCode::OK).into_answer(),
        (Fault::NotLatest, _) => crate::retrying::not_latest().into_answer(),
        (_, Some(own)) => own,
        (_, None) => Refusal::unknown_error().into_answer(),
    }
}

/// The answer as bytes; only its first half if a line is given to cut.
fn response(answer: Answer, cors: HeaderMap, cut: Option<Line>) -> Response<Body> {
    let length = answer.body.len();
    let body = match cut {
        None => Body::from(answer.body),
        Some(line) => {
            let mut bytes = Bytes::from(answer.body);
            let half = bytes.split_to(length / 2);
            let rest = stream::once(async move {
                // Long enough for the first half to leave, which nothing reports.
                tokio::time::sleep(Duration::from_millis(50)).await;
                line.cut::<io::Result<Bytes>>().await
            });
            Body::from_stream(stream::once(async move { Ok(half) }).chain(rest))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = cors;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    response
}
