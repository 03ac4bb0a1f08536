//! One press, carried out: the lock, the journal, the check, the one send, and the looks after it.

use crate::browser::fetch::{Fetch, can_stream};
use crate::browser::{address, clock, is_offline, is_secure, journal, lock, sha256};
use crate::domain::execution::Millis;
use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId};
use crate::domain::retry_intent::{Event, OwnAnswer, RetryIntent, Step, Verdict, Way};
use crate::domain::retry_journal::{Came, JournalEntry};
use crate::harness::client::HarnessClient;
use crate::harness::endpoint::Connection;
use crate::harness::error::ApiError;
use crate::harness::outcome::RetryOutcome;
use crate::harness::transport::HttpRequest;
use crate::ui::press::Pressed;
use crate::ui::state::State;
use crate::view_model::outcome_words::{NotSent, elsewhere, looking, no_stream, not_seen, unfinished};
use crate::view_model::user_message::UserMessage;

/// Longer than any answer that a gateway would still pass on.
const SEND_LIMIT_MS: u32 = 120_000;
/// For each look at the history, before the send and after it.
const CHECK_LIMIT_MS: u32 = 20_000;

/// What keeps this browser from sending at all.
pub fn obstacle() -> Option<NotSent> {
    if !is_secure() {
        return Some(NotSent::Insecure);
    }
    is_offline().then_some(NotSent::Offline)
}

/// The name of the press that retries this execution, in the journal and of its lock.
pub fn press_name(connection: &Connection, execution: &PlanExecutionId) -> String {
    format!("{} {execution}", connection.api.as_str())
}

/// A press of this name whose end is not known, and what is known of its answer.
pub fn open_entry(name: &str) -> Option<(JournalEntry, OwnAnswer)> {
    let entry = journal::read(name)?;
    let answer = entry.open_answer()?;
    Some((entry, answer))
}

/// One press that is carried out.
pub struct Round {
    /// Where it stands, for whoever looks.
    pub state: State<Pressed>,
    /// Where it goes, and as whom.
    pub connection: Connection,
    /// The pipeline of what is retried.
    pub pipeline: PipelineIdentifier,
    /// What is retried.
    pub execution: PlanExecutionId,
    /// The deployment lets its body travel as a stream.
    pub may_stream: bool,
    /// When the button was pressed.
    pub pressed_at: Millis,
    /// Its [`press_name`].
    pub name: String,
    /// What to send; without one an earlier press is looked for.
    pub request: Option<HttpRequest>,
}

impl Round {
    /// Carries the press out while this tab alone may do so for this execution. [`Pressed::No`] when there was
    /// nothing to find out any more.
    pub async fn locked(&self) -> Pressed {
        let _held = match lock::take(&format!("pipeline-retry {}", self.name)).await {
            Ok(Some(lock)) => lock,
            Ok(None) => {
                let why = if self.request.is_some() { NotSent::OtherTab.message() } else { elsewhere() };
                return Pressed::Unfinished(why);
            }
            Err(_) => return Pressed::NotSent(NotSent::NoLocks),
        };
        // Read with the lock held: another tab may have written since.
        match (open_entry(&self.name), &self.request) {
            (Some((entry, _)), Some(_)) => Pressed::Unfinished(unfinished(&entry, clock::now())),
            (Some((entry, answer)), None) => {
                let before = entry.before.clone();
                let begun = RetryIntent::resume(self.execution.clone(), before, answer, entry.pressed_at);
                self.carry_out(begun, entry).await
            }
            (None, Some(request)) => {
                let pressed_at = self.pressed_at;
                let way = self.way_for(request);
                let body = request.body().map_or("", |body| &body.text);
                let entry = JournalEntry {
                    request: request.url_without("notesForPipelineExecution"),
                    body_hash: sha256::of(body).await.unwrap_or_default(),
                    body_length: body.len(),
                    way,
                    pressed_at,
                    written_at: pressed_at,
                    before: Vec::new(),
                    came: Came::Sending,
                };
                journal::forget_old(pressed_at);
                self.carry_out(RetryIntent::new(self.execution.clone(), way, pressed_at), entry).await
            }
            // Another tab has seen its end: what it came to is in what Harness shows now.
            (None, None) => Pressed::No,
        }
    }

