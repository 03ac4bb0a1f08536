//! Whether the retry can be pressed, and if not, why and what to do.

use super::inputs_edit::{InputsEdit, Standing};
use super::status_look::look;
use super::user_message::{UserMessage, way_out};
use super::visible_text::visible;
use crate::domain::execution::Execution;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_group::RetryEligibility;
use crate::domain::retry_history::RetryHistory;
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::domain::stage_picture::StagePicture;
use crate::harness::error::ApiError;
use crate::harness::refusal::Refusal;

/// A part that is asked for by itself and may fail by itself; `None` while it is under way.
pub type Part<T> = Option<Result<T, ApiError>>;

/// Everything that is asked for when an execution is loaded.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "named after the calls")]
pub struct Parts {
    pub execution: Part<Execution>,
    pub eligibility: Part<RetryEligibility>,
    pub history: Part<RetryHistory>,
    pub inputs: Part<RuntimeInputs>,
    /// It was seen to run: its stages stand there already when it ends, and go on standing there.
    pub was_followed: bool,
}

/// Whether the retry can be pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Something needed is still under way.
    Loading,
    /// It can.
    Ready,
    /// It can once it is confirmed.
    Unconfirmed,
    /// It can't with the inputs as they were edited.
    WithOtherInputs(Blocked),
    /// It can't.
    Blocked(Blocked),
}

/// Why the retry can't be pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// In a sentence or two, with what to do.
    pub reason: String,
    /// Harness's own sentence.
    pub detail: Option<String>,
    /// What can be pressed instead.
    pub way_out: Option<WayOut>,
}

/// What can be pressed instead of the retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// Load the latest attempt of this chain.
    GoToLatest(PlanExecutionId),
    /// Load this execution again.
    LoadAgain,
    /// Let the edited inputs go out although they were not checked.
    AllowUnchecked,
}

impl Readiness {
    /// Nothing is in its way but what a person can mend on this page, or confirm.
    #[must_use]
    pub fn is_within_reach(&self) -> bool {
        !matches!(self, Self::Blocked(_))
    }

    /// Whether it can be pressed with these inputs.
    #[must_use]
    pub fn with_edit(self, edit: &InputsEdit) -> Self {
        match (self, edit.standing) {
            (Self::Ready, Standing::Checking) => Self::Loading,
            (Self::Ready, Standing::Broken) => Self::WithOtherInputs(Blocked::simply(format!(
                "Can’t be sent while the inputs have a problem. {}",
                edit.words
            ))),
            (Self::Ready, Standing::Unchecked) => Self::WithOtherInputs(Blocked {
                way_out: Some(WayOut::AllowUnchecked),
                ..Blocked::simply(format!("The edited inputs were not checked. {}", edit.words))
            }),
            (readiness, _) => readiness,
        }
    }
}

impl Parts {
    /// Every part has come, or has failed.
    pub fn is_whole(&self) -> bool {
        self.execution.is_some() && self.eligibility.is_some() && self.history.is_some() && self.inputs.is_some()
    }

    /// Something came. Where nothing did, what is said of the execution says it all.
    pub fn is_any_there(&self) -> bool {
        let is_there = [
            matches!(self.execution, Some(Ok(_))),
            matches!(self.eligibility, Some(Ok(_))),
            matches!(self.history, Some(Ok(_))),
            matches!(self.inputs, Some(Ok(_))),
        ];
        is_there.contains(&true)
    }

    /// The picture, as soon as the stages are known one way or the other.
    pub fn picture(&self) -> Option<StagePicture> {
        let layout = match self.execution.as_ref()? {
            Ok(execution) => execution.stage_groups.as_slice(),
            Err(_) => &[],
        };
        let may_retry =
            self.execution.as_ref().is_some_and(|part| part.as_ref().is_ok_and(Execution::status_allows_retry))
                && !self.is_older_attempt();
        if !may_retry {
            return Some(StagePicture::to_read(layout));
        }
        Some(match &self.eligibility {
            Some(Ok(eligibility)) => StagePicture::new(layout, eligibility),
            Some(Err(ApiError::Forbidden(_) | ApiError::TokenRejected(_))) => StagePicture::to_read(layout),
            None if layout.is_empty() => return None,
            // Also while they are under way: they are most likely the same, and then nothing moves when they come.
            Some(Err(_)) | None => StagePicture::of_layout(layout),
        })
    }

    /// A newer attempt of this execution exists.
    pub fn is_older_attempt(&self) -> bool {
        match (&self.execution, &self.history) {
            (Some(Ok(execution)), Some(Ok(history))) => !history.is_latest(&execution.id),
            _ => false,
        }
    }

