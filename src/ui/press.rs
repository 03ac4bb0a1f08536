//! The press of the button, and what comes of it.

use futures_util::future::join3;
use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::owner::{StoredValue, on_cleanup};
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::round::{Round, obstacle, open_entry};
use crate::browser::clock;
use crate::browser::fetch::Fetch;
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::harness::transport::HttpRequest;
use crate::ui::app::{Brought, Page};
use crate::ui::kept::Kept;
use crate::ui::state::State;
use crate::view_model::connect_form::Target;
use crate::view_model::outcome_words::{NotSent, looking, unfinished};
use crate::view_model::readiness::Readiness;
use crate::view_model::user_message::UserMessage;

/// For each try to read what was just started, while the form is locked.
const BRING_LIMIT_MS: u32 = 5_000;

/// Where the press stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pressed {
    /// Not pressed, or pressed and refused and free to be pressed again.
    #[default]
    No,
    /// Another visit of the page, or another tab, has sent one, and what came of it is not known here.
    Unfinished(UserMessage),
    /// Checking that nothing newer was started, then sending.
    Sending,
    /// Nothing was sent.
    NotSent(NotSent),
    /// Refused by Harness: nothing was started.
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

/// What a press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Send the retry.
    Send,
    /// Find out what came of one that an earlier visit sent.
    FindOut,
}

/// One execution's press.
#[derive(Clone, Copy)]
pub struct Press {
    execution: StoredValue<PlanExecutionId>,
    name: StoredValue<String>,
    state: State<Pressed>,
    act: Callback<Wish>,
}

impl Press {
    /// The press of this name that sends what `request` holds.
    pub fn new(
        target: Target,
        execution: PlanExecutionId,
        name: String,
        request: Kept<HttpRequest>,
        readiness: Kept<Readiness>,
        page: Page,
    ) -> Self {
        let state = State::new(match open_entry(&name) {
            Some((entry, _)) => Pressed::Unfinished(unfinished(&entry, clock::now())),
            None => Pressed::No,
        });
        let (of, named) = (StoredValue::new(execution.clone()), StoredValue::new(name.clone()));
        let act = Callback::new(move |wish| {
            let is_ready = readiness.with_untracked(|readiness| readiness == Some(&Readiness::Ready));
            let request = request.get_untracked().filter(|_| wish == Wish::Send);
            if wish == Wish::Send && !(is_ready && request.is_some()) {
                return;
            }
            // Looked at and locked in one step, before anything else happens: a second click finds it so,
            // and a press on what is no longer shown locks nothing and sends nothing.
            let mut is_ours = false;
            state.update(|state| {
                is_ours = match wish {
                    Wish::Send => {
                        matches!(state, Pressed::No | Pressed::NotSent(_) | Pressed::Refused(_))
                    }
                    Wish::FindOut => matches!(state, Pressed::Unfinished(_)),
                };
                if is_ours {
                    *state = match wish {
                        Wish::Send => Pressed::Sending,
                        Wish::FindOut => Pressed::Looking(looking(UserMessage::of_unknown(&ApiError::Cancelled))),
                    };
                }
            });
            if !is_ours {
                return;
            }
            page.is_sending.set(true);
            let round = Round {
                state,
                connection: target.connection.clone(),
                pipeline: target.pipeline.pipeline.clone(),
                execution: execution.clone(),
                may_stream: page.may_stream.with_untracked(|may| *may),
                pressed_at: clock::now(),
                name: name.clone(),
                request,
            };
            let target = target.clone();
            spawn_local(async move {
                let end = match obstacle().filter(|_| wish == Wish::Send) {
                    Some(why) => Pressed::NotSent(why),
                    None => round.locked().await,
                };
                state.set(end.clone());
                match end {
                    Pressed::Started(new) => bring(page, &target, &round, new).await,
                    Pressed::No => page.show(&target, round.execution),
                    _ => {}
                }
                page.is_sending.set(false);
            });
        });
        warn_before_leaving(state);
        Self { execution: of, name: named, state, act }
    }

    /// Presses, if that is possible just now.
    pub fn press(&self) {
        self.act.run(Wish::Send);
    }

    /// Goes on finding out what came of a press that an earlier visit of the page did not see to its end.
    pub fn find_out(&self) {
        self.act.run(Wish::FindOut);
    }

    /// Where it stands.
    pub fn state(&self) -> Pressed {
        self.state.get()
    }

    /// The execution that would be retried.
    pub fn execution(&self) -> PlanExecutionId {
        self.execution.get_value()
    }

    /// What the journal calls it.
    pub fn name(&self) -> String {
        self.name.get_value()
    }

    /// Harness started what it sent.
    pub fn has_started(&self) -> bool {
        self.state.with_untracked(|state| matches!(state, Pressed::Started(_)))
    }

    /// Nothing may be changed or pressed.
    pub fn is_locked(&self) -> bool {
        !matches!(self.state.get(), Pressed::No | Pressed::NotSent(_) | Pressed::Refused(_))
    }
}

/// Shows the new execution in the place of the old one, as soon as Harness has it. Where it has not, the old one
/// stays, with the way to the new one.
async fn bring(page: Page, target: &Target, round: &Round, new: PlanExecutionId) {
    let client = HarnessClient::new(Fetch::until(None, BRING_LIMIT_MS), target.connection.clone()).patient();
    let reads = join3(
        client.execution(&new),
        client.retry_history(&target.pipeline.pipeline, &new),
        client.runtime_inputs(&new),
    );
    let (Ok(execution), history, inputs) = reads.await else { return };
    let link = target.pipeline.execution(round.execution.clone()).link();
    // Nobody is taken away from what was loaded meanwhile.
    if page.shown.with_untracked(|shown| *shown == link) {
        page.brought.set(Some(Brought {
            execution,
            history: history.ok(),
            inputs: inputs.ok(),
            pressed_at: round.pressed_at,
        }));
        page.show(target, new);
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