    /// A stream where deployment and browser allow it and the connection may: none does over http.
    fn way_for(&self, request: &HttpRequest) -> Way {
        let address = request.address();
        let is_https = if address.starts_with('/') { address::origin() } else { address }.starts_with("https:");
        let is_refused = || journal::is_plain(self.connection.api.as_str(), clock::now());
        if is_https && self.may_stream && !is_refused() && can_stream() { Way::Stream } else { Way::Plain }
    }

    fn write(&self, entry: &mut JournalEntry, came: Came) -> bool {
        entry.came = came;
        entry.written_at = clock::now();
        journal::write(&self.name, entry)
    }

    /// Does what [`RetryIntent`] says. Nothing of it is cancelled when the person loads something else: a
    /// retry under way must run to its end.
    async fn carry_out(&self, (mut intent, mut step): (RetryIntent, Step), mut entry: JournalEntry) -> Pressed {
        let client = |limit, way| HarnessClient::new(Fetch::until(None, limit).by(way), self.connection.clone());
        // Why the check, or then the answer, did not say that it started.
        let mut error = ApiError::Cancelled;
        let mut was_sent = self.request.is_none();
        let mut refuses_stream = false;
        loop {
            step = match (step, &self.request) {
                (Step::Look(after), _) => {
                    clock::wait(after).await;
                    let client = client(CHECK_LIMIT_MS, Way::Plain);
                    let client = if was_sent { client } else { client.patient() };
                    let history = client.retry_history(&self.pipeline, &self.execution).await;
                    let step = intent.step(Event::History(history.as_ref().ok()), clock::now(), clock::jitter());
                    if let (Err(unread), Some(Verdict::Unchecked)) = (history, intent.verdict()) {
                        error = unread;
                    }
                    step
                }
                (Step::Send(way), Some(request)) => {
                    entry.way = way;
                    entry.before = intent.before().to_vec();
                    let mut event = Event::NotWritten;
                    if self.write(&mut entry, Came::Sending) {
                        was_sent = true;
                        let outcome = client(SEND_LIMIT_MS, way).retry(request).await;
                        event = outcome.event();
                        if let RetryOutcome::Refused(told) | RetryOutcome::Unknown(told) = outcome {
                            refuses_stream = way == Way::Stream && matches!(told.status(), Some(411 | 415));
                            error = told;
                        }
                    }
                    if let Event::Answer(OwnAnswer::Started(execution)) = &event {
                        self.write(&mut entry, Came::Started(execution.clone()));
                    }
                    intent.step(event, clock::now(), clock::jitter())
                }
                _ => break,
            };
            match intent.is_looking() {
                Some((OwnAnswer::Started(execution), 0)) => self.state.set(Pressed::Started(execution.clone())),
                Some((OwnAnswer::Refused | OwnAnswer::NotLatest | OwnAnswer::Lost, 1)) => {
                    self.state.set(Pressed::Looking(looking(UserMessage::of_unknown(&error))));
                }
                _ => {}
            }
        }
        let Some(verdict) = intent.verdict() else { return not_checked(error) };
        // Without a single look nothing was found out, and a later visit may.
        if was_sent && *verdict != (Verdict::NotSeen { looks: 0 }) {
            self.write(&mut entry, Came::from(verdict));
        }
        if refuses_stream {
            journal::note_plain(self.connection.api.as_str(), clock::now());
        }
        match verdict.clone() {
            Verdict::Overtaken(latest) => Pressed::Overtaken(latest),
            Verdict::Started(execution) => Pressed::Started(execution),
            Verdict::Appeared(latest) => Pressed::Appeared(latest),
            Verdict::SeveralStarted(all) => Pressed::SeveralStarted(all),
            Verdict::Refused if refuses_stream => Pressed::Refused(no_stream(UserMessage::of_refusal(&error))),
            Verdict::Refused => Pressed::Refused(UserMessage::of_refusal(&error)),
            Verdict::NotSeen { looks } => Pressed::Unknown(not_seen(UserMessage::of_unknown(&error), looks)),
            Verdict::TooLate => Pressed::NotSent(NotSent::TooLate),
            Verdict::NotWritten => Pressed::NotSent(NotSent::NotWritten),
            Verdict::Unchecked => not_checked(error),
        }
    }
}

fn not_checked(error: ApiError) -> Pressed {
    Pressed::NotSent(NotSent::Unread { what: "the attempts of this execution".to_owned(), error })
}