    /// The retry groups could not be read, and the layout stands in for them.
    pub fn picture_is_of_the_layout(&self) -> bool {
        matches!(&self.eligibility, Some(Err(error)) if !matches!(error, ApiError::Forbidden(_) | ApiError::TokenRejected(_)))
    }

    /// Whether the retry can be pressed. What only Harness can judge is left to Harness.
    pub fn readiness(&self, picture: Option<&StagePicture>) -> Readiness {
        match self.first_obstacle(picture) {
            Some(blocked) => Readiness::Blocked(blocked),
            None if !self.is_whole() => Readiness::Loading,
            None => Readiness::Ready,
        }
    }

    fn first_obstacle(&self, picture: Option<&StagePicture>) -> Option<Blocked> {
        let Ok(execution) = self.execution.as_ref()? else {
            return Some(Blocked::by_named_failure("Nothing can be retried before the execution is read."));
        };
        if let Some(Ok(history)) = &self.history
            && let Some(latest) = history.latest().filter(|latest| **latest != execution.id)
        {
            return Some(Blocked {
                way_out: Some(WayOut::GoToLatest(latest.clone())),
                // Whole in itself: where it is known late, it is said here alone.
                ..Blocked::simply("This is not the latest attempt, and Harness retries only that one.".to_owned())
            });
        }
        if !execution.status_allows_retry() {
            return Some(Blocked::simply(status_reason(execution)));
        }
        match self.eligibility.as_ref()? {
            Ok(RetryEligibility::NotRetryable(reason)) => return Some(Blocked::by_harness(reason)),
            Err(error @ (ApiError::Forbidden(_) | ApiError::TokenRejected(_))) => {
                let why = "Reading them takes the same right as retrying.";
                return Some(Blocked::by_failed_read("the stages that can be retried", why, error));
            }
            _ => {}
        }
        if let Some(Err(error)) = &self.history {
            let why = "Without them a lost answer could not be cleared up.";
            return Some(Blocked::by_failed_read("the attempts of this execution", why, error));
        }
        if let Some(Err(_)) = &self.inputs {
            return Some(Blocked::by_named_failure(
                "The inputs could not be read. Without them the retry would run with none.",
            ));
        }
        if picture.is_some_and(|picture| picture.preselected().is_none()) {
            return Some(Blocked::simply(
                "This run has no stage that could be retried. Re-run the whole pipeline in Harness.".to_owned(),
            ));
        }
        None
    }
}

impl Blocked {
    fn simply(reason: String) -> Self {
        Self { reason, detail: None, way_out: None }
    }

    /// What failed has a place of its own on the page, where the rest is said.
    fn by_named_failure(reason: &str) -> Self {
        Self { way_out: Some(WayOut::LoadAgain), ..Self::simply(reason.to_owned()) }
    }

    /// `why` it is needed.
    fn by_failed_read(what: &str, why: &str, error: &ApiError) -> Self {
        let UserMessage { title, detail, hint, .. } = UserMessage::of_read(what, error);
        Self { reason: format!("{title} {why} {hint}"), detail, way_out: Some(WayOut::LoadAgain) }
    }

    fn by_harness(sentence: &str) -> Self {
        let refusal = Refusal::of(sentence);
        let hint = refusal.map_or("Open the execution in Harness to see more.", way_out);
        Self {
            reason: format!("Harness does not retry this execution. {hint}"),
            detail: Some(visible(sentence)).filter(|text| !text.is_empty()),
            way_out: (refusal == Some(Refusal::NotLatest)).then_some(WayOut::LoadAgain),
        }
    }
}

fn status_reason(execution: &Execution) -> String {
    match &execution.status {
        ExecutionStatus::Success => {
            "This execution succeeded: there is nothing to retry. To run it again, re-run the whole pipeline in Harness."
                .to_owned()
        }
        ExecutionStatus::Unknown(word) if execution.ended_at.is_some() => format!(
            "Harness says “{}”, a status that this page does not know, and does not say that it can be retried. Open it in Harness.",
            visible(word)
        ),
        ExecutionStatus::Unknown(word) => format!(
            "Harness says “{}”, a status that this page does not know, and names no end: it may still be running. Open it in Harness.",
            visible(word)
        ),
        status if status.is_terminal() => format!(
            "This execution ended as “{}”, which is not retried. Re-run the whole pipeline in Harness.",
            look(status, true).word
        ),
        _ => "This execution has not ended. It can be retried once it has failed.".to_owned(),
    }
}

#[cfg(test)]
mod tests;
