//! One row of a run, to its end.

use std::cell::Cell;

use reactive_graph::prelude::*;

use super::bulk::{Of, RunRow};
use super::kept_run::request_of;
use crate::browser::fetch::Fetch;
use crate::browser::{clock, journal};
use crate::domain::bulk_run::{OTHER_NOT_KNOWN, RowCame};
use crate::domain::execution::Millis;
use crate::harness::client::HarnessClient;
use crate::harness::error::ApiError;
use crate::harness::pace::{LARGE, LARGE_EVERY};
use crate::ui::press::Pressed;
use crate::ui::round::{Round, open_entry, press_name};
use crate::view_model::outcome_words::NotSent;
use crate::view_model::user_message::UserMessage;

/// For the inputs of a row.
const INPUTS_LIMIT_MS: u32 = 60_000;

/// When Harness takes no more calls, a row waits so often for so long.
const WAITS: usize = 6;
const WAIT_MS: u32 = 10_000;

thread_local! {
    static NEXT_LARGE: Cell<Millis> = const { Cell::new(0) };
}

/// Waits until another large body may be sent; the other rows go on.
async fn turn_of_large() {
    let (now, next) = (clock::now(), NEXT_LARGE.get());
    // After the clock was set back, one gap is enough.
    let turn = if next - now > LARGE_EVERY * 100 { now } else { next.max(now) };
    NEXT_LARGE.set(turn + LARGE_EVERY);
    clock::wait(u32::try_from(turn - now).unwrap_or_default()).await;
}

/// Sends it, once, by a press of its own, if `may_send` still says so when all is ready. Without that, and where
/// another press on the same execution has not come to its end, it is only looked for.
///
/// # Errors
/// With what all rows share and keeps every one of them from being sent. Nothing was sent.
pub async fn carry_out(
    of: &Of,
    run_row: RunRow,
    begun_at: Millis,
    may_send: Option<&dyn Fn() -> bool>,
) -> Result<RowCame, NotSent> {
    let row = run_row.row.get_value();
    let name = press_name(&of.connection, &row.execution);
    let mut request = None;
    let own = request_of(&of.connection, &row);
    let open = open_entry(&name).map(|(entry, _)| entry);
    if let (Some(may_send), None) = (may_send, &open) {
        let client = HarnessClient::new(Fetch::until(None, INPUTS_LIMIT_MS), of.connection.clone()).patient();
        let mut inputs = client.runtime_inputs(&row.execution).await;
        for _ in 0..WAITS {
            if !matches!(inputs, Err(ApiError::RateLimited(_))) {
                break;
            }
            // From now on this browser makes fewer calls.
            clock::wait(WAIT_MS).await;
            inputs = client.runtime_inputs(&row.execution).await;
        }
        let inputs = match inputs {
            Ok(inputs) => inputs,
            Err(error) => {
                return not_sent(NotSent::Unread { what: format!("the inputs of {}", row.name), error });
            }
        };
        if inputs.as_str().len() > LARGE {
            turn_of_large().await;
        }
        if !may_send() {
            return Ok(RowCame::Waiting);
        }
        request = Some(of.connection.retry(&row.pipeline, &row.execution, &row.stages, "", &inputs));
    }
    // Not what this row asks for: before its turn, or by another tab while its inputs were read.
    let is_anothers = open.is_some_and(|entry| may_send.is_some() || entry.is_of_another(&own));
    let round = Round {
        state: run_row.pressed,
        connection: of.connection.clone(),
        pipeline: row.pipeline.clone(),
        execution: row.execution.clone(),
        may_stream: of.page.may_stream.with_untracked(|may| *may),
        pressed_at: clock::now(),
        name: name.clone(),
        request,
    };
    let came = match round.locked().await {
        Pressed::Started(new) => RowCame::Started(new),
        Pressed::Appeared(new) => RowCame::Appeared(new),
        Pressed::SeveralStarted(all) => RowCame::Several(all),
        Pressed::Overtaken(latest) => RowCame::Overtaken(latest),
        Pressed::Refused(message) => RowCame::Refused(message.detail.unwrap_or(message.title)),
        // Another tab is at it: it is still to be looked for.
        Pressed::Unfinished(_) if may_send.is_none() => RowCame::Begun,
        Pressed::Unfinished(_) => RowCame::NotSent(OTHER_NOT_KNOWN.to_owned()),
        Pressed::NotSent(why) => return not_sent(why),
        // Not even a look came through: there is still something to find out.
        Pressed::Unknown(_) if open_entry(&name).is_some() => RowCame::Begun,
        Pressed::Unknown(message) => RowCame::Unknown(format!("{} Look at its attempts.", words(message))),
        // There was nothing to find out any more: what is noted is all there is to know.
        Pressed::No => return Ok(RowCame::of_entry(journal::read(&name).as_ref(), begun_at, &own)),
        Pressed::Sending | Pressed::Looking(_) => RowCame::Begun,
    };
    Ok(if is_anothers { came.after_another_press() } else { came })
}

fn not_sent(why: NotSent) -> Result<RowCame, NotSent> {
    if why.is_of_every_row() { Err(why) } else { Ok(RowCame::NotSent(words(why.message()))) }
}

/// What is so, and Harness's own sentence.
fn words(message: UserMessage) -> String {
    [Some(message.title), message.detail].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
