//! Chains of attempts: history, latest, canRetry, and what moves when one is added.

use crate::client::Client;
use serde_json::Value;

async fn ask(client: &Client, call: &str, pipeline: &str, execution: &str) -> Value {
    let path = match call {
        "canRetry" => format!("/pipeline/api/pipelines/execution/canRetry/{execution}"),
        _ => format!("/pipeline/api/pipeline/execute/{call}/{execution}"),
    };
    let (status, body) = client.get(&path, &format!("&pipelineIdentifier={pipeline}")).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

#[tokio::test]
async fn a_chain_of_one_has_no_history() {
    let client = Client::start().await;
    let id = client.linked("sim_serial");
    let history = ask(&client, "retryHistory", "sim_serial", &id).await;
    assert_eq!(history["errorMessage"], "Nothing to show in retry history");
    let latest = ask(&client, "latestExecutionId", "sim_serial", &id).await;
    assert_eq!(latest["errorMessage"], "This is not a part of retry execution");
    assert_eq!(ask(&client, "canRetry", "sim_serial", &id).await, true);
}

#[tokio::test]
async fn a_history_lists_the_newest_attempt_first() {
    let client = Client::start().await;
    let chain = client.simulator.executions_of("sim_older_attempt");
    assert_eq!(chain.len(), 3);
    assert_eq!(client.linked("sim_older_attempt"), chain[0], "the link is the oldest attempt");
    for id in &chain {
        let history = ask(&client, "retryHistory", "sim_older_attempt", id).await;
        let ids: Vec<&str> =
            history["executionInfos"].as_array().unwrap().iter().map(|info| info["uuid"].as_str().unwrap()).collect();
        assert_eq!(ids, [&chain[2], &chain[1], &chain[0]]);
        assert_eq!(history["latestExecutionId"], chain[2]);
        assert_eq!(ask(&client, "latestExecutionId", "sim_older_attempt", id).await["latestExecutionId"], chain[2]);
        assert_eq!(ask(&client, "canRetry", "sim_older_attempt", id).await, *id == chain[2]);
        assert_eq!(client.summary(id).await["canRetry"], *id == chain[2]);
    }
    let metadata = &ask(&client, "retryHistory", "sim_older_attempt", &chain[1]).await["retryStagesMetadata"];
    assert_eq!(metadata["retryStagesIdentifier"][0], "deploy");
    assert_eq!(metadata["skipStagesIdentifier"][0], "build");
}

#[tokio::test]
async fn the_parent_stops_being_the_latest_when_it_is_retried() {
    let client = Client::start().await;
    let parent = client.linked("sim_two_attempts");
    assert_eq!(client.summary(&parent).await["canRetry"], true);
    let child = client.child("sim_two_attempts", "&retryStages=deploy").await;
    assert_eq!(client.summary(&parent).await["canRetry"], false);
    assert_eq!(client.summary(&child).await["canRetry"], true);
    let groups = client.retry_stages("sim_two_attempts", "").await;
    assert_eq!(groups["resumable"], false);
    assert!(groups["errorMessage"].as_str().unwrap().starts_with("This execution is not the latest"));
    let history = ask(&client, "retryHistory", "sim_two_attempts", &parent).await;
    assert_eq!(history["latestExecutionId"], child);
    assert_eq!(history["executionInfos"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn can_retry_looks_neither_at_the_status_nor_at_the_age() {
    let client = Client::start().await;
    for (pipeline, expected) in
        [("sim_running", true), ("sim_succeeded", true), ("sim_too_old", true), ("sim_rollback", false)]
    {
        let id = client.linked(pipeline);
        assert_eq!(ask(&client, "canRetry", pipeline, &id).await, expected, "{pipeline}");
    }
}
