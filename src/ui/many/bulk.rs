//! Retrying many: the run, a few rows at a time, each by a press of its own.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::kept_run::name_of;
use crate::browser::bulk_journal::{self, KeptRun};
use crate::browser::{clock, lock};
use crate::domain::bulk_run::{BulkRow, BulkTally, RowCame};
use crate::domain::execution::Millis;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::execution_url::PipelineRef;
use crate::domain::executions_url::ExecutionsUrl;
use crate::domain::identifiers::PlanExecutionId;
use crate::harness::endpoint::Connection;
use crate::ui::app::Page;
use crate::ui::follow::Stale;
use crate::ui::press::Pressed;
use crate::ui::round::obstacle;
use crate::ui::state::State;
use crate::view_model::outcome_words::paused;
use crate::view_model::user_message::UserMessage;

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
    pub(super) of: StoredValue<Of>,
    /// This tab carries it out just now.
    pub(super) is_here: State<bool>,
    /// Its rows.
    pub rows: StoredValue<Vec<RunRow>>,
    /// How many stand how.
    pub tally: State<BulkTally>,
    /// Whether it goes on.
    pub course: State<Course>,
    /// Why it paused by itself.
    pub why_paused: State<Option<UserMessage>>,
    /// Why what is shown of its new executions is not renewed.
    pub stale: State<Option<Stale>>,
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
    pub(super) name: String,
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
            is_here: State::new(false),
            rows: StoredValue::new(rows.collect()),
            tally: State::new(tally),
            course: State::new(Course::Paused),
            why_paused: State::new(None),
            stale: State::new(None),
            begun_at: kept.begun_at,
            went_on: State::new((clock::now(), 0)),
            now: State::new(clock::now()),
        }
    }

    /// Nothing waits and nothing is under way, here either.
    pub fn has_ended(&self) -> bool {
        let (tally, is_here) = (self.tally.get(), self.is_here.get());
        !is_here && tally.sending == 0 && (tally.waiting == 0 || self.course.get() == Course::Stopped)
    }

    /// Rows are being sent or looked for.
    pub fn is_under_way(&self) -> bool {
        self.is_here.get()
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
            self.why_paused.set(Some(paused(why.of_many())));
            return;
        }
        self.why_paused.set(None);
        self.went_on.set((clock::now(), self.tally.with_untracked(BulkTally::had_a_turn)));
        self.course.set(Course::Running);
        self.carry_out();
    }

    /// What is under way ends; nothing further is begun.
    pub fn pause(self) {
        self.course.set(Course::Paused);
    }

    /// What is under way ends, what may have been sent is looked for; what waits is left.
    pub fn stop(self) {
        self.course.set(Course::Stopped);
        if self.tally.with_untracked(|tally| tally.sending > 0) {
            self.carry_out();
        }
    }

    pub(super) fn pause_because(self, why: UserMessage) {
        self.why_paused.set(Some(paused(why)));
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

    /// The rows that stand so.
    pub(super) fn places(self, stands: impl Fn(&RowCame) -> bool) -> Vec<usize> {
        self.rows.with_value(|rows| {
            let all = rows.iter().enumerate();
            all.filter(|(_, row)| row.came.with_untracked(&stands)).map(|(n, _)| n).collect()
        })
    }

    /// How many were not sent and may be.
    pub fn count_not_sent(self) -> usize {
        self.places(RowCame::may_be_sent).len()
    }

    /// Lets what was not sent wait for a turn again.
    pub fn send_what_was_not(self) {
        for n in self.places(RowCame::may_be_sent) {
            self.moved(n, RowCame::Waiting);
        }
        self.go_on();
    }

    /// Forgets it: its end was seen. Not while another tab carries it out, nor what another tab has begun since.
    pub fn close(self) {
        let (name, begun_at) = (self.of.with_value(|of| of.name.clone()), self.begun_at);
        spawn_local(async move {
            if let Ok(Some(held)) = lock::take(&run_lock(&name)).await {
                bulk_journal::forget(&name, begun_at);
                drop(held);
            }
        });
    }

    pub(super) fn row(self, n: usize) -> Option<RunRow> {
        self.rows.with_value(|rows| rows.get(n).copied())
    }

    /// A row came further: noted first, then shown. `false` when it can't be noted, or another tab has noted
    /// something else since.
    pub(super) fn moved(self, n: usize, to: RowCame) -> bool {
        let Some(row) = self.row(n) else { return false };
        let name = self.of.with_value(|of| of.name.clone());
        let from = row.came.with_untracked(Clone::clone);
        let is_noted = row.row.with_value(|held| bulk_journal::move_row(&name, self.begun_at, n, held, &from, &to));
        if is_noted {
            self.tally.update(|tally| tally.moved(&from, &to));
            row.came.set(to);
        }
        is_noted
    }
}

/// What a tab holds while it carries out a run, or drops it.
pub fn run_lock(name: &str) -> String {
    format!("pipeline-retry run {name}")
}
