//! One press of the button, from the intent to what came of it.
//!
//! The retry POST starts a deployment and can't be taken back, and a browser may send plain bytes a second
//! time by itself when its connection breaks. So no answer to them counts before the chain of attempts was
//! looked at. Nothing here leads to a second send: [`Step::Send`] is given once, on the way from the check,
//! and once more only where the browser never read the stream that it was to send first.

use super::execution::Millis;
use super::identifiers::PlanExecutionId;
use super::retry_history::RetryHistory;

/// How long to wait before each look at the history, in milliseconds. The server may start what it took a
/// while after the connection broke.
const GAPS: [u32; 7] = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];

/// A send begins within this time of the press, or not at all: after a sleep of the computer, say, the
/// person may have gone, and others may have acted.
pub const SEND_WITHIN: Millis = 60_000;

/// How the body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As a stream: a browser can't read it twice, and so can't send its body again by itself.
    Stream,
    /// As plain bytes.
    Plain,
}

/// One press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryIntent {
    execution: PlanExecutionId,
    way: Way,
    pressed_at: Millis,
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
    /// The journal could not be written, and therefore nothing was sent.
    NotWritten,
    /// The browser never read the stream, and therefore sent nothing.
    NeverRead,
    /// The POST was answered, or will not be.
    Answer(OwnAnswer),
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the history, after so many milliseconds.
    Look(u32),
    /// Write into the journal that it is being sent, then send the POST this way.
    Send(Way),
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
    /// Too much time went by since the press. Nothing was sent.
    TooLate,
    /// The journal could not be written. Nothing was sent.
    NotWritten,
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
    pub fn new(execution: PlanExecutionId, way: Way, pressed_at: Millis) -> (Self, Step) {
        let intent = Self { execution, way, pressed_at, state: State::Checking, looks: Looks::default() };
        (intent, Step::Look(0))
    }

    /// A press that another visit of the page carried so far: it was sent, with this known of its answer and
    /// these attempts there before. It is only looked for.
    pub fn resume(
        execution: PlanExecutionId,
        before: Vec<PlanExecutionId>,
        answer: OwnAnswer,
        pressed_at: Millis,
    ) -> (Self, Step) {
        let state = State::Looking { before, answer };
        (Self { execution, way: Way::Plain, pressed_at, state, looks: Looks::default() }, Step::Look(0))
    }

    /// What came of it, once that is known.
    pub fn verdict(&self) -> Option<&Verdict> {
        match &self.state {
            State::Ended(verdict) => Some(verdict),
            _ => None,
        }
    }

    /// The attempts that were there before it was sent, while it is being sent.
    pub fn before(&self) -> &[PlanExecutionId] {
        match &self.state {
            State::Sending { before } => before,
            _ => &[],
        }
    }

    /// What the POST was answered, while the history is looked at: and how often that was tried.
    pub fn is_looking(&self) -> Option<(&OwnAnswer, usize)> {
        match &self.state {
            State::Looking { answer, .. } => Some((answer, self.looks.tried)),
            _ => None,
        }
    }

    /// Takes what has happened by `now`, and gives what to do next. `jitter`, from 0 to 1, lengthens a wait
    /// by up to a quarter, so that several pages do not look at the same moment.
    pub fn step(&mut self, event: Event, now: Millis, jitter: f64) -> Step {
        let is_late = now.abs_diff(self.pressed_at) > SEND_WITHIN.unsigned_abs();
        let state = std::mem::replace(&mut self.state, State::Ended(Verdict::Unchecked));
        let (state, step) = match (state, event) {
            (State::Checking, Event::History(None)) => ended(Verdict::Unchecked),
            (State::Checking, Event::History(Some(history))) => {
                match history.latest().filter(|latest| **latest != self.execution) {
                    Some(latest) => ended(Verdict::Overtaken(latest.clone())),
                    None if is_late => ended(Verdict::TooLate),
                    None => (State::Sending { before: ids(history) }, Step::Send(self.way)),
                }
            }
            (State::Sending { .. }, Event::NotWritten) => ended(Verdict::NotWritten),
            (State::Sending { .. }, Event::NeverRead) if self.way == Way::Stream && is_late => ended(Verdict::TooLate),
            (State::Sending { before }, Event::NeverRead) if self.way == Way::Stream => {
                self.way = Way::Plain;
                (State::Sending { before }, Step::Send(Way::Plain))
            }
            // A body that came once is processed once, so its answer is the whole truth about it.
            (State::Sending { .. }, Event::Answer(OwnAnswer::Started(own))) if self.way == Way::Stream => {
                ended(Verdict::Started(own))
            }
            (State::Sending { .. }, Event::Answer(OwnAnswer::Refused | OwnAnswer::NotLatest))
                if self.way == Way::Stream =>
            {
                ended(Verdict::Refused)
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
                    Some(verdict) => ended(verdict),
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
        let mut all = ids(history);
        // Where it is not known what was there before: all up to this one, since it was the latest then.
        if before.is_empty()
            && let Some(at) = all.iter().position(|id| *id == self.execution)
        {
            all.drain(..at);
        }
        all.into_iter().filter(|id| *id != self.execution && !before.contains(id)).collect()
    }
}

fn ended(verdict: Verdict) -> (State, Step) {
    (State::Ended(verdict), Step::Rest)
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
