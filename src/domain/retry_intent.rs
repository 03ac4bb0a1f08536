//! One press of the button, from the intent to what came of it.
//!
//! The retry POST starts a deployment and can't be taken back, and a browser may send it a second time by
//! itself when its connection breaks. So no answer counts before the chain of attempts was looked at, and
//! nothing here leads to a second send: [`Step::Send`] is given once, on the way from the check.

use super::identifiers::PlanExecutionId;
use super::retry_history::RetryHistory;

/// How long to wait before each look at the history, in milliseconds. The server may start what it took a
/// while after the connection broke.
const GAPS: [u32; 7] = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];

/// One press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryIntent {
    execution: PlanExecutionId,
    state: State,
    looks: Looks,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Checking,
    Sending { before: Vec<PlanExecutionId> },
    Looking { before: Vec<PlanExecutionId>, answer: OwnAnswer },
    Ended(Verdict),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Looks {
    tried: usize,
    /// Those for which the history came.
    seen: usize,
    /// Those that showed something new.
    found: usize,
}

/// What the answer to this press's own POST said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnAnswer {
    /// Harness started this execution.
    Started(PlanExecutionId),
    /// It was not taken.
    Refused,
    /// It was not taken because a newer attempt exists: which may be the one that the same press started,
    /// when the browser sent twice (`docs/harness-api.md` §2, `not the latest`).
    NotLatest,
    /// There was no answer, or none that tells.
    Lost,
}

/// What has happened.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// The history came, or `None` where it could not be read.
    History(Option<&'a RetryHistory>),
    /// The POST was answered, or will not be.
    Answer(OwnAnswer),
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the history, after so many milliseconds.
    Look(u32),
    /// Send the POST. Given once for an intent.
    Send,
    /// Nothing: it has ended, or the event was not one to wait for.
    Rest,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The history could not be read before sending. Nothing was sent.
    Unchecked,
    /// This newer attempt was there before sending. Nothing was sent.
    Overtaken(PlanExecutionId),
    /// Our own answer says that Harness started this execution.
    Started(PlanExecutionId),
    /// Harness did not take it, and nothing new is in the history.
    Refused,
    /// Only the history shows this new attempt: it may be a colleague's.
    Appeared(PlanExecutionId),
    /// The chain has more than one attempt that was not there before, oldest first.
    SeveralStarted(Vec<PlanExecutionId>),
    /// So many looks at the history showed nothing new. With none it could not be read at all.
    NotSeen {
        /// How often the history was read.
        looks: usize,
    },
}

impl RetryIntent {
    /// A press on this execution. The first step is a look at the history, at once.
    pub fn new(execution: PlanExecutionId) -> (Self, Step) {
        (Self { execution, state: State::Checking, looks: Looks::default() }, Step::Look(0))
    }

    /// What came of it, once that is known.
    pub fn verdict(&self) -> Option<&Verdict> {
        match &self.state {
            State::Ended(verdict) => Some(verdict),
            _ => None,
        }
    }

    /// What the POST was answered, while the history is looked at: and how often that was tried.
    pub fn is_looking(&self) -> Option<(&OwnAnswer, usize)> {
        match &self.state {
            State::Looking { answer, .. } => Some((answer, self.looks.tried)),
            _ => None,
        }
    }

    /// Takes what has happened, and gives what to do next. `jitter`, from 0 to 1, lengthens a wait by up to
    /// a quarter, so that several pages do not look at the same moment.
    pub fn step(&mut self, event: Event, jitter: f64) -> Step {
        let state = std::mem::replace(&mut self.state, State::Ended(Verdict::Unchecked));
        let (state, step) = match (state, event) {
            (State::Checking, Event::History(None)) => (State::Ended(Verdict::Unchecked), Step::Rest),
            (State::Checking, Event::History(Some(history))) => {
                match history.latest().filter(|latest| **latest != self.execution) {
                    Some(latest) => (State::Ended(Verdict::Overtaken(latest.clone())), Step::Rest),
                    None => (State::Sending { before: ids(history) }, Step::Send),
                }
            }
            (State::Sending { before }, Event::Answer(answer)) => {
                (State::Looking { before, answer }, Step::Look(gap(0, jitter)))
            }
            (State::Looking { before, answer }, Event::History(history)) => {
                self.looks.tried += 1;
                self.looks.seen += usize::from(history.is_some());
                let new = history.map(|history| self.new_in(history, &before));
                self.looks.found += usize::from(new.as_ref().is_some_and(|new| !new.is_empty()));
                match self.judge(&answer, new) {
                    Some(verdict) => (State::Ended(verdict), Step::Rest),
                    None => (State::Looking { before, answer }, Step::Look(gap(self.looks.tried, jitter))),
                }
            }
            (state, _) => (state, Step::Rest),
        };
        self.state = state;
        step
    }

    /// What a look says; `None` when another is needed.
    fn judge(&self, answer: &OwnAnswer, new: Option<Vec<PlanExecutionId>>) -> Option<Verdict> {
        let was_last = self.looks.tried == GAPS.len();
        let Some(mut new) = new else {
            return was_last.then(|| match answer {
                OwnAnswer::Started(execution) => Verdict::Started(execution.clone()),
                _ => Verdict::NotSeen { looks: self.looks.seen },
            });
        };
        // Our own may not be in the history yet.
        if let OwnAnswer::Started(own) = answer
            && !new.contains(own)
        {
            new.push(own.clone());
        }
        match (new.len(), answer) {
            (0, OwnAnswer::Refused) => Some(Verdict::Refused),
            (0, _) => was_last.then_some(Verdict::NotSeen { looks: self.looks.seen }),
            (1, OwnAnswer::Started(own)) => Some(Verdict::Started(own.clone())),
            // The browser's second copy may still be under way: one attempt is believed when seen twice.
            (1, _) => (was_last || self.looks.found > 1).then(|| new.pop().map(Verdict::Appeared)).flatten(),
            _ => Some(Verdict::SeveralStarted(new)),
        }
    }

    fn new_in(&self, history: &RetryHistory, before: &[PlanExecutionId]) -> Vec<PlanExecutionId> {
        ids(history).into_iter().filter(|id| *id != self.execution && !before.contains(id)).collect()
    }
}

/// The attempts of the chain, oldest first; also a latest that is not among those listed.
fn ids(history: &RetryHistory) -> Vec<PlanExecutionId> {
    let mut ids: Vec<PlanExecutionId> = history.attempts().iter().map(|attempt| attempt.execution.clone()).collect();
    if let Some(latest) = history.latest().filter(|latest| !ids.contains(latest)) {
        ids.push(latest.clone());
    }
    ids
}

fn gap(look: usize, jitter: f64) -> u32 {
    let gap = GAPS.get(look).copied().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a quarter of 15,000")]
    let more = (f64::from(gap) / 4.0 * jitter.clamp(0.0, 1.0)) as u32;
    gap + more
}

#[cfg(test)]
mod tests;
