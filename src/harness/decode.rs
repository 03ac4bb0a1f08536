//! Answers into domain values. Looks at the HTTP status and at the envelope's own: Harness may say
//! `ERROR` in a 200. What is needed and not there is unreadable, with its path; what is only shown
//! may be missing or of another form.

use super::error::{Answer, ApiError};
use super::layout::stage_groups;
use super::transport::HttpResponse;
use crate::domain::execution::Execution;
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::execution_url::GitRef;
use crate::domain::identifiers::{IdentifierError, PipelineIdentifier, PlanExecutionId, StageIdentifier};
use crate::domain::retry_chain::{ExecutionPage, ListedExecution};
use crate::domain::retry_group::{RetryEligibility, RetryGroup, RetryStage};
use crate::domain::retry_history::{Attempt, Retried, RetryHistory};
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::json::{self, Misfit, Place, Value};

type Decoded<T> = Result<T, ApiError>;

pub fn execution(response: &HttpResponse) -> Decoded<Execution> {
    let envelope = envelope(response)?;
    summary(&data(&envelope).at("pipelineExecutionSummary"))
}

/// An execution, alone or in a list.
fn summary(summary: &Place) -> Decoded<Execution> {
    let id = need_id(&summary.at("planExecutionId"), PlanExecutionId::parse)?;
    let pipeline = need_id(&summary.at("pipelineIdentifier"), PipelineIdentifier::parse)?;
    let status = ExecutionStatus::parse(summary.at("status").need_text()?);
    Ok(Execution {
        id,
        pipeline_name: summary.at("name").words().map_or_else(|| pipeline.to_string(), str::to_owned),
        pipeline,
        run_sequence: summary.at("runSequence").number(),
        status,
        started_at: summary.at("startTs").number(),
        ended_at: summary.at("endTs").number(),
        triggered_by: triggered_by(&summary.at("executionTriggerInfo")),
        failure: summary.at("failureInfo").at("message").words().map(str::to_owned),
        can_retry: summary.at("canRetry").truth(),
        git: git(summary),
        stage_groups: stage_groups(summary),
    })
}

pub fn executions(response: &HttpResponse) -> Decoded<ExecutionPage> {
    let envelope = envelope(response)?;
    let page = data(&envelope);
    let listed = |item: Place| {
        let execution = summary(&item)?;
        let root = item.at("retryExecutionMetadata").at("rootExecutionId");
        let root = root.words().and_then(|root| PlanExecutionId::parse(root).ok());
        Ok(ListedExecution { root: root.unwrap_or_else(|| execution.id.clone()), execution })
    };
    let executions = page.at("content").need_members()?.map(listed).collect::<Decoded<Vec<_>>>()?;
    Ok(ExecutionPage {
        total: page.at("totalElements").number().unwrap_or_default(),
        // Without the word an empty page ends the list.
        is_last: page.at("last").truth().unwrap_or(executions.is_empty()),
        executions,
    })
}

fn triggered_by(info: &Place) -> Option<String> {
    let by = info.at("triggeredBy").at("identifier").words().map(str::to_owned);
    match info.at("triggerType").text() {
        Some("MANUAL") | None => by,
        Some("SCHEDULER_CRON") => Some("Schedule".to_owned()),
        Some(_) => Some(by.map_or_else(|| "Trigger".to_owned(), |by| format!("Trigger: {by}"))),
    }
}

fn git(summary: &Place) -> Option<GitRef> {
    if summary.at("storeType").text() != Some("REMOTE") {
        return None;
    }
    let details = summary.at("gitDetails");
    let words = |field: &str| details.at(field).words().map(str::to_owned);
    Some(GitRef { branch: words("branch"), repository: words("repoName").or_else(|| words("repoIdentifier")) })
}

pub fn retry_eligibility(response: &HttpResponse) -> Decoded<RetryEligibility> {
    let envelope = envelope(response)?;
    let info = data(&envelope);
    // Lombok's name for `isResumable`; some clients have the other.
    let resumable = info.at("isResumable").truth().map_or_else(|| info.at("resumable").need_truth(), Ok)?;
    if !resumable {
        let reason = info.at("errorMessage").text().unwrap_or_default();
        return Ok(RetryEligibility::NotRetryable(reason.to_owned()));
    }
    let groups = info.at("groups").need_members()?.map(|group| retry_group(&group)).collect::<Decoded<Vec<_>>>()?;
    Ok(RetryEligibility::Retryable(groups.into_iter().filter(|group| !group.stages.is_empty()).collect()))
}

fn retry_group(group: &Place) -> Decoded<RetryGroup> {
    let stage = |stage: Place| {
        let identifier = need_id(&stage.at("identifier"), StageIdentifier::parse)?;
        Ok(RetryStage {
            name: stage.at("name").words().map_or_else(|| identifier.to_string(), str::to_owned),
            identifier,
            status: ExecutionStatus::parse(stage.at("status").text().unwrap_or_default()),
        })
    };
    Ok(RetryGroup { stages: group.at("info").members().map(stage).collect::<Decoded<_>>()? })
}

