//! The stages of a run as columns, and which of them a retry may begin from.

use super::execution::{Stage, StageGroup};
use super::retry_group::{RetryEligibility, RetryGroup};

/// The columns, in the order of running.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagePicture {
    /// Serial stages and parallel groups.
    pub columns: Vec<Column>,
}

/// A serial stage, or the stages of a parallel group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Never empty.
    pub stages: Vec<ColumnStage>,
    /// Why no retry can begin here; `None` when one can.
    pub closed: Option<Closed>,
}

/// A stage in its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnStage {
    /// The stage.
    pub stage: Stage,
    /// A retry may name it. A skipped stage of a parallel group can't be named.
    pub is_offered: bool,
}

/// Why no retry can begin at a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The run never got there.
    NeverReached,
    /// Its condition was not met, so it did not run.
    Skipped,
    /// Harness does not list it.
    NotOffered,
    /// The execution can't be retried at all.
    NotRetryable,
}

impl StagePicture {
    /// The layout of the run, with Harness's word on what may be retried.
    pub fn new(layout: &[StageGroup], eligibility: &RetryEligibility) -> Self {
        match eligibility {
            RetryEligibility::NotRetryable(_) => Self::to_read(layout),
            RetryEligibility::Retryable(groups) => {
                Self::matched(layout, groups).unwrap_or_else(|| Self::of_groups(groups))
            }
        }
    }

    /// Where Harness's word on what may be retried could not be had: what the run reached and did
    /// not skip. Harness judges again when the retry is sent.
    pub fn of_layout(layout: &[StageGroup]) -> Self {
        Self::from_columns(layout, |stage| stage.status.is_reached(), Closed::NeverReached)
    }

    /// A picture to read: nothing can be chosen.
    pub fn to_read(layout: &[StageGroup]) -> Self {
        let mut picture = Self::from_columns(layout, |_| false, Closed::NeverReached);
        for column in &mut picture.columns {
            column.closed = Some(Closed::NotRetryable);
        }
        picture
    }

    /// Every retry group must lie within a column of its own: else the layout is of a kind that
    /// this page does not know, and the groups alone are the picture.
    fn matched(layout: &[StageGroup], groups: &[RetryGroup]) -> Option<Self> {
        let mut rest = layout.iter();
        for group in groups {
            let holds_all = |column: &StageGroup| {
                group
                    .stages
                    .iter()
                    .all(|wanted| column.stages.iter().any(|stage| stage.identifier == wanted.identifier))
            };
            rest.find(|column| holds_all(column))?;
        }
        let is_offered = |stage: &Stage| {
            groups.iter().flat_map(|group| &group.stages).any(|offered| offered.identifier == stage.identifier)
        };
        Some(Self::from_columns(layout, is_offered, Closed::NotOffered))
    }

    fn of_groups(groups: &[RetryGroup]) -> Self {
        let column = |group: &RetryGroup| StageGroup {
            stages: group
                .stages
                .iter()
                .map(|stage| Stage {
                    identifier: stage.identifier.clone(),
                    name: stage.name.clone(),
                    status: stage.status.clone(),
                    started_at: None,
                    ended_at: None,
                    failure: None,
                    combinations: Vec::new(),
                })
                .collect(),
        };
        let layout: Vec<StageGroup> = groups.iter().map(column).collect();
        Self::from_columns(&layout, |_| true, Closed::NotOffered)
    }

    fn from_columns(layout: &[StageGroup], is_offered: impl Fn(&Stage) -> bool, otherwise: Closed) -> Self {
        let column = |group: &StageGroup| {
            let stages: Vec<ColumnStage> = group
                .stages
                .iter()
                .map(|stage| ColumnStage { stage: stage.clone(), is_offered: is_offered(stage) })
                .collect();
            let every = |wanted: fn(&Stage) -> bool| group.stages.iter().all(wanted);
            let closed = if stages.iter().any(|stage| stage.is_offered) {
                None
            } else if every(|stage| stage.status == super::execution_status::ExecutionStatus::Skipped) {
                Some(Closed::Skipped)
            } else if every(|stage| !stage.status.is_reached()) {
                Some(Closed::NeverReached)
            } else {
                Some(otherwise)
            };
            Column { stages, closed }
        };
        Self { columns: layout.iter().map(column).collect() }
    }

    /// Where a retry begins unless the person says otherwise: the last column with a failed stage
    /// (a stage set to run always may come after it), else the last that can be chosen.
    pub fn preselected(&self) -> Option<usize> {
        let last = |wanted: fn(&Column) -> bool| {
            self.columns.iter().rposition(|column| column.closed.is_none() && wanted(column))
        };
        last(|column| column.offered().any(|stage| stage.status.is_failed())).or_else(|| last(|_| true))
    }
}

impl Column {
    /// The stages that a retry may name.
    pub fn offered(&self) -> impl Iterator<Item = &Stage> + Clone {
        self.stages.iter().filter(|stage| stage.is_offered).map(|stage| &stage.stage)
    }
}

#[cfg(test)]
pub(crate) mod examples {
    //! Small pictures for the tests of this and other modules.

