//! The stage picture as columns to look at and choose from.

use super::status_look::{Look, look};
use super::time_words::duration;
use super::visible_text::visible;
use crate::domain::execution::{Execution, Millis, Stage};
use crate::domain::retry_history::RetryHistory;
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
    pub time: StageTime,
    /// `4 of 6 passed`, and each combination, for a matrix or loop.
    pub combinations: Option<(String, Vec<(String, Look)>)>,
}

/// How long a stage ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageTime {
    /// So long, or nothing where that is not known.
    Took(String),
    /// It runs since then.
    Since(Millis),
}

impl StageTime {
    /// In words. The clock is asked only where the time goes on.
    pub fn at(self, now: impl Fn() -> Millis) -> String {
        match self {
            Self::Took(time) => time,
            Self::Since(start) => duration(start, now()),
        }
    }
}

/// What the columns are made of, as long as it stays the same: a run that goes on changes what stands in
/// them, and nothing needs to be made anew.
pub fn shape(columns: &[ColumnView]) -> Vec<String> {
    let part = |column: &ColumnView| {
        let mut part = format!("{} {}", column.kind, column.is_closed);
        for stage in &column.stages {
            part.push('\n');
            part.push_str(&stage.name);
            part.push(if stage.combinations.is_some() { '+' } else { '-' });
        }
        part
    };
    columns.iter().map(part).collect()
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
        time: match (stage.started_at, stage.ended_at) {
            (Some(from), Some(to)) => StageTime::Took(duration(from, to)),
            (Some(from), None) if !run_has_ended && !stage.status.is_terminal() => StageTime::Since(from),
            _ => StageTime::Took(String::new()),
        },
        combinations,
    }
}

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
        let (class, verb) = if stage.status.is_terminal() { ("done", "Ran") } else { ("again", "Runs") };
        let (icon, which) = match &history.retried {
            Some(by) if by.again.contains(&stage.identifier) => ("again", " again"),
            Some(_) => ("after", " after"),
            None => ("again", ""),
        };
        Below { icon, class, words: format!("{verb}{which}") }
    };
    is_retry.then_some(below)
}

/// What is said beside the picture of what is chosen, by a person or for one.
pub fn hint(picture: &StagePicture, is_by_person: bool) -> &'static str {
    let column = picture.preselected().and_then(|at| picture.columns.get(at));
    match column {
        None => "",
        Some(_) if is_by_person => "You can choose any group that Harness offers.",
        Some(column) if column.offered().any(|stage| stage.status.is_failed()) => {
            "The last group with a failed stage is chosen."
        }
        Some(_) => "No failed stage can be chosen, so the last group that can be is.",
    }
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
            only_failed: (only_failed(failed), format!("of {all} combinations")),
            all: (format!("All {all}"), format!("including the other {rest}")),
        });
    }
    let names = |failed: bool| -> Vec<String> {
        column.offered().filter(|stage| stage.status.is_failed() == failed).map(|stage| visible(&stage.name)).collect()
    };
    let (failed, others) = (names(true), names(false));
    Some(ExtentChoice {
        legend: "In this parallel group",
        only_failed: (only_failed(failed.len()), failed.join(", ")),
        all: (
            format!("All {}", failed.len() + others.len()),
            format!("including {}", super::fate_sentence::list(&others)),
        ),
    })
}

fn only_failed(count: usize) -> String {
    if count == 1 { "Only the failed one".to_owned() } else { format!("Only the {count} failed") }
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
        assert_eq!(choice.all, ("All 3".into(), "including Us".into()));
        assert_eq!(extent_choice(&super::tests::picture("a:Failed").columns[0]), None);
    }

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
    fn a_stage_that_runs_has_a_time_that_goes_on() {
        let mut picture = picture("a:Running b:Failed");
        for column in &mut picture.columns {
            column.stages[0].stage.started_at = Some(0);
        }
        let times = |ended| -> Vec<String> {
            columns(&picture, ended).into_iter().map(|mut column| column.stages.remove(0).time.at(|| 65_000)).collect()
        };
        assert_eq!(times(false), ["1m 05s", ""]);
        assert_eq!(times(true), ["", ""]);
    }

    #[test]
    fn a_run_that_goes_on_keeps_its_shape() {
        let shape_of = |text: &str, ended| shape(&columns(&StagePicture::to_read(&layout(text)), ended));
        let running = shape_of("a:Running b:NotStarted|c:NotStarted", false);
        assert_eq!(running, shape_of("a:Success b:Running|c:Failed", true));
        assert_ne!(running, shape_of("a:Running b:NotStarted c:NotStarted", false));
    }

    #[test]
    fn a_matrix_says_how_many_passed_and_how_many_run_again() {
        let mut picture = picture("test:Failed");
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        let column = &columns(&picture, true)[0];
        assert_eq!(column.kind, "Matrix");
        assert_eq!(column.stages[0].combinations.as_ref().unwrap().0, "1 of 3 passed");
        let plan = picture.plan(0, Extent::OnlyFailed).unwrap();
        assert_eq!(planned(&picture, &plan, 0, 0), Below::new("again", "2 of 3 run again"));
        assert_eq!(extent_choice(&picture.columns[0]).unwrap().only_failed.0, "Only the 2 failed");
    }
}
