//! Two children of one execution, children that start late, and a colleague's.

use crate::client::{Client, answer};
use reqwest::Method;
use serde_json::{Value, json};
use simulator::{Call, Fault, FaultRule};
use std::time::Duration;

const PIPELINE: &str = "sim_parallel_some_failed";
const RETRY: &str = "&retryStages=eu";

/// Sends a retry of the linked execution; the status of its answer, none if the answer was lost.
async fn press(client: &Client, pipeline: &str) -> Option<u16> {
    press_on(client, pipeline, &client.linked(pipeline)).await
}

async fn press_on(client: &Client, pipeline: &str, execution: &str) -> Option<u16> {
    // What is sent again is sent by the test alone: an answer may be lost on a connection of its own only.
    let request = client.retry_request(pipeline, execution, RETRY).header("connection", "close").body("a: b\n");
    request.send().await.ok().map(|response| response.status().as_u16())
}

async fn inject(client: &Client, fault: Value) {
    assert_eq!(answer(client.bare(Method::POST, "/_simulator/faults").json(&fault)).await.0, 204, "{fault}");
}

async fn history(client: &Client, pipeline: &str) -> Value {
    let path = format!("/pipeline/api/pipeline/execute/retryHistory/{}", client.linked(pipeline));
    client.get(&path, &format!("&pipelineIdentifier={pipeline}")).await.1["data"].clone()
}

fn ids(history: &Value) -> Vec<String> {
    let infos = history["executionInfos"].as_array().into_iter().flatten();
    infos.map(|info| info["uuid"].as_str().unwrap().to_owned()).collect()
}

fn children(client: &Client, pipeline: &str) -> Vec<(String, Option<u64>)> {
    let children = client.simulator.children(&client.linked(pipeline)).into_iter();
    children.map(|child| (child.plan_execution_id, child.request)).collect()
}

#[tokio::test]
async fn a_twin_loses_the_first_answer_and_answers_the_second_of_each_execution() {
    let client = Client::start().await;
    inject(&client, json!({"call": "retry", "fault": "twin"})).await;
    assert_eq!([press(&client, PIPELINE).await, press(&client, PIPELINE).await], [None, Some(200)]);
    let [(one, Some(1)), (other, Some(2))] = &children(&client, PIPELINE)[..] else { panic!("two of our own") };
    assert_ne!(one, other);
    let history = history(&client, PIPELINE).await;
    assert_eq!(ids(&history), [other.clone(), one.clone(), client.linked(PIPELINE)], "both, the newest first");
    assert_eq!(history["latestExecutionId"], **other);
    assert_eq!(press_on(&client, PIPELINE, one).await, Some(400), "the one that started first is not the latest");
    assert_eq!(press_on(&client, PIPELINE, other).await, Some(200), "and the rule has been met");
}

#[tokio::test]
async fn both_answers_can_be_lost() {
    let client = Client::start().await;
    inject(&client, json!({"call": "retry", "fault": "lostReply", "races": true, "times": 2})).await;
    let answers = [press(&client, PIPELINE).await, press(&client, PIPELINE).await, press(&client, PIPELINE).await];
    assert_eq!(answers, [None, None, Some(400)]);
    assert_eq!(children(&client, PIPELINE).len(), 2);
}

#[tokio::test]
async fn a_twin_can_be_aborted_and_the_other_runs_on() {
    let client = Client::start().await;
    press(&client, "sim_twin").await;
    press(&client, "sim_twin").await;
    let [(one, _), (other, _)] = &children(&client, "sim_twin")[..] else { panic!("two") };
    let path = format!("/pipeline/api/pipeline/execute/interrupt/{one}");
    assert_eq!(client.put(&path, "&interruptType=AbortAll").await.0, 200);
    client.simulator.advance_clock(5);
    assert_eq!(client.summary(one).await["status"], "Aborted");
    assert_eq!(client.summary(other).await["status"], "Running");
}

#[tokio::test]
async fn the_scenarios_of_twins_are_so_at_every_press() {
    let client = Client::start().await;
    for (pipeline, second_answer) in [("sim_twin", Some(200)), ("sim_twin_lost", None)] {
        for _ in 0..2 {
            let execution = client.latest(pipeline);
            assert_eq!(press_on(&client, pipeline, &execution).await, None, "{pipeline}");
            assert_eq!(press_on(&client, pipeline, &execution).await, second_answer, "{pipeline}");
            assert_eq!(client.simulator.children(&execution).len(), 2, "{pipeline}");
        }
    }
}

