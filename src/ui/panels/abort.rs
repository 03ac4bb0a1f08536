//! Aborting an execution: asked first, sent once, looked at until it has ended.

use wasm_bindgen_futures::spawn_local;
use web_sys::Node;

use crate::browser::fetch::Fetch;
use crate::browser::{attention, clock};
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::client::HarnessClient;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, live, nothing};
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::abort_words::{aborting, ask, ended, not_ended, refused};
use crate::view_model::live_words::live_sentence;
use crate::view_model::user_message::UserMessage;

const THIS: &str = "this execution";
const LIMIT_MS: u32 = 20_000;
/// Between looks at its status, in milliseconds.
const GAPS: [u32; 8] = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

#[derive(Clone, Debug, Default)]
enum Abort {
    #[default]
    Offered,
    Asking,
    Told(UserMessage, &'static str),
}

/// The offer to abort this one of the new attempts. A letter, since numbers are of attempts in their order.
pub fn abort(view: ExecutionView, execution: PlanExecutionId, letter: char) -> Node {
    let state = State::new(Abort::default());
    let what = format!("new attempt {letter}");
    let offer = format!("Abort {what}");
    let question = question(
        state,
        || "The others go on.".to_owned(),
        what.clone(),
        move || {
            spawn_local(carry_out(view, execution.clone(), what.clone(), state));
        },
    );
    live(move || match state.get() {
        Abort::Offered => {
            button("danger small", "Abort", move || state.set(Abort::Asking)).attr("aria-label", &*offer).into_node()
        }
        _ => question(),
    })
}

/// The abort of the execution that is shown and goes on. How it ends is seen by following it.
#[derive(Clone, Copy)]
pub struct ShownAbort {
    view: ExecutionView,
    state: State<Abort>,
}

impl ShownAbort {
    /// Not asked for so far.
    pub fn new(view: ExecutionView) -> Self {
        Self { view, state: State::new(Abort::default()) }
    }

    /// The button, and what is said about it.
    pub fn offer(self) -> (El, Node) {
        let Self { view, state } = self;
        let is_offered = kept(move || matches!(state.get(), Abort::Offered | Abort::Told(_, "bad")).then_some(()));
        let offer = button("danger large", "Abort…", move || {
            if is_offered.with_untracked(|is| is.is_some()) {
                state.set(Abort::Asking);
            }
        })
        .live_attr("aria-disabled", move || (!is_offered.is_there()).then(|| "true".to_owned()));
        // As it stands when it is asked: the question does not change under the pointer.
        let facts = move || {
            let stands = view.parts.with_untracked(|parts| match &parts.execution {
                Some(Ok(execution)) => live_sentence(execution),
                _ => String::new(),
            });
            format!("Just now: {stands}")
        };
        let question = question(state, facts, THIS.to_owned(), move || {
            let client = HarnessClient::new(Fetch::until(None, LIMIT_MS), view.connection());
            let execution = view.press.execution();
            spawn_local(async move {
                if let Err(error) = client.abort(&execution).await {
                    state.set(Abort::Told(refused(THIS, &error), "bad"));
                }
                // Also without an answer it may be on its way: its status tells.
                attention::wake();
            });
        });
        (offer, live(question))
    }

    /// What is said once it has ended, in the place of what was said before.
    pub fn end(self) -> Option<El> {
        let was_asked = self.state.with_untracked(|state| matches!(state, Abort::Told(..)));
        self.view.parts.with_untracked(|parts| match &parts.execution {
            Some(Ok(execution)) if was_asked => Some(message(ended(THIS, &execution.status), "ok", vec![])),
            _ => None,
        })
    }
}

/// The question, and from then on what came of it. `go` is called once.
fn question(
    state: State<Abort>,
    facts: impl Fn() -> String,
    what: String,
    go: impl Fn() + Clone + 'static,
) -> impl Fn() -> Node {
    move || match state.get() {
        Abort::Offered => nothing(),
        Abort::Asking => {
            let (what_now, go) = (what.clone(), go.clone());
            let go = button("danger small", "Abort it", move || {
                if state.with_untracked(|state| matches!(state, Abort::Asking)) {
                    state.set(Abort::Told(aborting(&what_now), "warn"));
                    go();
                }
            });
            let keep = button("secondary small", "Keep it", move || state.set(Abort::Offered));
            message(ask(&what, &facts()), "warn", vec![go.into_node(), keep.into_node()]).into_node()
        }
        Abort::Told(text, role) => message(text, role, vec![]).into_node(),
    }
}

async fn carry_out(view: ExecutionView, execution: PlanExecutionId, what: String, state: State<Abort>) {
    let client = HarnessClient::new(Fetch::until(None, LIMIT_MS), view.connection());
    if let Err(error) = client.abort(&execution).await {
        state.set(Abort::Told(refused(&what, &error), "bad"));
        return;
    }
    for gap in GAPS {
        clock::wait(gap).await;
        if let Ok(detail) = client.execution(&execution).await
            && detail.status.is_terminal()
        {
            state.set(Abort::Told(ended(&what, &detail.status), "ok"));
            return;
        }
    }
    state.set(Abort::Told(not_ended(&what), "warn"));
}
