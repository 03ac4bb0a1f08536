//! What a retry runs again, what it keeps, and how it goes on.

use crate::client::{Client, answer};
use simulator::{Options, Retried};

async fn retried(client: &Client, pipeline: &str, query: &str) -> Retried {
    let child = client.child(pipeline, query).await;
    client.simulator.retried(&child).unwrap()
}

#[tokio::test]
async fn stages_before_are_kept_and_stages_after_run() {
    let group = "&retryStages=eu&retryStages=us&retryStages=ap";
    for (pipeline, query, rerun, kept) in [
        (
            "sim_serial",
            "&retryStages=deploy_to_production".to_owned(),
            vec!["deploy_to_production", "sign_off"],
            vec!["build", "deploy_to_test"],
        ),
        // A successful stage may be chosen too.
        (
            "sim_serial",
            "&retryStages=deploy_to_test".to_owned(),
            vec!["deploy_to_test", "deploy_to_production", "sign_off"],
            vec!["build"],
        ),
        ("sim_parallel_some_failed", group.to_owned(), vec!["eu", "us", "ap", "sign_off"], vec!["build"]),
        (
            "sim_parallel_some_failed",
            format!("{group}&runAllStages=false"),
            vec!["eu", "ap", "sign_off"],
            vec!["build", "us"],
        ),
        // Of a parallel group exactly what is listed, when all of it is to run.
        ("sim_parallel_some_failed", "&retryStages=eu".to_owned(), vec!["eu", "sign_off"], vec!["build", "us", "ap"]),
        // Alone, `runAllStages=false` filters nothing.
        (
            "sim_parallel_some_failed",
            "&retryStages=us&runAllStages=false".to_owned(),
            vec!["us", "sign_off"],
            vec!["build", "eu", "ap"],
        ),
        // Errored is not failed to Harness: it is silently kept.
        (
            "sim_parallel_errored",
            format!("{group}&runAllStages=false"),
            vec!["eu", "sign_off"],
            vec!["build", "us", "ap"],
        ),
        (
            "sim_parallel_errored",
            "&retryStages=eu&retryStages=us&runAllStages=true".to_owned(),
            vec!["eu", "us", "sign_off"],
            vec!["build", "ap"],
        ),
        // Nor is a failure that was ignored.
        ("sim_ignore_failed", format!("{group}&runAllStages=false"), vec!["eu", "sign_off"], vec!["build", "us", "ap"]),
    ] {
        let client = Client::start().await;
        let retried = retried(&client, pipeline, &query).await;
        assert_eq!(retried.rerun_stages, rerun, "{pipeline}{query}");
        assert_eq!(retried.kept_stages, kept, "{pipeline}{query}");
    }
}

#[tokio::test]
async fn of_a_matrix_or_loop_all_or_only_the_failed_combinations_run() {
    for (pipeline, stage, only_failed) in
        [("sim_matrix", "build", vec!["build_3", "build_5"]), ("sim_loop", "move_batch", vec!["move_batch_2"])]
    {
        let client = Client::start().await;
        let query = format!("&retryStages={stage}&runAllStages=false");
        let child = client.child(pipeline, &query).await;
        assert_eq!(client.simulator.retried(&child).unwrap().rerun_combinations, only_failed);
        let good = format!("{stage}_0");
        let both = [good.as_str(), only_failed[0]];
        assert_eq!(client.statuses(&child, &both).await, ["Success", "Running"]);

        let client = Client::start().await;
        let child = client.child(pipeline, &format!("&retryStages={stage}")).await;
        assert!(client.simulator.retried(&child).unwrap().rerun_combinations.is_empty());
        assert_eq!(client.statuses(&child, &both).await, ["Running", "Running"]);
    }
}

#[tokio::test]
async fn an_errored_stage_that_was_kept_makes_the_child_fail() {
    let client = Client::start().await;
    let query = "&retryStages=eu&retryStages=us&retryStages=ap&runAllStages=false";
    let child = client.child("sim_parallel_errored", query).await;
    client.simulator.advance_clock(120);
    assert_eq!(client.statuses(&child, &["eu", "us", "sign_off"]).await, ["Success", "Errored", "NotStarted"]);
    assert_eq!(client.summary(&child).await["status"], "Errored");
}

