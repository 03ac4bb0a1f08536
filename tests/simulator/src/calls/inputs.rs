//! `inputsetV2`: the runtime inputs of an execution.

use crate::envelope::{Answer, Refusal};
use crate::execution::Inputs;
use crate::query::Asked;
use crate::world::World;
use axum::http::StatusCode;
use serde_json::{Value, json};

pub fn inputs(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let scope = asked.query.scope()?;
    let Some(execution) = world.execution_in(&scope, &asked.id) else {
        // The space before the colon is Harness's.
        let message = "Invalid request : Input Set did not exist or pipeline execution has been deleted";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message));
    };
    let mut data = json!({"inputSetDetails": []});
    let yaml = match &execution.inputs {
        Inputs::Absent => None,
        Inputs::Null => Some(Value::Null),
        Inputs::Empty => Some(Value::from("")),
        Inputs::TextNull => Some(Value::from("null")),
        Inputs::Yaml(yaml) => Some(Value::from(yaml.as_str())),
    };
    if let (Some(yaml), Some(data)) = (yaml, data.as_object_mut()) {
        data.insert("inputSetYaml".to_owned(), yaml);
        let template = format!("pipeline:\n  identifier: \"{}\"\n", execution.pipeline);
        data.insert("inputSetTemplateYaml".to_owned(), Value::from(template));
    }
    Ok(Answer::success(&data))
}
