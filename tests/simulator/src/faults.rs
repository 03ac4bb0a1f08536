//! Which requests meet a fault.

use crate::call::Call;
use crate::fault::Fault;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
    /// Just before the request is looked at, somebody else retries the same execution from the same
    /// stages. It happens whether this request is carried out or not.
    pub colleague: bool,
    /// What a retry starts is there only after this long, in simulated time. The check for the latest
    /// attempt knows of it at once.
    pub late: Option<Duration>,
    /// Leaves out the cross-origin headers, as an edge in front of Harness may.
    pub without_cors: bool,
}

impl FaultRule {
    /// The next request of this call meets the fault.
    pub fn once(call: Call, fault: Fault) -> FaultRule {
        FaultRule {
            call,
            fault,
            times: Some(1),
            pipeline: None,
            takes: None,
            races: false,
            colleague: false,
            late: None,
            without_cors: false,
        }
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

    /// Somebody else's retry comes first.
    #[must_use]
    pub fn after_a_colleague(mut self) -> FaultRule {
        self.colleague = true;
        self
    }

    /// What the retry starts is there only after this long, in simulated time.
    #[must_use]
    pub fn starting_late(mut self, late: Duration) -> FaultRule {
        self.late = Some(late);
        self
    }

    pub(crate) fn request_takes(&self) -> bool {
        self.takes.unwrap_or(self.fault.takes())
    }

    fn is_about(&self, request: &Request) -> bool {
        (self.call == Call::Any || self.call == request.call)
            && self.pipeline.as_deref().is_none_or(|own| Some(own) == request.pipeline)
            && (self.fault != Fault::NoStreamBody || request.is_stream)
    }
}

/// What decides which rule a request meets.
#[derive(Clone, Copy, Debug)]
pub struct Request<'request> {
    pub call: Call,
    pub pipeline: Option<&'request str>,
    /// The plan execution id it is about; empty for none.
    pub execution: &'request str,
    /// It has a body whose length it did not say.
    pub is_stream: bool,
}

/// The rules in force. The newest comes first, so an injected one goes before a scenario's.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<InForce>>);

#[derive(Debug)]
struct InForce {
    rule: FaultRule,
    /// The executions of which a first retry has met [`Fault::Twin`].
    with_twins: HashSet<String>,
}

impl Faults {
    pub fn inject(&self, rule: FaultRule) {
        self.lock().insert(0, InForce { rule, with_twins: HashSet::new() });
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault that this request meets, counted down.
    pub fn meet(&self, request: &Request) -> Option<FaultRule> {
        self.lock().iter_mut().find_map(|in_force| in_force.meet(request))
    }

    /// The same, but only for a cut before anything is read.
    pub fn meet_unread(&self, request: &Request) -> Option<FaultRule> {
        let mut rules = self.lock();
        let mut cuts = rules.iter_mut().filter(|in_force| in_force.rule.fault == Fault::CutBeforeRead);
        cuts.find_map(|in_force| in_force.meet(request))
    }

    /// Whether it is worth looking at a request before reading it.
    pub fn any_unread(&self) -> bool {
        let is_cut = |rule: &FaultRule| rule.fault == Fault::CutBeforeRead && rule.times != Some(0);
        self.lock().iter().any(|in_force| is_cut(&in_force.rule))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<InForce>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InForce {
    fn meet(&mut self, request: &Request) -> Option<FaultRule> {
        let rule = &mut self.rule;
        if !rule.is_about(request) {
            return None;
        }
        if rule.fault == Fault::Twin && self.with_twins.contains(request.execution) {
            return Some(FaultRule { fault: Fault::Nothing, races: true, ..rule.clone() });
        }
        if rule.times == Some(0) {
            return None;
        }
        rule.times = rule.times.map(|left| left - 1);
        if rule.fault == Fault::Twin {
            self.with_twins.insert(request.execution.to_owned());
        }
        Some(rule.clone())
    }
}

/// A rule as `POST /_simulator/faults` takes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the JSON")]
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
    colleague: bool,
    late_seconds: Option<f64>,
    #[serde(default)]
    without_cors: bool,
}

impl TryFrom<FaultRequest> for FaultRule {
    type Error = String;

    fn try_from(request: FaultRequest) -> Result<FaultRule, String> {
        let duration = |seconds| Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string());
        let fault =
            Fault::named(&request.fault).ok_or_else(|| format!("There is no fault called {:?}", request.fault))?;
        let fault = match (fault, request.seconds) {
            (Fault::Slow(_), Some(seconds)) => Fault::Slow(duration(seconds)?),
            (fault, _) => fault,
        };
        Ok(FaultRule {
            call: request.call,
            fault,
            times: if request.always { None } else { Some(request.times.unwrap_or(1)) },
            pipeline: request.pipeline,
            takes: request.takes,
            races: request.races,
            colleague: request.colleague,
            late: request.late_seconds.map(duration).transpose()?,
            without_cors: request.without_cors,
        })
    }
}
