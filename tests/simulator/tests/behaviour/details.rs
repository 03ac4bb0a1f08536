//! The details of an execution: its graph and its summary.

use crate::client::Client;
use serde_json::Value;

fn children(node: &Value) -> Vec<&str> {
    let children = node["edgeLayoutList"]["currentNodeChildren"].as_array().unwrap();
    children.iter().map(|child| child.as_str().unwrap()).collect()
}

/// Walks the graph as the contract says, and names each group's stages.
fn walk(summary: &Value) -> Vec<Vec<String>> {
    let nodes = &summary["layoutNodeMap"];
    let name = |id: &str| nodes[id]["nodeIdentifier"].as_str().unwrap().to_owned();
    let mut groups = Vec::new();
    let mut next = summary["startingNodeId"].as_str();
    while let Some(id) = next {
        let node = &nodes[id];
        groups.push(match node["nodeType"].as_str().unwrap() {
            "parallel" => children(node).into_iter().map(name).collect(),
            _ => vec![name(id)],
        });
        next = node["edgeLayoutList"]["nextIds"][0].as_str();
    }
    groups
}

#[tokio::test]
async fn the_graph_leads_from_group_to_group() {
    let client = Client::start().await;
    let summary = client.summary(&client.linked("sim_parallel_some_failed")).await;
    assert_eq!(walk(&summary), [vec!["build"], vec!["eu", "us", "ap"], vec!["sign_off"]]);
    let summary = client.summary(&client.linked("sim_120_stages")).await;
    assert_eq!(walk(&summary).into_iter().flatten().count(), 120);
}

#[tokio::test]
async fn a_parallel_wrapper_says_not_started_while_its_children_failed() {
    let client = Client::start().await;
    let summary = client.summary(&client.linked("sim_parallel_all_failed")).await;
    let nodes = summary["layoutNodeMap"].as_object().unwrap();
    let wrapper = nodes.values().find(|node| node["nodeType"] == "parallel").unwrap();
    assert_eq!(wrapper["status"], "NotStarted");
    for child in children(wrapper) {
        assert_eq!(nodes[child]["status"], "Failed");
        assert!(nodes[child]["failureInfoDTO"]["message"].is_string());
    }
}

#[tokio::test]
async fn a_matrix_has_its_combinations_as_children() {
    let client = Client::start().await;
    let id = client.linked("sim_matrix");
    assert!(id.starts_with('-'), "an execution id may begin with a hyphen");
    let summary = client.summary(&id).await;
    assert_eq!(walk(&summary), [["prepare"], ["build"], ["publish"]]);
    let nodes = summary["layoutNodeMap"].as_object().unwrap();
    let matrix = nodes.values().find(|node| node["nodeType"] == "MATRIX").unwrap();
    let combinations: Vec<(&str, &str)> = children(matrix)
        .into_iter()
        .map(|child| {
            let node = &nodes[child];
            (node["nodeIdentifier"].as_str().unwrap(), node["status"].as_str().unwrap())
        })
        .collect();
    let expected = [
        ("build_0", "Success"),
        ("build_1", "Success"),
        ("build_2", "Success"),
        ("build_3", "Failed"),
        ("build_4", "Success"),
        ("build_5", "Failed"),
    ];
    assert_eq!(combinations, expected);
    let last = &nodes[children(matrix)[5]]["strategyMetadata"];
    assert_eq!(last["matrixMetadata"]["matrixValues"]["os"], "windows");
    assert_eq!(last["totalIterations"], 6);
}

#[tokio::test]
async fn a_rollback_stage_is_marked() {
    let client = Client::start().await;
    let summary = client.summary(&client.linked("sim_rollback")).await;
    let nodes = summary["layoutNodeMap"].as_object().unwrap();
    let rollback: Vec<&Value> = nodes.values().filter(|node| node["isRollbackStageNode"] == true).collect();
    assert_eq!(rollback.len(), 1);
    assert_eq!((summary["status"].as_str(), summary["canRetry"].as_bool()), (Some("Failed"), Some(false)));
}

#[tokio::test]
async fn each_scenario_ends_in_the_status_it_is_about() {
    let client = Client::start().await;
    for (pipeline, status) in [
        ("sim_serial", "Failed"),
        ("sim_parallel_errored", "Failed"),
        ("sim_running", "Running"),
        ("sim_succeeded", "Success"),
        ("sim_aborted", "Aborted"),
        ("sim_expired", "Expired"),
        ("sim_approval_rejected", "ApprovalRejected"),
        ("sim_frozen", "AbortedByFreeze"),
        ("sim_unknown_status", "Marinating"),
        ("sim_no_stages", "Failed"),
    ] {
        assert_eq!(client.summary(&client.linked(pipeline)).await["status"], status, "{pipeline}");
    }
}

#[tokio::test]
async fn an_unknown_execution_is_not_found_in_any_scope() {
    let client = Client::start().await;
    let path = "/pipeline/api/pipelines/execution/v2/nowhere";
    let (status, body) = client.get(path, "").await;
    assert_eq!((status, body["code"].as_str()), (404, Some("ENTITY_NOT_FOUND")));

    let id = client.linked("sim_serial");
    let path = format!(
        "/pipeline/api/pipelines/execution/v2/{id}?accountIdentifier={}&orgIdentifier=default&projectIdentifier=warehouse",
        client.account()
    );
    let (status, _) = crate::client::answer(client.request(reqwest::Method::GET, &path)).await;
    assert_eq!(status, 404, "it is in another project");
}

#[tokio::test]
async fn notes_are_kept_and_can_be_changed() {
    let client = Client::start().await;
    let child = client.child("sim_serial", "&retryStages=build&notesForPipelineExecution=first%20words").await;
    let path = format!("/pipeline/api/pipelines/execution/{child}/notes");
    assert_eq!(client.get(&path, "").await.1["data"]["notes"], "first words");
    assert_eq!(client.put(&path, "&notesForPipelineExecution=others").await.0, 200);
    assert_eq!(client.get(&path, "").await.1["data"]["notes"], "others");
}
