//! The stage picture as columns to look at and choose from.

use super::status_look::{Look, look};
use super::time_words::duration;
use super::visible_text::visible;
use crate::domain::execution::Stage;
use crate::domain::retry_plan::{Extent, Fate, RetryPlan};
use crate::domain::stage_picture::{Closed, Column, StagePicture};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnView {
    /// `Parallel`, `Matrix` or nothing.
    pub kind: &'static str,
    /// What a screen reader says for the whole column.
    pub label: String,
    /// No retry can begin here.
    pub is_closed: bool,
    /// The stages.
    pub stages: Vec<StageView>,
}

/// A stage: above what was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what is shown")]
pub struct StageView {
    pub name: String,
    pub look: Look,
    pub time: Option<String>,
    /// `4 of 6 passed`, and each combination, for a matrix or loop.
    pub combinations: Option<(String, Vec<(String, Look)>)>,
}

/// The columns of the picture.
pub fn columns(picture: &StagePicture, run_has_ended: bool) -> Vec<ColumnView> {
    picture.columns.iter().map(|column| view(column, run_has_ended)).collect()
}

fn view(column: &Column, run_has_ended: bool) -> ColumnView {
    let stages: Vec<StageView> = column.stages.iter().map(|member| stage(&member.stage, run_has_ended)).collect();
    let kind = match column.stages.as_slice() {
        [one] if !one.stage.combinations.is_empty() => "Matrix",
        [_] => "",
        _ => "Parallel",
    };
    let said: Vec<String> =
        stages.iter().map(|stage| format!("{}, {}", stage.name, stage.look.word.to_ascii_lowercase())).collect();
    let what = match kind {
        "Parallel" => format!("the parallel group {}", said.join("; ")),
        "Matrix" => format!("the matrix {}", said.join("; ")),
        _ => said.join("; "),
    };
    let label = match column.closed.map(reason) {
        None => format!("Retry from {what}"),
        Some(reason) => format!("{what}. Can’t be chosen: {reason}"),
    };
    ColumnView { kind, label, is_closed: column.closed.is_some(), stages }
}

/// Why no retry can begin at a column, as the end of a sentence.
pub fn reason(closed: Closed) -> &'static str {
    match closed {
        Closed::NeverReached => "this run never reached it",
        Closed::Skipped => "this run skipped it",
        Closed::NotOffered => "Harness does not offer it for a retry",
        Closed::NotRetryable => "this execution can’t be retried",
    }
}

fn stage(stage: &Stage, run_has_ended: bool) -> StageView {
    let combinations = (!stage.combinations.is_empty()).then(|| {
        let passed = stage.combinations.iter().filter(|combination| combination.status.is_passed()).count();
        let each = stage
            .combinations
            .iter()
            .map(|combination| (visible(&combination.name), look(&combination.status, run_has_ended)))
            .collect();
        (format!("{passed} of {} passed", stage.combinations.len()), each)
    });
    StageView {
        name: visible(&stage.name),
        look: look(&stage.status, run_has_ended),
        time: stage.started_at.zip(stage.ended_at).map(|(from, to)| duration(from, to)),
        combinations,
    }
}

/// What the retry does to one stage: the lower half of its chip.
pub fn fate_words(picture: &StagePicture, plan: &RetryPlan, column: usize, stage: usize) -> (Fate, String) {
    let fate = plan.fates.get(column).and_then(|fates| fates.get(stage)).copied().unwrap_or(Fate::Kept);
    let words = match fate {
        Fate::Kept => "Kept".to_owned(),
        Fate::RunsAfter => "Runs after".to_owned(),
        Fate::RunsAgain => match picture.columns.get(column).and_then(Column::matrix) {
            Some(matrix) if plan.extent == Extent::OnlyFailed => {
                format!("{} of {} run again", matrix.failed_combinations(), matrix.combinations.len())
            }
            _ => "Runs again".to_owned(),
        },
    };
    (fate, words)
}

/// The choice within a parallel group or matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtentChoice {
    /// `In this parallel group`.
    pub legend: &'static str,
    /// `Only the 2 failed` and whom that is.
    pub only_failed: (String, String),
    /// `All 3` and whom that adds.
    pub all: (String, String),
}

/// The choice that a column offers; `None` where there is nothing to choose.
pub fn extent_choice(column: &Column) -> Option<ExtentChoice> {
    if !column.offers_only_failed() {
        return None;
    }
    if let Some(stage) = column.matrix() {
        let (failed, all) = (stage.failed_combinations(), stage.combinations.len());
        let rest = all - failed;
        return Some(ExtentChoice {
            legend: "In this matrix",
            only_failed: (format!("Only the {failed} failed"), format!("of {all} combinations")),
            all: (format!("All {all}"), format!("and the {rest} that did not fail")),
        });
    }
    let names = |failed: bool| -> Vec<String> {
        column.offered().filter(|stage| stage.status.is_failed() == failed).map(|stage| visible(&stage.name)).collect()
    };
    let (failed, others) = (names(true), names(false));
    Some(ExtentChoice {
        legend: "In this parallel group",
        only_failed: (format!("Only the {} failed", failed.len()), failed.join(", ")),
        all: (
            format!("All {}", failed.len() + others.len()),
            format!("and {}, which did not fail", super::fate_sentence::list(&others)),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::stage_picture::examples::{layout, matrix};

    fn picture(text: &str) -> StagePicture {
        StagePicture::of_layout(&layout(text))
    }

    #[test]
    fn a_screen_reader_hears_the_stages_and_why_a_column_is_closed() {
        let labels: Vec<String> = columns(&picture("build:Success eu:Failed|us:Success signoff:NotStarted"), true)
            .into_iter()
            .map(|column| column.label)
            .collect();
        assert_eq!(
            labels,
            [
                "Retry from Build, success",
                "Retry from the parallel group Eu, failed; Us, success",
                "Signoff, not reached. Can’t be chosen: this run never reached it"
            ]
        );
    }

    #[test]
    fn the_choice_within_a_group_has_names_and_counts() {
        let picture = picture("eu:Failed|us:Success|ap:Errored");
        let choice = extent_choice(&picture.columns[0]).unwrap();
        assert_eq!(choice.only_failed, ("Only the 2 failed".into(), "Eu, Ap".into()));
        assert_eq!(choice.all, ("All 3".into(), "and Us, which did not fail".into()));
        assert_eq!(extent_choice(&super::tests::picture("a:Failed").columns[0]), None);
    }

    #[test]
    fn a_matrix_says_how_many_passed_and_how_many_run_again() {
        let mut picture = picture("test:Failed");
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        let column = &columns(&picture, true)[0];
        assert_eq!(column.kind, "Matrix");
        assert_eq!(column.stages[0].combinations.as_ref().unwrap().0, "1 of 3 passed");
        let plan = picture.plan(0, Extent::OnlyFailed).unwrap();
        assert_eq!(fate_words(&picture, &plan, 0, 0), (Fate::RunsAgain, "2 of 3 run again".into()));
        assert_eq!(extent_choice(&picture.columns[0]).unwrap().only_failed.0, "Only the 2 failed");
    }
}
