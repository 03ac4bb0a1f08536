//! The failed executions of a project: listed, ticked, checked, and retried in one go.

use reactive_graph::owner::{Owner, StoredValue, on_cleanup};
use reactive_graph::prelude::*;

use super::app::Page;
use super::state::State;
use crate::browser::clock;
use crate::browser::fetch::{Fetch, Leaving};
use crate::domain::execution::{Execution, Millis};
use crate::domain::execution_url::PipelineRef;
use crate::domain::executions_url::ExecutionsUrl;
use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId};
use crate::domain::retry_chain::RetryChain;
use crate::domain::retry_history::RetryHistory;
use crate::domain::retry_plan::Extent;
use crate::harness::client::HarnessClient;
use crate::harness::endpoint::Connection;
use crate::view_model::bulk_words::Check;
use crate::view_model::connect_form::ListTarget;
use crate::view_model::user_message::UserMessage;

pub mod bulk;
pub mod bulk_bar;
pub mod bulk_row;
pub mod checks;
pub mod filters;
pub mod followed;
pub mod kept_run;
pub mod lanes;
pub mod listing;
pub mod messages;
pub mod results;
pub mod row;
pub mod table;
pub mod ticking;

/// A read that takes longer is given up and said.
const READ_LIMIT_MS: u32 = 60_000;

/// One row: a chain of attempts.
#[derive(Clone, Copy)]
pub struct ManyRow {
    /// The chain, as far as it is listed.
    pub chain: State<Option<RetryChain>>,
    /// The person wants it retried.
    pub is_ticked: State<bool>,
    /// Whether it can be.
    pub check: State<Check>,
    /// All attempts of the chain, once they were asked for.
    pub history: State<Option<RetryHistory>>,
    /// How much of its group runs again, where that differs from the rule for all.
    pub extent: State<Option<Extent>>,
}

/// What the person has chosen in a list, and what goes over into one by another filter.
#[derive(Clone, Default)]
pub struct Chosen {
    /// How much of a group runs again, for all rows that do not differ.
    pub rule: Extent,
    /// What is ticked, each with how much of its group runs again, where that differs.
    pub ticked: Vec<(PlanExecutionId, Option<Extent>)>,
}

/// How far the list is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Listing {
    /// A page is being read.
    #[default]
    Reading,
    /// There is more.
    More,
    /// That was all.
    End,
    /// A page could not be read.
    Failed(UserMessage),
}

struct Of {
    page: Page,
    target: ListTarget,
    client: HarnessClient<Fetch>,
    owner: Owner,
}

/// One list, by one filter. Another filter makes another.
#[derive(Clone, Copy)]
pub struct ListView {
    of: StoredValue<Of, reactive_graph::owner::LocalStorage>,
    /// In the order of the list.
    pub rows: State<Vec<ManyRow>>,
    /// How far it is read.
    pub listing: State<Listing>,
    /// How many executions Harness has by this filter.
    pub total: State<i64>,
    /// How much of a group runs again, for all rows that do not differ.
    pub rule: State<Extent>,
    /// When each pipeline passed last, as far as that is known.
    pub passed: State<Vec<(PipelineIdentifier, Millis)>>,
    /// The row that was ticked or unticked last, for ranges.
    pub last_ticked: State<Option<usize>>,
    /// Ticked by another filter, and not in this list so far.
    pub elsewhere: State<Vec<(PlanExecutionId, Option<Extent>)>>,
    /// When it was listed.
    pub now: Millis,
}

impl ListView {
    /// Nothing is read yet. Of what was ticked in another list, what is in this one is ticked here as well.
    pub fn new(page: Page, target: ListTarget, Chosen { rule, ticked }: Chosen) -> Self {
        let leaving = StoredValue::new_local(Leaving::new());
        on_cleanup(move || leaving.with_value(Leaving::leave));
        let transport = Fetch::until(leaving.with_value(Leaving::signal), READ_LIMIT_MS);
        let client = HarnessClient::new(transport, target.connection.clone()).patient();
        let owner = Owner::current().unwrap_or_default();
        Self {
            of: StoredValue::new_local(Of { page, target, client, owner }),
            rows: State::new(Vec::new()),
            listing: State::new(Listing::Reading),
            total: State::new(0),
            rule: State::new(rule),
            passed: State::new(Vec::new()),
            last_ticked: State::new(None),
            elsewhere: State::new(ticked),
            now: clock::now(),
        }
    }

    /// The page that it is on.
    pub fn page(&self) -> Page {
        self.of.with_value(|of| of.page)
    }

    /// Where it is read from, and as whom.
    pub fn connection(&self) -> Connection {
        self.of.with_value(|of| of.target.connection.clone())
    }

    /// What is listed.
    pub fn list(&self) -> ExecutionsUrl {
        self.of.with_value(|of| of.target.list.clone())
    }

    /// Reads that end with the list.
    fn client(&self) -> Option<HarnessClient<Fetch>> {
        self.of.try_with_value(|of| of.client.clone())
    }

    /// What is made here lives as long as the list.
    fn owned<T>(&self, make: impl FnOnce() -> T) -> Option<T> {
        let owner = self.of.try_with_value(|of| of.owner.clone())?;
        Some(owner.with(make))
    }

    /// The link of an execution of this project.
    pub fn link_to(&self, pipeline: &PipelineIdentifier, execution: PlanExecutionId) -> String {
        let ExecutionsUrl { host, scope, .. } = self.list();
        PipelineRef { host, scope, pipeline: pipeline.clone() }.execution(execution).link()
    }

    /// What is chosen, here and by other filters.
    pub fn chosen(&self) -> Chosen {
        let mut ticked = self.elsewhere.with_untracked(Clone::clone);
        self.rows.with_untracked(|rows| {
            let rows = rows.iter().filter(|row| row.is_ticked.with_untracked(|is| *is));
            let chosen = |row: &ManyRow| {
                Some((row.with_latest(|latest| latest.id.clone())?, row.extent.with_untracked(|extent| *extent)))
            };
            ticked.extend(rows.filter_map(chosen));
        });
        Chosen { rule: self.rule.with_untracked(|rule| *rule), ticked }
    }

    /// How much of this row's group runs again.
    pub fn extent_of(&self, row: ManyRow) -> Extent {
        row.extent.get().unwrap_or_else(|| self.rule.get())
    }
}

impl ManyRow {
    fn new(chain: RetryChain) -> Self {
        Self {
            chain: State::new(Some(chain)),
            is_ticked: State::new(false),
            check: State::new(Check::No),
            history: State::new(None),
            extent: State::new(None),
        }
    }

    /// Reads the attempt that would be retried.
    pub fn with_latest<R>(&self, read: impl FnOnce(&Execution) -> R) -> Option<R> {
        self.chain.with(|chain| chain.as_ref().map(|chain| read(&chain.latest)))
    }

    /// Ticks or unticks it.
    pub fn tick(&self, is_ticked: bool) {
        self.is_ticked.set(is_ticked);
    }
}
