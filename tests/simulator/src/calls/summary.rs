//! The list of executions, and one execution as the list shows it.

use crate::calls::layout::layout;
use crate::calls::paging::{found, spring_page};
use crate::envelope::{Answer, Refusal};
use crate::execution::Execution;
use crate::pipeline::{Pipeline, Store};
use crate::query::Asked;
use crate::status::Status;
use crate::world::{World, is_in};
use serde_json::{Value, json};
use std::collections::HashMap;

const SORTABLE: [&str; 4] = ["name", "status", "startTs", "pipelineTimeoutTs"];

pub fn list(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let scope = asked.query.scope()?;
    let body = checked_body(asked)?;
    let mut pipelines = texts(&body, "pipelineIdentifiers");
    pipelines.extend(asked.query.one("pipelineIdentifier").map(str::to_owned));
    let mut statuses = texts(&body, "status");
    statuses.extend(asked.query.all("status"));
    let time = |field: &str| body.get("timeRange").and_then(|range| range.get(field)).and_then(Value::as_i64);
    let (from, to) = (time("startTime"), time("endTime"));
    let show_all = asked.query.flag("showAllExecutions", false);

    let latest: HashMap<&str, &str> =
        world.executions.iter().map(|execution| (execution.root.as_str(), execution.id.as_str())).collect();

    let mut chosen: Vec<(&Execution, &Pipeline)> = world
        .executions
        .iter()
        .filter_map(|execution| Some((execution, world.pipeline_of(execution)?)))
        .filter(|(execution, pipeline)| {
            let status = execution.status(asked.now).word();
            is_in(&scope, pipeline)
                && (show_all || latest.get(execution.root.as_str()) == Some(&execution.id.as_str()))
                && (pipelines.is_empty() || pipelines.contains(&pipeline.identifier))
                && (statuses.is_empty() || statuses.iter().any(|wanted| wanted.eq_ignore_ascii_case(&status)))
                && from.is_none_or(|from| from <= execution.started())
                && to.is_none_or(|to| execution.started() <= to)
                && found(&asked.query, &[&pipeline.name, &pipeline.identifier, &execution.id])
        })
        .collect();
    sort(&mut chosen, asked)?;
    let page = spring_page(&asked.query, 10, chosen, |(execution, pipeline)| item(execution, pipeline, asked.now));
    Ok(Answer::success(&page?))
}

/// A body may be left out; one that is sent has to say what it is.
pub fn checked_body(asked: &Asked) -> Result<Value, Refusal> {
    if asked.body.is_empty() {
        return Ok(Value::Null);
    }
    let body: Value = serde_json::from_slice(&asked.body)
        .map_err(|_| Refusal::invalid_parameter("body", "Unable to process JSON"))?;
    if body.get("filterType").is_none() {
        return Err(Refusal::invalid_parameter("filterType", "must not be null"));
    }
    Ok(body)
}

fn texts(body: &Value, field: &str) -> Vec<String> {
    let values = body.get(field).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn sort(executions: &mut [(&Execution, &Pipeline)], asked: &Asked) -> Result<(), Refusal> {
    let order = asked.query.one("sort").unwrap_or("startTs,DESC");
    let (field, direction) = order.split_once(',').unwrap_or((order, "ASC"));
    if !SORTABLE.contains(&field) {
        return Err(Refusal::invalid_request(format!("Sorting by {field} is not supported")));
    }
    executions.sort_by(|(left, left_pipeline), (right, right_pipeline)| match field {
        "name" => left_pipeline.name.cmp(&right_pipeline.name),
        "status" => left.status(asked.now).word().cmp(&right.status(asked.now).word()),
        _ => left.started().cmp(&right.started()),
    });
    if direction.eq_ignore_ascii_case("DESC") {
        executions.reverse();
    }
    Ok(())
}

/// An execution as the list has it: `canRetry` is not told there.
pub fn item(execution: &Execution, pipeline: &Pipeline, now: i64) -> Value {
    let moment = execution.moment(now);
    let statuses: Vec<Status> = execution.stages().map(|stage| stage.status(moment)).collect();
    let count = |wanted: fn(Status) -> bool| statuses.iter().filter(|status| wanted(**status)).count();
    let (starting_node, nodes) = layout(execution, now);
    let failure = execution
        .failure(now)
        .map(|message| json!({"message": message, "failureTypeList": ["APPLICATION_FAILURE"], "responseMessages": []}));
    let mut item = json!({
        "pipelineIdentifier": pipeline.identifier, "orgIdentifier": pipeline.org,
        "projectIdentifier": pipeline.project, "name": pipeline.name, "planExecutionId": execution.id,
        "runSequence": execution.run_sequence, "yamlVersion": "0", "status": execution.status(now),
        "startTs": execution.started(), "createdAt": execution.created_at,
        "executionTriggerInfo": {"triggerType": "MANUAL", "isRerun": execution.parent.is_some(),
            "triggeredBy": execution.triggered_by()},
        "failureInfo": failure,
        "startingNodeId": starting_node, "layoutNodeMap": nodes,
        "modules": ["cd", "ci"], "moduleInfo": {"cd": {}, "ci": {}},
        "successfulStagesCount": count(|status| status == Status::Success),
        "runningStagesCount": count(Status::is_under_way),
        "failedStagesCount": count(Status::stops_the_run),
        "totalStagesCount": statuses.len(),
        "canRetry": null, "canReExecute": true, "showRetryHistory": false,
        "retryExecutionMetadata": {"parentExecutionId": execution.parent, "rootExecutionId": execution.root},
        "isRetriedExecution": execution.parent.is_some(), "isStagesExecution": false,
        "stagesExecuted": [], "stagesExecutedNames": {}, "allowStageExecutions": false,
        "storeType": if pipeline.store == Store::Inline { "INLINE" } else { "REMOTE" },
        "gitDetails": git_details(pipeline), "connectorRef": null,
        "executionMode": if execution.was_rolled_back { "PIPELINE_ROLLBACK" } else { "NORMAL" },
        "abortedBy": execution.aborted_at.map(|at| json!({"userName": "Ann", "email": "ann@example.com", "createdAt": at})),
        "governanceMetadata": null, "tags": [], "labels": [],
        "notesExistForPlanExecutionId": !execution.notes.is_empty(),
        "parentStageInfo": null,
    });
    // Absent while running.
    if let (Some(ended), Some(item)) = (execution.ended(now), item.as_object_mut()) {
        item.insert("endTs".to_owned(), Value::from(ended));
    }
    item
}

pub fn git_details(pipeline: &Pipeline) -> Value {
    match pipeline.store {
        Store::Inline => Value::Null,
        Store::Remote { branch, repo } => json!({
            "branch": branch, "repoName": repo, "repoIdentifier": repo,
            "filePath": format!(".harness/{}.yaml", pipeline.identifier),
            "commitId": "5f3c1d0a9b7e4c2d8f6a1b0c3d5e7f9a2b4c6d8e",
        }),
    }
}
