//! Things that go wrong on purpose: between the wires, in front of Harness, and in it.

use crate::call::Call;
use serde::Deserialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is closed before a byte of the request is read. Only the first request of a
    /// connection without TLS can meet this; later ones are cut after their headers instead.
    CutBeforeRead,
    /// The connection is closed after the request's headers, before its body is read.
    CutAfterHeaders,
    /// The connection is closed after the request's body, before any answer. Nothing was done.
    CutAfterBody,
    /// The request is carried out, then the connection is closed without an answer.
    LostReply,
    /// The request is carried out, and the connection is closed in the middle of the answer.
    CutMidAnswer,
    /// The answer never comes. Nothing was done.
    Hang,
    /// The request is carried out and answered, after a delay in real time.
    Slow(Duration),
    /// 200 with a page of HTML from a proxy; Harness never saw the request.
    Html,
    /// This HTTP status, with the body that goes with it; nothing was done.
    Status(u16),
    /// 200 and JSON that ends too early. The request is carried out.
    Garbage,
    /// 200 with `status: "ERROR"` inside. Nothing was done.
    ErrorIn200,
    /// 400 with the sentence about the latest execution.
    NotLatest,
    /// 411 for a body without a length (a stream); everything else passes.
    NoStreamBody,
}

/// A fault, and which requests meet it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRule {
    /// The call that meets the fault.
    pub call: Call,
    /// What goes wrong.
    pub fault: Fault,
    /// How many requests meet it; `None` for all.
    pub times: Option<u32>,
    /// Only requests about this pipeline; `None` for any.
    pub pipeline: Option<String>,
    /// Whether the request is carried out, where that differs from what the fault says.
    pub takes: Option<bool>,
    /// A retry passes the check that it is of the latest attempt, as if it had been checked before an
    /// earlier one started its child. Harness checks, then acts: two quick ones can both pass.
    pub races: bool,
    /// Leaves out the cross-origin headers, as an edge in front of Harness may.
    pub without_cors: bool,
}

impl FaultRule {
    /// The next request of this call meets the fault.
    pub fn once(call: Call, fault: Fault) -> FaultRule {
        FaultRule { call, fault, times: Some(1), pipeline: None, takes: None, races: false, without_cors: false }
    }

    /// Every request of this call meets the fault.
    pub fn always(call: Call, fault: Fault) -> FaultRule {
        FaultRule { times: None, ..FaultRule::once(call, fault) }
    }

    /// Only requests about this pipeline.
    #[must_use]
    pub fn on(mut self, pipeline: &str) -> FaultRule {
        self.pipeline = Some(pipeline.to_owned());
        self
    }

    /// The retry starts a second child, where there is a first.
    #[must_use]
    pub fn racing(mut self) -> FaultRule {
        self.races = true;
        self
    }

    /// Whether Harness does what was asked before (or without) the answer going wrong.
    pub(crate) fn request_takes(&self) -> bool {
        self.takes
            .unwrap_or(matches!(self.fault, Fault::LostReply | Fault::CutMidAnswer | Fault::Slow(_) | Fault::Garbage))
    }

    fn meets(&self, call: Call, pipeline: Option<&str>) -> bool {
        (self.call == Call::Any || self.call == call)
            && self.pipeline.as_deref().is_none_or(|own| Some(own) == pipeline)
            && self.times != Some(0)
    }
}

/// The rules in force. The newest comes first, so an injected one goes before a scenario's.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<FaultRule>>);

impl Faults {
    pub fn inject(&self, rule: FaultRule) {
        self.lock().insert(0, rule);
    }

    /// The fault that this request meets, counted down.
    pub fn meet(&self, call: Call, pipeline: Option<&str>, has_length: bool) -> Option<FaultRule> {
        self.take(|rule| rule.meets(call, pipeline) && !(has_length && rule.fault == Fault::NoStreamBody))
    }

    /// The same, but only for a cut before anything is read.
    pub fn meet_unread(&self, call: Call, pipeline: Option<&str>) -> Option<FaultRule> {
        self.take(|rule| rule.fault == Fault::CutBeforeRead && rule.meets(call, pipeline))
    }

    /// Whether it is worth looking at a request before reading it.
    pub fn any_unread(&self) -> bool {
        self.lock().iter().any(|rule| rule.fault == Fault::CutBeforeRead && rule.times != Some(0))
    }

    fn take(&self, wanted: impl Fn(&FaultRule) -> bool) -> Option<FaultRule> {
        let mut rules = self.lock();
        let rule = rules.iter_mut().find(|rule| wanted(rule))?;
        rule.times = rule.times.map(|left| left - 1);
        Some(rule.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<FaultRule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A rule as `POST /_simulator/faults` takes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultRequest {
    call: Call,
    fault: String,
    times: Option<u32>,
    #[serde(default)]
    always: bool,
    pipeline: Option<String>,
    seconds: Option<f64>,
    takes: Option<bool>,
    #[serde(default)]
    races: bool,
    #[serde(default)]
    without_cors: bool,
}

impl TryFrom<FaultRequest> for FaultRule {
    type Error = String;

    fn try_from(request: FaultRequest) -> Result<FaultRule, String> {
        let fault = match request.fault.as_str() {
            "cutBeforeRead" => Fault::CutBeforeRead,
            "cutAfterHeaders" => Fault::CutAfterHeaders,
            "cutAfterBody" => Fault::CutAfterBody,
            "lostReply" => Fault::LostReply,
            "cutMidAnswer" => Fault::CutMidAnswer,
            "hang" => Fault::Hang,
            "slow" => Fault::Slow(
                Duration::try_from_secs_f64(request.seconds.unwrap_or(3.0)).map_err(|error| error.to_string())?,
            ),
            "html" => Fault::Html,
            "garbage" => Fault::Garbage,
            "errorIn200" => Fault::ErrorIn200,
            "notLatest" => Fault::NotLatest,
            "noStreamBody" => Fault::NoStreamBody,
            other => match other.parse() {
                Ok(status @ 400..=599) => Fault::Status(status),
                _ => return Err(format!("There is no fault called {other:?}")),
            },
        };
        Ok(FaultRule {
            call: request.call,
            fault,
            times: if request.always { None } else { Some(request.times.unwrap_or(1)) },
            pipeline: request.pipeline,
            takes: request.takes,
            races: request.races,
            without_cors: request.without_cors,
        })
    }
}
