//! What one retry sends, and what it does to every stage.

use super::execution::Stage;
use super::identifiers::StageIdentifier;
use super::stage_picture::{Column, StagePicture};

/// How much of a parallel group or matrix runs again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    All,
    /// What failed.
    #[default]
    OnlyFailed,
}

/// What the retry does to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its result is taken over from the last run.
    Kept,
    /// It runs again.
    RunsAgain,
    /// It lies after the chosen group and runs when that is done.
    RunsAfter,
}

/// What a retry names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryStages {
    /// `retryStages`, in order; all of one group.
    pub identifiers: Vec<StageIdentifier>,
    /// `runAllStages`.
    pub run_all: bool,
}

/// One retry, from one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPlan {
    /// What is sent for it.
    pub stages: RetryStages,
    /// The column it begins at.
    pub column: usize,
    /// How much of the column runs again. `All` where there is nothing to choose.
    pub extent: Extent,
    /// One for every stage of every column.
    pub fates: Vec<Vec<Fate>>,
}

impl StagePicture {
    /// The retry from this column; `None` when no retry can begin there.
    ///
    /// What is sent for each choice is the table of `docs/harness-api.md` §2, *Semantics*, 8.
    pub fn plan(&self, column: usize, extent: Extent) -> Option<RetryPlan> {
        let chosen = self.columns.get(column).filter(|chosen| chosen.closed.is_none())?;
        let extent = if chosen.offers_only_failed() { extent } else { Extent::All };
        let all = || chosen.offered().map(|stage| stage.identifier.clone()).collect::<Vec<_>>();
        let failed = || chosen.offered().filter(|stage| stage.status.is_failed());

        let (identifiers, run_all) = match extent {
            Extent::All => (all(), true),
            // The server's filter would keep an `Errored` stage: name the failed ones instead.
            Extent::OnlyFailed
                if chosen.is_parallel() && failed().any(|stage| !stage.status.is_failed_for_the_server_s_filter()) =>
            {
                (failed().map(|stage| stage.identifier.clone()).collect(), true)
            }
            Extent::OnlyFailed => (all(), false),
        };
        let runs_again = |stage: &Stage| match extent {
            Extent::All => true,
            Extent::OnlyFailed => stage.status.is_failed(),
        };
        let fates = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, other)| {
                let fate = |offered: bool, stage: &Stage| {
                    if at > column {
                        Fate::RunsAfter
                    } else if at == column && offered && runs_again(stage) {
                        Fate::RunsAgain
                    } else {
                        Fate::Kept
                    }
                };
                other.stages.iter().map(|stage| fate(stage.is_offered, &stage.stage)).collect()
            })
            .collect();
        Some(RetryPlan { stages: RetryStages { identifiers, run_all }, column, extent, fates })
    }
}

impl Column {
    /// More than one stage may be named: Harness's parallel group.
    pub fn is_parallel(&self) -> bool {
        self.offered().nth(1).is_some()
    }

    /// The one stage that may be named is a matrix or loop.
    pub fn matrix(&self) -> Option<&Stage> {
        self.offered().next().filter(|stage| !self.is_parallel() && !stage.combinations.is_empty())
    }

    /// "Only the failed" is a choice of its own: some failed, and some did not.
    pub fn offers_only_failed(&self) -> bool {
        let some_of = |failed: usize, all: usize| failed > 0 && failed < all;
        if let Some(stage) = self.matrix() {
            some_of(stage.failed_combinations(), stage.combinations.len())
        } else {
            self.is_parallel()
                && some_of(self.offered().filter(|stage| stage.status.is_failed()).count(), self.offered().count())
        }
    }
}