#[tokio::test]
async fn a_child_runs_stage_after_stage_as_time_passes() {
    let client = Client::with(Options { clock_speed: 0.0, ..Options::default() }).await;
    let child = client.child("sim_serial", "&retryStages=deploy_to_production").await;
    let stages = ["build", "deploy_to_production", "sign_off"];
    for (advance, statuses, overall) in [
        (0, ["Success", "Running", "NotStarted"], "Running"),
        (19, ["Success", "Running", "NotStarted"], "Running"),
        (1, ["Success", "Success", "Running"], "Running"),
        (20, ["Success", "Success", "Success"], "Success"),
    ] {
        client.simulator.advance_clock(advance);
        assert_eq!(client.statuses(&child, &stages).await, statuses);
        let summary = client.summary(&child).await;
        assert_eq!(summary["status"], overall);
        assert_eq!(summary.get("endTs").is_some(), overall == "Success", "absent while running");
    }
}

#[tokio::test]
async fn simulated_time_runs_by_itself() {
    let client = Client::with(Options { clock_speed: 10_000.0, ..Options::default() }).await;
    let child = client.child("sim_serial", "&retryStages=deploy_to_production").await;
    // 40 simulated seconds are 4 ms: a few questions take longer than that.
    let mut status = String::new();
    for _ in 0..1_000 {
        client.summary(&child).await["status"].as_str().unwrap().clone_into(&mut status);
        if status == "Success" {
            break;
        }
    }
    assert_eq!(status, "Success");
}

#[tokio::test]
async fn some_retries_take_a_turn_of_their_own() {
    for (pipeline, after_a_moment, after_long) in [
        ("sim_fails_again", "Running", "Failed"),
        ("sim_approval_waiting", "Running", "ApprovalWaiting"),
        ("sim_queued", "Queued", "Success"),
    ] {
        let client = Client::start().await;
        let child = client.child(pipeline, "&retryStages=deploy").await;
        assert_eq!(client.summary(&child).await["status"], after_a_moment, "{pipeline}");
        client.simulator.advance_clock(3_600);
        assert_eq!(client.summary(&child).await["status"], after_long, "{pipeline}");
    }
}

#[tokio::test]
async fn what_failed_again_can_be_retried_again() {
    let client = Client::start().await;
    for attempt in 2..=4 {
        client.child("sim_fails_again", "&retryStages=deploy").await;
        client.simulator.advance_clock(60);
        assert_eq!(client.simulator.executions_of("sim_fails_again").len(), attempt);
    }
}

#[tokio::test]
async fn a_clean_up_stage_runs_again_after_what_failed_before() {
    let client = Client::start().await;
    let child = client.child("sim_cleanup_always", "&retryStages=load_test").await;
    assert_eq!(client.simulator.retried(&child).unwrap().rerun_stages, ["load_test", "remove_test_data"]);
    client.simulator.advance_clock(40);
    assert_eq!(client.statuses(&child, &["load_test", "remove_test_data"]).await, ["Success", "Success"]);
}

#[tokio::test]
async fn the_answer_names_the_new_execution_and_its_chain() {
    let client = Client::start().await;
    let parent = client.linked("sim_serial");
    let query = "&retryStages=build&notesForPipelineExecution=by%20hand&moduleType=CD&unknown=1";
    let request = client.retry_request("sim_serial", &parent, query).body("a: b\n");
    let (status, body) = answer(request).await;
    assert_eq!((status, body["status"].as_str()), (200, Some("SUCCESS")));
    let execution = &body["data"]["planExecution"];
    let child = execution["uuid"].as_str().unwrap();
    assert_eq!(client.simulator.executions_of("sim_serial"), [parent.as_str(), child]);
    assert_eq!(execution["status"], "RUNNING");
    assert_eq!(execution["metadata"]["retryInfo"]["parentRetryId"], parent);
    let (before, after) = (client.summary(&parent).await, client.summary(child).await);
    assert_eq!(after["runSequence"].as_u64(), before["runSequence"].as_u64().map(|number| number + 1));
    assert_eq!(after["retryExecutionMetadata"]["rootExecutionId"], parent);
    let retried = client.simulator.retried(child).unwrap();
    assert_eq!((retried.notes.as_str(), retried.body_length), ("by hand", 5));
}
