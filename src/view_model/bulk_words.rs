//! Many executions, in words: what would run, why a row can't be retried, what came of it.

use super::fate_sentence::{list, tally};
use super::readiness::{Blocked, Parts, Readiness};
use super::status_look::Look;
use super::time_words::duration;
use super::user_message::UserMessage;
use super::visible_text::{counted, visible};
use crate::domain::bulk_run::{BulkTally, RowCame};
use crate::domain::execution::{Execution, Millis};
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_group::RetryEligibility;
use crate::domain::retry_history::RetryHistory;
use crate::domain::retry_plan::{Extent, Fate, RetryPlan};
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::domain::stage_picture::{Column, StagePicture};
use crate::harness::error::ApiError;

/// Above so many executions the number is typed before they are retried.
pub const CONFIRMED_ABOVE: usize = 10;

/// Whether a row can be retried, as far as it was asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Check {
    /// Nobody has ticked it yet.
    #[default]
    No,
    /// It is ticked, and asked soon.
    Waiting,
    /// Harness is being asked.
    Asking,
    /// It can, from the columns of this picture.
    Can(StagePicture),
    /// It can't.
    Cannot(Blocked),
    /// That could not be read.
    Unread(UserMessage),
}

impl Check {
    /// What Harness's answer says about this execution, which the list has as the latest of its chain.
    pub fn of(execution: &Execution, answer: Result<RetryEligibility, ApiError>) -> Self {
        if let Err(error) = &answer
            && !matches!(error, ApiError::Forbidden(_))
        {
            return Self::Unread(UserMessage::of_read("the stages that can be retried", error));
        }
        let parts = Parts {
            execution: Some(Ok(execution.clone())),
            eligibility: Some(answer),
            // Both are read just before the row is sent.
            history: Some(Ok(RetryHistory::default())),
            inputs: Some(Ok(RuntimeInputs::default())),
            ..Parts::default()
        };
        let picture = parts.picture();
        match (parts.readiness(picture.as_ref()), picture) {
            (Readiness::Blocked(blocked), _) => Self::Cannot(blocked),
            (_, Some(picture)) => Self::Can(picture),
            (_, None) => Self::No,
        }
    }

    /// The retry of this row from its last failed group.
    pub fn plan(&self, extent: Extent) -> Option<RetryPlan> {
        match self {
            Self::Can(picture) => picture.plan(picture.preselected()?, extent),
            _ => None,
        }
    }

    /// Only the failed of its group, or all of it, is a choice.
    pub fn offers_extent(&self) -> bool {
        let Self::Can(picture) = self else { return false };
        let column = picture.preselected().and_then(|at| picture.columns.get(at));
        column.is_some_and(Column::offers_only_failed)
    }

    /// Icon, word and colour, and a second line. Nothing for a row that nobody has ticked.
    pub fn words(&self, extent: Extent) -> Option<(Look, String)> {
        let look = |icon, word: &str, role| Look { icon, word: word.to_owned(), role };
        Some(match self {
            Self::No => return None,
            Self::Waiting | Self::Asking => {
                (look("running", "Checking", "run"), "Asks Harness which stages can be retried".to_owned())
            }
            Self::Can(picture) => {
                let what = self.plan(extent).map(|plan| what_runs(picture, &plan));
                (look("ok", "Can retry", "ok"), what.unwrap_or_default())
            }
            Self::Cannot(blocked) => {
                let reason = blocked.detail.as_ref().unwrap_or(&blocked.reason);
                (look("blocked", "Can’t retry", "idle"), reason.clone())
            }
            Self::Unread(message) => (look("warn", "Not checked", "warn"), message.title.clone()),
        })
    }
}

/// `Deploy shop #57`.
pub fn row_name(execution: &Execution) -> String {
    let number = execution.run_sequence.map(|number| format!(" #{number}"));
    format!("{}{}", visible(&execution.pipeline_name), number.unwrap_or_default())
}

