//! Everything that the simulated Harness knows: pipelines, executions, time.

use crate::auth::{Tokens, account};
use crate::clock::{Clock, Millis};
use crate::envelope::Refusal;
use crate::execution::Execution;
use crate::pipeline::Pipeline;
use crate::query::{Asked, Scope};

#[derive(Debug)]
pub struct World {
    pub clock: Clock,
    pub tokens: Tokens,
    pub pipelines: Vec<Pipeline>,
    /// In the order in which they were started.
    pub executions: Vec<Execution>,
    /// Retries that passed and start later: no call shows them yet.
    pub late: Vec<Execution>,
}

impl World {
    pub fn new(clock: Clock) -> World {
        World { clock, tokens: Tokens::new(), pipelines: Vec::new(), executions: Vec::new(), late: Vec::new() }
    }

    /// Lets what starts late be there, as soon as its time has come.
    pub fn start_what_is_due(&mut self) {
        let now = self.now();
        let (mut due, late): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.late).into_iter().partition(|execution| execution.created_at <= now);
        due.sort_by_key(|execution| execution.created_at);
        self.executions.extend(due);
        self.late = late;
    }

    /// What retries of an execution started, in the order of their start; late ones last.
    pub fn children(&self, id: &str) -> impl Iterator<Item = &Execution> {
        self.executions.iter().chain(&self.late).filter(move |other| other.parent.as_deref() == Some(id))
    }

    /// A pipeline, also a deleted one.
    pub fn pipeline(&self, identifier: &str) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.identifier == identifier)
    }

    /// The pipeline that an execution is of. Every execution has one.
    pub fn pipeline_of(&self, execution: &Execution) -> Option<&Pipeline> {
        self.pipeline(&execution.pipeline)
    }

    pub fn execution(&self, id: &str) -> Option<&Execution> {
        self.executions.iter().find(|execution| execution.id == id)
    }

    /// An execution that can be seen from this scope.
    pub fn execution_in(&self, scope: &Scope, id: &str) -> Option<&Execution> {
        self.execution(id)
            .filter(|execution| self.pipeline_of(execution).is_some_and(|pipeline| is_in(scope, pipeline)))
    }

    /// The execution that a call names in its path, or the refusal for one that is not there.
    pub fn asked_execution(&self, asked: &Asked) -> Result<&Execution, Refusal> {
        let scope = asked.query.scope()?;
        self.execution_in(&scope, &asked.id).ok_or_else(|| {
            Refusal::entity_not_found(format!(
                "Plan Execution Summary does not exist or has been deleted for planExecutionId: {}",
                asked.id
            ))
        })
    }

    /// All attempts of the chain that an execution belongs to, oldest first. The one that started last is the
    /// latest, also where two are children of the same execution.
    pub fn chain(&self, execution: &Execution) -> Vec<&Execution> {
        self.executions.iter().filter(|other| other.root == execution.root).collect()
    }

    pub fn is_latest(&self, execution: &Execution) -> bool {
        self.chain(execution).last().is_none_or(|latest| latest.id == execution.id)
    }

    /// What the details call `canRetry`: neither the status nor the age is looked at.
    pub fn can_retry(&self, execution: &Execution) -> bool {
        self.is_latest(execution) && !execution.was_rolled_back
    }

    pub fn next_run_sequence(&self, pipeline: &str) -> u32 {
        let of_pipeline = self.executions.iter().chain(&self.late).filter(|execution| execution.pipeline == pipeline);
        of_pipeline.map(|execution| execution.run_sequence).max().unwrap_or(0) + 1
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}

pub fn is_in(scope: &Scope, pipeline: &Pipeline) -> bool {
    scope.account == account() && scope.org == pipeline.org && scope.project == pipeline.project
}
