//! The press of the button, and what comes of it.

use reactive_graph::callback::{Callable, Callback};
use reactive_graph::effect::Effect;
use reactive_graph::owner::{StoredValue, on_cleanup};
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use crate::browser::fetch::Fetch;
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::client::HarnessClient;
use crate::harness::outcome::RetryOutcome;
use crate::harness::transport::HttpRequest;
use crate::ui::kept::Kept;
use crate::view_model::connect_form::Target;
use crate::view_model::readiness::Readiness;
use crate::view_model::user_message::UserMessage;

/// Longer than any answer that a gateway would still pass on.
const SEND_LIMIT_MS: u32 = 120_000;
/// The re-check before the send.
const CHECK_LIMIT_MS: u32 = 20_000;

/// Where the press stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Not pressed, or pressed and refused and free to be pressed again.
    No,
    /// Checking that nothing newer was started, then sending.
    Sending,
    /// Not sent, or refused: nothing was started.
    Refused(UserMessage),
    /// A newer attempt was there before this one was sent.
    Overtaken(PlanExecutionId),
    /// Harness started this execution.
    Started(PlanExecutionId),
    /// Harness's answer does not say so, but this attempt is new since the press.
    Appeared(PlanExecutionId),
    /// It may have started.
    Unknown(UserMessage),
}

/// One execution's press.
#[derive(Clone, Copy)]
pub struct Press {
    execution: StoredValue<PlanExecutionId>,
    state: RwSignal<Pressed>,
    send: Callback<()>,
}

impl Press {
    /// The press that sends what `request` holds.
    pub fn new(
        target: Target,
        execution: PlanExecutionId,
        request: Kept<HttpRequest>,
        readiness: Kept<Readiness>,
        is_sending: RwSignal<bool>,
    ) -> Self {
        let state = RwSignal::new(Pressed::No);
        let of = StoredValue::new(execution.clone());
        let send = Callback::new(move |()| {
            let is_free = state.with_untracked(|state| matches!(state, Pressed::No | Pressed::Refused(_)));
            let Some(request) = request.get_untracked() else { return };
            if !is_free || !readiness.with_untracked(|readiness| readiness == Some(&Readiness::Ready)) {
                return;
            }
            // Locked before anything else happens: a second click finds it so.
            state.set(Pressed::Sending);
            is_sending.set(true);
            let (target, execution) = (target.clone(), execution.clone());
            spawn_local(async move {
                let outcome = check_and_send(&target, &execution, &request).await;
                state.try_set(outcome);
                is_sending.try_set(false);
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

/// One read of the history, one POST, and after anything but a clear start the history again. Nothing
/// of it is cancelled when the person loads something else: a retry under way must run to its end.
async fn check_and_send(target: &Target, execution: &PlanExecutionId, request: &HttpRequest) -> Pressed {
    let client = |limit| HarnessClient::new(Fetch::until(None, limit), target.connection.clone());
    match client(CHECK_LIMIT_MS).retry_history(&target.pipeline.pipeline, execution).await {
        Ok(history) => {
            if let Some(latest) = history.latest().filter(|latest| *latest != execution) {
                return Pressed::Overtaken(latest.clone());
            }
        }
        Err(error) => {
            let message = UserMessage::of_read("the attempts of this execution, just before sending", &error);
            let hint = format!("Nothing was sent. {}", message.hint.trim_start_matches("Nothing was run. "));
            return Pressed::Refused(UserMessage { hint, ..message });
        }
    }
    let (error, is_refused) = match client(SEND_LIMIT_MS).retry(request).await {
        RetryOutcome::Started(execution) => return Pressed::Started(execution),
        RetryOutcome::Refused(error) => (error, true),
        RetryOutcome::Unknown(error) => (error, false),
    };
    // A browser may send a POST again by itself when its connection breaks, and the second one is
    // then refused because the first one took: no verdict counts before the history was looked at.
    let history = client(CHECK_LIMIT_MS).retry_history(&target.pipeline.pipeline, execution).await;
    match history.ok().and_then(|history| history.latest().filter(|latest| *latest != execution).cloned()) {
        Some(latest) => Pressed::Appeared(latest),
        None if is_refused && !error.says_not_latest() => Pressed::Refused(UserMessage::of_refusal(&error)),
        None => Pressed::Unknown(UserMessage::of_unknown(&error)),
    }
}

/// The browser asks before it leaves the page, while something is being sent.
fn warn_before_leaving(state: RwSignal<Pressed>) {
    Effect::new(move |_| {
        if state.get() != Pressed::Sending {
            return;
        }
        let listener = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| event.prevent_default());
        let Some(window) = web_sys::window() else { return };
        let function = listener.as_ref().unchecked_ref();
        if window.add_event_listener_with_callback("beforeunload", function).is_ok() {
            let listener = StoredValue::new_local(listener);
            on_cleanup(move || {
                listener.try_with_value(|listener| {
                    // Fails only for a listener that is not there any more.
                    let _ =
                        window.remove_event_listener_with_callback("beforeunload", listener.as_ref().unchecked_ref());
                });
            });
        }
    });
}
