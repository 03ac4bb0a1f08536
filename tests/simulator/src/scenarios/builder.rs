//! Describes a scenario: a pipeline, its last execution, and what is odd about it.

use super::inputs::ordinary;
use super::stages::Draft;
use crate::call::Call;
use crate::clock::{DAY, MINUTE, Millis};
use crate::execution::{Execution, Group, Inputs, Retried, Starter};
use crate::fault::Fault;
use crate::faults::{FaultRule, Faults};
use crate::identifiers::{long_id, sha256};
use crate::pipeline::{OnRetry, Pipeline, Store};
use crate::stage::{Moment, Stage};
use crate::world::World;

/// How long a stage of a past execution took.
const STAGE_TOOK: Millis = 5 * MINUTE;

/// What is described here is over: any moment shows it so.
const LONG_AGO: Moment = Moment { now: 0, aborted_at: None };

#[derive(Debug)]
pub struct Scenario {
    pipeline: Pipeline,
    groups: Vec<Vec<Draft>>,
    inputs: Option<Inputs>,
    age: Millis,
    attempts: usize,
    linked_attempt: usize,
    id_begins_with_hyphen: bool,
    was_rolled_back: bool,
    stages_now: Option<Vec<&'static str>>,
    rule: Option<FaultRule>,
    /// Which of many chains of its pipeline it is; 0 where there is one.
    chain: usize,
}

impl Scenario {
    pub fn new(identifier: &str, name: &str, shows: &'static str) -> Scenario {
        Scenario {
            pipeline: Pipeline {
                identifier: identifier.to_owned(),
                name: name.to_owned(),
                shows,
                can_retry: true,
                linked_execution: String::new(),
                org: "default",
                project: "shop",
                stages: Vec::new(),
                is_deleted: false,
                store: Store::Inline,
                fixed_inputs_on_rerun: false,
                on_retry: OnRetry::Succeeds,
            },
            groups: Vec::new(),
            inputs: None,
            age: 2 * 60 * MINUTE,
            attempts: 1,
            linked_attempt: 1,
            id_begins_with_hyphen: false,
            was_rolled_back: false,
            stages_now: None,
            rule: None,
            chain: 0,
        }
    }

    /// A stage of its own.
    pub fn then(mut self, stage: Draft) -> Scenario {
        self.groups.push(vec![stage]);
        self
    }

    /// Stages that run together.
    pub fn parallel(mut self, stages: impl IntoIterator<Item = Draft>) -> Scenario {
        self.groups.push(stages.into_iter().collect());
        self
    }

    pub fn inputs(mut self, inputs: Inputs) -> Scenario {
        self.inputs = Some(inputs);
        self
    }

    pub fn minutes_old(mut self, minutes: i64) -> Scenario {
        self.age = minutes * MINUTE;
        self
    }

    pub fn days_old(mut self, days: i64) -> Scenario {
        self.age = days * DAY;
        self
    }

    /// A chain of this many attempts; the link is that of `linked`, counted from 1.
    pub fn attempts(mut self, attempts: usize, linked: usize) -> Scenario {
        (self.attempts, self.linked_attempt) = (attempts, linked);
        self
    }

    pub fn id_begins_with_hyphen(mut self) -> Scenario {
        self.id_begins_with_hyphen = true;
        self
    }

    /// A person should not bring about a retry from here, whether Harness would refuse it or not.
    pub fn cannot_retry(mut self) -> Scenario {
        self.pipeline.can_retry = false;
        self
    }

    pub fn rolled_back(mut self) -> Scenario {
        self.was_rolled_back = true;
        self
    }

    pub fn pipeline_deleted(mut self) -> Scenario {
        self.pipeline.is_deleted = true;
        self
    }

