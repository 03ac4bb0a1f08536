//! `retryStages`: the groups, and why there are none.

use crate::client::{Client, answer};
use reqwest::Method;
use serde_json::Value;

fn shape(data: &Value) -> Vec<Vec<(String, String)>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let groups = data["groups"].as_array().unwrap().iter();
    groups
        .map(|group| {
            let infos = group["info"].as_array().unwrap().iter();
            infos.map(|info| (text(&info["identifier"]), text(&info["status"]))).collect()
        })
        .collect()
}

#[tokio::test]
async fn groups_hold_what_was_reached_and_not_skipped() {
    let client = Client::start().await;
    for (pipeline, expected) in [
        ("sim_never_reached", vec![vec![("build", "Success")], vec![("unit_tests", "Failed")]]),
        ("sim_skipped_stage", vec![vec![("build", "Success")], vec![("deploy", "Failed")]]),
        (
            "sim_parallel_some_failed",
            vec![vec![("build", "Success")], vec![("eu", "Failed"), ("us", "Success"), ("ap", "Failed")]],
        ),
        // A matrix is one entry: the parent.
        ("sim_matrix", vec![vec![("prepare", "Success")], vec![("build", "Failed")]]),
        (
            "sim_matrix_in_parallel",
            vec![vec![("build", "Success")], vec![("browser_tests", "Failed"), ("docs", "Success")]],
        ),
        (
            "sim_cleanup_always",
            vec![vec![("build", "Success")], vec![("load_test", "Failed")], vec![("remove_test_data", "Success")]],
        ),
    ] {
        let data = client.retry_stages(pipeline, "").await;
        assert_eq!(data["resumable"], true, "{pipeline}");
        let expected: Vec<Vec<(String, String)>> = expected
            .into_iter()
            .map(|group| group.into_iter().map(|(id, status)| (id.to_owned(), status.to_owned())).collect())
            .collect();
        assert_eq!(shape(&data), expected, "{pipeline}");
    }
}

#[tokio::test]
async fn parallel_stages_share_their_parent_and_the_group_before_points_to_it() {
    let client = Client::start().await;
    let groups = client.retry_stages("sim_parallel_some_failed", "").await["groups"].clone();
    let parent = &groups[1]["info"][0]["parentId"];
    assert_eq!(groups[0]["info"][0]["nextId"], *parent);
    assert_eq!(groups[1]["info"][2]["parentId"], *parent);
    assert_ne!(groups[0]["info"][0]["parentId"], *parent);
    assert!(groups[1]["info"][0]["nextId"].is_null(), "the last group has no next");
}

#[tokio::test]
async fn an_obstacle_is_told_with_200_and_without_groups() {
    let client = Client::start().await;
    for (pipeline, message) in [
        ("sim_older_attempt", "This execution is not the latest of all retried execution."),
        ("sim_rollback", "This execution has undergone Pipeline Rollback"),
        ("sim_pipeline_deleted", "Pipeline with the given ID: sim_pipeline_deleted does not exist"),
        ("sim_too_old", "Execution is more than 30 days old."),
        ("sim_stages_changed", "Adding, deleting or changing the name of the stage identifier"),
        ("sim_no_stages", "No stage to retry"),
    ] {
        let data = client.retry_stages(pipeline, "").await;
        assert_eq!(data["resumable"], false, "{pipeline}");
        assert!(data["groups"].is_null());
        assert!(data["errorMessage"].as_str().unwrap().starts_with(message), "{pipeline}: {data}");
    }
}

#[tokio::test]
async fn an_execution_thirty_days_old_becomes_too_old_as_time_passes() {
    let client = Client::start().await;
    assert_eq!(client.retry_stages("sim_serial", "").await["resumable"], true);
    client.simulator.advance_clock(30 * 24 * 60 * 60);
    assert_eq!(client.retry_stages("sim_serial", "").await["resumable"], false);
}

#[tokio::test]
async fn a_pipeline_in_git_needs_branch_and_repository() {
    let client = Client::start().await;
    let git = client.summary(&client.linked("sim_remote")).await["gitDetails"].clone();
    assert_eq!((git["branch"].as_str(), git["repoName"].as_str()), (Some("release/1.4"), Some("shop-pipelines")));
    for (query, resumable) in [
        ("", false),
        ("&branch=release/1.4", false),
        ("&branch=main&repoIdentifier=shop-pipelines", false),
        ("&branch=release/1.4&repoIdentifier=shop-pipelines", true),
    ] {
        assert_eq!(client.retry_stages("sim_remote", query).await["resumable"], resumable, "{query}");
    }
    // The retry itself takes the branch from the execution.
    client.child("sim_remote", "&retryStages=deploy").await;
}

#[tokio::test]
async fn the_pipeline_must_be_named() {
    let client = Client::start().await;
    let path = format!("/pipeline/api/pipeline/execute/{}/retryStages?{}", client.linked("sim_serial"), client.scope());
    let (status, body) = answer(client.request(Method::GET, &path)).await;
    assert_eq!((status, body["errors"][0]["fieldId"].as_str()), (400, Some("pipelineIdentifier")));
}
