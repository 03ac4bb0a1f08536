use super::*;

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, body: body.as_bytes().to_vec() }
}

fn fixture(name: &str) -> HttpResponse {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    HttpResponse { status: 200, body: std::fs::read(path).unwrap() }
}

#[test]
fn a_detail_becomes_an_execution_with_its_groups() {
    let execution = execution(&fixture("execution_detail.json")).unwrap();
    assert_eq!(execution.pipeline_name, "Deploy shop");
    assert_eq!(execution.run_sequence, Some(57));
    assert_eq!(execution.status, ExecutionStatus::Failed);
    assert_eq!(execution.triggered_by.as_deref(), Some("Ann"));
    assert_eq!(execution.failure.as_deref(), Some("Shell Script execution failed"));
    assert_eq!(execution.git, Some(GitRef { branch: Some("main".into()), repository: Some("shop".into()) }));
    let names: Vec<Vec<&str>> = execution
        .stage_groups
        .iter()
        .map(|group| group.stages.iter().map(|stage| stage.name.as_str()).collect())
        .collect();
    assert_eq!(names, [vec!["Build"], vec!["EU", "US"], vec!["Sign-off"]]);
    assert_eq!(execution.stage_groups[1].stages[0].failure.as_deref(), Some("exit 1"));
}

#[test]
fn retry_groups_come_with_their_stages_or_with_harness_s_reason() {
    let yes = response(
        200,
        r#"{"status":"SUCCESS","data":{"resumable":true,"groups":[{"info":[{"name":"EU","identifier":"eu","status":"Failed"}]},{"info":[]}]}}"#,
    );
    let RetryEligibility::Retryable(groups) = retry_eligibility(&yes).unwrap() else { panic!("retryable") };
    assert_eq!(groups.len(), 1);
    let no =
        response(200, r#"{"status":"SUCCESS","data":{"isResumable":false,"errorMessage":"too old","groups":null}}"#);
    assert_eq!(retry_eligibility(&no), Ok(RetryEligibility::NotRetryable("too old".into())));
}

#[test]
fn a_history_without_retries_is_an_empty_chain() {
    let none = response(200, r#"{"status":"SUCCESS","data":{"errorMessage":"Nothing to show in retry history"}}"#);
    assert_eq!(retry_history(&none), Ok(RetryHistory::default()));
}

#[test]
fn inputs_are_absent_null_empty_or_there() {
    for (data, text) in [
        (r#"{"inputSetDetails":[]}"#, ""),
        (r#"{"inputSetYaml":null}"#, ""),
        (r#"{"inputSetYaml":""}"#, ""),
        (r#"{"inputSetYaml":"null"}"#, ""),
        (r#"{"inputSetYaml":"a: \"\\n\"\r\n\t🚀"}"#, "a: \"\\n\"\r\n\t🚀"),
    ] {
        let answer = response(200, &format!(r#"{{"status":"SUCCESS","data":{data}}}"#));
        assert_eq!(runtime_inputs(&answer).unwrap().as_str(), text, "{data}");
    }
}

#[test]
fn the_new_execution_is_found_with_and_without_the_envelope() {
    for body in [
        r#"{"status":"SUCCESS","data":{"planExecution":{"uuid":"New-1","status":"RUNNING"},"gitDetails":null}}"#,
        r#"{"planExecution":{"uuid":"New-1"}}"#,
    ] {
        assert_eq!(retried(&response(200, body)).map(|id| id.to_string()), Ok("New-1".into()));
    }
}

#[test]
fn the_latest_of_a_pipeline_that_never_ran_is_none() {
    assert_eq!(latest_execution(&response(200, r#"{"status":"SUCCESS","data":{"content":[]}}"#)), Ok(None));
}

/// The error's group, Harness's words and the reference.
fn kind(status: u16, body: &str) -> String {
    let error = execution(&response(status, body)).unwrap_err();
    let kind = format!("{error:?}").split(['(', ' ']).next().unwrap().to_owned();
    let said = error.answer().and_then(|answer| answer.message.clone()).unwrap_or_default();
    format!("{kind} {said}").trim_end().to_owned()
}

#[test]
fn every_envelope_of_an_error_is_told_apart() {
    for (status, body, expected) in [
        (
            400,
            r#"{"status":"ERROR","code":"INVALID_REQUEST","message":"Invalid request: no","correlationId":"c"}"#,
            "Refused Invalid request: no",
        ),
        (400, r#"{"status":"ERROR","code":"INVALID_TOKEN","message":"Invalid call"}"#, "TokenRejected Invalid call"),
        (
            401,
            r#"{"status":"ERROR","code":"EXPIRED_TOKEN","message":"Token expired."}"#,
            "TokenRejected Token expired.",
        ),
        (401, r#"{"message":"Unauthorized"}"#, "TokenRejected Unauthorized"),
        (
            403,
            r#"{"status":"ERROR","code":"NG_ACCESS_DENIED","message":"no","failedPermissionChecks":[{"permission":"core_pipeline_view"}]}"#,
            "Forbidden no",
        ),
        (404, r#"{"status":"ERROR","code":"ENTITY_NOT_FOUND","message":"gone"}"#, "NotFound gone"),
        (400, r#"{"status":"ERROR","code":"RESOURCE_NOT_FOUND_EXCEPTION","message":"gone"}"#, "NotFound gone"),
        (
            400,
            r#"{"status":"FAILURE","errors":[{"fieldId":"planExecutionId","error":"must not be null"}]}"#,
            "Refused planExecutionId: must not be null",
        ),
        (415, r#"{"status":"ERROR","message":"HTTP 415"}"#, "Refused HTTP 415"),
        (429, "", "RateLimited"),
        (429, "<html>slow down</html>", "RateLimited"),
        (500, r#"{"status":"ERROR","message":"Oops"}"#, "ServerFailed Oops"),
        (500, "", "NotHarness"),
        (403, "<html>firewall</html>", "NotHarness"),
        (200, "<!doctype html><title>Sign in</title>", "NotHarness"),
        (200, "", "NotHarness"),
        (200, "[]", "NotHarness"),
        (200, r#"{"status":"ERROR","code":"INVALID_REQUEST","message":"no"}"#, "Refused no"),
        (200, r#"{"status":"FAILURE","message":"no"}"#, "Refused no"),
        (200, r#"{"status":"SUCCESS","data":{"pipelineExec"#, "Unreadable"),
        (200, r#"{"status":"SUCCESS"}"#, "Unreadable"),
    ] {
        assert_eq!(kind(status, body), expected, "{status} {body}");
    }
}

#[test]
fn what_can_t_be_read_is_named_by_its_path() {
    let problem = |body: &str| match execution(&response(200, body)) {
        Err(ApiError::Unreadable { problem }) => problem,
        other => format!("{other:?}"),
    };
    let summary = "data.pipelineExecutionSummary";
    assert_eq!(problem(r#"{"status":"SUCCESS","data":{}}"#), format!("{summary} is missing"));
    assert_eq!(
        problem(
            r#"{"status":"SUCCESS","data":{"pipelineExecutionSummary":{"planExecutionId":"e","pipelineIdentifier":"p"}}}"#
        ),
        format!("{summary}.status must be a text")
    );
    assert_eq!(
        problem(r#"{"status":"SUCCESS","data":{"pipelineExecutionSummary":{"planExecutionId":"../x"}}}"#),
        format!("{summary}.planExecutionId is not an identifier")
    );
    assert!(problem(r#"{"status":"SUCCESS","data":{"pi"#).contains("it ends too early"));
}

#[test]
fn something_else_in_the_place_of_what_is_sent_or_decides_is_not_read_as_nothing() {
    let unreadable = |result: Result<(), ApiError>| matches!(result, Err(ApiError::Unreadable { .. }));
    let with = |data: &str| response(200, &format!(r#"{{"status":"SUCCESS","data":{data}}}"#));
    assert!(unreadable(runtime_inputs(&with(r#"{"inputSetYaml":{"a":1}}"#)).map(drop)));
    assert!(unreadable(runtime_inputs(&with("null")).map(drop)));
    assert!(unreadable(retry_history(&with("null")).map(drop)));
    assert!(unreadable(retry_history(&with(r#"{"executionInfos":{}}"#)).map(drop)));
    assert!(unreadable(retry_history(&with(r#"{"latestExecutionId":7}"#)).map(drop)));
    assert!(unreadable(retry_eligibility(&with(r#"{"resumable":"yes"}"#)).map(drop)));
    assert!(unreadable(retry_eligibility(&with(r#"{"resumable":true}"#)).map(drop)));
}

#[test]
fn what_is_only_shown_may_be_missing_or_of_another_form() {
    let body = r#"{"status":"SUCCESS","data":{"pipelineExecutionSummary":{"planExecutionId":"e","pipelineIdentifier":"p","status":"Failed","startTs":"soon","runSequence":"7","layoutNodeMap":[]}}}"#;
    let execution = execution(&response(200, body)).unwrap();
    assert_eq!((execution.pipeline_name.as_str(), execution.started_at, execution.run_sequence), ("p", None, None));
}

#[test]
fn a_missing_permission_and_the_correlation_id_are_kept() {
    let body = r#"{"status":"ERROR","code":"NG_ACCESS_DENIED","message":"m","correlationId":"c-1","failedPermissionChecks":[{"permission":"core_pipeline_execute"}]}"#;
    let error = execution(&response(403, body)).unwrap_err();
    let answer = error.answer().unwrap();
    assert_eq!(answer.missing_permission.as_deref(), Some("core_pipeline_execute"));
    assert_eq!(answer.correlation_id.as_deref(), Some("c-1"));
}
