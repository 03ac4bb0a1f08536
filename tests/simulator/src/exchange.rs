//! The way of one request: recorded, checked, carried out, answered, and hindered where a fault
//! says so.

use crate::auth::{expired_token, invalid_token_400, permit};
use crate::call::Call;
use crate::calls;
use crate::clock::{DAY, Millis};
use crate::cors;
use crate::envelope::{Answer, Refusal};
use crate::execution::{Child, Execution, Starter};
use crate::fault::Fault;
use crate::faults::{self, FaultRule, Faults};
use crate::limiter::Limiter;
use crate::query::{Asked, Query, Turn};
use crate::record::Record;
use crate::server::Line;
use crate::world::World;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use futures_util::{StreamExt, stream};
use h2::Reason;
use http_body_util::BodyExt;
use std::convert::Infallible;
use std::fmt;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    pub world: Mutex<World>,
    pub record: Record,
    pub faults: Faults,
    pub allowed_origins: Mutex<Vec<String>>,
    pub limiter: Limiter,
}

impl Shared {
    pub fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.start_what_is_due();
        world
    }

    pub fn allowed_origins(&self) -> MutexGuard<'_, Vec<String>> {
        self.allowed_origins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What retries of an execution started.
    pub fn children(&self, id: &str) -> Vec<Child> {
        let world = self.world();
        let now = world.now();
        let child = |child: &Execution| Child {
            plan_execution_id: child.id.clone(),
            request: match child.started_by {
                Starter::Request(number) => Some(number),
                Starter::Colleague | Starter::BeforeOurTime => None,
            },
            start_ts: child.started(),
            is_there: child.started() <= now,
        };
        world.children(id).map(child).collect()
    }

    /// What a request is about, as far as can be told.
    pub fn target(&self, method: &Method, uri: &Uri) -> Target {
        let called = Call::of(method, uri.path());
        let query = Query::parse(uri.query().unwrap_or_default());
        let (pipeline, execution) = match &called {
            Some((Call::Retry, pipeline)) => {
                (Some(pipeline.clone()), query.one("planExecutionId").unwrap_or_default().to_owned())
            }
            Some((call, id)) if call.names_an_execution() => {
                (self.world().execution(id).map(|execution| execution.pipeline.clone()), id.clone())
            }
            _ => (None, String::new()),
        };
        let pipeline = pipeline.or_else(|| query.one("pipelineIdentifier").map(str::to_owned));
        Target { called, pipeline, execution, query }
    }
}

/// What a request is about.
#[derive(Debug)]
pub struct Target {
    /// The call and the id in its path; none for a path that is not simulated.
    called: Option<(Call, String)>,
    pipeline: Option<String>,
    execution: String,
    query: Query,
}

impl Target {
    /// What decides about faults.
    pub fn request(&self, is_preflight: bool, is_stream: bool) -> faults::Request<'_> {
        let call = match &self.called {
            _ if is_preflight => Call::Preflight,
            Some((call, _)) => *call,
            None => Call::Any,
        };
        faults::Request { call, pipeline: self.pipeline.as_deref(), execution: &self.execution, is_stream }
    }

    /// Lets somebody else retry first, where the rule says so.
    pub fn let_a_colleague_retry(&self, rule: &FaultRule, shared: &Shared) {
        if let Some((Call::Retry, pipeline)) = &self.called
            && rule.colleague
        {
            calls::retry::by_a_colleague(&mut shared.world(), pipeline, &self.query);
        }
    }
}

