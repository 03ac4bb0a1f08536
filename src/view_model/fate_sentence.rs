//! In one sentence: what runs again, what runs after, what is kept.

use super::visible_text::{counted, visible};
use crate::domain::retry_plan::{Extent, Fate, RetryPlan};
use crate::domain::stage_picture::StagePicture;

/// How many stages meet each fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fates are named in `Fate`")]
pub struct Tally {
    pub run_again: usize,
    pub run_after: usize,
    pub kept: usize,
}

/// Counts the fates.
pub fn tally(plan: &RetryPlan) -> Tally {
    let count = |wanted| plan.fates.iter().flatten().filter(|fate| **fate == wanted).count();
    Tally { run_again: count(Fate::RunsAgain), run_after: count(Fate::RunsAfter), kept: count(Fate::Kept) }
}

/// Above so many names or letters a list is a count: nobody reads it under stress.
const NAMED: usize = 4;
const LETTERS: usize = 100;

/// `Runs EU again, then Sign-off. Keeps Build and US.`
pub fn fate_sentence(picture: &StagePicture, plan: &RetryPlan) -> String {
    let names = |wanted: Fate| -> Vec<String> {
        picture
            .columns
            .iter()
            .zip(&plan.fates)
            .flat_map(|(column, fates)| column.stages.iter().zip(fates))
            .filter(|(_, fate)| **fate == wanted)
            .map(|(member, _)| visible(&member.stage.name))
            .collect()
    };
    let again = names(Fate::RunsAgain);
    let matrix = picture.columns.get(plan.column).and_then(|column| column.matrix());
    let mut sentence = match matrix {
        Some(stage) if plan.extent == Extent::OnlyFailed => format!(
            "Runs {} of the {} combinations of {} again",
            stage.failed_combinations(),
            stage.combinations.len(),
            visible(&stage.name)
        ),
        Some(stage) if stage.combinations.len() == 1 => {
            format!("Runs the 1 combination of {} again", visible(&stage.name))
        }
        Some(stage) => format!("Runs all {} combinations of {} again", stage.combinations.len(), visible(&stage.name)),
        None => format!("Runs {} again", list(&again)),
    };
    let after = names(Fate::RunsAfter);
    if !after.is_empty() {
        sentence.push_str(", then ");
        sentence.push_str(&list(&after));
    }
    let kept = names(Fate::Kept);
    let kept = if kept.is_empty() { "nothing of this run".to_owned() } else { list(&kept) };
    format!("{sentence}. Keeps {kept}.")
}

/// What the button retries: `2 stages`, `1 stage`, `2 combinations`.
pub fn button_words(picture: &StagePicture, plan: &RetryPlan) -> String {
    let (count, what) = match picture.columns.get(plan.column).and_then(|column| column.matrix()) {
        Some(stage) if plan.extent == Extent::OnlyFailed => (stage.failed_combinations(), "combination"),
        Some(stage) => (stage.combinations.len(), "combination"),
        None => (tally(plan).run_again, "stage"),
    };
    counted(count, what)
}

/// `Build`, `Build and US`, `Build, EU and US`, `7 stages`.
pub fn list(names: &[String]) -> String {
    let is_short = names.len() <= NAMED && names.iter().map(String::len).sum::<usize>() <= LETTERS;
    match names {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] if is_short => format!("{} and {last}", most.join(", ")),
        many => format!("{} stages", many.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::stage_picture::examples::{layout, matrix};

    fn sentence(text: &str, column: usize, extent: Extent) -> String {
        let picture = StagePicture::of_layout(&layout(text));
        fate_sentence(&picture, &picture.plan(column, extent).unwrap())
    }

    #[test]
    fn says_what_runs_again_what_after_and_what_is_kept() {
        for (text, column, extent, expected) in [
            (
                "build:Success eu:Failed|us:Success signoff:NotStarted",
                1,
                Extent::OnlyFailed,
                "Runs Eu again, then Signoff. Keeps Build and Us.",
            ),
            (
                "build:Success eu:Failed|us:Success signoff:NotStarted",
                1,
                Extent::All,
                "Runs Eu and Us again, then Signoff. Keeps Build.",
            ),
            (
                "build:Success deploy:Failed",
                0,
                Extent::All,
                "Runs Build again, then Deploy. Keeps nothing of this run.",
            ),
            ("build:Failed", 0, Extent::All, "Runs Build again. Keeps nothing of this run."),
            (
                "a:Success b:Success c:Success d:Success e:Success f:Failed",
                5,
                Extent::All,
                "Runs F again. Keeps 5 stages.",
            ),
            (
                "a:Failed a_name_of_more_than_fifty_characters_that_nobody_reads:NotStarted another_name_of_more_than_fifty_characters_to_skip:NotStarted",
                0,
                Extent::All,
                "Runs A again, then 2 stages. Keeps nothing of this run.",
            ),
            ("a:Success b:Success c:Success d:Failed", 3, Extent::All, "Runs D again. Keeps A, B and C."),
        ] {
            assert_eq!(sentence(text, column, extent), expected);
        }
    }

    #[test]
    fn a_matrix_is_said_by_its_combinations() {
        let mut picture = StagePicture::of_layout(&layout("test:Failed deploy:NotStarted"));
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        let said = |extent| fate_sentence(&picture, &picture.plan(0, extent).unwrap());
        assert_eq!(
            said(Extent::OnlyFailed),
            "Runs 2 of the 3 combinations of Test again, then Deploy. Keeps nothing of this run."
        );
        assert_eq!(said(Extent::All), "Runs all 3 combinations of Test again, then Deploy. Keeps nothing of this run.");
    }

    #[test]
    fn the_button_counts() {
        let words = |text, extent| {
            let picture = StagePicture::of_layout(&layout(text));
            button_words(&picture, &picture.plan(0, extent).unwrap())
        };
        assert_eq!(words("a:Failed|b:Success|c:Failed", Extent::OnlyFailed), "2 stages");
        assert_eq!(words("a:Failed|b:Success|c:Failed", Extent::All), "3 stages");
        assert_eq!(words("a:Failed", Extent::All), "1 stage");
        let mut picture = StagePicture::of_layout(&layout("a:Failed"));
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed]);
        assert_eq!(button_words(&picture, &picture.plan(0, Extent::OnlyFailed).unwrap()), "1 combination");
        assert_eq!(button_words(&picture, &picture.plan(0, Extent::All).unwrap()), "2 combinations");
    }

    #[test]
    fn the_tally_counts_every_stage_once() {
        let picture = StagePicture::of_layout(&layout("a:Success b:Failed|c:Success d:NotStarted"));
        let plan = picture.plan(1, Extent::OnlyFailed).unwrap();
        assert_eq!(tally(&plan), Tally { run_again: 1, run_after: 1, kept: 2 });
    }
}
