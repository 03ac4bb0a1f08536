use super::*;
use crate::domain::execution_status::ExecutionStatus as S;
use crate::domain::identifiers::PipelineIdentifier;
use crate::domain::retry_history::Attempt;
use crate::domain::stage_picture::examples::{groups, layout};
use crate::harness::error::Answer;

const STAGES: &str = "build:Success deploy:Failed";

fn id(text: &str) -> PlanExecutionId {
    PlanExecutionId::parse(text).unwrap()
}

fn execution(status: S) -> Execution {
    Execution {
        id: id("e1"),
        pipeline: PipelineIdentifier::parse("p").unwrap(),
        pipeline_name: "P".into(),
        run_sequence: Some(1),
        ended_at: status.is_terminal().then_some(1),
        status,
        started_at: Some(0),
        triggered_by: None,
        failure: None,
        can_retry: None,
        git: None,
        stage_groups: layout(STAGES),
    }
}

fn loaded() -> Parts {
    Parts {
        execution: Some(Ok(execution(S::Failed))),
        eligibility: Some(Ok(RetryEligibility::Retryable(groups(STAGES)))),
        history: Some(Ok(RetryHistory::default())),
        inputs: Some(Ok(RuntimeInputs::default())),
        ..Parts::default()
    }
}

fn chain(latest: &str) -> RetryHistory {
    let attempt = |text: &str, at| Attempt {
        execution: id(text),
        status: S::Failed,
        started_at: Some(at),
        ended_at: None,
        run_sequence: None,
    };
    RetryHistory::new(vec![attempt(latest, 2), attempt("e1", 1)], Some(id(latest)))
}

fn said(parts: &Parts) -> String {
    match parts.readiness(parts.picture().as_ref()) {
        Readiness::Ready => "ready".into(),
        Readiness::Loading => "loading".into(),
        Readiness::Unconfirmed => "unconfirmed".into(),
        Readiness::Blocked(blocked) | Readiness::WithOtherInputs(blocked) => blocked.reason,
    }
}

fn answer(status: u16) -> Answer {
    Answer { status, missing_permission: Some("core_pipeline_execute".into()), ..Answer::default() }
}

#[test]
fn a_failed_execution_with_all_its_parts_is_ready() {
    assert_eq!(said(&loaded()), "ready");
}

#[test]
fn nothing_is_ready_before_every_part_is_there() {
    for missing in 0..4 {
        let mut parts = loaded();
        match missing {
            0 => parts.execution = None,
            1 => parts.eligibility = None,
            2 => parts.history = None,
            _ => parts.inputs = None,
        }
        assert_eq!(said(&parts), "loading", "part {missing}");
    }
}

#[test]
fn what_did_not_fail_is_explained() {
    for (status, words) in [
        (S::Running, "has not ended"),
        (S::ApprovalWaiting, "has not ended"),
        (S::Discontinuing, "has not ended"),
        (S::Success, "succeeded"),
        (S::IgnoreFailed, "which is not retried"),
        (S::Unknown("Marinating".into()), "“Marinating”"),
    ] {
        let parts = Parts { execution: Some(Ok(execution(status))), ..loaded() };
        assert!(said(&parts).contains(words), "{}", said(&parts));
        assert_eq!(parts.picture().unwrap().preselected(), None);
    }
}

#[test]
fn an_older_attempt_points_to_the_latest() {
    let parts = Parts { history: Some(Ok(chain("e2"))), ..loaded() };
    let Readiness::Blocked(blocked) = parts.readiness(parts.picture().as_ref()) else { panic!("blocked") };
    assert_eq!(blocked.reason, "This is not the latest attempt, and Harness retries only that one.");
    assert_eq!(blocked.way_out, Some(WayOut::GoToLatest(id("e2"))));
    assert!(parts.is_older_attempt());
}

#[test]
fn harness_s_reason_comes_with_the_way_out() {
    let reason = "Execution is more than 30 days old. Cannot retry";
    let parts = Parts { eligibility: Some(Ok(RetryEligibility::NotRetryable(reason.into()))), ..loaded() };
    let Readiness::Blocked(blocked) = parts.readiness(parts.picture().as_ref()) else { panic!("blocked") };
    assert_eq!(blocked.detail.as_deref(), Some(reason));
    assert!(blocked.reason.contains("Re-run the whole pipeline"));
}

