//! The stage picture as columns to look at.

use super::status_look::{Look, look};
use super::time_words::duration;
use super::visible_text::visible;
use crate::domain::execution::{Millis, Stage};
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
    fn a_matrix_says_how_many_passed() {
        let mut picture = picture("test:Failed");
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        let column = &columns(&picture, true)[0];
        assert_eq!(column.kind, "Matrix");
        assert_eq!(column.stages[0].combinations.as_ref().unwrap().0, "1 of 3 passed");
    }
}
