//! What a retry does to each stage, or has done: the lower half of its chip.

use crate::domain::execution::{Execution, Stage};
use crate::domain::retry_history::RetryHistory;
use crate::domain::retry_plan::{Extent, Fate, RetryPlan};
use crate::domain::stage_picture::{Column, StagePicture};

/// The lower half of a stage's chip: what a retry does to it, or has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Below {
    /// `kept`, `again`, `after`: the icon.
    pub icon: &'static str,
    /// The chip's class: the icon's name; `done` for what ran and has ended, `again` for what runs.
    pub class: &'static str,
    /// In words.
    pub words: String,
}

impl Below {
    fn new(class: &'static str, words: impl Into<String>) -> Self {
        Self { icon: class, class, words: words.into() }
    }
}

/// What the retry does to one stage.
pub fn planned(picture: &StagePicture, plan: &RetryPlan, column: usize, stage: usize) -> Below {
    match plan.fates.get(column).and_then(|fates| fates.get(stage)).copied().unwrap_or(Fate::Kept) {
        Fate::Kept => Below::new("kept", "Kept"),
        Fate::RunsAfter => Below::new("after", "Runs after"),
        Fate::RunsAgain => match picture.columns.get(column).and_then(Column::matrix) {
            Some(matrix) if plan.extent == Extent::OnlyFailed => Below::new(
                "again",
                match matrix.failed_combinations() {
                    1 => format!("1 of {} runs again", matrix.combinations.len()),
                    failed => format!("{failed} of {} run again", matrix.combinations.len()),
                },
            ),
            _ => Below::new("again", "Runs again"),
        },
    }
}

/// What a retry that was sent does to one stage of the execution that it made, or has done; `None` where the
/// execution is not known to be a retry.
pub fn under_way(execution: &Execution, history: &RetryHistory, stage: &Stage) -> Option<Below> {
    let place = history.place_of(&execution.id).map_or(1, |(place, _)| place);
    let is_retry = place > 1 || history.retried.is_some() || execution.stages().any(|stage| execution.took_over(stage));
    let is_kept =
        execution.took_over(stage) || history.retried.as_ref().is_some_and(|by| by.kept.contains(&stage.identifier));
    let below = if is_kept {
        let from = if place > 1 { format!("Kept from attempt {}", place - 1) } else { "Kept".to_owned() };
        Below::new("kept", from)
    } else if !stage.status.is_reached() {
        let words = if execution.has_ended() { "Did not run" } else { "Runs after" };
        Below::new("after", words)
    } else {
        let (class, verb) = match &stage.status {
            status if status.is_terminal() => ("done", "Ran"),
            status if status.waits_for_person() => ("again", "Waits"),
            _ => ("again", "Runs"),
        };
        let (icon, which) = match &history.retried {
            Some(by) if by.again.contains(&stage.identifier) && verb != "Waits" => ("again", " again"),
            // Beside the stages that are still to come it is not another one of them.
            Some(_) if class == "again" => ("after", " now"),
            Some(_) => ("after", " after"),
            None => ("again", ""),
        };
        Below { icon, class, words: format!("{verb}{which}") }
    };
    is_retry.then_some(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::stage_picture::examples::{layout, matrix};

    #[test]
    fn what_a_retry_does_to_each_stage_while_it_runs() {
        use crate::domain::execution::Execution;
        use crate::domain::identifiers::{PlanExecutionId, StageIdentifier};
        use crate::domain::retry_history::{Attempt, Retried, RetryHistory};
        use crate::domain::stage_picture::examples::execution;

        let id = |text: &str| StageIdentifier::parse(text).unwrap();
        let of_all = |execution: &Execution, history: &RetryHistory| -> Vec<String> {
            execution
                .stages()
                .filter_map(|stage| under_way(execution, history, stage))
                .map(|below| below.words)
                .collect()
        };
        let mut run = execution("build:Success eu:Running|us:Success|ap:Success test:NotStarted smoke:Skipped");
        let attempt = |text: &str, started_at| Attempt {
            execution: PlanExecutionId::parse(text).unwrap(),
            status: S::Failed,
            started_at: Some(started_at),
            ended_at: None,
            run_sequence: None,
        };
        let alone = RetryHistory::default();
        assert_eq!(of_all(&run, &alone), Vec::<String>::new(), "a first attempt");
        let mut second = RetryHistory::new(vec![attempt("e1", 0), attempt(run.id.as_str(), 1)], None);
        assert_eq!(of_all(&run, &second), ["Ran", "Runs", "Ran", "Ran", "Runs after", "Runs after"]);
        second.retried = Some(Retried { again: vec![id("eu"), id("ap")], kept: vec![id("build"), id("us")] });
        let words =
            ["Kept from attempt 1", "Runs again", "Kept from attempt 1", "Ran again", "Runs after", "Runs after"];
        assert_eq!(of_all(&run, &second), words);
        // Without Harness's word the times tell: nothing begins before its execution does.
        run.started_at = Some(100);
        for (stage, started_at) in
            run.stage_groups.iter_mut().flat_map(|group| &mut group.stages).zip([50, 100, 50, 101])
        {
            stage.started_at = Some(started_at);
        }
        assert_eq!(of_all(&run, &alone), ["Kept", "Runs", "Kept", "Ran", "Runs after", "Runs after"]);
        second.retried = Some(Retried { again: vec![id("us")], kept: vec![] });
        assert_eq!(
            of_all(&run, &second)[1..4],
            ["Runs now", "Kept from attempt 1", "Ran after"].map(str::to_owned)[..]
        );
        run.stage_groups[1].stages[0].status = S::ApprovalWaiting;
        assert_eq!(of_all(&run, &second)[1], "Waits now");
        run.status = S::Failed;
        assert_eq!(of_all(&run, &alone)[4], "Did not run");
        // What ran after is told by its icon too from what ran again.
        second.retried = Some(Retried { again: vec![id("eu")], kept: vec![] });
        let ended = execution("eu:Success test:Success");
        let below: Vec<Below> = ended.stages().filter_map(|stage| under_way(&ended, &second, stage)).collect();
        assert_eq!(
            below.iter().map(|below| (below.icon, below.class)).collect::<Vec<_>>(),
            [("again", "done"), ("after", "done")]
        );
    }

    #[test]
    fn of_a_matrix_it_says_how_many_run_again() {
        let mut picture = StagePicture::of_layout(&layout("test:Failed"));
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        let plan = picture.plan(0, Extent::OnlyFailed).unwrap();
        assert_eq!(planned(&picture, &plan, 0, 0), Below::new("again", "2 of 3 run again"));
    }
}
