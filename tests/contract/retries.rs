//! The retry: what is sent for each choice, what comes of it, and what is known when nothing comes.

use pipeline_retry::domain::execution::Stage;
use pipeline_retry::domain::execution_status::ExecutionStatus;
use pipeline_retry::domain::identifiers::PlanExecutionId;
use pipeline_retry::domain::retry_group::RetryEligibility;
use pipeline_retry::domain::retry_plan::{Extent, Fate, RetryPlan, RetryStages};
use pipeline_retry::domain::stage_picture::StagePicture;
use pipeline_retry::harness::error::ApiError;
use pipeline_retry::harness::outcome::RetryOutcome;
use pipeline_retry::harness::refusal::Refusal;
use simulator::{Call, Fault, FaultRule, RecordedRequest, Retried, Simulator};

use super::{At, at, outcome_kind, sha256, simulator};

fn posts(simulator: &Simulator) -> Vec<RecordedRequest> {
    simulator.requests().into_iter().filter(|request| request.path.contains("/execute/retry/")).collect()
}

/// How many executions there are beyond those of a new simulator: the truth, whatever was answered.
async fn children(simulator: &Simulator, scenario: &str) -> usize {
    simulator.executions_of(scenario).len() - super::simulator().await.executions_of(scenario).len()
}

/// The part of the query that tells what is retried.
fn choice_in(query: &str) -> String {
    let told = |pair: &&str| pair.starts_with("retryStages=") || pair.starts_with("runAllStages=");
    query.split('&').filter(told).collect::<Vec<_>>().join("&")
}

/// Sends the retry of a scenario and gives what was sent and what the simulator made of it.
async fn retried(simulator: &Simulator, at: &At, stages: &RetryStages, notes: &str) -> (RecordedRequest, Retried) {
    let scenario = at.pipeline.as_str();
    let inputs = at.client.runtime_inputs(&at.execution).await.unwrap();
    simulator.clear_requests();
    let outcome = at.client.retry(&at.request(stages, notes, &inputs)).await;
    let RetryOutcome::Started(child) = &outcome else { panic!("{scenario}: {outcome:?}") };
    assert_eq!(simulator.executions_of(scenario).last(), Some(&child.to_string()), "{scenario}");
    let mut sent = posts(simulator);
    let (Some(post), 0) = (sent.pop(), sent.len()) else { panic!("{scenario}: not one POST") };
    let truth = simulator.retried(child.as_str()).unwrap();
    assert_eq!(post.body_sha256, sha256(inputs.as_str().as_bytes()), "{scenario}: the inputs, byte for byte");
    assert_eq!((post.body_length, truth.notes.as_str()), (inputs.as_str().len(), notes), "{scenario}");
    (post, truth)
}

/// The stages that the page promises to run again or after, and those it promises to keep.
fn promised(picture: &StagePicture, plan: &RetryPlan) -> (Vec<String>, Vec<String>) {
    let stages = picture.columns.iter().zip(&plan.fates).flat_map(|(column, fates)| column.stages.iter().zip(fates));
    let (kept, runs): (Vec<_>, Vec<_>) = stages.partition(|(_, fate)| **fate == Fate::Kept);
    let names = |stages: Vec<(&_, _)>| stages.into_iter().map(identifier).collect();
    (names(runs), names(kept))
}

fn identifier((member, _): (&pipeline_retry::domain::stage_picture::ColumnStage, &Fate)) -> String {
    member.stage.identifier.to_string()
}

/// Scenarios that are about a call going wrong; each has tests of its own.
const BROKEN_CALLS: [&str; 7] = [
    "sim_lost_reply",
    "sim_twin",
    "sim_twin_lost",
    "sim_late_start",
    "sim_retry_slow",
    "sim_retry_stages_404",
    "sim_detail_slow",
];

