//! Retrying many: the run, a few rows at a time, each by a press of its own ([`Round`]).

use futures_util::future::join3;
use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::bulk_row::carry_out;
use super::kept_run::{name_of, unfinished};
use crate::browser::bulk_journal::{self, KeptRun};
use crate::browser::{clock, lock, turn};
use crate::domain::bulk_run::{BulkRow, BulkTally, RowCame};
use crate::domain::execution::Millis;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::execution_url::PipelineRef;
use crate::domain::executions_url::ExecutionsUrl;
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::endpoint::Connection;
use crate::ui::app::Page;
use crate::ui::press::Pressed;
use crate::ui::round::obstacle;
use crate::ui::state::State;
use crate::view_model::outcome_words::NotSent;
use crate::view_model::user_message::UserMessage;

/// So many rows at a time: the lanes of [`BulkView::go_on`].
pub const AT_ONCE: usize = 3;
/// So many calls a row makes at most, when nothing goes wrong: its inputs, its attempts before and after, the retry.
const CALLS: usize = 4;

/// Whether the run goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Course {
    /// Rows are sent.
    Running,
    /// No further row is begun until the person says so.
    #[default]
    Paused,
    /// No further row is begun.
    Stopped,
}

/// A row of the run.
#[derive(Clone, Copy)]
pub struct RunRow {
    /// What is sent for it.
    pub row: StoredValue<BulkRow>,
    /// How far it came.
    pub came: State<RowCame>,
    /// How its new execution stands, as far as it was looked at.
    pub stands: State<Option<ExecutionStatus>>,
    /// Its press, while it is carried out.
    pub pressed: State<Pressed>,
}

/// A run.
#[derive(Clone, Copy)]
pub struct BulkView {
    of: StoredValue<Of>,
    /// Its rows.
    pub rows: StoredValue<Vec<RunRow>>,
    /// How many stand how.
    pub tally: State<BulkTally>,
    /// Whether it goes on.
    pub course: State<Course>,
    /// Why it paused by itself.
    pub why_paused: State<Option<UserMessage>>,
    /// When it was begun.
    pub begun_at: Millis,
    /// When it went on last, and how many rows had come to an end by then.
    pub went_on: State<(Millis, usize)>,
    /// The time, renewed each second.
    pub now: State<Millis>,
}

/// Where a run goes, and as whom.
#[derive(Clone)]
pub struct Of {
    /// The page that it is on.
    pub page: Page,
    /// Where it goes, and as whom.
    pub connection: Connection,
    list: ExecutionsUrl,
    /// Of the journal and of the lock.
    name: String,
}

impl BulkView {
    /// A run of these rows; it does not go on by itself.
    pub fn new(page: Page, connection: Connection, list: ExecutionsUrl, kept: KeptRun) -> Self {
        let tally = BulkTally::of(kept.rows.iter().map(|(_, came)| came));
        let rows = kept.rows.into_iter().map(|(row, came)| RunRow {
            row: StoredValue::new(row),
            came: State::new(came),
            stands: State::new(None),
            pressed: State::new(Pressed::No),
        });
        let name = name_of(&connection);
        Self {
            of: StoredValue::new(Of { page, connection, list, name }),
            rows: StoredValue::new(rows.collect()),
            tally: State::new(tally),
            course: State::new(Course::Paused),
            why_paused: State::new(None),
            begun_at: kept.begun_at,
            went_on: State::new((clock::now(), 0)),
            now: State::new(clock::now()),
        }
    }

    /// Nothing waits and nothing is under way.
    pub fn has_ended(&self) -> bool {
        let tally = self.tally.get();
        tally.sending == 0 && (tally.waiting == 0 || self.course.get() == Course::Stopped)
    }

    /// Rows are being sent or looked for.
    pub fn is_under_way(&self) -> bool {
        self.of.with_value(|of| of.page.is_sending.get())
    }

    /// As [`BulkView::has_ended`], and nobody is told when that changes.
    pub fn has_ended_untracked(&self) -> bool {
        let is_stopped = self.course.with_untracked(|course| *course == Course::Stopped);
        self.tally.with_untracked(|tally| tally.sending == 0 && (tally.waiting == 0 || is_stopped))
    }

    /// Where it goes, and as whom.
    pub fn connection(&self) -> Connection {
        self.of.with_value(|of| of.connection.clone())
    }

    /// All rows, with how far each came.
    pub fn all(&self) -> Vec<(BulkRow, RowCame)> {
        let pair = |row: &RunRow| (row.row.get_value(), row.came.with_untracked(Clone::clone));
        self.rows.with_value(|rows| rows.iter().map(pair).collect())
    }

    /// The pages of these executions in Harness.
    pub fn links(&self, row: &BulkRow, executions: &[PlanExecutionId]) -> Vec<String> {
        let ExecutionsUrl { host, scope, .. } = self.list();
        let pipeline = PipelineRef { host, scope, pipeline: row.pipeline.clone() };
        executions.iter().map(|execution| pipeline.execution(execution.clone()).link()).collect()
    }

    /// The list that it came from.
    pub fn list(&self) -> ExecutionsUrl {
        self.of.with_value(|of| of.list.clone())
    }

