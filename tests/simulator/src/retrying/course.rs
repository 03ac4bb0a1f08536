//! What will happen to each stage of a retry, laid out in advance.

use super::Chosen;
use crate::clock::{MINUTE, Millis, SECOND};
use crate::execution::{Execution, Group};
use crate::pipeline::OnRetry;
use crate::stage::{Course, Iteration, Moment, Stage};
use crate::status::Status;

/// How long each stage runs in simulated time.
const STAGE_TAKES: Millis = 20 * SECOND;
/// How long an execution waits in the queue, where it does.
const QUEUE_TAKES: Millis = MINUTE;

/// The stages of the child, and what was decided about them.
#[derive(Debug, Default)]
pub struct Planned {
    pub groups: Vec<Group>,
    pub rerun_stages: Vec<String>,
    pub rerun_combinations: Vec<String>,
    pub kept_stages: Vec<String>,
    pub queued_until: Option<Millis>,
}

/// Stages before the chosen group keep their results, the chosen ones run, all after it run.
pub fn plan(parent: &Execution, chosen: &Chosen, on_retry: OnRetry, now: Millis) -> Planned {
    let moment = parent.moment(now);
    let mut planned =
        Planned { queued_until: (on_retry == OnRetry::Queues).then_some(now + QUEUE_TAKES), ..Planned::default() };
    // When the next group begins; none once something waits for a person.
    let mut next_start = Some(planned.queued_until.unwrap_or(now));
    let mut stopped = false;
    for (index, group) in parent.groups.iter().enumerate() {
        let mut runs_in_group = false;
        let mut child_group = Group::new();
        for stage in group.iter().filter(|stage| !stage.is_rollback) {
            let keeps = index < chosen.group || (index == chosen.group && !chosen.stages.contains(&stage.identifier));
            let mut stage = stage.clone();
            if keeps {
                keep(&mut stage, moment);
                planned.kept_stages.push(stage.identifier.clone());
            } else {
                let start = next_start.filter(|_| !stopped || stage.runs_always);
                let before = stage.clone();
                run(&mut stage, start, on_retry, moment);
                if index == chosen.group && chosen.only_failed_combinations {
                    keep_good_combinations(&mut stage, &before, &mut planned.rerun_combinations, moment);
                }
                runs_in_group |= start.is_some();
                planned.rerun_stages.push(stage.identifier.clone());
            }
            child_group.push(stage);
        }
        if index >= chosen.group {
            stopped |= child_group.iter().any(|stage| outcome(stage).stops_the_run());
            if child_group.iter().any(|stage| outcome(stage) == Status::ApprovalWaiting) {
                next_start = None;
            } else if runs_in_group {
                next_start = next_start.map(|start| start + STAGE_TAKES);
            }
        }
        if !child_group.is_empty() {
            planned.groups.push(child_group);
        }
    }
    planned
}

fn run(stage: &mut Stage, start: Option<Millis>, on_retry: OnRetry, moment: Moment) {
    let was = stage.status(moment);
    let Some(start) = start else {
        stage.set_course(&Course::NotStarted);
        return;
    };
    let course = match on_retry {
        // Its condition is as false as before.
        _ if was == Status::Skipped => Course::Was { status: was, start, end: Some(start) },
        OnRetry::WaitsForApproval if stage.kind == "Approval" => {
            Course::Will { start, end: None, then: Status::ApprovalWaiting }
        }
        OnRetry::FailsAgain if was.stops_the_run() => Course::Will { start, end: Some(start + STAGE_TAKES), then: was },
        _ => Course::Will { start, end: Some(start + STAGE_TAKES), then: Status::Success },
    };
    stage.set_course(&course);
}

fn keep(stage: &mut Stage, moment: Moment) {
    stage.course = kept(&stage.course, moment);
    for iteration in stage.strategy.iter_mut().flat_map(|strategy| &mut strategy.iterations) {
        iteration.course = kept(&iteration.course, moment);
    }
}

fn keep_good_combinations(stage: &mut Stage, before: &Stage, rerun: &mut Vec<String>, moment: Moment) {
    let identifier = stage.identifier.clone();
    let iterations = stage.strategy.iter_mut().flat_map(|strategy| &mut strategy.iterations);
    let old: Vec<&Iteration> = before.strategy.iter().flat_map(|strategy| &strategy.iterations).collect();
    for (index, (iteration, old)) in iterations.zip(old).enumerate() {
        let status = old.course.status(moment);
        if status.is_failed_to_harness() {
            rerun.push(format!("{identifier}_{index}"));
        } else {
            iteration.course = kept(&old.course, moment);
        }
    }
}

/// The old result as the child shows it.
fn kept(course: &Course, moment: Moment) -> Course {
    match course.started(moment) {
        None => Course::NotStarted,
        Some(start) => Course::Was { status: course.status(moment), start, end: course.ended(moment) },
    }
}

/// What a stage will have come to in the end.
fn outcome(stage: &Stage) -> Status {
    Status::of_all(stage.courses().into_iter().map(|course| match course {
        Course::NotStarted => Status::NotStarted,
        Course::Was { status, .. } => *status,
        Course::Will { then, .. } => *then,
    }))
}