#[tokio::test]
async fn what_starts_late_is_shown_by_no_call_until_then() {
    let client = Client::start().await;
    inject(&client, json!({"call": "retry", "fault": "lostReply", "lateSeconds": 30})).await;
    assert_eq!(press(&client, PIPELINE).await, None);
    let late = &client.simulator.children(&client.linked(PIPELINE))[0];
    assert!(!late.is_there);
    let detail = format!("/pipeline/api/pipelines/execution/v2/{}", late.plan_execution_id);
    assert_eq!(client.get(&detail, "").await.0, 404);
    assert_eq!(history(&client, PIPELINE).await["errorMessage"], "Nothing to show in retry history");
    assert_eq!(client.retry_stages(PIPELINE, "").await["resumable"], true);
    assert_eq!(press(&client, PIPELINE).await, Some(400), "the check knows of it");
    client.simulator.advance_clock(29);
    assert_eq!(client.simulator.executions_of(PIPELINE).len(), 1);
    client.simulator.advance_clock(2);
    assert_eq!(history(&client, PIPELINE).await["latestExecutionId"], *late.plan_execution_id);
    let started = client.summary(&late.plan_execution_id).await;
    assert_eq!((&started["status"], &started["startTs"]), (&json!("Running"), &json!(late.start_ts)));
    assert!(client.simulator.children(&client.linked(PIPELINE))[0].is_there);
}

#[tokio::test]
async fn a_late_start_can_have_a_twin_that_starts_before_it() {
    let client = Client::start().await;
    client.simulator.inject(FaultRule::once(Call::Retry, Fault::Nothing).racing());
    let late = FaultRule::once(Call::Retry, Fault::LostReply).starting_late(Duration::from_secs(30));
    client.simulator.inject(late);
    assert_eq!([press(&client, PIPELINE).await, press(&client, PIPELINE).await], [None, Some(200)]);
    client.simulator.advance_clock(31);
    let requests: Vec<_> = children(&client, PIPELINE).into_iter().map(|(_, request)| request).collect();
    assert_eq!(requests, [Some(2), Some(1)], "in the order of their start");
    let history = history(&client, PIPELINE).await;
    assert_eq!(ids(&history).len(), 3);
    assert_eq!(history["latestExecutionId"], *children(&client, PIPELINE)[1].0);
}

#[tokio::test]
async fn a_colleague_can_come_before_a_request_whatever_becomes_of_it() {
    for (fault, races, status, ours) in [
        (Fault::Nothing, false, Some(400), 0),
        (Fault::Nothing, true, Some(200), 1),
        (Fault::LostReply, false, None, 0),
        (Fault::LostReply, true, None, 1),
        (Fault::CutBeforeRead, false, None, 0),
        (Fault::CutAfterBody, false, None, 0),
        (Fault::Status(500), false, Some(500), 0),
    ] {
        let client = Client::start().await;
        let rule = FaultRule { races, ..FaultRule::once(Call::Retry, fault.clone()) };
        client.simulator.inject(rule.after_a_colleague());
        assert_eq!(press(&client, PIPELINE).await, status, "{fault:?}");
        let children = children(&client, PIPELINE);
        assert_eq!(children.iter().filter(|(_, request)| request.is_none()).count(), 1, "{fault:?}");
        assert_eq!(children.iter().filter(|(_, request)| *request == Some(1)).count(), ours, "{fault:?}");
        let person = &client.summary(&children[0].0).await["executionTriggerInfo"]["triggeredBy"]["identifier"];
        assert_eq!(person, "Ben");
    }
}

#[tokio::test]
async fn the_scenarios_of_a_colleague_and_a_late_start_do_what_they_say() {
    let client = Client::start().await;
    assert_eq!(
        client.retry_stages("sim_colleague", "").await["resumable"],
        true,
        "nobody has retried before the press"
    );
    let (status, refusal) = client.retry("sim_colleague", RETRY).await;
    assert!(status == 400 && refusal["message"].as_str().unwrap().contains("not the latest"));
    assert_eq!(children(&client, "sim_colleague"), [(client.latest("sim_colleague"), None)]);

    assert_eq!(press(&client, "sim_late_start").await, None);
    assert_eq!(press(&client, "sim_late_start").await, None, "a second one is refused, and its answer lost as well");
    assert_eq!(client.simulator.executions_of("sim_late_start").len(), 1);
    client.simulator.advance_clock(11);
    assert_eq!(client.simulator.executions_of("sim_late_start").len(), 2);
}

#[tokio::test]
async fn children_are_told_over_http_with_the_request_that_started_each() {
    let client = Client::start().await;
    client.get("/ng/api/user/currentUser", "").await;
    let child = client.child(PIPELINE, RETRY).await;
    client.simulator.clear_requests();
    let url = |id: &str| format!("/_simulator/children?execution={id}");
    let (status, told) = answer(client.bare(Method::GET, &url(&client.linked(PIPELINE)))).await;
    let start = client.summary(&child).await["startTs"].clone();
    let expected = json!([{"planExecutionId": child, "request": 2, "startTs": start, "isThere": true}]);
    assert_eq!((status, told), (200, expected));
    assert_eq!(client.simulator.requests()[0].number, 3, "clearing does not begin anew");
    assert_eq!(answer(client.bare(Method::GET, &url(&child))).await.1, json!([]));
    let older = client.linked("sim_older_attempt");
    assert_eq!(answer(client.bare(Method::GET, &url(&older))).await.1[0]["request"], Value::Null);
    assert_eq!(answer(client.bare(Method::GET, &url("nowhere"))).await.0, 404);
    assert_eq!(answer(client.bare(Method::GET, "/_simulator/children")).await.0, 400);
}
