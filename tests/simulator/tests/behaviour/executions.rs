//! The lists: of executions and of pipelines.

use crate::client::{Answer, Client};
use serde_json::Value;

const PATH: &str = "/pipeline/api/pipelines/execution/summary";

async fn list(client: &Client, query: &str, body: &str) -> Value {
    let (status, body): Answer = client.post(PATH, query, body).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

fn names(page: &Value) -> Vec<&str> {
    page["content"].as_array().unwrap().iter().map(|item| item["pipelineIdentifier"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_page_is_as_spring_has_it() {
    let client = Client::start().await;
    let first = list(&client, "", "").await;
    assert_eq!((first["number"].as_u64(), first["size"].as_u64()), (Some(0), Some(10)));
    assert_eq!((first["first"].as_bool(), first["last"].as_bool()), (Some(true), Some(false)));
    let total = first["totalElements"].as_u64().unwrap();
    assert_eq!(Some(client.simulator.examples().len()), usize::try_from(total).ok(), "one row per chain");
    let all = list(&client, "&size=1000", "").await;
    assert_eq!(names(&all).len() as u64, total);
    assert_eq!(all["last"], true);
    let second = list(&client, "&page=1&size=10", "").await;
    assert_eq!(names(&second), names(&all)[10..20]);
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let client = Client::start().await;
    for query in ["&size=0", "&size=1001", "&page=-1", "&size=ten"] {
        assert_eq!(client.post(PATH, query, "").await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn executions_are_chosen_by_pipeline_status_text_and_time() {
    let client = Client::start().await;
    for (query, body, expected) in [
        ("&pipelineIdentifier=sim_matrix", "", vec!["sim_matrix"]),
        ("&status=Expired", "", vec!["sim_expired"]),
        ("&status=expired&status=Aborted&sort=name,ASC", "", vec!["sim_expired", "sim_aborted"]),
        (
            "&sort=name,DESC",
            r#"{"filterType":"PipelineExecution","status":["Expired","Aborted"]}"#,
            vec!["sim_aborted", "sim_expired"],
        ),
        ("&searchTerm=CATALOGUE", "", vec!["sim_inputs_1mb"]),
        ("", r#"{"filterType":"PipelineExecution","timeRange":{"startTime":0,"endTime":5}}"#, vec![]),
    ] {
        assert_eq!(names(&list(&client, query, body).await), expected, "{query} {body}");
    }
    let old = r#"{"filterType":"PipelineExecution","timeRange":{"startTime":0,"endTime":EARLIER}}"#;
    let newest = list(&client, "&sort=startTs,ASC", "").await["content"][1]["startTs"].as_i64().unwrap();
    let body = old.replace("EARLIER", &(newest - 1).to_string());
    assert_eq!(names(&list(&client, "", &body).await), ["sim_too_old"]);
}

#[tokio::test]
async fn a_body_has_to_say_what_it_is_and_a_field_must_be_sortable() {
    let client = Client::start().await;
    let (status, body) = client.post(PATH, "", r#"{"status":["Failed"]}"#).await;
    assert_eq!((status, body["errors"][0]["fieldId"].as_str()), (400, Some("filterType")));
    assert_eq!(client.post(PATH, "&sort=runSequence,ASC", "").await.0, 400);
}

#[tokio::test]
async fn older_attempts_are_shown_only_on_request_and_can_retry_never() {
    let client = Client::start().await;
    let of_chain = "&pipelineIdentifier=sim_older_attempt";
    let latest = list(&client, of_chain, "").await;
    assert_eq!(names(&latest).len(), 1);
    assert_eq!(latest["content"][0]["planExecutionId"], client.latest("sim_older_attempt"));
    assert!(latest["content"][0]["canRetry"].is_null());
    assert_eq!(names(&list(&client, &format!("{of_chain}&showAllExecutions=true"), "").await).len(), 3);
}

#[tokio::test]
async fn pipelines_are_listed_without_deleted_ones() {
    let client = Client::start().await;
    let path = "/pipeline/api/pipelines/list";
    let body = r#"{"filterType":"PipelineSetup"}"#;
    let (status, answer) = client.post(path, "&size=1000", body).await;
    assert_eq!(status, 200);
    let items = answer["data"]["content"].as_array().unwrap();
    assert_eq!(items.len() + 1, client.simulator.examples().len());
    assert!(!items.iter().any(|item| item["identifier"] == "sim_pipeline_deleted"));
    let (_, answer) = client.post(path, "&searchTerm=sim_serial", body).await;
    let item = &answer["data"]["content"][0];
    assert_eq!(item["executionSummaryInfo"]["lastExecutionId"], client.linked("sim_serial"));
    assert_eq!(item["recentExecutionsInfo"][0]["status"], "Failed");
}

#[tokio::test]
async fn after_an_outage_many_chains_stand_failed_and_each_is_one_row() {
    let client = Client::start().await;
    let link = client.simulator.add_many(250);
    assert!(link.ends_with("/orgs/default/projects/many"), "{link}");
    let scope = client.scope().replace("projectIdentifier=shop", "projectIdentifier=many");
    let ask = |query: &str, body: &str| {
        let path = format!("{PATH}?{scope}&size=1000{query}");
        let request = client.request(reqwest::Method::POST, &path).header("content-type", "application/json");
        crate::client::answer(request.body(body.to_owned()))
    };
    let failed = r#"{"filterType":"PipelineExecution","status":["Failed","Aborted","Expired"]}"#;
    let (_, latest) = ask("", failed).await;
    let latest = latest["data"]["content"].as_array().unwrap().clone();
    let mut listed: Vec<&str> = latest.iter().map(|item| item["planExecutionId"].as_str().unwrap()).collect();
    let mut truth = client.simulator.failed_of_many();
    listed.sort_unstable();
    truth.sort_unstable();
    assert_eq!(listed, truth, "the latest attempt of each chain, if it failed");
    assert!((200..250).contains(&truth.len()), "some were retried and passed: {}", truth.len());
    let (_, all) = ask("&showAllExecutions=true", "").await;
    let all = all["data"]["totalElements"].as_u64().unwrap();
    assert!(all > 500, "chains of one to four attempts: {all}");
    let pipelines: std::collections::BTreeSet<&str> =
        latest.iter().map(|item| item["pipelineIdentifier"].as_str().unwrap()).collect();
    assert_eq!(pipelines.len(), 5);
}

#[tokio::test]
async fn more_calls_than_the_limit_are_answered_with_429_and_not_carried_out() {
    let client = Client::with(simulator::Options { calls_a_minute: Some(3), ..simulator::Options::default() }).await;
    for _ in 0..3 {
        list(&client, "", "").await;
    }
    let before = client.simulator.executions_of("sim_serial").len();
    assert_eq!(client.post(PATH, "", "").await.0, 429);
    let retry = client.retry_request("sim_serial", &client.linked("sim_serial"), "&retryStages=deploy_to_production");
    assert_eq!(crate::client::answer(retry.body("")).await.0, 429);
    assert_eq!(client.simulator.executions_of("sim_serial").len(), before);
}
