//! Every read: what it gives, and what it says when something else answers.

use pipeline_retry::domain::retry_group::RetryEligibility;
use pipeline_retry::harness::error::ApiError;
use simulator::{Call, Fault, FaultRule};

use super::{at, at_with, kind, kind_of, outcome_kind, simulator};

#[tokio::test]
async fn each_read_gives_what_the_execution_is() {
    let simulator = simulator().await;
    let serial = at(&simulator, "sim_serial");
    let detail = serial.detail().await.unwrap();
    let stages: Vec<String> = detail.stages().map(|stage| format!("{}: {}", stage.name, kind(&stage.status))).collect();
    assert_eq!((detail.pipeline_name.as_str(), &detail.id), ("Deploy shop", &serial.execution));
    assert_eq!(
        stages,
        ["Build: Success", "Deploy to test: Success", "Deploy to production: Failed", "Sign-off: NotStarted"]
    );
    let RetryEligibility::Retryable(groups) = serial.eligibility(&serial.git).await.unwrap() else {
        panic!("can be retried")
    };
    let offered: Vec<_> =
        groups.iter().flat_map(|group| &group.stages).map(|stage| stage.identifier.as_str()).collect();
    assert_eq!(offered, ["build", "deploy_to_test", "deploy_to_production"]);
    let inputs = serial.client.runtime_inputs(&serial.execution).await.unwrap();
    assert!(inputs.as_str().starts_with("pipeline:\n  identifier: \"sim_serial\"\n"));
    assert_eq!(serial.client.latest_execution(&serial.pipeline).await.unwrap().as_ref(), Some(&serial.execution));
    let history = serial.client.retry_history(&serial.pipeline, &serial.execution).await.unwrap();
    assert_eq!((history.attempts().len(), history.latest()), (0, None));

    let older = at(&simulator, "sim_older_attempt");
    let history = older.client.retry_history(&older.pipeline, &older.execution).await.unwrap();
    let listed: Vec<String> = history.attempts().iter().map(|attempt| attempt.execution.to_string()).collect();
    assert_eq!(listed, simulator.executions_of("sim_older_attempt"));
    assert_eq!(history.latest().map(ToString::to_string).as_ref(), listed.last());
    assert_eq!(history.place_of(&older.execution), Some((1, 3)));
}

#[tokio::test]
async fn every_scenario_can_be_read_but_for_the_call_that_it_breaks() {
    let simulator = simulator().await;
    for example in simulator.examples() {
        let read = at(&simulator, &example.pipeline).reads().await.map(|read| kind_of(&read));
        let mut expected = ["Ok"; 5];
        match example.pipeline.as_str() {
            "sim_retry_stages_404" => expected[1] = "NotFound",
            "sim_retry_stages_403" => expected[1] = "Forbidden",
            "sim_history_500" => expected[2] = "ServerFailed",
            "sim_detail_html" => expected[0] = "NotHarness",
            "sim_detail_500" => expected[0] = "ServerFailed",
            // Answered after three seconds, and this client waits for two.
            "sim_detail_slow" => expected[0] = "TimedOut",
            "sim_200_error" => expected[0] = "Refused",
            "sim_inputs_500" => expected[3] = "ServerFailed",
            "sim_inputs_garbage" => expected[3] = "Unreadable",
            _ => {}
        }
        assert_eq!(read, expected, "{}", example.pipeline);
    }
    assert!(simulator.requests().iter().all(|request| request.status != Some(501)));
}

