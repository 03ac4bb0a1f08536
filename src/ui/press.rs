//! The press of the button, and what comes of it.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::owner::{StoredValue, on_cleanup};
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::fetch::Fetch;
use crate::browser::{clock, is_offline, is_secure, lock};
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_intent::{Event, OwnAnswer, RetryIntent, Step, Verdict};
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::harness::outcome::RetryOutcome;
use crate::harness::transport::HttpRequest;
use crate::ui::kept::Kept;
use crate::ui::state::State;
use crate::view_model::connect_form::Target;
use crate::view_model::outcome_words::{NotSent, looking, not_seen, unchecked};
use crate::view_model::readiness::Readiness;
use crate::view_model::user_message::UserMessage;

/// Longer than any answer that a gateway would still pass on.
const SEND_LIMIT_MS: u32 = 120_000;
/// For each look at the history, before the send and after it.
const CHECK_LIMIT_MS: u32 = 20_000;

/// Where the press stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pressed {
    /// Not pressed, or pressed and refused and free to be pressed again.
    #[default]
    No,
    /// Checking that nothing newer was started, then sending.
    Sending,
    /// Not sent, or refused: nothing was started.
    Refused(UserMessage),
    /// It may have started, and the attempts are being looked at.
    Looking(UserMessage),
    /// A newer attempt was there before this one was sent.
    Overtaken(PlanExecutionId),
    /// Harness started this execution.
    Started(PlanExecutionId),
    /// Harness's answer does not say so, but this attempt is new since the press.
    Appeared(PlanExecutionId),
    /// More than one attempt is new since the press.
    SeveralStarted(Vec<PlanExecutionId>),
    /// It may have started; the attempts do not show it.
    Unknown(UserMessage),
}

/// One execution's press.
#[derive(Clone, Copy)]
pub struct Press {
    execution: StoredValue<PlanExecutionId>,
    state: State<Pressed>,
    send: Callback<()>,
}

impl Press {
    /// The press that sends what `request` holds.
    pub fn new(
        target: Target,
        execution: PlanExecutionId,
        request: Kept<HttpRequest>,
        readiness: Kept<Readiness>,
        is_sending: State<bool>,
    ) -> Self {
        let state = State::new(Pressed::No);
        let of = StoredValue::new(execution.clone());
        let send = Callback::new(move |()| {
            if !readiness.with_untracked(|readiness| readiness == Some(&Readiness::Ready)) {
                return;
            }
            let Some(request) = request.get_untracked() else { return };
            // Looked at and locked in one step, before anything else happens: a second click finds it so,
            // and a press on what is no longer shown locks nothing and sends nothing.
            let mut is_ours = false;
            state.update(|state| {
                is_ours = matches!(state, Pressed::No | Pressed::Refused(_));
                if is_ours {
                    *state = Pressed::Sending;
                }
            });
            if !is_ours {
                return;
            }
            is_sending.set(true);
            let (target, execution) = (target.clone(), execution.clone());
            spawn_local(async move {
                let show = |pressed| state.set(pressed);
                show(match obstacle() {
                    Some(why) => Pressed::Refused(why.message()),
                    None => locked(&target, &execution, &request, show).await,
                });
                is_sending.set(false);
            });
        });
        warn_before_leaving(state);
        Self { execution: of, state, send }
    }

    /// Presses, if that is possible just now.
    pub fn press(&self) {
        self.send.run(());
    }

    /// Where it stands.
    pub fn state(&self) -> Pressed {
        self.state.get()
    }

    /// The execution that would be retried.
    pub fn execution(&self) -> PlanExecutionId {
        self.execution.get_value()
    }

    /// Nothing may be changed or pressed.
    pub fn is_locked(&self) -> bool {
        !matches!(self.state.get(), Pressed::No | Pressed::Refused(_))
    }
}

/// What keeps this browser from sending at all.
fn obstacle() -> Option<NotSent> {
    if !is_secure() {
        return Some(NotSent::Insecure);
    }
    is_offline().then_some(NotSent::Offline)
}

/// Carries the press out while this tab alone may do so for this execution.
async fn locked(
    target: &Target,
    execution: &PlanExecutionId,
    request: &HttpRequest,
    show: impl Fn(Pressed),
) -> Pressed {
    let name = format!("pipeline-retry {} {execution}", request.receiver());
    match lock::take(&name).await {
        Ok(Some(_held)) => carry_out(target, execution, request, show).await,
        Ok(None) => Pressed::Refused(NotSent::OtherTab.message()),
        Err(_) => Pressed::Refused(NotSent::NoLocks.message()),
    }
}

/// Does what [`RetryIntent`] says. Nothing of it is cancelled when the person loads something else: a retry
/// under way must run to its end.
async fn carry_out(
    target: &Target,
    execution: &PlanExecutionId,
    request: &HttpRequest,
    show: impl Fn(Pressed),
) -> Pressed {
    let client = |limit| HarnessClient::new(Fetch::until(None, limit), target.connection.clone());
    let (mut intent, mut step) = RetryIntent::new(execution.clone());
    // Why the check, or then the answer, did not say that it started.
    let mut error = ApiError::Cancelled;
    loop {
        step = match step {
            Step::Rest => break,
            Step::Look(after) => {
                clock::wait(after).await;
                let history = client(CHECK_LIMIT_MS).retry_history(&target.pipeline.pipeline, execution).await;
                let step = intent.step(Event::History(history.as_ref().ok()), clock::jitter());
                if let (Err(unread), Some(Verdict::Unchecked)) = (history, intent.verdict()) {
                    error = unread;
                }
                step
            }
            Step::Send => {
                let outcome = client(SEND_LIMIT_MS).retry(request).await;
                let step = intent.step(Event::Answer(outcome.own_answer()), clock::jitter());
                if let RetryOutcome::Refused(told) | RetryOutcome::Unknown(told) = outcome {
                    error = told;
                }
                step
            }
        };
        match intent.is_looking() {
            Some((OwnAnswer::Started(execution), 0)) => show(Pressed::Started(execution.clone())),
            Some((OwnAnswer::Refused | OwnAnswer::NotLatest | OwnAnswer::Lost, 1)) => {
                show(Pressed::Looking(looking(UserMessage::of_unknown(&error))));
            }
            _ => {}
        }
    }
    match intent.verdict().cloned() {
        Some(Verdict::Overtaken(latest)) => Pressed::Overtaken(latest),
        Some(Verdict::Started(execution)) => Pressed::Started(execution),
        Some(Verdict::Appeared(latest)) => Pressed::Appeared(latest),
        Some(Verdict::SeveralStarted(all)) => Pressed::SeveralStarted(all),
        Some(Verdict::Refused) => Pressed::Refused(UserMessage::of_refusal(&error)),
        Some(Verdict::NotSeen { looks }) => Pressed::Unknown(not_seen(UserMessage::of_unknown(&error), looks)),
        Some(Verdict::Unchecked) | None => Pressed::Refused(unchecked(&error)),
    }
}

/// The browser asks before it leaves the page, while something is being sent or looked for.
fn warn_before_leaving(state: State<Pressed>) {
    let warning = window_event_listener_untyped("beforeunload", move |event| {
        if state.with_untracked(|state| matches!(state, Pressed::Sending | Pressed::Looking(_))) {
            event.prevent_default();
        }
    });
    on_cleanup(move || warning.remove());
}
