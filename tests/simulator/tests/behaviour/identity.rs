//! Tokens, permissions, and the calls about who and where one is.

use crate::client::{Client, answer};
use reqwest::Method;

#[tokio::test]
async fn a_token_has_four_parts_and_names_its_account() {
    let client = Client::start().await;
    let tokens = client.simulator.tokens().clone();
    for token in [&tokens.valid, &tokens.expired, &tokens.other_account, &tokens.view_only, &tokens.service_account] {
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[1] == client.account(), *token != tokens.other_account);
    }
    assert!(tokens.service_account.starts_with("sat."));
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let client = Client::start().await;
    let tokens = client.simulator.tokens().clone();
    let path = format!("/ng/api/user/currentUser?accountIdentifier={}", client.account());
    for (token, code, message) in [
        (None, "INVALID_TOKEN", "Token is not valid."),
        (Some("pat.made.up.token".to_owned()), "INVALID_TOKEN", "Token is not valid."),
        (Some(tokens.other_account), "INVALID_TOKEN", "Token is not valid."),
        (Some(tokens.expired), "EXPIRED_TOKEN", "Token expired."),
    ] {
        let mut request = client.bare(Method::GET, &path);
        if let Some(token) = &token {
            request = request.header("x-api-key", token);
        }
        let (status, body) = answer(request).await;
        assert_eq!(status, 401, "{token:?}");
        assert_eq!((body["code"].as_str(), body["message"].as_str()), (Some(code), Some(message)));
        assert_eq!(body["status"], "ERROR");
    }
}

#[tokio::test]
async fn the_account_must_be_in_the_query() {
    let client = Client::start().await;
    let (status, body) = answer(client.request(Method::GET, "/ng/api/user/currentUser")).await;
    assert_eq!(status, 400);
    assert_eq!(body["message"], "Account detail is not present in the request");
}

#[tokio::test]
async fn a_view_only_token_may_look_but_not_retry_or_abort() {
    let client = Client::start().await;
    let scope = client.scope();
    let id = client.linked("sim_serial");
    let view_only = client.simulator.tokens().view_only.clone();
    for (method, path, expected) in [
        (Method::GET, format!("/pipeline/api/pipelines/execution/v2/{id}?{scope}"), 200),
        (Method::GET, format!("/pipeline/api/pipelines/execution/{id}/inputsetV2?{scope}"), 200),
        (
            Method::GET,
            format!("/pipeline/api/pipeline/execute/retryHistory/{id}?{scope}&pipelineIdentifier=sim_serial"),
            200,
        ),
        (
            Method::GET,
            format!("/pipeline/api/pipeline/execute/{id}/retryStages?{scope}&pipelineIdentifier=sim_serial"),
            403,
        ),
        (
            Method::POST,
            format!("/pipeline/api/pipeline/execute/retry/sim_serial?{scope}&planExecutionId={id}&retryStages=build"),
            403,
        ),
        (Method::PUT, format!("/pipeline/api/pipeline/execute/interrupt/{id}?{scope}&interruptType=AbortAll"), 403),
    ] {
        let (status, body) = answer(client.bare(method, &path).header("x-api-key", &view_only)).await;
        assert_eq!(status, expected, "{path}: {body}");
        if expected == 403 {
            assert_eq!(body["code"], "NG_ACCESS_DENIED");
            let check = &body["failedPermissionChecks"][0];
            assert_eq!(check["permission"], "core_pipeline_execute");
            assert_eq!(check["resourceIdentifier"], "sim_serial");
            assert_eq!(check["resourceScope"]["projectIdentifier"], "shop");
        }
    }
    assert_eq!(client.simulator.executions_of("sim_serial").len(), 1);
}

#[tokio::test]
async fn a_service_account_has_no_user_but_may_execute() {
    let client = Client::start().await;
    let token = client.simulator.tokens().service_account.clone();
    let path = format!("/ng/api/user/currentUser?accountIdentifier={}", client.account());
    let (status, _) = answer(client.bare(Method::GET, &path).header("x-api-key", &token)).await;
    assert_eq!(status, 400);
    assert_eq!(client.get("/ng/api/user/currentUser", "").await.1["data"]["name"], "Ann");

    let path = format!("/ng/api/token/validate?accountIdentifier={}", client.account());
    for (checked, kind) in [(token.clone(), "SERVICE_ACCOUNT"), (client.simulator.token().to_owned(), "USER")] {
        let request = client.bare(Method::POST, &path).header("x-api-key", &token);
        let (status, body) = answer(request.header("content-type", "text/plain").body(checked)).await;
        assert_eq!((status, body["data"]["apiKeyType"].as_str()), (200, Some(kind)));
    }
}

#[tokio::test]
async fn account_organizations_and_projects_can_be_found() {
    let client = Client::start().await;
    let account = client.account().to_owned();
    let (_, body) = client.get(&format!("/ng/api/accounts/{account}"), "").await;
    assert_eq!(body["data"]["name"], "Simulated company");
    let (_, body) = client.get("/ng/api/organizations", "&searchTerm=DEF&pageIndex=0&pageSize=50").await;
    assert_eq!(body["data"]["totalItems"], 1);
    assert_eq!(body["data"]["content"][0]["organization"]["identifier"], "default");
    let (_, body) = client.get("/ng/api/projects", "&pageSize=1").await;
    assert_eq!((body["data"]["totalItems"].as_u64(), body["data"]["totalPages"].as_u64()), (Some(2), Some(2)));
    assert_eq!(body["data"]["content"][0]["project"]["identifier"], "shop");
}

#[tokio::test]
async fn every_call_answers_behind_the_gateway_prefix_too() {
    let client = Client::start().await;
    let id = client.linked("sim_serial");
    for path in [
        "/ng/api/user/currentUser".to_owned(),
        "/ng/api/organizations".to_owned(),
        format!("/pipeline/api/pipelines/execution/v2/{id}"),
        format!("/pipeline/api/pipelines/execution/canRetry/{id}"),
    ] {
        assert_eq!(client.get(&path, "").await.0, 200, "{path}");
        assert_eq!(client.get(&format!("/gateway{path}"), "").await.0, 200, "{path}");
    }
}
