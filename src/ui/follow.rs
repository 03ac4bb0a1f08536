//! Following an execution until it ends or the page is left.

use futures_util::future::join;
use web_sys::AbortSignal;

use super::execution_view::ExecutionView;
use super::state::State;
use crate::browser::fetch::Fetch;
use crate::browser::{attention, clock};
use crate::domain::execution::{Execution, Millis};
use crate::domain::follow::Follow;
use crate::harness::client::HarnessClient;
use crate::harness::endpoint::Connection;
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

/// Looks with growing gaps, one after the other: no look begins before the last one has ended, so none can come too
/// late.
pub struct Looks {
    follow: Follow,
    seen_at: Millis,
    stale: State<Option<Stale>>,
    leaving: Option<AbortSignal>,
}

impl Looks {
    /// From now on, until the page is left; `stale` is told when a look fails.
    pub fn begin(stale: State<Option<Stale>>, leaving: Option<AbortSignal>) -> Self {
        Self { follow: Follow::new(clock::now()), seen_at: clock::now(), stale, leaving }
    }

    /// What they are made with.
    pub fn client(&self, connection: Connection) -> HarnessClient<Fetch> {
        HarnessClient::new(Fetch::until(self.leaving.clone(), LOOK_LIMIT_MS), connection)
    }

    /// Waits until it is time for one; `false` when the page was left.
    pub async fn next(&mut self) -> bool {
        while !self.has_left() {
            let wait = self.follow.wait(clock::now(), attention::is_hidden(), clock::jitter());
            if attention::wait(wait).await {
                return !self.has_left();
            }
            if !attention::is_hidden() {
                self.follow.is_seen_again();
            }
        }
        false
    }

    fn has_left(&self) -> bool {
        self.leaving.as_ref().is_some_and(AbortSignal::aborted)
    }

    /// How the last one went; `false` when no other makes sense.
    pub fn went(&mut self, error: Option<&ApiError>) -> bool {
        if self.has_left() {
            return false;
        }
        self.follow.looked(clock::now(), error.is_none());
        let Some(error) = error else {
            self.seen_at = clock::now();
            self.stale.set(None);
            return true;
        };
        self.stale.set(Some(Stale { error: error.clone(), seen_at: self.seen_at }));
        !is_for_good(error)
    }
}

/// Looks at the execution as long as it goes on.
pub async fn follow(view: ExecutionView, leaving: Option<AbortSignal>) {
    let mut looks = Looks::begin(view.stale, leaving);
    let client = looks.client(view.connection());
    let mut seen = 0;
    while looks.next().await {
        let answer = client.execution(&view.press.execution()).await;
        if !looks.went(answer.as_ref().err()) {
            return;
        }
        let Ok(execution) = answer else { continue };
        seen += 1;
        let has_ended = execution.has_ended();
        show(view, execution);
        if has_ended {
            return read_what_an_end_changes(view, client).await;
        }
        if view.pressed_at.is_some() && LOOKS_AT_ATTEMPTS.contains(&seen) {
            read_attempts(view, &client).await;
        }
    }
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
