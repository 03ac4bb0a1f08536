//! What Harness refuses at the POST, in its words: the table of the contract, row by row.

use crate::client::{Client, answer};
use reqwest::Method;

const PREFIX: &str = "Invalid request: ";

#[tokio::test]
async fn a_retry_is_refused_in_harness_words() {
    const NOT_FOUND: &str = "The execution can not be retried because the retryStagesIdentifier could not be found \
        in any stage Groups. Please provide the correct list of retryStagesIdentifier";
    const NOT_LATEST: &str =
        "This execution is not the latest of all retried execution. You can only retry the latest execution.";
    const CHANGED: &str = "Adding, deleting or changing the name of the stage identifier is not allowed for retrying";
    let rows = [
        ("sim_serial", "", "You need to select the stage to retry!!"),
        ("sim_serial", "&retryStages=", "You need to select the stage to retry!!"),
        ("sim_older_attempt", "&retryStages=deploy", NOT_LATEST),
        ("sim_not_latest_only_at_post", "&retryStages=eu", NOT_LATEST),
        (
            "sim_rollback",
            "&retryStages=deploy",
            "This execution has undergone Pipeline Rollback, and hence cannot be retried.",
        ),
        (
            "sim_pipeline_deleted",
            "&retryStages=deploy",
            "Pipeline with the given ID: sim_pipeline_deleted does not exist or has been deleted",
        ),
        ("sim_too_old", "&retryStages=deploy", "Execution is more than 30 days old. Cannot retry"),
        ("sim_stages_changed", "&retryStages=deploy", CHANGED),
        ("sim_no_stages", "&retryStages=deploy", "No stage to retry"),
        ("sim_serial", "&retryStages=nowhere", NOT_FOUND),
        // A comma does not separate: it is one unknown id.
        ("sim_parallel_some_failed", "&retryStages=eu,ap", NOT_FOUND),
        ("sim_parallel_some_failed", "&retryStages=eu%2Cap", NOT_FOUND),
        // Ids of two groups.
        ("sim_parallel_some_failed", "&retryStages=build&retryStages=eu", NOT_FOUND),
        // Never reached, skipped, and a combination in the place of its matrix.
        ("sim_parallel_some_failed", "&retryStages=sign_off", NOT_FOUND),
        ("sim_skipped_stage", "&retryStages=security_scan", NOT_FOUND),
        ("sim_matrix", "&retryStages=build_3", NOT_FOUND),
        (
            "sim_parallel_some_failed",
            "&retryStages=eu&retryStages=ap&runAllStages=false",
            "Run only failed stages is applicable only for failed parallel group stages",
        ),
    ];
    let client = Client::start().await;
    for (pipeline, query, message) in rows {
        let before = client.simulator.executions_of(pipeline);
        let request = client.retry_request(pipeline, &client.linked(pipeline), query).body("pipeline: {}\n");
        let (status, body) = answer(request).await;
        assert_eq!(status, 400, "{pipeline}{query}: {body}");
        assert_eq!(body["status"], "ERROR");
        assert_eq!(body["code"], "INVALID_REQUEST");
        assert_eq!(body["message"], format!("{PREFIX}{message}"), "{pipeline}{query}");
        assert!(body["correlationId"].is_string());
        assert_eq!(client.simulator.executions_of(pipeline), before, "nothing was started");
    }
}

#[tokio::test]
async fn only_failed_stages_of_a_group_without_failures_are_refused() {
    let client = Client::start().await;
    // All three run again and pass: then the group of the child has none that failed.
    client.child("sim_parallel_all_failed", "&retryStages=eu&retryStages=us&retryStages=ap").await;
    client.simulator.advance_clock(120);
    let query = "&retryStages=eu&retryStages=us&retryStages=ap&runAllStages=false";
    let (status, body) = client.retry("sim_parallel_all_failed", query).await;
    assert_eq!(
        (status, body["message"].as_str()),
        (400, Some("Invalid request: No failed stage found in parallel group"))
    );
}

#[tokio::test]
async fn an_unknown_execution_is_refused_at_the_retry_and_at_its_stages() {
    let client = Client::start().await;
    let request = client.retry_request("sim_serial", "nowhere", "&retryStages=build").body("");
    let (status, body) = answer(request).await;
    assert_eq!(
        (status, body["message"].as_str()),
        (400, Some("Invalid request: No Plan Execution exists for id nowhere"))
    );
    let path = "/pipeline/api/pipeline/execute/nowhere/retryStages";
    let (status, _) = client.get(path, "&pipelineIdentifier=sim_serial").await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn an_execution_of_another_pipeline_is_refused() {
    let client = Client::start().await;
    let other = client.linked("sim_parallel_some_failed");
    let (status, body) = answer(client.retry_request("sim_serial", &other, "&retryStages=build").body("")).await;
    assert_eq!(status, 400);
    assert!(body["message"].as_str().unwrap().contains("Adding, deleting or changing"), "{body}");
}

#[tokio::test]
async fn missing_parameters_are_all_named_in_a_failure() {
    let client = Client::start().await;
    let path = format!(
        "/pipeline/api/pipeline/execute/retry/sim_serial?accountIdentifier={}&retryStages=build",
        client.account()
    );
    let request = client.request(Method::POST, &path).header("content-type", "application/yaml");
    let (status, body) = answer(request).await;
    assert_eq!((status, body["status"].as_str()), (400, Some("FAILURE")));
    let fields: Vec<&str> =
        body["errors"].as_array().unwrap().iter().map(|error| error["fieldId"].as_str().unwrap()).collect();
    assert_eq!(fields, ["orgIdentifier", "projectIdentifier", "planExecutionId"]);
}

#[tokio::test]
async fn a_body_of_another_media_type_is_refused() {
    let client = Client::start().await;
    let id = client.linked("sim_serial");
    let path = format!(
        "/pipeline/api/pipeline/execute/retry/sim_serial?{}&planExecutionId={id}&retryStages=build",
        client.scope()
    );
    for (content_type, expected) in [
        ("text/plain", 415),
        ("text/yaml", 415),
        ("application/x-www-form-urlencoded", 415),
        // Taken, and then refused for another reason than its type.
        ("application/json", 200),
        ("Application/YAML; charset=utf-8", 400),
    ] {
        let request = client.request(Method::POST, &path).header("content-type", content_type).body("a: b");
        assert_eq!(answer(request).await.0, expected, "{content_type}");
    }
}

#[tokio::test]
async fn running_and_successful_executions_are_not_refused_for_their_status() {
    let client = Client::start().await;
    for pipeline in ["sim_running", "sim_succeeded", "sim_unknown_status"] {
        assert_eq!(client.retry(pipeline, "&retryStages=deploy").await.0, 200, "{pipeline}");
    }
}

#[tokio::test]
async fn what_is_not_simulated_is_501_and_names_the_path() {
    let client = Client::start().await;
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/pipeline/api/pipeline/execute/retry/sim_serial"),
        (Method::POST, "/pipeline/api/pipeline/execute/retry/v2/sim_serial"),
        (Method::GET, "/pipeline/api/pipelines/execution/v3/abc"),
        (Method::GET, "/gateway/gateway/ng/api/user/currentUser"),
        (Method::DELETE, "/ng/api/projects"),
    ] {
        let (status, text) = answer(client.request(method.clone(), path)).await;
        assert_eq!(status, 501, "{method} {path}");
        assert!(text.as_str().unwrap().contains(&format!("{method} {path}")), "{text}");
    }
}
