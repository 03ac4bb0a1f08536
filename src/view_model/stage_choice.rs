//! From where to retry, and how much of a group or matrix: the words of the choice.

use super::visible_text::visible;
use crate::domain::retry_plan::Extent;
use crate::domain::stage_picture::{Column, StagePicture};

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

/// The two extents in the rule of a list, and in what a row has instead: of whichever group it comes to.
pub fn rule_words(extent: Extent) -> &'static str {
    match extent {
        Extent::OnlyFailed => "Only what failed",
        Extent::All => "All of it",
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
    fn the_choice_within_a_group_has_names_and_counts() {
        let picture = picture("eu:Failed|us:Success|ap:Errored");
        let choice = extent_choice(&picture.columns[0]).unwrap();
        assert_eq!(choice.only_failed, ("Only the 2 failed".into(), "Eu, Ap".into()));
        assert_eq!(choice.all, ("All 3".into(), "including Us".into()));
        assert_eq!(extent_choice(&super::tests::picture("a:Failed").columns[0]), None);
    }

    #[test]
    fn of_a_matrix_it_counts_combinations() {
        let mut picture = picture("test:Failed");
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        assert_eq!(extent_choice(&picture.columns[0]).unwrap().only_failed.0, "Only the 2 failed");
    }
}
