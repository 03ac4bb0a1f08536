//! Runtime inputs, byte for byte.

use crate::client::{Client, answer};
use serde_json::{Value, json};

async fn inputs(client: &Client, execution: &str) -> Value {
    let path = format!("/pipeline/api/pipelines/execution/{execution}/inputsetV2");
    let more = "&resolveExpressionsType=RESOLVE_TRIGGER_EXPRESSIONS";
    let (status, body) = client.get(&path, more).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

#[tokio::test]
async fn no_inputs_are_said_in_four_ways() {
    let client = Client::start().await;
    for (pipeline, expected) in [
        ("sim_no_inputs_absent", None),
        ("sim_no_inputs_null", Some(Value::Null)),
        ("sim_no_inputs_empty", Some(json!(""))),
        ("sim_no_inputs_text_null", Some(json!("null"))),
    ] {
        let data = inputs(&client, &client.linked(pipeline)).await;
        assert_eq!(data.get("inputSetYaml"), expected.as_ref(), "{pipeline}");
    }
}

#[tokio::test]
async fn difficult_inputs_hold_what_they_promise() {
    let client = Client::start().await;
    for (pipeline, holds) in [
        (
            "sim_inputs_nasty",
            vec!["\r\n", "\"\n", "\t", "   \n", "literal: \\n", "🎉", "<+", "'", "\"", "`", "$", "\\\\"],
        ),
        ("sim_crlf", vec!["pipeline:\r\n"]),
        ("sim_bom", vec!["\u{feff}pipeline:"]),
    ] {
        let data = inputs(&client, &client.linked(pipeline)).await;
        let yaml = data["inputSetYaml"].as_str().unwrap();
        for part in holds {
            assert!(yaml.contains(part), "{pipeline} {part:?}");
        }
    }
    let data = inputs(&client, &client.linked("sim_inputs_nasty")).await;
    assert!(!data["inputSetYaml"].as_str().unwrap().ends_with('\n'));
    let data = inputs(&client, &client.linked("sim_inputs_1mb")).await;
    let length = data["inputSetYaml"].as_str().unwrap().len();
    assert!((1_000_000..1_100_000).contains(&length), "{length}");
}

#[tokio::test]
async fn a_child_has_the_inputs_it_was_given() {
    let client = Client::start().await;
    for pipeline in ["sim_inputs_nasty", "sim_bom", "sim_crlf", "sim_inputs_1mb"] {
        let parent = client.linked(pipeline);
        let yaml = inputs(&client, &parent).await["inputSetYaml"].as_str().unwrap().to_owned();
        let request = client.retry_request(pipeline, &parent, "&retryStages=deploy").body(yaml.clone());
        let (status, _) = answer(request).await;
        assert_eq!(status, 200);
        let child = client.latest(pipeline);
        assert_eq!(inputs(&client, &child).await["inputSetYaml"], yaml, "{pipeline}");
        let recorded = client.simulator.requests();
        let post = recorded.iter().rfind(|request| request.method == "POST").unwrap();
        assert_eq!(client.simulator.retried(&child).unwrap().body_sha256, post.body_sha256);
        assert_eq!(post.body_length, yaml.len());
    }
}

#[tokio::test]
async fn an_empty_body_and_the_text_null_are_no_inputs() {
    for body in ["", "null", "null\n"] {
        let client = Client::start().await;
        let request = client.retry_request("sim_serial", &client.linked("sim_serial"), "&retryStages=build");
        assert_eq!(answer(request.body(body)).await.0, 200);
        let data = inputs(&client, &client.latest("sim_serial")).await;
        assert!(data.get("inputSetYaml").is_none(), "{body:?}: {data}");
    }
}

#[tokio::test]
async fn fixed_inputs_are_taken_whatever_is_sent() {
    let client = Client::start().await;
    let pipeline = "sim_fixed_inputs_on_rerun";
    let before = inputs(&client, &client.linked(pipeline)).await;
    let child = client.child(pipeline, "&retryStages=deploy").await;
    assert_eq!(inputs(&client, &child).await, before);
}

#[tokio::test]
async fn inputs_of_an_unknown_execution_are_refused() {
    let client = Client::start().await;
    let (status, body) = client.get("/pipeline/api/pipelines/execution/nowhere/inputsetV2", "").await;
    assert_eq!(status, 400);
    assert_eq!(body["message"], "Invalid request : Input Set did not exist or pipeline execution has been deleted");
}
