//! Abort, and what is left of an aborted execution.

use crate::client::Client;

fn path(execution: &str) -> String {
    format!("/pipeline/api/pipeline/execute/interrupt/{execution}")
}

#[tokio::test]
async fn a_running_execution_goes_over_discontinuing_to_aborted() {
    let client = Client::start().await;
    let child = client.child("sim_serial", "&retryStages=deploy_to_production").await;
    let (status, body) = client.put(&path(&child), "&interruptType=AbortAll").await;
    assert_eq!((status, body["data"]["type"].as_str()), (200, Some("AbortAll")));
    assert_eq!(body["data"]["planExecutionId"], child);
    assert_eq!(client.summary(&child).await["status"], "Discontinuing");
    client.simulator.advance_clock(10);
    assert_eq!(client.summary(&child).await["status"], "Aborted");
    let stages = ["build", "deploy_to_production", "sign_off"];
    assert_eq!(client.statuses(&child, &stages).await, ["Success", "Aborted", "NotStarted"]);
    client.simulator.advance_clock(3_600);
    assert_eq!(client.statuses(&child, &stages).await, ["Success", "Aborted", "NotStarted"], "and stays so");
}

#[tokio::test]
async fn an_aborted_execution_can_be_retried() {
    let client = Client::start().await;
    let id = client.linked("sim_running");
    assert_eq!(client.put(&path(&id), "&interruptType=AbortAll").await.0, 200);
    client.simulator.advance_clock(10);
    let query = "&retryStages=deploy";
    let child = client.child("sim_running", query).await;
    assert_eq!(client.simulator.retried(&child).unwrap().rerun_stages, ["deploy", "sign_off"]);
}

#[tokio::test]
async fn what_is_over_or_unknown_cannot_be_aborted() {
    let client = Client::start().await;
    let over = client.linked("sim_serial");
    assert_eq!(client.put(&path(&over), "&interruptType=AbortAll").await.0, 400);
    assert_eq!(client.put(&path("nowhere"), "&interruptType=AbortAll").await.0, 404);
    let running = client.linked("sim_running");
    assert_eq!(client.put(&path(&running), "").await.1["errors"][0]["fieldId"], "interruptType");
    assert_eq!(client.put(&path(&running), "&interruptType=Stop").await.0, 400);
    assert_eq!(client.summary(&running).await["status"], "Running");
}
