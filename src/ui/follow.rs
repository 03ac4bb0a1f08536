//! Following an execution until it ends or the page is left.

use futures_util::future::join;
use web_sys::AbortSignal;

use super::execution_view::ExecutionView;
use crate::browser::fetch::Fetch;
use crate::browser::{attention, clock};
use crate::domain::execution::{Execution, Millis};
use crate::domain::follow::Follow;
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::view_model::live_words::{is_for_good, news};

/// A look that takes longer has failed.
const LOOK_LIMIT_MS: u32 = 20_000;
/// The looks after which the attempts are read again, where a press has just started this one: a browser may
/// have sent twice, and a second attempt may show up late.
const LOOKS_AT_ATTEMPTS: [usize; 2] = [1, 5];

/// Why what is shown is not renewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// Of the last look.
    pub error: ApiError,
    /// When what is shown was read.
    pub seen_at: Millis,
}

/// Looks at the execution, with growing gaps, as long as it goes on. No look begins before the last one has
/// ended, so none can come too late.
pub async fn follow(view: ExecutionView, leaving: Option<AbortSignal>) {
    let client = HarnessClient::new(Fetch::until(leaving.clone(), LOOK_LIMIT_MS), view.connection());
    let (mut follow, mut seen_at, mut looks) = (Follow::new(clock::now()), clock::now(), 0);
    while is_time_for_a_look(&mut follow, leaving.as_ref()).await {
        let answer = client.execution(&view.press.execution()).await;
        if has_left(leaving.as_ref()) {
            return;
        }
        follow.looked(clock::now(), answer.is_ok());
        match answer {
            Ok(execution) => {
                seen_at = clock::now();
                looks += 1;
                view.stale.set(None);
                let has_ended = execution.has_ended();
                show(view, execution);
                if has_ended {
                    return read_what_an_end_changes(view, client).await;
                }
                if view.pressed_at.is_some() && LOOKS_AT_ATTEMPTS.contains(&looks) {
                    read_attempts(view, &client).await;
                }
            }
            Err(ApiError::Cancelled) => return,
            Err(error) => {
                let is_last = is_for_good(&error);
                view.stale.set(Some(Stale { error, seen_at }));
                if is_last {
                    return;
                }
            }
        }
    }
}

/// Waits until it is; `false` when the page was left.
pub async fn is_time_for_a_look(follow: &mut Follow, leaving: Option<&AbortSignal>) -> bool {
    while !has_left(leaving) {
        let wait = follow.wait(clock::now(), attention::is_hidden(), clock::jitter());
        if attention::wait(wait).await {
            return !has_left(leaving);
        }
        if !attention::is_hidden() {
            follow.is_seen_again();
        }
    }
    false
}

fn has_left(leaving: Option<&AbortSignal>) -> bool {
    leaving.is_some_and(AbortSignal::aborted)
}

/// Nothing is told where nothing has changed: what is shown then stays as it is.
fn show(view: ExecutionView, new: Execution) {
    let told = view.parts.with_untracked(|parts| match &parts.execution {
        Some(Ok(old)) if *old == new => None,
        Some(Ok(old)) => Some(news(old, &new)),
        _ => Some(None),
    });
    let Some(told) = told else { return };
    if let Some((title, words)) = told
        && attention::is_hidden()
        && view.tells().with_untracked(|tells| *tells)
    {
        attention::notify(&title, &words);
    }
    view.parts.update(|parts| {
        if new.has_ended() {
            // Read while it ran: now it says something else.
            parts.eligibility = None;
        }
        parts.was_followed = true;
        parts.execution = Some(Ok(new));
    });
}

async fn read_what_an_end_changes(view: ExecutionView, client: HarnessClient<Fetch>) {
    let client = client.patient();
    let (execution, pipeline) = (view.press.execution(), view.pipeline());
    let git = view.git();
    let eligibility = client.retry_eligibility(&pipeline, &execution, &git);
    let (eligibility, ()) = join(eligibility, read_attempts(view, &client)).await;
    view.parts.update(|parts| parts.eligibility = Some(eligibility));
}

async fn read_attempts(view: ExecutionView, client: &HarnessClient<Fetch>) {
    let history = client.retry_history(&view.pipeline(), &view.press.execution()).await;
    // An older answer is better than none.
    if let Ok(history) = history {
        view.parts.update(|parts| parts.history = Some(Ok(history)));
    }
}
