//! TLS with HTTP/2, for what a browser does only there.

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use reqwest::{Body, Client, Version};
use simulator::{Call, Fault, FaultRule, Options, Simulator};
use std::time::Duration;

async fn start() -> Simulator {
    Simulator::start(Options { tls: true, ..Options::default() }).await.unwrap()
}

#[tokio::test]
async fn http_2_and_http_1_are_both_offered() {
    let simulator = start().await;
    assert!(simulator.api_url().starts_with("https://127.0.0.1:"));
    let any = Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let response = any.get(simulator.api_url()).send().await.unwrap();
    assert_eq!((response.version(), response.status().as_u16()), (Version::HTTP_2, 501));
    let old = Client::builder().danger_accept_invalid_certs(true).http1_only().build().unwrap();
    assert_eq!(old.get(simulator.api_url()).send().await.unwrap().version(), Version::HTTP_11);
}

#[tokio::test]
async fn faults_cut_an_http_2_connection_as_well() {
    for fault in [Fault::CutBeforeRead, Fault::CutAfterHeaders, Fault::LostReply] {
        let simulator = start().await;
        simulator.inject(FaultRule::once(Call::CurrentUser, fault.clone()));
        let client = Client::builder().danger_accept_invalid_certs(true).build().unwrap();
        let url = format!("{}/ng/api/user/currentUser", simulator.api_url());
        let error = client.get(&url).timeout(Duration::from_secs(10)).send().await.unwrap_err();
        assert!(!error.is_timeout(), "{fault:?}: cut, not left waiting");
        assert_eq!(simulator.requests()[0].status, None);
    }
}

/// A client that keeps one HTTP/2 connection open.
async fn connected(simulator: &Simulator) -> Client {
    let client = Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    assert_eq!(client.get(simulator.api_url()).send().await.unwrap().version(), Version::HTTP_2);
    client
}

#[tokio::test]
async fn a_cut_ends_all_requests_of_a_connection_and_a_reset_stream_one() {
    for (fault, spares) in [(Fault::ResetStream, true), (Fault::LostReply, false), (Fault::ResetAfterBody, false)] {
        let simulator = start().await;
        let client = connected(&simulator).await;
        let organizations = client.get(format!("{}/ng/api/organizations", simulator.api_url()));
        simulator.inject(FaultRule::once(Call::Organizations, Fault::Slow(Duration::from_millis(200))));
        let other = tokio::spawn(organizations.send());
        // It has to be under way before the connection ends.
        while simulator.requests().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        simulator.inject(FaultRule::once(Call::CurrentUser, fault.clone()));
        let error = client.get(format!("{}/ng/api/user/currentUser", simulator.api_url())).send().await.unwrap_err();
        assert_eq!(format!("{error:?}").contains("INTERNAL_ERROR"), spares, "{fault:?}: {error:?}");
        assert_eq!(other.await.unwrap().is_ok(), spares, "{fault:?}");
        assert_eq!(simulator.requests().len(), 3, "{fault:?}: nothing was sent again");
    }
}

#[tokio::test]
async fn a_refused_stream_is_refused_as_http_2_says_it_and_may_be_sent_again() {
    let simulator = start().await;
    let client = connected(&simulator).await;
    let url = format!("{}/ng/api/user/currentUser", simulator.api_url());
    simulator.inject(FaultRule { times: Some(3), ..FaultRule::once(Call::CurrentUser, Fault::RefusedStream) });
    let error = client.get(&url).send().await.unwrap_err();
    assert!(format!("{error:?}").contains("REFUSED_STREAM"), "{error:?}");
    simulator.inject(FaultRule::once(Call::CurrentUser, Fault::RefusedStream));
    assert_eq!(client.get(&url).send().await.unwrap().status(), 401, "sent again over the same connection");
}

/// A body whose length is not said.
fn streamed(text: &str) -> Body {
    Body::wrap(Full::new(Bytes::from(text.to_owned())).map_frame(|frame| frame))
}

#[tokio::test]
async fn a_stream_body_is_taken_over_http_2_and_recorded_whole() {
    let simulator = start().await;
    let client = connected(&simulator).await;
    // Several frames of HTTP/2 long.
    let yaml = "pipeline: {}\n".repeat(10_000);
    for (number, body) in [(2, Body::from(yaml.clone())), (3, streamed(&yaml))] {
        let execution = simulator.executions_of("sim_serial").pop().unwrap();
        let account = simulator.token().split('.').nth(1).unwrap();
        let url = format!(
            "{}/pipeline/api/pipeline/execute/retry/sim_serial?accountIdentifier={account}&orgIdentifier=default\
             &projectIdentifier=shop&planExecutionId={execution}&retryStages=build",
            simulator.api_url()
        );
        let post = client.post(url).header("x-api-key", simulator.token()).header("content-type", "application/yaml");
        let answer = post.body(body).send().await.unwrap();
        assert_eq!((answer.version(), answer.status().as_u16()), (Version::HTTP_2, 200));
        let recorded = simulator.requests().pop().unwrap();
        assert_eq!((recorded.number, recorded.body_length), (number, 130_000));
        assert_eq!(recorded.body_sha256, "fd87a9b451fa8af6dc2533de7d9e1309d8f6db568363834b4e93409fedeefd63");
        let length = recorded.headers.iter().find(|(name, _)| name == "content-length");
        assert_eq!(length.map(|(_, value)| value.as_str()), (number == 2).then_some("130000"));
        assert!(!recorded.headers.iter().any(|(name, _)| name == "transfer-encoding"), "HTTP/2 has none");
        let child = &simulator.children(&execution)[0];
        assert_eq!(child.request, Some(number));
        let retried = simulator.retried(&child.plan_execution_id).unwrap();
        assert_eq!((retried.body_length, retried.body_sha256), (130_000, recorded.body_sha256));
    }
}

#[tokio::test]
async fn only_a_stream_body_is_refused_where_a_length_is_required() {
    let simulator = start().await;
    let client = connected(&simulator).await;
    simulator.inject(FaultRule::always(Call::Any, Fault::NoStreamBody));
    let url = format!("{}/ng/api/user/currentUser", simulator.api_url());
    assert_eq!(client.get(&url).send().await.unwrap().status(), 401, "no body, so none without a length");
    assert_eq!(client.get(&url).body(streamed("a")).send().await.unwrap().status(), 411);
}
