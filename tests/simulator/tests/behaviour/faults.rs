//! Faults: on the wire, in front of Harness, and in it.

use crate::client::{Client, answer};
use reqwest::Method;
use serde_json::json;
use simulator::{Call, Fault, FaultRule};
use std::io::ErrorKind;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const RETRY: &str = "&retryStages=eu";

/// Sends a retry of `sim_lost_reply`'s kind over a socket of its own; tells what came back before
/// the connection was closed.
async fn raw(client: &Client, pipeline: &str) -> String {
    let address = client.simulator.api_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request = format!(
        "POST /pipeline/api/pipeline/execute/retry/{pipeline}?{}&planExecutionId={}{RETRY} HTTP/1.1\r\nhost: {address}\r\n\
         x-api-key: {}\r\ncontent-type: application/yaml\r\ncontent-length: 5\r\n\r\na: b\n",
        client.scope(),
        client.linked(pipeline),
        client.simulator.token(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        // A connection that stays open fails the test, rather than holding it up for ever.
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut buffer)).await;
        match read.expect("the connection should be closed") {
            Ok(0) => break,
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            // Closed with something unread: no less a cut.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error}"),
        }
    }
    String::from_utf8(received).unwrap()
}

#[tokio::test]
async fn a_retry_that_races_another_starts_a_second_child_of_the_same_execution() {
    let client = Client::start().await;
    assert!(raw(&client, "sim_twin").await.is_empty(), "the first answer is lost");
    let again = client.retry_request("sim_twin", &client.linked("sim_twin"), RETRY).body("a: b\n");
    assert_eq!(answer(again).await.0, 200);
    let executions = client.simulator.executions_of("sim_twin");
    assert_eq!(executions.len(), 3);
    let ids: std::collections::HashSet<_> = executions.iter().collect();
    assert_eq!(ids.len(), 3, "each has an id of its own");
}

#[tokio::test]
async fn a_connection_can_be_cut_at_every_point() {
    for (fault, body_read, carried_out, comes_back) in [
        (Fault::CutBeforeRead, 0, false, false),
        (Fault::CutAfterHeaders, 0, false, false),
        (Fault::CutAfterBody, 5, false, false),
        (Fault::LostReply, 5, true, false),
        (Fault::CutMidAnswer, 5, true, true),
    ] {
        let client = Client::start().await;
        client.simulator.inject(FaultRule::once(Call::Retry, fault.clone()).on("sim_parallel_some_failed"));
        let received = raw(&client, "sim_parallel_some_failed").await;
        assert_eq!(received.starts_with("HTTP/1.1 200"), comes_back, "{fault:?}: {received}");
        assert_eq!(received.is_empty(), !comes_back, "{fault:?}: {received}");
        assert!(!received.contains("correlationId\":\"") || !received.ends_with('}'), "never whole");
        let executions = client.simulator.executions_of("sim_parallel_some_failed").len();
        assert_eq!(executions, if carried_out { 2 } else { 1 }, "{fault:?}");
        let requests = client.simulator.requests();
        assert_eq!(requests.len(), 1, "{fault:?} is recorded");
        assert_eq!(requests[0].body_length, body_read, "{fault:?}");
        assert_eq!(requests[0].status, comes_back.then_some(200), "{fault:?}");
    }
}

#[tokio::test]
async fn a_cut_before_anything_is_read_leaves_other_requests_alone() {
    let client = Client::start().await;
    client.simulator.inject(FaultRule::once(Call::Retry, Fault::CutBeforeRead));
    assert_eq!(client.get("/ng/api/user/currentUser", "").await.0, 200);
    assert_eq!(raw(&client, "sim_parallel_some_failed").await, "");
    assert_eq!(client.simulator.requests()[1].headers[0].0, "x-simulator", "none of its own were read");
}

#[tokio::test]
async fn an_answer_can_stay_away_and_the_others_still_come() {
    let client = Client::start().await;
    client.simulator.inject(FaultRule::once(Call::Detail, Fault::Hang));
    let path = format!("/pipeline/api/pipelines/execution/v2/{}", client.linked("sim_serial"));
    let request = client.request(Method::GET, &format!("{path}?{}", client.scope()));
    let hanging = request.timeout(Duration::from_millis(200)).send().await;
    assert!(hanging.unwrap_err().is_timeout());
    assert_eq!(client.get(&path, "").await.0, 200);
    assert_eq!(client.simulator.requests()[0].status, None);
}