#[tokio::test]
async fn in_every_scenario_each_choice_does_what_the_page_promises() {
    let all = simulator().await;
    let can_retry = |example: &simulator::Example| {
        example.can_retry
            && !BROKEN_CALLS.contains(&example.pipeline.as_str())
            && example.pipeline != "sim_older_attempt"
    };
    let scenarios: Vec<String> = all.examples().into_iter().filter(can_retry).map(|example| example.pipeline).collect();
    assert!(scenarios.len() > 25, "{scenarios:?}");
    for scenario in scenarios {
        let picture = at(&all, &scenario).picture().await;
        let preselected = picture.preselected().unwrap_or_else(|| panic!("{scenario}: nothing to retry"));
        for (column, extent) in [(preselected, Extent::OnlyFailed), (preselected, Extent::All), (0, Extent::All)] {
            // A retry makes its parent an older attempt, so that every choice takes a new Harness.
            let simulator = simulator().await;
            let at = at(&simulator, &scenario);
            let plan = picture.plan(column, extent).unwrap();
            let (_, truth) = retried(&simulator, &at, &plan.stages, "again & again +1 ü").await;
            let (runs, kept) = promised(&picture, &plan);
            assert_eq!(truth.rerun_stages, runs, "{scenario} {column} {extent:?}");
            assert_eq!(truth.kept_stages, kept, "{scenario} {column} {extent:?}");
            let matrix = picture.columns.get(column).and_then(|column| column.matrix());
            let failed = matrix.filter(|_| plan.extent == Extent::OnlyFailed).map_or(0, Stage::failed_combinations);
            assert_eq!(truth.rerun_combinations.len(), failed, "{scenario} {column} {extent:?}");
        }
    }
}

#[tokio::test]
async fn what_is_sent_for_each_choice_is_the_table_of_the_contract() {
    use Extent::{All, OnlyFailed};
    for (scenario, extent, sent) in [
        ("sim_serial", All, "retryStages=deploy_to_production&runAllStages=true"),
        ("sim_serial", OnlyFailed, "retryStages=deploy_to_production&runAllStages=true"),
        ("sim_cleanup_always", OnlyFailed, "retryStages=load_test&runAllStages=true"),
        ("sim_parallel_some_failed", All, "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true"),
        ("sim_parallel_some_failed", OnlyFailed, "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=false"),
        ("sim_parallel_all_failed", OnlyFailed, "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true"),
        ("sim_parallel_errored", All, "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true"),
        ("sim_parallel_errored", OnlyFailed, "retryStages=eu&retryStages=us&runAllStages=true"),
        ("sim_ignore_failed", OnlyFailed, "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=false"),
        ("sim_matrix", All, "retryStages=build&runAllStages=true"),
        ("sim_matrix", OnlyFailed, "retryStages=build&runAllStages=false"),
        ("sim_loop", OnlyFailed, "retryStages=move_batch&runAllStages=false"),
        ("sim_matrix_in_parallel", OnlyFailed, "retryStages=browser_tests&retryStages=docs&runAllStages=false"),
    ] {
        let simulator = simulator().await;
        let at = at(&simulator, scenario);
        let picture = at.picture().await;
        let plan = picture.plan(picture.preselected().unwrap(), extent).unwrap();
        let (post, _) = retried(&simulator, &at, &plan.stages, "a b&c").await;
        assert_eq!(choice_in(&post.query), sent, "{scenario} {extent:?}");
        assert!(post.query.contains("&notesForPipelineExecution=a%20b%26c"), "{}", post.query);
        assert!(post.query.contains(&format!("&planExecutionId={}&", at.execution)), "{}", post.query);
    }
}

#[tokio::test]
async fn a_git_backed_pipeline_is_refused_until_its_branch_is_named() {
    let simulator = simulator().await;
    let remote = at(&simulator, "sim_remote");
    let first = remote.eligibility(&remote.git).await.unwrap();
    assert!(
        matches!(&first, RetryEligibility::NotRetryable(why) if Refusal::of(why) == Some(Refusal::StagesChanged)),
        "{first:?}"
    );
    assert!(remote.picture().await.preselected().is_some());
}

