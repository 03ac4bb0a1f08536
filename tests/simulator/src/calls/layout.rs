//! The graph of an execution's stages, as `layoutNodeMap` has it.

use crate::clock::Millis;
use crate::execution::{Execution, Group};
use crate::identifiers::long_id;
use crate::stage::{Course, Iteration, Moment, Stage, Strategy};
use crate::status::Status;
use serde_json::{Map, Value, json};

/// The id of the first node, and all nodes by id.
pub fn layout(execution: &Execution, now: Millis) -> (Option<String>, Value) {
    let moment = execution.moment(now);
    let mut nodes = Map::new();
    for (index, group) in execution.groups.iter().enumerate() {
        let next: Vec<String> =
            execution.groups.get(index + 1).map(|next| group_node_id(execution, next)).into_iter().collect();
        if let [stage] = group.as_slice() {
            add_stage(&mut nodes, execution, stage, &next, moment);
            continue;
        }
        let children: Vec<String> = group.iter().map(|stage| stage_node_id(execution, stage)).collect();
        let id = group_node_id(execution, group);
        nodes.insert(id.clone(), wrapper(&id, &children, &next));
        for stage in group {
            add_stage(&mut nodes, execution, stage, &[], moment);
        }
    }
    let starting = execution.groups.first().map(|group| group_node_id(execution, group));
    (starting, Value::Object(nodes))
}

/// The node that stands for a group: the stage's own, or the wrapper of parallel ones.
pub fn group_node_id(execution: &Execution, group: &Group) -> String {
    if let [stage] = group.as_slice() {
        return stage_node_id(execution, stage);
    }
    let first = group.first().map(|stage| stage.identifier.as_str()).unwrap_or_default();
    long_id(&format!("parallel {} {first}", execution.id))
}

pub fn stage_node_id(execution: &Execution, stage: &Stage) -> String {
    long_id(&format!("node {} {}", execution.id, stage.identifier))
}

/// The wrapper of parallel stages. Its status stays `NotStarted` whatever its children do.
fn wrapper(id: &str, children: &[String], next: &[String]) -> Value {
    json!({
        "nodeType": "parallel", "nodeGroup": "STAGE", "nodeIdentifier": format!("parallel{id}"),
        "name": null, "nodeUuid": id, "status": Status::NotStarted, "module": null, "moduleInfo": {},
        "edgeLayoutList": {"currentNodeChildren": children, "nextIds": next},
        "hidden": false, "isRollbackStageNode": false,
    })
}

fn add_stage(nodes: &mut Map<String, Value>, execution: &Execution, stage: &Stage, next: &[String], moment: Moment) {
    let id = stage_node_id(execution, stage);
    let mut node = node(&id, stage, &stage.identifier, &stage.name, &stage.course, stage.failure.as_deref(), moment);
    let mut children = Vec::new();
    if let Some(strategy) = &stage.strategy {
        for (index, iteration) in strategy.iterations.iter().enumerate() {
            let (child_id, mut child) = iteration_node(execution, stage, index, iteration, moment);
            set(&mut child, "strategyMetadata", strategy_metadata(strategy, index, iteration));
            children.push(child_id.clone());
            nodes.insert(child_id, child);
        }
        set(&mut node, "nodeType", Value::from(strategy.kind));
        // Like a parallel wrapper: not to be relied on.
        set(&mut node, "status", json!(Status::NotStarted));
    }
    set(&mut node, "edgeLayoutList", json!({"currentNodeChildren": children, "nextIds": next}));
    nodes.insert(id, node);
}

fn iteration_node(
    execution: &Execution,
    stage: &Stage,
    index: usize,
    iteration: &Iteration,
    moment: Moment,
) -> (String, Value) {
    let identifier = format!("{}_{index}", stage.identifier);
    let id = long_id(&format!("node {} {identifier}", execution.id));
    let failure = iteration.failure.as_deref();
    let mut node = node(&id, stage, &identifier, &iteration.name, &iteration.course, failure, moment);
    set(&mut node, "edgeLayoutList", json!({"currentNodeChildren": [], "nextIds": []}));
    (id, node)
}

fn node(
    id: &str,
    stage: &Stage,
    identifier: &str,
    name: &str,
    course: &Course,
    failure: Option<&str>,
    moment: Moment,
) -> Value {
    let status = course.status(moment);
    let failure = failure
        .filter(|_| status.stops_the_run() || status == Status::IgnoreFailed)
        .map(|message| json!({"message": message, "failureTypeList": ["APPLICATION_FAILURE"], "responseMessages": []}));
    let skipped = (status == Status::Skipped)
        .then(|| json!({"evaluatedCondition": true, "skipCondition": "<+pipeline.variables.scan> != \"yes\""}));
    json!({
        "nodeType": stage.kind, "nodeGroup": "STAGE", "nodeIdentifier": identifier, "name": name,
        "nodeUuid": id, "status": status, "module": if stage.kind == "CI" { "ci" } else { "cd" },
        "moduleInfo": {}, "createdAt": course.started(moment), "startTs": course.started(moment),
        "endTs": course.ended(moment), "skipInfo": skipped, "nodeRunInfo": null,
        "failureInfo": failure.as_ref().and_then(|failure| failure.get("message").map(|text| json!({"message": text}))),
        "failureInfoDTO": failure, "nodeExecutionId": long_id(&format!("node execution {id}")),
        "hidden": false, "barrierFound": false, "executionInputConfigured": false,
        "isRollbackStageNode": stage.is_rollback,
    })
}

fn strategy_metadata(strategy: &Strategy, index: usize, iteration: &Iteration) -> Value {
    let total = strategy.iterations.len();
    if strategy.kind != "MATRIX" {
        return json!({"currentIteration": index, "totalIterations": total, "forMetadata": {"value": index.to_string()}});
    }
    let values: Map<String, Value> =
        iteration.values.iter().map(|(axis, value)| (axis.clone(), Value::from(value.as_str()))).collect();
    json!({
        "currentIteration": index, "totalIterations": total,
        "matrixMetadata": {"matrixCombination": [index], "matrixValues": values},
    })
}

fn set(node: &mut Value, field: &str, value: Value) {
    if let Some(node) = node.as_object_mut() {
        node.insert(field.to_owned(), value);
    }
}