pub fn retry_history(response: &HttpResponse) -> Decoded<RetryHistory> {
    let envelope = envelope(response)?;
    let told = data(&envelope);
    if told.is_absent() {
        return Err(told.misfit("is missing").into());
    }
    let infos = told.at("executionInfos");
    let attempt = |info: Place| {
        Ok(Attempt {
            execution: need_id(&info.at("uuid"), PlanExecutionId::parse)?,
            status: ExecutionStatus::parse(info.at("status").text().unwrap_or_default()),
            started_at: info.at("startTs").number(),
            ended_at: info.at("endTs").number(),
            run_sequence: info.at("runSequence").number(),
        })
    };
    // No chain, no list; but something else in its place must not read as "no newer attempt".
    let attempts =
        if infos.is_absent() { Vec::new() } else { infos.need_members()?.map(attempt).collect::<Decoded<Vec<_>>>()? };
    let latest = told.at("latestExecutionId");
    let latest = match latest.text_or_nothing()? {
        None | Some("") => None,
        Some(_) => Some(need_id(&latest, PlanExecutionId::parse)?),
    };
    let stages = told.at("retryStagesMetadata");
    let identifiers = |field: &str| -> Vec<StageIdentifier> {
        stages.at(field).members().filter_map(|id| StageIdentifier::parse(id.text()?).ok()).collect()
    };
    let (again, kept) = (identifiers("retryStagesIdentifier"), identifiers("skipStagesIdentifier"));
    let retried = (!again.is_empty()).then_some(Retried { again, kept });
    let mut history = RetryHistory::new(attempts, latest);
    history.retried = retried;
    Ok(history)
}

pub fn runtime_inputs(response: &HttpResponse) -> Decoded<RuntimeInputs> {
    let envelope = envelope(response)?;
    let inputs = data(&envelope);
    if inputs.is_absent() {
        return Err(inputs.misfit("is missing").into());
    }
    Ok(RuntimeInputs::from_server(inputs.at("inputSetYaml").text_or_nothing()?.map(str::to_owned)))
}

/// Whether a call was taken, whatever else its answer holds.
pub fn taken(response: &HttpResponse) -> Decoded<()> {
    envelope(response).map(|_| ())
}

pub fn latest_execution(response: &HttpResponse) -> Decoded<Option<PlanExecutionId>> {
    let envelope = envelope(response)?;
    let first = data(&envelope).at("content").need_members()?.next();
    first.map(|listed| need_id(&listed.at("planExecutionId"), PlanExecutionId::parse)).transpose()
}

/// The new execution, with or without the envelope around it.
pub fn retried(response: &HttpResponse) -> Decoded<PlanExecutionId> {
    let envelope = envelope(response)?;
    let bare = Place::root(&envelope).at("planExecution");
    let plan_execution = if bare.is_absent() { data(&envelope).at("planExecution") } else { bare };
    need_id(&plan_execution.at("uuid"), PlanExecutionId::parse)
}

fn data(envelope: &Value) -> Place<'_> {
    Place::root(envelope).at("data")
}

fn need_id<T>(place: &Place, parse: fn(&str) -> Result<T, IdentifierError>) -> Decoded<T> {
    parse(place.need_text()?).map_err(|_| place.misfit("is not an identifier").into())
}

impl From<Misfit> for ApiError {
    fn from(misfit: Misfit) -> Self {
        Self::Unreadable { problem: misfit.to_string() }
    }
}

/// The whole answer, once it is known to be a success.
fn envelope(response: &HttpResponse) -> Decoded<Value> {
    let status = response.status;
    let begins_as_object = response.body.trim_ascii_start().first() == Some(&b'{');
    let parsed = json::parse(&response.body);
    let said = parsed.as_ref().ok().map(|value| Place::root(value).at("status"));
    let is_error = said.is_some_and(|said| said.text().is_some_and(|said| !said.eq_ignore_ascii_case("SUCCESS")));
    if !(200..300).contains(&status) || is_error {
        return Err(error(status, parsed.ok().filter(|parsed| matches!(parsed, Value::Object(_))).as_ref()));
    }
    if !begins_as_object {
        return Err(ApiError::NotHarness { status });
    }
    parsed.map_err(|error| ApiError::Unreadable { problem: error.to_string() })
}

/// What an answer that is no success means.
fn error(status: u16, envelope: Option<&Value>) -> ApiError {
    let answer = envelope.map_or_else(|| Answer { status, ..Answer::default() }, |envelope| answer(status, envelope));
    // Harness also answers 400 with INVALID_TOKEN (`docs/harness-api.md` §8), so the code comes first.
    match (answer.code.as_deref(), status) {
        (Some("INVALID_TOKEN" | "EXPIRED_TOKEN"), _) => ApiError::TokenRejected(answer),
        (Some("NG_ACCESS_DENIED"), _) => ApiError::Forbidden(answer),
        (_, 429) => ApiError::RateLimited(answer),
        _ if envelope.is_none() => ApiError::NotHarness { status },
        (_, 401) => ApiError::TokenRejected(answer),
        (_, 403) => ApiError::Forbidden(answer),
        (Some("ENTITY_NOT_FOUND" | "RESOURCE_NOT_FOUND" | "RESOURCE_NOT_FOUND_EXCEPTION"), _) | (_, 404) => {
            ApiError::NotFound(answer)
        }
        (_, 500..) => ApiError::ServerFailed(answer),
        _ => ApiError::Refused(answer),
    }
}

fn answer(status: u16, envelope: &Value) -> Answer {
    let envelope = Place::root(envelope);
    let words = |field: &str| envelope.at(field).words().map(str::to_owned);
    let field_errors = envelope
        .at("errors")
        .members()
        .filter_map(|field| match (field.at("fieldId").words(), field.at("error").words()) {
            (Some(field), Some(error)) => Some(format!("{field}: {error}")),
            (one, other) => one.or(other).map(str::to_owned),
        })
        .collect::<Vec<_>>()
        .join("; ");
    Answer {
        status,
        code: words("code"),
        message: match (words("message"), field_errors.is_empty()) {
            (message, true) => message,
            (Some(message), false) => Some(format!("{message} ({field_errors})")),
            (None, false) => Some(field_errors),
        },
        correlation_id: words("correlationId"),
        missing_permission: envelope
            .at("failedPermissionChecks")
            .members()
            .find_map(|check| check.at("permission").words().map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests;
