//! One execution as Harness tells it.

use super::execution_status::ExecutionStatus;
use super::execution_url::GitRef;
use super::identifiers::{PipelineIdentifier, PlanExecutionId, StageIdentifier};

/// Milliseconds since 1970, as Harness gives all its times.
pub type Millis = i64;

/// One execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The execution.
    pub id: PlanExecutionId,
    /// Its pipeline.
    pub pipeline: PipelineIdentifier,
    /// The pipeline's name.
    pub pipeline_name: String,
    /// The number that people know it by.
    pub run_sequence: Option<i64>,
    /// How it stands.
    pub status: ExecutionStatus,
    /// When it started.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// Who or what started it.
    pub triggered_by: Option<String>,
    /// Harness's sentence about the failure.
    pub failure: Option<String>,
    /// Harness's own word on a retry; newer servers leave it out, which means nothing.
    pub can_retry: Option<bool>,
    /// Branch and repository, when the pipeline lives in Git; `None` when it lives in Harness.
    pub git: Option<GitRef>,
    /// In the order of running.
    pub stage_groups: Vec<StageGroup>,
}

/// Stages that run side by side; one alone is a serial stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageGroup {
    /// In Harness's order; never empty.
    pub stages: Vec<Stage>,
}

/// One stage of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What the retry calls it: for a matrix or loop, the parent.
    pub identifier: StageIdentifier,
    /// Its name.
    pub name: String,
    /// How it stands; of a matrix or loop, derived from its combinations.
    pub status: ExecutionStatus,
    /// When it started.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// Harness's sentence about its failure.
    pub failure: Option<String>,
    /// The combinations of a matrix, loop or parallelism; empty for a plain stage.
    pub combinations: Vec<Combination>,
}

/// One combination of a matrix or loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: ExecutionStatus,
    /// Harness's sentence about its failure.
    pub failure: Option<String>,
}

impl Execution {
    /// Every stage, in order.
    pub fn stages(&self) -> impl Iterator<Item = &Stage> + Clone {
        self.stage_groups.iter().flat_map(|group| &group.stages)
    }

    /// It has ended, whatever the end: also with a word that this page does not know, where Harness names
    /// the time of the end.
    pub fn has_ended(&self) -> bool {
        self.status.is_terminal() || (matches!(self.status, ExecutionStatus::Unknown(_)) && self.ended_at.is_some())
    }

    /// Whether the result of this stage is that of an earlier attempt: no stage begins before its execution.
    pub fn took_over(&self, stage: &Stage) -> bool {
        matches!((stage.started_at, self.started_at), (Some(stage), Some(own)) if stage < own)
    }

    /// Branch and repository to ask for the retry groups with once more, when the first question
    /// could not name them: the server then compares with the default branch and may refuse wrongly.
    pub fn git_to_ask_with(&self, asked_with: &GitRef) -> Option<&GitRef> {
        self.git.as_ref().filter(|git| git.branch.is_some() && git.branch != asked_with.branch)
    }

    /// Whether it can be retried by its own status; Harness may still refuse for other reasons.
    ///
    /// The server does not check this (`docs/harness-api.md` §2), so the page must.
    pub fn status_allows_retry(&self) -> bool {
        self.status.is_failed()
            || (self.has_ended() && self.status != ExecutionStatus::Success && self.can_retry == Some(true))
    }
}

/// The status of a wrapper whose own word is not reliable, from its members': what is worst and
/// what still runs come first.
///
/// Source: `docs/harness-api.md` §6 (the wrapper stays `NotStarted` while its children have failed).
pub fn status_of_all<'a>(members: impl Iterator<Item = &'a ExecutionStatus> + Clone) -> Option<ExecutionStatus> {
    let first = |wanted: fn(&ExecutionStatus) -> bool| members.clone().find(|status| wanted(status)).cloned();
    first(|status| !status.is_terminal() && *status != ExecutionStatus::NotStarted)
        .or_else(|| first(ExecutionStatus::is_failed))
        .or_else(|| first(|status| *status == ExecutionStatus::NotStarted))
        .or_else(|| first(|status| *status == ExecutionStatus::IgnoreFailed))
        .or_else(|| first(ExecutionStatus::is_passed))
        .or_else(|| members.clone().next().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ExecutionStatus as S;

    #[test]
    fn the_status_of_a_wrapper_comes_from_its_members() {
        for (members, all) in [
            (vec![S::Success, S::Failed, S::Success], Some(S::Failed)),
            (vec![S::Failed, S::Running], Some(S::Running)),
            (vec![S::Success, S::Skipped], Some(S::Success)),
            (vec![S::Success, S::IgnoreFailed], Some(S::IgnoreFailed)),
            (vec![S::Success, S::NotStarted], Some(S::NotStarted)),
            (vec![S::Skipped, S::Skipped], Some(S::Skipped)),
            (vec![], None),
        ] {
            assert_eq!(status_of_all(members.iter()), all, "{members:?}");
        }
    }

    fn execution(status: S, can_retry: Option<bool>, ended: bool) -> Execution {
        Execution {
            id: PlanExecutionId::parse("e").unwrap(),
            pipeline: PipelineIdentifier::parse("p").unwrap(),
            pipeline_name: "P".into(),
            run_sequence: None,
            status,
            started_at: None,
            ended_at: ended.then_some(1),
            triggered_by: None,
            failure: None,
            can_retry,
            git: None,
            stage_groups: vec![],
        }
    }

    #[test]
    fn running_and_passed_executions_are_never_retried() {
        for (status, can_retry, ended, allowed) in [
            (S::Failed, None, true, true),
            (S::Errored, Some(false), true, true),
            (S::Success, Some(true), true, false),
            (S::Running, Some(true), false, false),
            (S::Discontinuing, Some(true), false, false),
            (S::IgnoreFailed, Some(true), true, true),
            (S::IgnoreFailed, None, true, false),
            (S::Unknown("Marinating".into()), Some(true), true, true),
            (S::Unknown("Marinating".into()), Some(true), false, false),
            (S::Unknown("Marinating".into()), None, true, false),
        ] {
            assert_eq!(execution(status.clone(), can_retry, ended).status_allows_retry(), allowed, "{status:?}");
        }
    }
}
