//! Cross-origin rules: who may ask what, and that the rest is handled but not told.

use crate::client::Client;
use reqwest::Method;
use reqwest::header::HeaderMap;
use simulator::Options;

const ORIGIN: &str = "http://127.0.0.1:8080";
const PATH: &str = "/pipeline/api/pipeline/execute/retry/sim_serial";

async fn start() -> Client {
    Client::with(Options { allowed_origins: vec![ORIGIN.to_owned()], ..Options::default() }).await
}

async fn preflight(client: &Client, origin: &str, method: &str, headers: &str) -> (u16, HeaderMap) {
    let request = client
        .bare(Method::OPTIONS, PATH)
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.headers().clone())
}

fn has_cors(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| name.as_str().starts_with("access-control-"))
}

#[tokio::test]
async fn a_preflight_of_the_page_passes_without_a_token() {
    let client = start().await;
    let (status, headers) = preflight(&client, ORIGIN, "POST", "content-type,x-api-key").await;
    assert_eq!(status, 200);
    for (name, value) in [
        ("access-control-allow-origin", ORIGIN),
        ("access-control-allow-headers", "X-Requested-With,Content-Type,Accept,Origin,Authorization,X-api-key"),
        ("access-control-allow-methods", "OPTIONS,GET,PUT,POST,DELETE,HEAD"),
        ("access-control-max-age", "86400"),
    ] {
        assert_eq!(headers[name], value);
    }
    assert!(!headers.contains_key("access-control-expose-headers"));
    let recorded = client.simulator.requests();
    assert_eq!((recorded[0].method.as_str(), recorded[0].status), ("OPTIONS", Some(200)));
}

#[tokio::test]
async fn a_preflight_for_more_than_is_allowed_gets_no_cors_headers() {
    let client = start().await;
    for (origin, method, headers) in [
        ("http://127.0.0.1:8081", "POST", "x-api-key"),
        ("http://localhost:8080", "POST", "x-api-key"),
        ("null", "POST", "x-api-key"),
        (ORIGIN, "POST", "x-api-key, harness-account"),
        (ORIGIN, "GET", "load-from-cache"),
        (ORIGIN, "PATCH", "x-api-key"),
    ] {
        let (_, answered) = preflight(&client, origin, method, headers).await;
        assert!(!has_cors(&answered), "{origin} {method} {headers}");
    }
}

#[tokio::test]
async fn a_request_from_elsewhere_is_handled_all_the_same() {
    let client = start().await;
    for (origin, told) in [(ORIGIN, true), ("http://evil.example", false)] {
        let pipeline = if told { "sim_serial" } else { "sim_aborted" };
        let stage = "&retryStages=build";
        let request = client.retry_request(pipeline, &client.linked(pipeline), stage).header("origin", origin);
        let response = request.body("").send().await.unwrap();
        assert_eq!(has_cors(response.headers()), told, "{origin}");
        assert_eq!(client.simulator.executions_of(pipeline).len(), 2, "it was carried out");
    }
}

#[tokio::test]
async fn errors_too_can_be_read_by_the_page() {
    let client = start().await;
    let request = client.bare(Method::GET, "/ng/api/user/currentUser").header("origin", ORIGIN);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(has_cors(response.headers()));
}

#[tokio::test]
async fn an_origin_can_be_allowed_later() {
    let client = Client::start().await;
    assert!(!has_cors(&preflight(&client, ORIGIN, "GET", "x-api-key").await.1));
    client.simulator.allow_origin(ORIGIN);
    assert!(has_cors(&preflight(&client, ORIGIN, "GET", "x-api-key").await.1));
}

#[tokio::test]
async fn the_control_endpoints_have_no_cross_origin_headers() {
    let client = start().await;
    let request = client.bare(Method::GET, "/_simulator/requests").header("origin", ORIGIN);
    assert!(!has_cors(request.send().await.unwrap().headers()));
}