impl Stage {
    /// How many of its combinations failed.
    pub fn failed_combinations(&self) -> usize {
        self.combinations.iter().filter(|combination| combination.status.is_failed()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::execution_status::ExecutionStatus as S;
    use super::super::stage_picture::examples::{layout, matrix};
    use super::*;
    use proptest::prelude::*;

    fn picture(text: &str) -> StagePicture {
        StagePicture::of_layout(&layout(text))
    }

    fn sent(picture: &StagePicture, column: usize, extent: Extent) -> String {
        picture.plan(column, extent).map_or("nothing".into(), |plan| {
            let ids: Vec<_> = plan.stages.identifiers.iter().map(StageIdentifier::as_str).collect();
            format!("{} {}", ids.join(","), plan.stages.run_all)
        })
    }

    #[test]
    fn what_is_sent_for_each_choice() {
        for (text, column, extent, expected) in [
            // a serial stage
            ("build:Success deploy:Failed", 1, Extent::All, "deploy true"),
            ("build:Success deploy:Failed", 1, Extent::OnlyFailed, "deploy true"),
            ("build:Success deploy:Failed", 0, Extent::OnlyFailed, "build true"),
            // a parallel group
            ("eu:Failed|us:Success|ap:Aborted", 0, Extent::All, "eu,us,ap true"),
            ("eu:Failed|us:Success|ap:Aborted", 0, Extent::OnlyFailed, "eu,us,ap false"),
            // with an Errored stage, which the server's filter would keep
            ("eu:Failed|us:Success|ap:Errored", 0, Extent::OnlyFailed, "eu,ap true"),
            ("eu:Success|us:Success|ap:Errored", 0, Extent::OnlyFailed, "ap true"),
            ("eu:Failed|us:Success|ap:Errored", 0, Extent::All, "eu,us,ap true"),
            // nothing failed, or all of it: only "all" is a choice
            ("eu:Success|us:Success x:Failed", 0, Extent::OnlyFailed, "eu,us true"),
            ("eu:Failed|us:Expired", 0, Extent::OnlyFailed, "eu,us true"),
            // a skipped stage of the group can't be named; one that remains is like a serial one
            ("eu:Failed|us:Skipped", 0, Extent::OnlyFailed, "eu true"),
            ("eu:Failed|us:Skipped|ap:Success", 0, Extent::OnlyFailed, "eu,ap false"),
            // IgnoreFailed is not failed
            ("eu:IgnoreFailed|us:Failed", 0, Extent::OnlyFailed, "eu,us false"),
            // never reached
            ("eu:Failed x:NotStarted", 1, Extent::All, "nothing"),
            ("eu:Failed", 7, Extent::All, "nothing"),
        ] {
            assert_eq!(sent(&picture(text), column, extent), expected, "{text} {column} {extent:?}");
        }
    }

    #[test]
    fn a_matrix_is_named_by_its_parent() {
        let combinations = |statuses: &[S]| {
            let mut picture = picture("build:Failed");
            matrix(&mut picture.columns[0].stages[0].stage, statuses);
            picture
        };
        let some = combinations(&[S::Success, S::Failed, S::Errored]);
        assert_eq!(sent(&some, 0, Extent::OnlyFailed), "build false");
        assert_eq!(sent(&some, 0, Extent::All), "build true");
        let all = combinations(&[S::Failed, S::Failed]);
        assert_eq!(sent(&all, 0, Extent::OnlyFailed), "build true");
    }

    #[test]
    fn a_matrix_within_a_parallel_group_counts_as_one_stage() {
        for combinations in [[S::Success, S::Failed], [S::Failed, S::Failed]] {
            let mut picture = picture("tests:Failed|lint:Success");
            matrix(&mut picture.columns[0].stages[0].stage, &combinations);
            assert_eq!(sent(&picture, 0, Extent::OnlyFailed), "tests,lint false", "{combinations:?}");
        }
    }

    #[test]
    fn every_stage_has_a_fate() {
        let plan = picture("a:Success b:Failed|c:Success|d:Skipped e:Success f:NotStarted")
            .plan(1, Extent::OnlyFailed)
            .unwrap();
        assert_eq!(
            plan.fates,
            [
                vec![Fate::Kept],
                vec![Fate::RunsAgain, Fate::Kept, Fate::Kept],
                vec![Fate::RunsAfter],
                vec![Fate::RunsAfter]
            ]
        );
    }

    fn any_layout() -> impl Strategy<Value = String> {
        let status = prop::sample::select(vec![
            "Success",
            "Failed",
            "Errored",
            "Aborted",
            "Expired",
            "Skipped",
            "NotStarted",
            "IgnoreFailed",
            "ApprovalRejected",
        ]);
        prop::collection::vec(prop::collection::vec(status, 1..5), 1..6).prop_map(|groups| {
            let mut n = 0;
            let mut name = |status: &str| {
                n += 1;
                format!("s{n}:{status}")
            };
            groups
                .iter()
                .map(|group| group.iter().map(|status| name(status)).collect::<Vec<_>>().join("|"))
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    proptest! {
        #[test]
        fn a_plan_never_mixes_groups_and_does_what_it_says(text in any_layout(), at in 0usize..6, only_failed: bool) {
            let picture = picture(&text);
            let extent = if only_failed { Extent::OnlyFailed } else { Extent::All };
            let Some(plan) = picture.plan(at, extent) else {
                prop_assert!(picture.columns.get(at).is_none_or(|column| column.closed.is_some()));
                return Ok(());
            };
            let chosen = &picture.columns[at];
            let offered: Vec<_> = chosen.offered().map(|stage| &stage.identifier).collect();
            prop_assert!(!plan.stages.identifiers.is_empty());
            prop_assert!(plan.stages.identifiers.iter().all(|id| offered.contains(&id)));
            if !plan.stages.run_all {
                // What Harness asks of "only failed": the whole group, and something in it that its filter counts.
                prop_assert_eq!(plan.stages.identifiers.len(), offered.len());
                prop_assert!(chosen.offered().any(|stage| stage.status.is_failed_for_the_server_s_filter()));
            }
            // What the server will do with the request is what the page says that it will do.
            for (member, fate) in chosen.stages.iter().zip(&plan.fates[at]) {
                let named = plan.stages.identifiers.contains(&member.stage.identifier);
                let runs = named && (plan.stages.run_all || member.stage.status.is_failed_for_the_server_s_filter());
                prop_assert_eq!(*fate == Fate::RunsAgain, runs, "{:?}", member.stage);
            }
            prop_assert!(plan.fates.iter().take(at).flatten().all(|fate| *fate == Fate::Kept));
            prop_assert!(plan.fates.iter().skip(at + 1).flatten().all(|fate| *fate == Fate::RunsAfter));
        }

        #[test]
        fn the_preselected_column_can_always_be_planned(text in any_layout()) {
            let picture = picture(&text);
            if let Some(at) = picture.preselected() {
                prop_assert!(picture.plan(at, Extent::OnlyFailed).is_some());
            }
        }
    }
}