    /// The pipeline's stages were edited since.
    pub fn stages_now(mut self, identifiers: &[&'static str]) -> Scenario {
        self.stages_now = Some(identifiers.to_vec());
        self
    }

    pub fn in_git(mut self, branch: &'static str, repo: &'static str) -> Scenario {
        self.pipeline.store = Store::Remote { branch, repo };
        self
    }

    pub fn fixed_inputs_on_rerun(mut self) -> Scenario {
        self.pipeline.fixed_inputs_on_rerun = true;
        self
    }

    pub fn on_retry(mut self, on_retry: OnRetry) -> Scenario {
        self.pipeline.on_retry = on_retry;
        self
    }

    /// Every such call goes wrong.
    pub fn failing(self, call: Call, fault: Fault) -> Scenario {
        self.meeting(FaultRule::always(call, fault))
    }

    /// Its calls, and no other pipeline's, meet this rule.
    pub fn meeting(mut self, rule: FaultRule) -> Scenario {
        self.rule = Some(rule.on(&self.pipeline.identifier));
        self
    }

    /// Makes the executions and adds all to the world.
    pub fn enter(mut self, world: &mut World, faults: &Faults) {
        let place = world.pipelines.len();
        // Not all at the same moment, or a list by time would have no order.
        self.age += Millis::try_from(place).unwrap_or_default() * MINUTE;
        self.enter_chain(world, u32::try_from(41 + place).unwrap_or_default());
        self.pipeline.linked_execution = self.id(self.linked_attempt);
        let executed = self.groups_at(0).into_iter().flatten().filter(|stage| !stage.is_rollback);
        self.pipeline.stages = match &self.stages_now {
            Some(now) => now.iter().map(|identifier| (*identifier).to_owned()).collect(),
            None => executed.map(|stage| stage.identifier).collect(),
        };
        if let Some(rule) = self.rule.take() {
            faults.inject(rule);
        }
        world.pipelines.push(self.pipeline);
    }

    /// Adds a chain of attempts, the first of them with this number.
    fn enter_chain(&self, world: &mut World, first: u32) {
        for attempt in 1..=self.attempts {
            let before = attempt - 1;
            let created_at = world.now() - self.age + Millis::try_from(before).unwrap_or_default() * 30 * MINUTE;
            let identifier = &self.pipeline.identifier;
            world.executions.push(Execution {
                id: self.id(attempt),
                pipeline: identifier.clone(),
                run_sequence: first + u32::try_from(before).unwrap_or_default(),
                created_at,
                groups: self.groups_at(created_at),
                started_by: Starter::BeforeOurTime,
                parent: (attempt > 1).then(|| self.id(before)),
                root: self.id(1),
                inputs: self.inputs.clone().unwrap_or_else(|| ordinary(identifier)),
                notes: String::new(),
                retried: (attempt > 1).then(|| self.earlier_retry(attempt)),
                queued_until: None,
                aborted_at: None,
                was_rolled_back: self.was_rolled_back,
            });
        }
    }

    /// Adds one of many chains of the same pipeline, in the project `many`; the pipeline too, with the first. The
    /// last attempt of one that was retried since is as in that scenario.
    pub fn enter_as_one_of_many(mut self, world: &mut World, number: usize, last: Option<Scenario>) {
        self.pipeline.project = "many";
        self.chain = number;
        let first = world.next_run_sequence(&self.pipeline.identifier);
        self.enter_chain(world, first);
        if let (Some(last), Some(execution)) = (last, world.executions.last_mut()) {
            execution.groups = last.groups_at(execution.created_at);
        }
        if world.pipeline(&self.pipeline.identifier).is_none() {
            self.pipeline.stages = self.groups_at(0).into_iter().flatten().map(|stage| stage.identifier).collect();
            self.pipeline.linked_execution = self.id(1);
            world.pipelines.push(self.pipeline);
        }
    }

    /// How an attempt before our time was made: from the failed stages on.
    fn earlier_retry(&self, attempt: usize) -> Retried {
        let groups = self.groups_at(0);
        let identifiers = |groups: &[Group]| groups.iter().flatten().map(|stage| stage.identifier.clone()).collect();
        let has_failed = |group: &Group| group.iter().any(|stage| stage.status(LONG_AGO).stops_the_run());
        let failed = groups.iter().position(has_failed).unwrap_or_default();
        let (kept, rerun) = groups.split_at(failed);
        Retried {
            parent: self.id(attempt - 1),
            retry_stages: identifiers(rerun.get(..1).unwrap_or_default()),
            run_all_stages: true,
            notes: String::new(),
            rerun_stages: identifiers(rerun),
            rerun_combinations: Vec::new(),
            kept_stages: identifiers(kept),
            body_sha256: sha256(b""),
            body_length: 0,
        }
    }

    fn id(&self, attempt: usize) -> String {
        let chain = if self.chain == 0 { String::new() } else { format!(" of chain {}", self.chain) };
        let id = long_id(&format!("execution {} {attempt}{chain}", self.pipeline.identifier));
        match id.get(1..) {
            Some(rest) if self.id_begins_with_hyphen => format!("-{rest}"),
            // Only the scenario that says so begins with one.
            Some(rest) if id.starts_with('-') => format!("x{rest}"),
            _ => id,
        }
    }

    /// The groups as they ran, one after the other.
    fn groups_at(&self, created_at: Millis) -> Vec<Group> {
        let mut start = created_at;
        let mut groups = Vec::new();
        for drafts in &self.groups {
            let group: Group = drafts.iter().map(|draft| draft.stage(start, STAGE_TOOK)).collect::<Vec<Stage>>();
            start += STAGE_TOOK;
            groups.push(group);
        }
        groups
    }
}