#[tokio::test]
async fn a_slow_answer_comes_late_but_whole() {
    let client = Client::start().await;
    client.simulator.inject(FaultRule::once(Call::CurrentUser, Fault::Slow(Duration::from_millis(150))));
    let before = std::time::Instant::now();
    assert_eq!(client.get("/ng/api/user/currentUser", "").await.1["status"], "SUCCESS");
    assert!(before.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn faults_are_injected_over_http_and_counted_down() {
    let client = Client::start().await;
    let fault = json!({"call": "summary", "fault": "429", "times": 2});
    assert_eq!(answer(client.bare(Method::POST, "/_simulator/faults").json(&fault)).await.0, 204);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(client.post("/pipeline/api/pipelines/execution/summary", "", "").await.0);
    }
    assert_eq!(statuses, [429, 429, 200]);
    for wrong in [
        json!({"call": "summary", "fault": "coffee"}),
        json!({"call": "tea", "fault": "500"}),
        json!({"call": "summary", "fault": "200"}),
        json!({"call": "summary", "fault": "500", "time": 1}),
    ] {
        let (status, _) = answer(client.bare(Method::POST, "/_simulator/faults").json(&wrong)).await;
        assert!((400..500).contains(&status), "{wrong}");
    }
}

#[tokio::test]
async fn a_fault_can_be_carried_out_and_hide_its_cross_origin_headers() {
    let client = Client::start().await;
    client.simulator.allow_origin("http://page.example");
    let fault = json!({"call": "retry", "fault": "502", "takes": true, "withoutCors": true});
    answer(client.bare(Method::POST, "/_simulator/faults").json(&fault)).await;
    let id = client.linked("sim_parallel_some_failed");
    let request = client.retry_request("sim_parallel_some_failed", &id, RETRY);
    let response = request.header("origin", "http://page.example").body("").send().await.unwrap();
    assert_eq!(response.status(), 502);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
    assert_eq!(client.simulator.executions_of("sim_parallel_some_failed").len(), 2);
}

#[tokio::test]
async fn a_stream_body_alone_can_be_refused() {
    let client = Client::start().await;
    let rule = FaultRule::always(Call::Retry, Fault::NoStreamBody);
    client.simulator.inject(rule);
    let address = client.simulator.api_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request = format!(
        "POST /pipeline/api/pipeline/execute/retry/sim_serial?{}&planExecutionId={}&retryStages=build HTTP/1.1\r\n\
         host: {address}\r\nconnection: close\r\nx-api-key: {}\r\ncontent-type: application/yaml\r\n\
         transfer-encoding: chunked\r\n\r\n5\r\na: b\n\r\n0\r\n\r\n",
        client.scope(),
        client.linked("sim_serial"),
        client.simulator.token(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 411"), "{text}");
    assert_eq!(client.simulator.executions_of("sim_serial").len(), 1, "nothing was done");
    client.child("sim_serial", "&retryStages=build").await;
}

#[tokio::test]
async fn scenarios_with_a_fault_keep_it() {
    let client = Client::start().await;
    for (pipeline, expected) in [
        ("sim_retry_html", 200),
        ("sim_retry_500", 500),
        ("sim_retry_429", 429),
        ("sim_retry_415", 415),
        ("sim_retry_411", 411),
    ] {
        for _ in 0..2 {
            let (status, body) = client.retry(pipeline, RETRY).await;
            assert_eq!(status, expected, "{pipeline}");
            assert_ne!(body["status"], "SUCCESS", "{pipeline}");
        }
        assert_eq!(client.simulator.executions_of(pipeline).len(), 1, "{pipeline}");
    }
    assert_eq!(raw(&client, "sim_lost_reply").await, "");
    assert_eq!(client.simulator.executions_of("sim_lost_reply").len(), 2, "it took");
}

#[tokio::test]
async fn scenarios_with_a_fault_in_a_read_keep_it() {
    let client = Client::start().await;
    let execute = "/pipeline/api/pipeline/execute";
    let execution = "/pipeline/api/pipelines/execution";
    for (pipeline, before, after, status, code) in [
        ("sim_detail_500", format!("{execution}/v2/"), "", 500, "UNKNOWN_ERROR"),
        ("sim_200_error", format!("{execution}/v2/"), "", 200, "UNKNOWN_ERROR"),
        ("sim_inputs_500", format!("{execution}/"), "/inputsetV2", 500, "UNKNOWN_ERROR"),
        ("sim_history_500", format!("{execute}/retryHistory/"), "", 500, "UNKNOWN_ERROR"),
        ("sim_retry_stages_404", format!("{execute}/"), "/retryStages", 404, "RESOURCE_NOT_FOUND"),
        ("sim_retry_stages_403", format!("{execute}/"), "/retryStages", 403, "NG_ACCESS_DENIED"),
    ] {
        let path = format!("{before}{}{after}", client.linked(pipeline));
        let (got, body) = client.get(&path, &format!("&pipelineIdentifier={pipeline}")).await;
        assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{pipeline}");
        assert_eq!(body["status"], "ERROR");
    }
    let html = client.get(&format!("{execution}/v2/{}", client.linked("sim_detail_html")), "").await;
    assert!(html.1.as_str().unwrap().starts_with("<!DOCTYPE html>"));
    let path = format!("{execution}/{}/inputsetV2", client.linked("sim_inputs_garbage"));
    let (status, cut) = client.get(&path, "").await;
    assert!(status == 200 && cut.as_str().unwrap().starts_with('{'), "JSON that ends too early");
}

/// Sends the headers of a retry and its body, if there is one yet, and tells how the connection ends.
async fn end_of(client: &Client, body: &str) -> std::io::Result<usize> {
    let address = client.simulator.api_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!("POST /pipeline/api/pipeline/execute/retry/sim_serial HTTP/1.1\r\nhost: {address}\r\n");
    stream.write_all(format!("{head}content-length: 5\r\n\r\n{body}").as_bytes()).await.unwrap();
    let end = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut [0; 8])).await;
    end.expect("the connection should end")
}

#[tokio::test]
async fn a_reset_is_a_reset_on_the_wire_and_a_cut_is_an_end() {
    for (fault, body, is_reset) in [
        (Fault::ResetBeforeBody, "", true),
        (Fault::ResetAfterBody, "a: b\n", true),
        (Fault::CutAfterHeaders, "", false),
        (Fault::CutAfterBody, "a: b\n", false),
        (Fault::ResetStream, "a: b\n", false),
    ] {
        let client = Client::start().await;
        client.simulator.inject(FaultRule::once(Call::Retry, fault.clone()));
        match end_of(&client, body).await {
            Ok(0) => assert!(!is_reset, "{fault:?}"),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => assert!(is_reset, "{fault:?}"),
            other => panic!("{fault:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_reset_can_follow_a_retry_that_was_carried_out() {
    for fault in ["resetAfterBody", "resetStream", "cutAfterBody"] {
        let client = Client::start().await;
        let fault = json!({"call": "retry", "fault": fault, "takes": true});
        answer(client.bare(Method::POST, "/_simulator/faults").json(&fault)).await;
        let retry = client.retry_request("sim_serial", &client.linked("sim_serial"), "&retryStages=build");
        assert!(retry.body("").send().await.is_err());
        assert_eq!(client.simulator.children(&client.linked("sim_serial")).len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn a_refused_retry_names_the_permission_that_is_missing_and_on_what() {
    let client = Client::start().await;
    client.simulator.inject(FaultRule::once(Call::Retry, Fault::Status(403)));
    let (status, body) = client.retry("sim_serial", "&retryStages=build").await;
    let check = &body["failedPermissionChecks"][0];
    assert_eq!((status, &check["permission"]), (403, &json!("core_pipeline_execute")));
    assert_eq!(check["resourceIdentifier"], "sim_serial");
}

#[tokio::test]
async fn a_rate_limit_can_be_told_with_and_without_cross_origin_headers() {
    for without_cors in [false, true] {
        let client = Client::start().await;
        client.simulator.allow_origin("http://page.example");
        let fault = json!({"call": "currentUser", "fault": "429", "withoutCors": without_cors});
        answer(client.bare(Method::POST, "/_simulator/faults").json(&fault)).await;
        let path = format!("/ng/api/user/currentUser?{}", client.scope());
        let response = client.request(Method::GET, &path).header("origin", "http://page.example").send().await.unwrap();
        assert_eq!(response.status(), 429);
        let allowed = response.headers().contains_key("access-control-allow-origin");
        assert_eq!(allowed, !without_cors);
    }
}

#[tokio::test]
async fn a_preflight_can_go_wrong_and_leaves_the_call_alone() {
    let client = Client::start().await;
    client.simulator.allow_origin("http://page.example");
    client.simulator.inject(FaultRule::once(Call::Preflight, Fault::LostReply).after_a_colleague());
    let path = format!(
        "/pipeline/api/pipeline/execute/retry/sim_serial?{}&planExecutionId={}&retryStages=build",
        client.scope(),
        client.linked("sim_serial")
    );
    let preflight = client.bare(Method::OPTIONS, &path).header("origin", "http://page.example");
    assert!(preflight.header("access-control-request-method", "POST").send().await.is_err());
    assert_eq!(client.simulator.children(&client.linked("sim_serial")), [], "nor does a colleague come");
    client.child("sim_serial", "&retryStages=build").await;
}