/// An outcome may say "nothing was started" only where that is so.
#[tokio::test]
async fn what_is_known_after_the_post_is_never_more_than_the_truth() {
    let rule = |fault: Fault, takes: bool| FaultRule { takes: Some(takes), ..FaultRule::once(Call::Retry, fault) };
    for (rule, expected, started) in [
        (FaultRule::once(Call::Retry, Fault::LostReply), "Unknown Unreachable", 1),
        (FaultRule::once(Call::Retry, Fault::CutMidAnswer), "Unknown Unreachable", 1),
        (FaultRule::once(Call::Retry, Fault::Garbage), "Unknown Unreadable", 1),
        (FaultRule::once(Call::Retry, Fault::CutBeforeRead), "Unknown Unreachable", 0),
        (FaultRule::once(Call::Retry, Fault::CutAfterHeaders), "Unknown Unreachable", 0),
        (FaultRule::once(Call::Retry, Fault::CutAfterBody), "Unknown Unreachable", 0),
        (rule(Fault::Hang, false), "Unknown TimedOut", 0),
        (rule(Fault::Hang, true), "Unknown TimedOut", 1),
        (rule(Fault::Html, false), "Unknown NotHarness", 0),
        (rule(Fault::Html, true), "Unknown NotHarness", 1),
        (rule(Fault::Status(500), false), "Unknown ServerFailed", 0),
        (rule(Fault::Status(500), true), "Unknown ServerFailed", 1),
        (rule(Fault::Status(504), true), "Unknown NotHarness", 1),
        (rule(Fault::Status(408), true), "Unknown NotHarness", 1),
        (rule(Fault::Status(499), true), "Unknown NotHarness", 1),
        // The very words of a 500 in an envelope: the status line does not make them surer.
        (rule(Fault::ErrorIn200, true), "Unknown", 1),
        (rule(Fault::Status(400), false), "Refused Refused", 0),
        (rule(Fault::Status(401), false), "Refused TokenRejected", 0),
        (rule(Fault::Status(403), false), "Refused Forbidden", 0),
        (rule(Fault::Status(404), false), "Refused NotFound", 0),
        (rule(Fault::Status(411), false), "Refused NotHarness", 0),
        (rule(Fault::Status(415), false), "Refused Refused", 0),
        (rule(Fault::Status(429), false), "Refused RateLimited", 0),
        (FaultRule::once(Call::Retry, Fault::NotLatest), "Refused Refused", 0),
    ] {
        let simulator = simulator().await;
        simulator.inject(rule.clone());
        let serial = at(&simulator, "sim_serial");
        let outcome = serial.retry_blindly(&["deploy_to_production"], true).await;
        assert!(outcome_kind(&outcome).starts_with(expected), "{rule:?}: {outcome:?}");
        assert_eq!(children(&simulator, "sim_serial").await, started, "{rule:?}");
        assert_eq!(posts(&simulator).len(), 1, "{rule:?}: sent once");
    }
}

#[tokio::test]
async fn after_a_lost_reply_the_history_tells_what_became_of_it() {
    let simulator = simulator().await;
    let lost = at(&simulator, "sim_lost_reply");
    let outcome = lost.retry_blindly(&["eu"], true).await;
    assert_eq!(outcome, RetryOutcome::Unknown(ApiError::Unreachable));
    assert_eq!((posts(&simulator).len(), children(&simulator, "sim_lost_reply").await), (1, 1));
    let history = lost.client.retry_history(&lost.pipeline, &lost.execution).await.unwrap();
    let child = simulator.executions_of("sim_lost_reply").pop();
    assert_eq!(history.latest().map(ToString::to_string), child);
}

#[tokio::test]
async fn each_refusal_is_known_by_its_rule_before_and_at_the_post() {
    use Refusal::{NotLatest, PipelineDeleted, RolledBack, StagesChanged, TooOld};
    let simulator = simulator().await;
    for (scenario, stage, rule) in [
        ("sim_older_attempt", "deploy", Some(NotLatest)),
        ("sim_rollback", "deploy", Some(RolledBack)),
        ("sim_pipeline_deleted", "deploy", Some(PipelineDeleted)),
        ("sim_too_old", "deploy", Some(TooOld)),
        ("sim_stages_changed", "deploy", Some(StagesChanged)),
        ("sim_no_stages", "deploy", None),
    ] {
        let at = at(&simulator, scenario);
        let RetryEligibility::NotRetryable(why) = at.eligibility(&at.git).await.unwrap() else { panic!("{scenario}") };
        assert_eq!(Refusal::of(&why), rule, "{scenario}: {why}");
        assert_refused(&at.retry_blindly(&[stage], true).await, &why, rule);
    }
}

