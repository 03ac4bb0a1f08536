//! The record of requests, in Rust and over HTTP.

use crate::client::{Client, answer};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_request_is_recorded_as_it_came() {
    let client = Client::start().await;
    let id = client.linked("sim_serial");
    let query = "&retryStages=a%2Cb&retryStages=c&notesForPipelineExecution=x%20y";
    answer(client.retry_request("sim_serial", &id, query).body("abc")).await;
    let requests = client.simulator.requests();
    assert_eq!(requests.len(), 1);
    let request = &requests[0];
    assert_eq!(request.method, "POST");
    assert_eq!(request.path, "/pipeline/api/pipeline/execute/retry/sim_serial");
    assert!(request.query.ends_with(query), "raw: {}", request.query);
    assert_eq!(request.body_length, 3);
    assert_eq!(request.body_sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(request.status, Some(400));
    assert!(request.headers.contains(&("content-type".to_owned(), "application/yaml".to_owned())));
}

#[tokio::test]
async fn the_secret_of_a_token_is_not_recorded() {
    let client = Client::start().await;
    let (rest, secret) = client.simulator.token().rsplit_once('.').unwrap();
    let (rest, secret) = (rest.to_owned(), secret.to_owned());
    client.get("/ng/api/user/currentUser", "").await;
    let path = "/ng/api/user/currentUser";
    answer(client.bare(Method::GET, path).header("x-api-key", "no-dots-at-all")).await;
    let requests = client.simulator.requests();
    assert!(requests[0].headers.contains(&("x-api-key".to_owned(), format!("{rest}.***"))));
    assert!(requests[1].headers.contains(&("x-api-key".to_owned(), "***".to_owned())));
    let (_, listed) = answer(client.bare(Method::GET, "/_simulator/requests")).await;
    assert!(!listed.to_string().contains(&secret));
}

#[tokio::test]
async fn the_record_can_be_read_and_cleared_over_http() {
    let client = Client::start().await;
    client.get("/ng/api/organizations", "").await;
    let (status, listed) = answer(client.bare(Method::GET, "/_simulator/requests")).await;
    assert_eq!((status, listed.as_array().unwrap().len()), (200, 1), "control requests are not in it");
    let entry = listed[0].as_object().unwrap();
    for field in ["atMs", "method", "path", "query", "headers", "bodySha256", "bodyLength", "status"] {
        assert!(entry.contains_key(field), "{field}");
    }
    assert_eq!(answer(client.bare(Method::DELETE, "/_simulator/requests")).await.0, 204);
    assert!(client.simulator.requests().is_empty());
    client.get("/ng/api/organizations", "").await;
    client.simulator.clear_requests();
    assert!(client.simulator.requests().is_empty());
}

#[tokio::test]
async fn refused_and_unknown_requests_are_recorded_too() {
    let client = Client::start().await;
    answer(client.bare(Method::GET, "/ng/api/user/currentUser")).await;
    answer(client.bare(Method::GET, "/nowhere")).await;
    let statuses: Vec<_> = client.simulator.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [Some(401), Some(501)]);
}

#[tokio::test]
async fn the_clock_is_moved_over_http() {
    let client = Client::start().await;
    let child = client.child("sim_serial", "&retryStages=build").await;
    let body = json!({"advanceSeconds": 600});
    let (status, _) = answer(client.bare(Method::POST, "/_simulator/clock").json(&body)).await;
    assert_eq!(status, 200);
    assert_eq!(client.summary(&child).await["status"], "Success");
}

#[tokio::test]
async fn what_a_retry_came_to_can_be_asked_over_http() {
    let client = Client::start().await;
    let child = client.child("sim_matrix", "&retryStages=build&runAllStages=false").await;
    let (status, body) = answer(client.bare(Method::GET, &format!("/_simulator/executions/{child}"))).await;
    assert_eq!(status, 200);
    assert_eq!(body["retried"]["rerunCombinations"], json!(["build_3", "build_5"]));
    assert_eq!(body["retried"]["runAllStages"], false);
    assert_eq!(answer(client.bare(Method::GET, "/_simulator/executions/nowhere")).await.0, 404);
}
