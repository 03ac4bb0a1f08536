//! The scenarios as a whole.

use crate::client::Client;
use simulator::{Options, Simulator};

const ASKED_FOR: &str = "sim_serial sim_parallel_some_failed sim_parallel_errored sim_parallel_all_failed sim_matrix \
    sim_matrix_in_parallel sim_loop sim_cleanup_always sim_never_reached sim_skipped_stage sim_ignore_failed \
    sim_no_inputs_absent sim_no_inputs_null sim_no_inputs_empty sim_no_inputs_text_null sim_older_attempt \
    sim_two_attempts sim_too_old sim_stages_changed sim_rollback sim_pipeline_deleted sim_running sim_succeeded \
    sim_aborted sim_expired sim_approval_rejected sim_frozen sim_unknown_status sim_inputs_1mb sim_inputs_nasty \
    sim_crlf sim_bom sim_12_stages_long_names sim_120_stages sim_long_run sim_remote sim_fixed_inputs_on_rerun \
    sim_hostile_names sim_approval_waiting sim_queued sim_fails_again sim_lost_reply sim_retry_html sim_retry_500 \
    sim_retry_429 sim_retry_slow sim_detail_html sim_detail_500 sim_inputs_500 sim_inputs_garbage sim_history_500 \
    sim_retry_stages_404 sim_retry_stages_403 sim_200_error sim_retry_415 sim_retry_411 sim_detail_slow \
    sim_not_latest_only_at_post sim_twin sim_twin_lost sim_late_start sim_colleague";

#[tokio::test]
async fn every_scenario_is_there_and_in_the_readme() {
    let client = Client::start().await;
    let readme = include_str!("../../README.md");
    let examples = client.simulator.examples();
    for name in ASKED_FOR.split_whitespace() {
        assert!(client.simulator.link(name).is_some(), "{name}");
    }
    for example in &examples {
        assert!(readme.contains(&format!("`{}`", example.pipeline)), "{} is not in the README", example.pipeline);
        assert_eq!(client.simulator.link(&example.pipeline).as_ref(), Some(&example.link));
    }
    assert_eq!(client.simulator.link("sim_nowhere"), None);
}

#[tokio::test]
async fn a_link_is_as_harness_forms_it() {
    let client = Client::start().await;
    for example in client.simulator.examples() {
        let rest = example.link.strip_prefix(&client.simulator.api_url()).unwrap();
        let parts: Vec<&str> = rest.split('/').collect();
        let id = parts[12];
        let expected = [
            "",
            "ng",
            "account",
            client.account(),
            "all",
            "orgs",
            "default",
            "projects",
            "shop",
            "pipelines",
            &example.pipeline,
            "executions",
            id,
            "pipeline",
        ];
        assert_eq!(parts, expected);
        assert_eq!(id.len(), 22);
        assert!(id.chars().all(|character| character.is_ascii_alphanumeric() || "_-".contains(character)));
    }
}

#[tokio::test]
async fn ids_and_tokens_are_the_same_at_every_start() {
    let (one, two) = (Client::start().await, Client::start().await);
    assert_eq!(one.simulator.tokens(), two.simulator.tokens());
    for example in one.simulator.examples() {
        assert_eq!(one.linked(&example.pipeline), two.linked(&example.pipeline));
    }
    let (first, second) =
        (one.child("sim_serial", "&retryStages=build").await, two.child("sim_serial", "&retryStages=build").await);
    assert_eq!(first, second);
}

#[tokio::test]
async fn ids_are_unique() {
    let client = Client::start().await;
    let examples = client.simulator.examples();
    let all: Vec<String> =
        examples.iter().flat_map(|example| client.simulator.executions_of(&example.pipeline)).collect();
    let unique: std::collections::HashSet<&String> = all.iter().collect();
    assert_eq!(unique.len(), all.len());
}

#[tokio::test]
async fn every_stage_can_be_retried_where_the_example_says_so() {
    let client = Client::start().await;
    let slow_or_cut = [
        "sim_lost_reply",
        "sim_twin",
        "sim_twin_lost",
        "sim_late_start",
        "sim_retry_slow",
        "sim_detail_slow",
        "sim_retry_stages_404",
    ];
    for example in client.simulator.examples() {
        let pipeline = example.pipeline.as_str();
        if !example.can_retry || slow_or_cut.contains(&pipeline) {
            continue;
        }
        let linked = client.linked(pipeline);
        let stage = if pipeline == "sim_older_attempt" {
            "deploy".to_owned()
        } else {
            assert_eq!(linked, client.latest(pipeline), "{pipeline}");
            let git = "&branch=release/1.4&repoIdentifier=shop-pipelines";
            let groups = client.retry_stages(pipeline, git).await["groups"].clone();
            let last = groups.as_array().unwrap().last().unwrap().clone();
            last["info"][0]["identifier"].as_str().unwrap().to_owned()
        };
        client.child(pipeline, &format!("&retryStages={stage}")).await;
    }
}

#[tokio::test]
async fn names_of_60_characters_are_60_characters_long() {
    let client = Client::start().await;
    let summary = client.summary(&client.linked("sim_12_stages_long_names")).await;
    let nodes = summary["layoutNodeMap"].as_object().unwrap();
    assert_eq!(nodes.len(), 12);
    assert!(nodes.values().all(|node| node["name"].as_str().unwrap().chars().count() == 60));
    assert!(summary["failureInfo"]["message"].as_str().unwrap().len() > 2_000);
}

#[tokio::test]
async fn a_stopped_simulator_frees_its_port_and_cuts_its_connections() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let url = simulator.api_url();
    let port = url.rsplit(':').next().unwrap().parse().unwrap();
    let http = reqwest::Client::new();
    assert_eq!(http.get(&url).send().await.unwrap().status(), 501);
    simulator.stop().await;
    assert!(http.get(&url).send().await.is_err());
    let again = Simulator::start(Options { api_port: port, ..Options::default() }).await.unwrap();
    assert_eq!(http.get(again.api_url()).send().await.unwrap().status(), 501);
}