#[tokio::test]
async fn what_can_only_be_refused_at_the_post_is_known_by_its_rule_too() {
    use Refusal::{ExecutionDeleted, NotLatest, StagesNotInOneGroup};
    let simulator = simulator().await;
    let some_failed = at(&simulator, "sim_parallel_some_failed");
    for (stages, run_all, words, rule) in [
        (&[][..], true, "You need to select the stage to retry!!", Some(StagesNotInOneGroup)),
        (&["build", "eu"], true, "could not be found in any stage Groups", Some(StagesNotInOneGroup)),
        (&["sign_off"], true, "could not be found in any stage Groups", Some(StagesNotInOneGroup)),
        (&["eu", "us"], false, "applicable only for failed parallel group stages", Some(StagesNotInOneGroup)),
    ] {
        assert_refused(&some_failed.retry_blindly(stages, run_all).await, words, rule);
    }
    let waves = at(&simulator, "sim_120_stages");
    let passed = ["wave_1_shop_1", "wave_1_shop_2", "wave_1_shop_3", "wave_1_shop_4", "wave_1_shop_5"];
    let words = "No failed stage found in parallel group";
    assert_refused(&waves.retry_blindly(&passed, false).await, words, Some(StagesNotInOneGroup));
    let nowhere = PlanExecutionId::parse("NoSuchExecution0000000").unwrap();
    let gone = At { execution: nowhere, ..at(&simulator, "sim_serial") };
    assert_refused(&gone.retry_blindly(&["build"], true).await, "No Plan Execution exists", Some(ExecutionDeleted));
    assert!(posts(&simulator).iter().all(|post| post.status == Some(400)));

    let serial = at(&simulator, "sim_serial");
    assert_eq!(outcome_kind(&serial.retry_blindly(&["build"], true).await), "Started");
    assert_refused(&serial.retry_blindly(&["build"], true).await, "is not the latest", Some(NotLatest));
    assert_eq!(children(&simulator, "sim_serial").await, 1);
}

fn assert_refused(outcome: &RetryOutcome, words: &str, rule: Option<Refusal>) {
    let RetryOutcome::Refused(ApiError::Refused(answer)) = outcome else { panic!("{words}: {outcome:?}") };
    let message = answer.message.as_deref().unwrap_or_default();
    assert!(message.starts_with("Invalid request: ") && message.contains(words), "{message}");
    assert_eq!((answer.status, answer.code.as_deref()), (400, Some("INVALID_REQUEST")), "{message}");
    assert_eq!(Refusal::of(message), rule, "{message}");
}

#[tokio::test]
async fn an_abort_ends_what_runs_and_only_a_refusal_is_an_error() {
    let simulator = simulator().await;
    let serial = at(&simulator, "sim_serial");
    let RetryOutcome::Started(child) = serial.retry_blindly(&["deploy_to_production"], true).await else {
        panic!("it starts")
    };
    simulator.inject(FaultRule::once(Call::Interrupt, Fault::CutAfterBody));
    assert_eq!(serial.client.abort(&child).await, Ok(()), "a lost answer is no refusal");
    simulator.inject(FaultRule::once(Call::Interrupt, Fault::EmptyBody));
    assert_eq!(serial.client.abort(&child).await, Ok(()), "nor is one without a word");
    simulator.advance_clock(600);
    assert_eq!(serial.client.execution(&child).await.unwrap().status, ExecutionStatus::Aborted);
    let refused = serial.client.abort(&child).await.unwrap_err();
    assert!(matches!(refused, ApiError::Refused(_)), "{refused:?}");
}