/// `Deploy: Helm upgrade failed`: the stages that failed, and the first line of why.
pub fn what_failed(execution: &Execution) -> String {
    let why = execution.failure.as_deref().and_then(|message| message.lines().next()).map(visible);
    let parts = [Some(failed_stages(execution)), why];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// `EU, AP`.
pub fn failed_stages(execution: &Execution) -> String {
    let failed = execution.stages().filter(|stage| stage.status.is_failed());
    failed.map(|stage| visible(&stage.name)).collect::<Vec<_>>().join(", ")
}

/// `2 stages of a parallel group`, `4 of 20 combinations of a matrix`, `1 stage`.
pub fn what_runs(picture: &StagePicture, plan: &RetryPlan) -> String {
    let column = picture.columns.get(plan.column);
    if let Some(stage) = column.and_then(|column| column.matrix()) {
        let all = stage.combinations.len();
        return match plan.extent {
            Extent::OnlyFailed => format!("{} of {all} combinations of a matrix", stage.failed_combinations()),
            Extent::All if all == 1 => "The 1 combination of a matrix".to_owned(),
            Extent::All => format!("All {all} combinations of a matrix"),
        };
    }
    let count = tally(plan).run_again;
    let of = if column.is_some_and(Column::is_parallel) { " of a parallel group" } else { "" };
    format!("{}{of}", counted(count, "stage"))
}

/// The names of the stages that run again: `EU and US`.
pub fn names(picture: &StagePicture, plan: &RetryPlan) -> String {
    let column = picture.columns.get(plan.column).zip(plan.fates.get(plan.column));
    let stages = column.into_iter().flat_map(|(column, fates)| column.stages.iter().zip(fates));
    let again = stages.filter(|(_, fate)| **fate == Fate::RunsAgain);
    list(&again.map(|(member, _)| visible(&member.stage.name)).collect::<Vec<_>>())
}

/// What is being done for a row just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    #[default]
    No,
    /// It is being sent.
    Sending,
    /// Its attempts are being looked at.
    Looking,
    /// The run was stopped.
    Over,
}

/// What came of a row: icon, word and colour, and a line about it.
pub fn came(came: &RowCame, turn: Turn) -> (Look, String) {
    let (icon, word, role, line) = match came {
        RowCame::Waiting if turn == Turn::Over => {
            ("blocked", "Not sent", "idle", "Stopped before its turn.".to_owned())
        }
        RowCame::Waiting => ("waiting", "Waiting", "idle", String::new()),
        RowCame::Begun => match turn {
            Turn::No | Turn::Over => (
                "unknown",
                "Not known yet",
                "warn",
                "It may have been sent. Its attempts are looked at before anything else is sent.".to_owned(),
            ),
            Turn::Sending => ("running", "Sending", "run", String::new()),
            Turn::Looking => ("unknown", "Looking", "warn", "Its attempts are being looked at.".to_owned()),
        },
        RowCame::Started(_) => ("ok", "Started", "ok", String::new()),
        RowCame::Appeared(_) => (
            "unknown",
            "Unknown",
            "warn",
            "An attempt started after its turn. It may be yours or a colleague’s: look at it.".to_owned(),
        ),
        RowCame::Several(all) => (
            "warn",
            "Several",
            "bad",
            format!("{} attempts started after its turn. Look at each of them now.", all.len()),
        ),
        RowCame::Overtaken(_) => {
            ("blocked", "Not sent", "idle", "A newer attempt was there before its turn.".to_owned())
        }
        RowCame::Refused(words) => ("failed", "Refused", "bad", words.clone()),
        RowCame::NotSent(words) => ("blocked", "Not sent", "idle", words.clone()),
        RowCame::Unknown(words) => ("unknown", "Unknown", "warn", words.clone()),
        RowCame::LeftOut => ("blocked", "Left out", "idle", String::new()),
    };
    (Look { icon, word: word.to_owned(), role }, line)
}

/// `1 execution`, `3 executions`.
pub fn executions(count: usize) -> String {
    counted(count, "execution")
}

/// How much longer a run takes, from the turns since it went on, `before` which there were so many; nothing before
/// there is something to go by.
pub fn time_left(tally: BulkTally, before: usize, went_on_at: Millis, now: Millis) -> Option<String> {
    let (ended, left) = (tally.had_a_turn().saturating_sub(before), tally.waiting + tally.sending);
    if ended < 3 || left == 0 {
        return None;
    }
    let (ended, left) = (Millis::try_from(ended).ok()?, Millis::try_from(left).ok()?);
    Some(format!("about {}", duration(0, (now - went_on_at) / ended * left)))
}

