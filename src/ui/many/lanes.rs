//! Carrying a run out: first what may have been sent is looked for, then rows are sent, a few at a time.

use futures_util::future::join3;
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::bulk::{BulkView, Course, Of, run_lock};
use super::bulk_row::carry_out;
use super::kept_run::settled;
use crate::browser::{clock, lock, turn};
use crate::domain::bulk_run::{BulkTally, RowCame};
use crate::domain::execution::Millis;
use crate::ui::press::Pressed;
use crate::ui::state::State;
use crate::view_model::outcome_words::NotSent;
use crate::view_model::user_message::UserMessage;

/// So many rows at a time: the lanes of [`BulkView::carry_out`].
pub const AT_ONCE: usize = 3;
/// So many calls a row makes at most, when nothing goes wrong: its inputs, its attempts before and after, the retry.
const CALLS: usize = 4;

/// How often a lane that has nothing to do looks whether the run goes on, while others are at a row.
const LOOK_AGAIN_MS: u32 = 200;
/// A row with all its waits, and the wait for its turn, take less.
const SLEPT: Millis = 8 * 60_000;

impl BulkView {
    /// Looks for what an earlier visit may have sent, to the end, and only then begins rows. Once at a time; going on
    /// while something is under way only lets it go on.
    pub(super) fn carry_out(self) {
        if self.is_here.with_untracked(|is_here| *is_here) {
            return;
        }
        self.is_here.set(true);
        let of = self.of.get_value();
        of.page.is_sending.set(true);
        let begun_at = clock::now();
        spawn_local(async move {
            match lock::take(&run_lock(&of.name)).await {
                Ok(Some(held)) => {
                    if self.is_as_noted(&of) {
                        let begun = State::new(self.places(|came| *came == RowCame::Begun));
                        join3(self.look(&of, begun), self.look(&of, begun), self.look(&of, begun)).await;
                        join3(self.lane(&of, begun_at), self.lane(&of, begun_at), self.lane(&of, begun_at)).await;
                    } else {
                        self.pause_because(UserMessage::plain(
                            "Another tab of this browser has closed this bulk retry, or begun another one.",
                            "Load the list again.",
                        ));
                    }
                    drop(held);
                }
                Ok(None) => self.pause_because(UserMessage::plain(
                    "Another tab of this browser is doing a bulk retry in this project.",
                    "Look there, or go on here once it is done.",
                )),
                Err(_) => self.pause_because(NotSent::NoLocks.of_many()),
            }
            // What is not known yet is looked for when the person says so.
            let is_any_open = self.tally.with_untracked(|tally| tally.sending > 0);
            if self.course.with_untracked(|course| *course == Course::Running || is_any_open) {
                self.course.set(Course::Paused);
            }
            self.is_here.set(false);
            of.page.is_sending.set(false);
        });
    }

    /// Takes what another tab has noted since this one has read the run; `false` when that is another run.
    fn is_as_noted(self, of: &Of) -> bool {
        let noted = settled(&of.connection).filter(|noted| noted.begun_at == self.begun_at);
        let Some(noted) = noted.filter(|noted| noted.rows.len() == self.rows.with_value(Vec::len)) else {
            return false;
        };
        self.rows.with_value(|rows| {
            for (row, (_, came)) in rows.iter().zip(noted.rows) {
                if row.came.with_untracked(|known| *known != came) {
                    row.came.set(came);
                }
            }
            let came: Vec<RowCame> = rows.iter().map(|row| row.came.with_untracked(Clone::clone)).collect();
            self.tally.set(BulkTally::of(came.iter()));
        });
        true
    }

    /// Looks for these rows, one after the other.
    async fn look(self, of: &Of, places: State<Vec<usize>>) {
        let next = || {
            let mut next = None;
            places.update(|places| next = places.pop());
            next
        };
        while let Some((n, row)) = next().and_then(|n| Some((n, self.row(n)?))) {
            row.pressed.set(Pressed::Looking(UserMessage::plain("", "")));
            turn::wait_for(CALLS, || true).await;
            match carry_out(of, row, self.begun_at, None).await {
                Ok(came) => _ = self.moved(n, came),
                Err(why) => self.pause_because(why.of_many()),
            }
            row.pressed.set(Pressed::No);
        }
    }

    /// Sends rows, one after the other, as long as the run goes on and something waits. `last` is when the person was
    /// last known to want that.
    async fn lane(self, of: &Of, mut last: Millis) {
        let is_running = move || self.course.with_untracked(|course| *course == Course::Running);
        let waiting = move || self.places(|came| *came == RowCame::Waiting).first().copied();
        loop {
            if !is_running() {
                // As long as another lane is at a row, the run may go on in all of them.
                let is_any_under_way = self.rows.with_value(|rows| {
                    rows.iter().any(|row| row.pressed.with_untracked(|pressed| *pressed != Pressed::No))
                });
                if !is_any_under_way {
                    return;
                }
                clock::wait(LOOK_AGAIN_MS).await;
                last = clock::now();
                continue;
            }
            turn::wait_for(CALLS * AT_ONCE, || is_running() && waiting().is_some()).await;
            if clock::now() - last > SLEPT {
                let why = "The bulk retry has stood still for some minutes: this computer may have slept.";
                self.pause_because(UserMessage::plain(
                    why,
                    "Others may have retried these meanwhile. Look in Harness, and go on if it is still wanted.",
                ));
            }
            last = clock::now();
            if !is_running() {
                continue;
            }
            // Found and claimed in the same step: no other lane finds it, and nobody takes it out any more.
            let Some((n, row)) = waiting().and_then(|n| Some((n, self.row(n)?))) else {
                return;
            };
            row.pressed.set(Pressed::Sending);
            if self.moved(n, RowCame::Begun) {
                // The computer may sleep while the inputs are read, or while a large body waits for its turn.
                let may_send = || is_running() && clock::now() - last <= SLEPT;
                let came = carry_out(of, row, self.begun_at, Some(&may_send)).await.unwrap_or_else(|why| {
                    self.pause_because(why.of_many());
                    RowCame::Waiting
                });
                self.moved(n, came);
            } else {
                self.pause_because(UserMessage::plain(
                    "A row could not be noted.",
                    "This browser does not let the page store it, or another tab has changed this bulk retry. Load the list again.",
                ));
            }
            row.pressed.set(Pressed::No);
        }
    }
}