    use super::super::execution::{Combination, Execution, Stage, StageGroup};
    use super::super::execution_status::ExecutionStatus;
    use super::super::identifiers::{PipelineIdentifier, PlanExecutionId, StageIdentifier};
    use super::super::retry_group::{RetryGroup, RetryStage};

    /// `build:Success` as a stage; its name is the identifier with a capital.
    pub fn stage(text: &str) -> Stage {
        let (identifier, status) = text.split_once(':').unwrap();
        let mut name = identifier.to_owned();
        name[..1].make_ascii_uppercase();
        Stage {
            identifier: StageIdentifier::parse(identifier).unwrap(),
            name,
            status: ExecutionStatus::parse(status),
            started_at: None,
            ended_at: None,
            failure: None,
            combinations: vec![],
        }
    }

    /// `build:Success eu:Failed|us:Success`: columns by spaces, stages of a group by bars.
    pub fn layout(text: &str) -> Vec<StageGroup> {
        text.split_whitespace().map(|group| StageGroup { stages: group.split('|').map(stage).collect() }).collect()
    }

    /// The second execution of a pipeline `P`, with these columns; it runs.
    pub fn execution(text: &str) -> Execution {
        Execution {
            id: PlanExecutionId::parse("e2").unwrap(),
            pipeline: PipelineIdentifier::parse("p").unwrap(),
            pipeline_name: "P".into(),
            run_sequence: Some(57),
            status: ExecutionStatus::Running,
            started_at: Some(0),
            ended_at: None,
            triggered_by: None,
            failure: None,
            can_retry: None,
            git: None,
            stage_groups: layout(text),
        }
    }

    /// The same columns as retry groups; what was not reached or skipped is left out.
    pub fn groups(text: &str) -> Vec<RetryGroup> {
        layout(text)
            .into_iter()
            .map(|group| RetryGroup {
                stages: group
                    .stages
                    .into_iter()
                    .filter(|stage| stage.status.is_reached())
                    .map(|stage| RetryStage { identifier: stage.identifier, name: stage.name, status: stage.status })
                    .collect(),
            })
            .filter(|group| !group.stages.is_empty())
            .collect()
    }

    /// Makes the stage a matrix with these combinations.
    pub fn matrix(stage: &mut Stage, statuses: &[ExecutionStatus]) {
        stage.combinations = statuses
            .iter()
            .enumerate()
            .map(|(n, status)| Combination {
                name: format!("{}_{n}", stage.identifier),
                status: status.clone(),
                failure: None,
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::examples::{groups, layout};
    use super::*;

    fn closed(picture: &StagePicture) -> Vec<Option<Closed>> {
        picture.columns.iter().map(|column| column.closed).collect()
    }

    #[test]
    fn what_the_run_never_reached_is_shown_and_can_t_be_chosen() {
        let text = "build:Success test:Skipped eu:Failed|us:Skipped|ap:Success signoff:NotStarted";
        let picture = StagePicture::new(&layout(text), &RetryEligibility::Retryable(groups(text)));
        assert_eq!(closed(&picture), [None, Some(Closed::Skipped), None, Some(Closed::NeverReached)]);
        let offered: Vec<_> = picture.columns[2].offered().map(|stage| stage.name.as_str()).collect();
        assert_eq!(offered, ["Eu", "Ap"]);
        assert_eq!(picture.preselected(), Some(2));
    }

    #[test]
    fn the_last_group_with_a_failed_stage_is_chosen_even_when_a_clean_up_ran_after_it() {
        for (text, chosen) in [
            ("build:Success deploy:Failed cleanup:Success", Some(1)),
            ("a:Failed b:Errored c:Success", Some(1)),
            ("a:Aborted b:Success", Some(0)),
            ("a:Success b:Success c:NotStarted", Some(1)),
            ("a:IgnoreFailed b:Expired", Some(1)),
            ("a:NotStarted", None),
            ("", None),
        ] {
            assert_eq!(StagePicture::of_layout(&layout(text)).preselected(), chosen, "{text}");
        }
    }

    #[test]
    fn an_execution_that_can_t_be_retried_is_there_to_read() {
        let picture =
            StagePicture::new(&layout("a:Success b:Failed"), &RetryEligibility::NotRetryable("too old".into()));
        assert_eq!(closed(&picture), [Some(Closed::NotRetryable); 2]);
        assert_eq!(picture.preselected(), None);
    }

    #[test]
    fn a_stage_that_harness_does_not_list_can_t_be_chosen() {
        let picture =
            StagePicture::new(&layout("a:Success b:Failed"), &RetryEligibility::Retryable(groups("b:Failed")));
        assert_eq!(closed(&picture), [Some(Closed::NotOffered), None]);
    }

    #[test]
    fn groups_that_fit_no_column_are_the_picture_themselves() {
        let retry = groups("x:Success y:Failed|z:Success");
        for other in ["", "a:Failed", "x:Success y:Failed z:Success", "y:Failed|z:Success x:Success"] {
            let picture = StagePicture::new(&layout(other), &RetryEligibility::Retryable(retry.clone()));
            assert_eq!(picture.columns.len(), 2, "{other:?}");
            assert_eq!(picture.preselected(), Some(1));
        }
    }
}