/// The words of the link to an execution, the `n`th of so many.
pub fn link_words(execution: &PlanExecutionId, count: usize, n: usize) -> String {
    let id = execution.as_str();
    if count == 1 { format!("Open {id} in Harness") } else { format!("Open {id} in Harness, {} of {count}", n + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus as S;
    use crate::domain::stage_picture::examples::{execution, groups, layout, matrix};
    use crate::harness::error::Answer;

    fn failed(text: &str) -> Execution {
        Execution { status: S::Failed, ended_at: Some(1), ..execution(text) }
    }

    fn check(text: &str) -> Check {
        Check::of(&failed(text), Ok(RetryEligibility::Retryable(groups(text))))
    }

    fn said(check: &Check, extent: Extent) -> String {
        check.words(extent).map_or_else(String::new, |(look, line)| format!("{}: {line}", look.word))
    }

    #[test]
    fn a_row_says_how_much_of_it_would_run_again() {
        for (text, extent, expected) in [
            ("a:Success b:Failed", Extent::OnlyFailed, "Can retry: 1 stage"),
            ("a:Failed|b:Success|c:Failed", Extent::OnlyFailed, "Can retry: 2 stages of a parallel group"),
            ("a:Failed|b:Success|c:Failed", Extent::All, "Can retry: 3 stages of a parallel group"),
        ] {
            assert_eq!(said(&check(text), extent), expected, "{text}");
        }
        let mut picture = StagePicture::of_layout(&layout("a:Failed"));
        matrix(&mut picture.columns[0].stages[0].stage, &[S::Success, S::Failed, S::Failed]);
        let matrix = Check::Can(picture);
        assert_eq!(said(&matrix, Extent::OnlyFailed), "Can retry: 2 of 3 combinations of a matrix");
        assert_eq!(said(&matrix, Extent::All), "Can retry: All 3 combinations of a matrix");
        assert!(matrix.offers_extent() && !check("a:Failed").offers_extent());
        let Check::Can(picture) = check("a:Failed|b:Success|c:Failed") else { panic!() };
        assert_eq!(names(&picture, &picture.plan(0, Extent::OnlyFailed).unwrap()), "A and C");
    }

    #[test]
    fn a_row_says_what_failed_and_the_first_line_of_why_as_far_as_that_is_known() {
        for (text, failure, expected) in [
            ("a:Failed|b:Success|c:Failed", Some("exit status 1\nat line 3"), "A, C: exit status 1"),
            ("a:Failed", None, "A"),
            ("a:Success", Some("The pipeline could not be resolved."), "The pipeline could not be resolved."),
            ("a:Success", None, ""),
        ] {
            let execution = Execution { failure: failure.map(str::to_owned), ..failed(text) };
            assert_eq!(what_failed(&execution), expected, "{text}");
        }
    }

    #[test]
    fn a_row_that_can_not_be_retried_says_so_in_harness_s_words_and_one_not_read_says_that() {
        let sentence = "Execution is more than 30 days old. Cannot retry";
        let too_old = Check::of(&failed("a:Failed"), Ok(RetryEligibility::NotRetryable(sentence.into())));
        assert_eq!(said(&too_old, Extent::All), format!("Can’t retry: {sentence}"));
        assert_eq!(too_old.plan(Extent::All), None);
        let forbidden = Check::of(&failed("a:Failed"), Err(ApiError::Forbidden(Answer::default())));
        assert!(said(&forbidden, Extent::All).starts_with("Can’t retry: "), "{forbidden:?}");
        let of_token = Check::of(&failed("a:Failed"), Err(ApiError::TokenRejected(Answer::default())));
        assert!(matches!(of_token, Check::Unread(_)), "another token may do: {of_token:?}");
        let unread = Check::of(&failed("a:Failed"), Err(ApiError::TimedOut));
        assert!(said(&unread, Extent::All).starts_with("Not checked: "), "{unread:?}");
        let runs = Check::of(&execution("a:Running"), Ok(RetryEligibility::Retryable(groups("a:Failed"))));
        assert!(matches!(runs, Check::Cannot(_)), "{runs:?}");
    }

    #[test]
    fn the_time_left_goes_by_the_time_so_far() {
        let tally = |ended, waiting| BulkTally { started: ended, waiting, ..BulkTally::default() };
        for (tally, before, expected) in [
            (tally(2, 10), 0, None),
            (tally(10, 0), 0, None),
            (tally(10, 20), 0, Some("about 2m 00s".to_owned())),
            (tally(10, 20), 8, None),
            (tally(10, 20), 5, Some("about 4m 00s".to_owned())),
        ] {
            assert_eq!(time_left(tally, before, 0, 60_000), expected, "{tally:?}, {before} of them before");
        }
        let tally = BulkTally { left_out: 100, ..tally(10, 20) };
        assert_eq!(time_left(tally, 0, 0, 60_000), Some("about 2m 00s".to_owned()), "leaving out takes no time");
    }

    #[test]
    fn no_word_claims_more_than_is_known() {
        let id = PlanExecutionId::parse("y").unwrap();
        for (row, word) in [
            (RowCame::Started(id.clone()), "Started"),
            (RowCame::Appeared(id.clone()), "Unknown"),
            (RowCame::Several(vec![id.clone(), id.clone()]), "Several"),
            (RowCame::Overtaken(id), "Not sent"),
            (RowCame::Unknown("lost".into()), "Unknown"),
            (RowCame::Refused("no".into()), "Refused"),
        ] {
            assert_eq!(came(&row, Turn::No).0.word, word, "{row:?}");
        }
        for (turn, word) in [(Turn::No, "Waiting"), (Turn::Over, "Not sent")] {
            assert_eq!(came(&RowCame::Waiting, turn).0.word, word);
        }
        for (turn, word) in [(Turn::No, "Not known yet"), (Turn::Sending, "Sending"), (Turn::Looking, "Looking")] {
            assert_eq!(came(&RowCame::Begun, turn).0.word, word);
        }
    }
}
