//! Aborting one of several attempts: asked first, sent once, followed to its end.

use wasm_bindgen_futures::spawn_local;
use web_sys::Node;

use crate::browser::clock;
use crate::browser::fetch::Fetch;
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::client::HarnessClient;
use crate::ui::execution_view::ExecutionView;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{IntoNode, live};
use crate::ui::kit::message::message;
use crate::ui::state::State;
use crate::view_model::abort_words::{aborting, ask, ended, not_ended, refused};
use crate::view_model::user_message::UserMessage;

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

/// The offer to abort this one, the `number`th of the new attempts.
pub fn abort(view: ExecutionView, execution: PlanExecutionId, number: usize) -> Node {
    let state = State::new(Abort::default());
    let set = move |to: Abort| move || state.set(to.clone());
    live(move || match state.get() {
        Abort::Offered => {
            button("secondary small", format!("Abort new attempt {number}"), set(Abort::Asking)).into_node()
        }
        Abort::Asking => {
            let execution = execution.clone();
            let go = button("primary small", "Abort it", move || {
                state.set(Abort::Told(aborting(number), "warn"));
                spawn_local(carry_out(view, execution.clone(), number, state));
            });
            let keep = button("secondary small", "Keep it", set(Abort::Offered));
            message(ask(number), "warn", vec![go.into_node(), keep.into_node()]).into_node()
        }
        Abort::Told(text, role) => message(text, role, vec![]).into_node(),
    })
}

async fn carry_out(view: ExecutionView, execution: PlanExecutionId, number: usize, state: State<Abort>) {
    let client = HarnessClient::new(Fetch::until(None, LIMIT_MS), view.connection());
    if let Err(error) = client.abort(&execution).await {
        state.set(Abort::Told(refused(number, &error), "bad"));
        return;
    }
    for gap in GAPS {
        clock::wait(gap).await;
        if let Ok(detail) = client.execution(&execution).await
            && detail.status.is_terminal()
        {
            state.set(Abort::Told(ended(number, &detail.status), "ok"));
            return;
        }
    }
    state.set(Abort::Told(not_ended(number), "warn"));
}