#[tokio::test]
async fn whatever_answers_instead_of_harness_each_read_names_it() {
    let simulator = simulator().await;
    for (fault, expected) in [
        (Fault::Status(400), "Refused"),
        (Fault::Status(401), "TokenRejected"),
        (Fault::Status(403), "Forbidden"),
        (Fault::Status(404), "NotFound"),
        (Fault::Status(429), "RateLimited"),
        (Fault::Status(500), "ServerFailed"),
        (Fault::Status(502), "NotHarness"),
        (Fault::Html, "NotHarness"),
        (Fault::Garbage, "Unreadable"),
        (Fault::CutBeforeRead, "Unreachable"),
        (Fault::CutAfterHeaders, "Unreachable"),
        (Fault::CutAfterBody, "Unreachable"),
        (Fault::CutMidAnswer, "Unreachable"),
        (Fault::Hang, "TimedOut"),
    ] {
        simulator.inject(FaultRule { times: Some(5), ..FaultRule::always(Call::Any, fault.clone()) });
        simulator.clear_requests();
        let reads = at(&simulator, "sim_serial").reads().await.map(|read| kind_of(&read));
        assert_eq!(reads, [expected; 5], "{fault:?}");
        assert_eq!(simulator.requests().len(), 5, "{fault:?}: each is sent once");
    }
    simulator.inject(FaultRule::once(Call::Detail, Fault::Status(400)));
    let Err(ApiError::Refused(answer)) = at(&simulator, "sim_serial").detail().await else { panic!("refused") };
    assert_eq!((answer.status, answer.code.as_deref()), (400, Some("INVALID_REQUEST")));
    assert!(answer.message.is_some_and(|words| words.starts_with("Invalid request: ")));
    assert!(answer.correlation_id.is_some());
    simulator.inject(FaultRule { times: Some(5), ..FaultRule::always(Call::Any, Fault::ErrorIn200) });
    for read in at(&simulator, "sim_serial").reads().await {
        let answer = read.as_ref().unwrap_err().answer().unwrap();
        assert_eq!((answer.status, answer.code.as_deref()), (200, Some("UNKNOWN_ERROR")), "{read:?}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_unreachable() {
    let simulator = simulator().await;
    let gone = at(&simulator, "sim_serial");
    simulator.stop().await;
    assert_eq!(gone.reads().await.map(|read| kind_of(&read)), ["Unreachable"; 5]);
}

#[tokio::test]
async fn each_kind_of_token_may_do_what_it_may() {
    let simulator = simulator().await;
    let tokens = simulator.tokens().clone();
    let (all, none) = ("Ok Ok Ok Ok Ok Started", "TokenRejected ".repeat(5) + "Refused TokenRejected");
    for (token, expected) in [
        (&tokens.expired, none.as_str()),
        (&tokens.other_account, &none),
        (&tokens.view_only, "Ok Forbidden Ok Ok Ok Refused Forbidden"),
        (&tokens.service_account, all),
    ] {
        let serial = at_with(&simulator, "sim_serial", token, &simulator.api_url());
        let mut did: Vec<String> = serial.reads().await.iter().map(kind_of).collect();
        did.push(outcome_kind(&serial.retry_blindly(&["build"], true).await));
        assert_eq!(did.join(" "), expected);
    }
    let view_only = at_with(&simulator, "sim_parallel_errored", &tokens.view_only, &simulator.api_url());
    let Err(ApiError::Forbidden(answer)) = view_only.eligibility(&view_only.git).await else { panic!("forbidden") };
    assert_eq!(answer.missing_permission.as_deref(), Some("core_pipeline_execute"));
}

#[tokio::test]
async fn a_gateway_in_the_config_stands_before_every_path() {
    let simulator = simulator().await;
    let serial = at_with(&simulator, "sim_serial", simulator.token(), &format!("{}/gateway", simulator.api_url()));
    assert_eq!(serial.reads().await.map(|read| kind_of(&read)), ["Ok"; 5]);
    assert_eq!(outcome_kind(&serial.retry_blindly(&["build"], true).await), "Started");
    assert!(simulator.requests().iter().all(|request| request.path.starts_with("/gateway/pipeline/api/")));
}

#[tokio::test]
async fn a_patient_client_tries_a_read_again_where_that_may_help_and_a_retry_never() {
    for (fault, tries) in [
        (Fault::Status(500), 3),
        (Fault::Status(429), 3),
        (Fault::CutAfterBody, 3),
        (Fault::Status(403), 1),
        (Fault::Status(404), 1),
        (Fault::Html, 1),
        (Fault::Garbage, 1),
    ] {
        let simulator = simulator().await;
        let mut serial = at(&simulator, "sim_serial");
        serial.client = serial.client.patient();
        for call in [Call::Inputs, Call::Retry] {
            simulator.inject(FaultRule::always(call, fault.clone()));
        }
        serial.client.runtime_inputs(&serial.execution).await.unwrap_err();
        assert_eq!(simulator.requests().len(), tries, "{fault:?}");
        serial.retry_blindly(&["deploy_to_production"], true).await;
        assert_eq!(simulator.requests().len(), tries + 1, "{fault:?}");
    }
}