    /// Begins, or goes on.
    pub fn go_on(self) {
        if self.course.with_untracked(|course| *course == Course::Running) {
            return;
        }
        if let Some(why) = obstacle() {
            self.why_paused.set(Some(why.message()));
            return;
        }
        self.why_paused.set(None);
        self.went_on.set((clock::now(), self.tally.with_untracked(BulkTally::ended)));
        self.now.set(clock::now());
        self.course.set(Course::Running);
        let of = self.of.get_value();
        of.page.is_sending.set(true);
        spawn_local(async move {
            match lock::take(&format!("pipeline-retry run {}", of.name)).await {
                Ok(Some(held)) => {
                    if self.is_as_noted(&of) {
                        join3(self.lane(&of), self.lane(&of), self.lane(&of)).await;
                    } else {
                        self.pause_because(UserMessage::plain(
                            "Another tab of this browser has closed this run, or begun another one.",
                            "Load the list again. Nothing was sent from here.",
                        ));
                    }
                    drop(held);
                }
                Ok(None) => self.pause_because(UserMessage::plain(
                    "Another tab of this browser carries out a run in this project.",
                    "Look there, or go on here once it is done. Nothing was sent from here.",
                )),
                Err(_) => self.pause_because(UserMessage::plain(
                    "This browser has no Web Locks.",
                    "Without them two tabs could send at the same time. Use a newer browser. Nothing was sent.",
                )),
            }
            if self.course.with_untracked(|course| *course == Course::Running) {
                self.course.set(Course::Paused);
            }
            of.page.is_sending.set(false);
        });
    }

    /// Takes what another tab has noted since this one has read the run; `false` when that is another run.
    fn is_as_noted(self, of: &Of) -> bool {
        let noted = unfinished(&of.connection).filter(|noted| noted.begun_at == self.begun_at);
        let Some(noted) = noted.filter(|noted| noted.rows.len() == self.rows.with_value(Vec::len)) else {
            return false;
        };
        self.rows.with_value(|rows| {
            for (row, (_, came)) in rows.iter().zip(noted.rows) {
                row.came.set(came);
            }
            let came: Vec<RowCame> = rows.iter().map(|row| row.came.with_untracked(Clone::clone)).collect();
            self.tally.set(BulkTally::of(came.iter()));
        });
        true
    }

    /// What is under way ends; nothing further is begun.
    pub fn pause(self) {
        self.course.set(Course::Paused);
    }

    /// What is under way ends; what waits is left.
    pub fn stop(self) {
        self.course.set(Course::Stopped);
    }

    fn pause_because(self, why: UserMessage) {
        self.why_paused.set(Some(why));
        self.course.set(Course::Paused);
    }

    /// Takes this row out before its turn, or puts it back.
    pub fn leave_out(self, n: usize, is_out: bool) {
        let (from, to) =
            if is_out { (RowCame::Waiting, RowCame::LeftOut) } else { (RowCame::LeftOut, RowCame::Waiting) };
        let is_so = self.row(n).is_some_and(|row| row.came.with_untracked(|came| *came == from));
        if is_so {
            self.moved(n, to);
        }
    }

    /// Lets what was not sent wait for a turn again.
    pub fn send_what_was_not(self) {
        let count = self.rows.with_value(Vec::len);
        for n in 0..count {
            let may = self.row(n).is_some_and(|row| row.came.with_untracked(RowCame::may_be_sent));
            if may {
                self.moved(n, RowCame::Waiting);
            }
        }
        self.go_on();
    }

    /// Forgets it: its end was seen.
    pub fn close(self) {
        self.of.with_value(|of| bulk_journal::forget(&of.name));
    }

    fn row(self, n: usize) -> Option<RunRow> {
        self.rows.with_value(|rows| rows.get(n).copied())
    }

    /// A row came further: noted first, then shown. `false` when it can't be noted.
    fn moved(self, n: usize, to: RowCame) -> bool {
        let Some(row) = self.row(n) else { return false };
        let name = self.of.with_value(|of| of.name.clone());
        let is_noted = row.row.with_value(|held| bulk_journal::write_row(&name, n, held, &to));
        let from = row.came.with_untracked(Clone::clone);
        self.tally.update(|tally| tally.moved(&from, &to));
        row.came.set(to);
        is_noted
    }

    /// One after the other, as long as the run goes on and something waits.
    async fn lane(self, of: &Of) {
        while self.course.with_untracked(|course| *course == Course::Running) {
            // Those that were begun by an earlier visit are looked for before anything is sent.
            let next = self.rows.with_value(|rows| {
                let is = |wanted: &RowCame| {
                    let stands = |row: &RunRow| row.came.with_untracked(|came| came == wanted);
                    rows.iter().position(|row| stands(row) && row.pressed.with_untracked(|is| *is == Pressed::No))
                };
                is(&RowCame::Begun).or_else(|| is(&RowCame::Waiting))
            });
            let Some((n, row)) = next.and_then(|n| Some((n, self.row(n)?))) else { return };
            // Claimed in the same step: no other lane finds it.
            row.pressed.set(Pressed::Sending);
            turn::wait_for(CALLS * AT_ONCE).await;
            let is_begun = row.came.with_untracked(|came| *came == RowCame::Begun);
            if self.course.with_untracked(|course| *course == Course::Running) {
                let came = if is_begun || self.moved(n, RowCame::Begun) {
                    carry_out(of, row, !is_begun, self.begun_at).await
                } else {
                    Err(NotSent::NotWritten.message())
                };
                let came = came.unwrap_or_else(|why| {
                    self.pause_because(why);
                    RowCame::Waiting
                });
                self.moved(n, came);
            }
            row.pressed.set(Pressed::No);
        }
    }
}