/// Takes one request from its headers to its answer.
pub async fn exchange(shared: Arc<Shared>, line: Line, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let number = shared.record.arrived(&head.method, &head.uri, &head.headers);
    let target = shared.target(&head.method, &head.uri);
    let preflight = cors::is_preflight(&head.method, &head.headers);
    let is_stream = !head.headers.contains_key(CONTENT_LENGTH) && !body.is_end_stream();
    let rule = shared.faults.meet(&target.request(preflight, is_stream));
    let is_let_through = preflight || shared.limiter.lets_through(Instant::now());
    let rule = if is_let_through { rule } else { Some(FaultRule::once(Call::Any, Fault::Status(429))) };
    let rule = rule.unwrap_or_else(|| FaultRule::once(Call::Any, Fault::Nothing));
    if !preflight {
        target.let_a_colleague_retry(&rule, &shared);
    }

    match rule.fault {
        Fault::CutBeforeRead | Fault::CutAfterHeaders => return line.cut().await,
        Fault::ResetBeforeBody => return line.reset().await,
        Fault::RefusedStream => return no_answer(Reason::REFUSED_STREAM),
        _ => {}
    }
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        // The other side went away in the middle of its body: there is nobody to answer.
        return line.cut().await;
    };
    shared.record.body_read(number, &body);

    let own = rule.request_takes().then(|| answer(&shared, &head, &target, &body, &rule, number));
    match rule.fault {
        Fault::CutAfterBody | Fault::LostReply | Fault::Twin => return line.cut().await,
        Fault::ResetAfterBody => return line.reset().await,
        Fault::ResetStream => return no_answer(Reason::INTERNAL_ERROR),
        Fault::Hang => return pending().await,
        Fault::Slow(delay) => tokio::time::sleep(delay).await,
        _ => {}
    }
    let cors = {
        let origins = shared.allowed_origins();
        if preflight { cors::preflight(&origins, &head.headers) } else { cors::actual(&origins, &head.headers) }
    };
    let answer = instead(&rule, own, &target);
    shared.record.answered(number, answer.status.as_u16());
    let cut_short = rule.fault == Fault::CutMidAnswer;
    response(answer, if rule.without_cors { HeaderMap::new() } else { cors }, cut_short.then_some(line))
}

/// What Harness answers when nothing goes wrong on the way.
fn answer(shared: &Shared, head: &Parts, target: &Target, body: &Bytes, rule: &FaultRule, request: u64) -> Answer {
    if cors::is_preflight(&head.method, &head.headers) {
        return Answer::text(StatusCode::OK, String::new());
    }
    let Some((call, id)) = target.called.clone() else {
        return Answer::not_simulated(&format!("{} {}", head.method, head.uri.path()));
    };
    let late = rule.late.map_or(0, |late| Millis::try_from(late.as_millis()).unwrap_or(DAY));
    let turn = Turn { races: rule.races, late };
    let mut world = shared.world();
    let admitted = world.tokens.admit(&head.headers, &target.query).and_then(|caller| {
        permit(caller, call, target.pipeline.as_deref(), &target.query)?;
        let (query, headers, body) = (target.query.clone(), head.headers.clone(), body.to_vec());
        let asked = Asked { id, query, headers, body, caller, now: world.now(), request, turn };
        calls::carry_out(&mut world, call, &asked)
    });
    admitted.unwrap_or_else(Refusal::into_answer)
}

/// The answer that a fault puts in the place of Harness's own.
fn instead(rule: &FaultRule, own: Option<Answer>, target: &Target) -> Answer {
    let with_body = |change: fn(&mut String)| {
        let mut answer = own.clone().unwrap_or_else(|| Answer::success(&serde_json::Value::Null));
        change(&mut answer.body);
        answer
    };
    let pipeline = target.pipeline.as_deref();
    match rule.fault {
        Fault::NoStreamBody => calls::refused_with(StatusCode::LENGTH_REQUIRED.as_u16(), pipeline, &target.query),
        Fault::EmptyBody => with_body(String::clear),
        Fault::Garbage => with_body(|body| body.truncate(body.floor_char_boundary(body.len() / 2))),
        Fault::Malformed => with_body(|body| body.replace_range(.., "{status: SUCCESS, data}")),
        Fault::Html => Answer::html(StatusCode::OK, "Sign in to continue"),
        Fault::Status(status) => calls::refused_with(status, pipeline, &target.query),
        Fault::ExpiredToken => expired_token().into_answer(),
        Fault::InvalidToken400 => invalid_token_400(&target.query).into_answer(),
        Fault::ErrorIn200 => Refusal::unknown_error().with_status(StatusCode::OK).into_answer(),
        Fault::NotLatest => crate::retrying::not_latest().into_answer(),
        _ => own.unwrap_or_else(|| Refusal::unknown_error().into_answer()),
    }
}

/// Stands for the answer of a request that gets none, while its connection lives on: HTTP/2 says why.
#[derive(Clone, Copy, Debug)]
pub struct NoAnswer(Reason);

/// What hyper is told then, in whose source it looks for the reason.
#[derive(Debug)]
pub struct Reset(h2::Error);

impl From<NoAnswer> for Reset {
    fn from(NoAnswer(reason): NoAnswer) -> Reset {
        Reset(reason.into())
    }
}

impl From<Infallible> for Reset {
    fn from(never: Infallible) -> Reset {
        match never {}
    }
}

impl fmt::Display for Reset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a fault leaves this request without an answer")
    }
}

impl std::error::Error for Reset {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn no_answer(why: Reason) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(NoAnswer(why));
    response
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