#[test]
fn without_the_right_to_retry_the_picture_is_there_to_read() {
    let parts = Parts { eligibility: Some(Err(ApiError::Forbidden(answer(403)))), ..loaded() };
    assert!(said(&parts).contains("core_pipeline_execute"));
    assert_eq!(parts.picture().unwrap().columns.len(), 2);
    assert_eq!(parts.picture().unwrap().preselected(), None);
}

#[test]
fn when_the_retry_groups_fail_otherwise_the_layout_serves() {
    for error in [
        ApiError::NotFound(answer(404)),
        ApiError::ServerFailed(answer(500)),
        ApiError::Unreachable,
        ApiError::NotHarness { status: 502 },
    ] {
        let parts = Parts { eligibility: Some(Err(error)), ..loaded() };
        assert_eq!(said(&parts), "ready");
        assert!(parts.picture_is_of_the_layout());
        assert_eq!(parts.picture().unwrap().preselected(), Some(1));
    }
}

#[test]
fn while_the_retry_groups_are_under_way_the_layout_holds_their_place() {
    let mut parts = Parts { eligibility: None, ..loaded() };
    assert_eq!(said(&parts), "loading");
    assert!(!parts.picture_is_of_the_layout(), "nothing has failed");
    let (expected, came) = (parts.picture(), loaded().picture().unwrap());
    assert_eq!(expected.unwrap().preselected(), came.preselected());
    if let Some(Ok(execution)) = &mut parts.execution {
        execution.stage_groups.clear();
    }
    assert_eq!(parts.picture(), None);
}

#[test]
fn without_the_inputs_or_the_attempts_nothing_is_sent() {
    let parts = Parts { inputs: Some(Err(ApiError::ServerFailed(answer(500)))), ..loaded() };
    assert!(said(&parts).contains("Without them the retry would run with none"));
    let parts = Parts { history: Some(Err(ApiError::ServerFailed(answer(500)))), ..loaded() };
    assert!(said(&parts).contains("Without them a lost answer could not be cleared up"));
}

#[test]
fn without_the_execution_its_end_is_not_known_and_nothing_is_sent() {
    let parts = Parts { execution: Some(Err(ApiError::Unreachable)), ..loaded() };
    assert!(said(&parts).starts_with("Nothing can be retried before the execution is read."));
}

#[test]
fn edited_inputs_can_be_sent_once_they_are_checked_or_the_person_allows_it() {
    let with = |standing| {
        let edit = InputsEdit { standing, yaml: Some("a: 2".into()), words: "Line 9, column 14: why.".into() };
        match Readiness::Ready.with_edit(&edit) {
            Readiness::WithOtherInputs(blocked) => (blocked.reason, blocked.way_out),
            other => (format!("{other:?}"), None),
        }
    };
    for (standing, said, way_out) in [
        (Standing::Original, "Ready", None),
        (Standing::Checking, "Loading", None),
        (Standing::Checked, "Ready", None),
        (Standing::Allowed, "Ready", None),
        (Standing::Broken, "Can’t be sent while the inputs have a problem. Line 9, column 14: why.", None),
        (
            Standing::Unchecked,
            "The edited inputs were not checked. Line 9, column 14: why.",
            Some(WayOut::AllowUnchecked),
        ),
    ] {
        assert_eq!(with(standing), (said.to_owned(), way_out), "{standing:?}");
    }
}

#[test]
fn what_blocks_the_retry_itself_is_said_before_what_is_wrong_with_the_inputs() {
    let edit = InputsEdit { standing: Standing::Broken, ..InputsEdit::default() };
    assert_eq!(Readiness::Loading.with_edit(&edit), Readiness::Loading);
    let blocked = Parts { inputs: Some(Err(ApiError::Unreachable)), ..loaded() }.readiness(None).with_edit(&edit);
    assert!(
        matches!(&blocked, Readiness::Blocked(why) if why.reason.contains("The inputs could not be read")),
        "{blocked:?}"
    );
    assert!(!blocked.is_within_reach());
    assert!(Readiness::Ready.with_edit(&edit).is_within_reach(), "the inputs can be mended here");
}
