//! The real client against the simulator, over real HTTP on loopback.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails by panicking, as the test does")]

use std::time::Duration;

use pipeline_retry::config::Config;
use pipeline_retry::domain::api_token::ApiToken;
use pipeline_retry::domain::execution::Execution;
use pipeline_retry::domain::execution_url::{ExecutionUrl, GitRef};
use pipeline_retry::domain::identifiers::{PipelineIdentifier, PlanExecutionId, StageIdentifier};
use pipeline_retry::domain::retry_group::RetryEligibility;
use pipeline_retry::domain::retry_plan::RetryStages;
use pipeline_retry::domain::runtime_inputs::RuntimeInputs;
use pipeline_retry::domain::stage_picture::StagePicture;
use pipeline_retry::harness::client::HarnessClient;
use pipeline_retry::harness::endpoint::Connection;
use pipeline_retry::harness::error::ApiError;
use pipeline_retry::harness::outcome::RetryOutcome;
use pipeline_retry::harness::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use sha2::{Digest, Sha256};
use simulator::{Options, Simulator};

#[path = "contract/reads.rs"]
mod reads;
#[path = "contract/retries.rs"]
mod retries;

/// Shorter than any test, longer than any answer on loopback.
const PATIENCE: Duration = Duration::from_secs(2);

/// The native stand-in for `fetch`: every request on a connection of its own, so that nothing is
/// ever sent again behind the client's back.
struct Native(reqwest::Client);

impl Native {
    fn new() -> Self {
        Self(reqwest::Client::builder().pool_max_idle_per_host(0).timeout(PATIENCE).build().unwrap())
    }
}

impl Transport for Native {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let lost = |error: reqwest::Error| {
            if error.is_timeout() { TransportError::TimedOut } else { TransportError::Unreachable }
        };
        let method = request.method().as_str().parse().unwrap();
        let mut call = self.0.request(method, request.url()).header("x-api-key", request.token().header_value());
        if let Some(body) = request.body() {
            call = call.header("content-type", body.content_type).body(body.text.clone());
        }
        let answer = call.send().await.map_err(lost)?;
        let status = answer.status().as_u16();
        Ok(HttpResponse { status, body: answer.bytes().await.map_err(lost)?.to_vec() })
    }

    async fn pause(&self, _most_ms: u32) {}
}

/// The client for one scenario, and what its link names.
struct At {
    client: HarnessClient<Native>,
    pipeline: PipelineIdentifier,
    execution: PlanExecutionId,
    git: GitRef,
}

fn at_with(simulator: &Simulator, scenario: &str, token: &str, api: &str) -> At {
    let url = ExecutionUrl::parse(&simulator.link(scenario).unwrap()).unwrap();
    let origin = &url.pipeline.host.origin;
    let config = format!(r#"{{"hosts":[{{"origin":"{origin}","label":"Simulator","api":"{api}"}}]}}"#);
    let api = Config::parse(&config).unwrap().hosts.api_for(&url.pipeline.host).unwrap();
    let connection = Connection { api, token: ApiToken::parse(token).unwrap(), scope: url.pipeline.scope };
    let client = HarnessClient::new(Native::new(), connection);
    At { client, pipeline: url.pipeline.pipeline, execution: url.execution.unwrap(), git: url.git }
}

fn at(simulator: &Simulator, scenario: &str) -> At {
    at_with(simulator, scenario, simulator.token(), &simulator.api_url())
}

impl At {
    async fn detail(&self) -> Result<Execution, ApiError> {
        self.client.execution(&self.execution).await
    }

    async fn eligibility(&self, git: &GitRef) -> Result<RetryEligibility, ApiError> {
        self.client.retry_eligibility(&self.pipeline, &self.execution, git).await
    }

    /// What the reads, all at once, come to, in the order: detail, eligibility, history, inputs, latest.
    async fn reads(&self) -> [Result<(), ApiError>; 5] {
        let (detail, eligibility, history, inputs, latest) = tokio::join!(
            self.detail(),
            self.eligibility(&self.git),
            self.client.retry_history(&self.pipeline, &self.execution),
            self.client.runtime_inputs(&self.execution),
            self.client.latest_execution(&self.pipeline),
        );
        [detail.map(drop), eligibility.map(drop), history.map(drop), inputs.map(drop), latest.map(drop)]
    }

    /// As the page does: the layout and the retry groups, asked for again when the branch is known.
    async fn picture(&self) -> StagePicture {
        let detail = self.detail().await.unwrap();
        let git = detail.git_to_ask_with(&self.git).unwrap_or(&self.git);
        StagePicture::new(&detail.stage_groups, &self.eligibility(git).await.unwrap())
    }

    fn request(&self, stages: &RetryStages, notes: &str, inputs: &RuntimeInputs) -> HttpRequest {
        self.client.connection().retry(&self.pipeline, &self.execution, stages, notes, inputs)
    }

    /// A retry of these stages, asked for without looking.
    async fn retry_blindly(&self, stages: &[&str], run_all: bool) -> RetryOutcome {
        let identifiers = stages.iter().map(|id| StageIdentifier::parse(id).unwrap()).collect();
        let stages = RetryStages { identifiers, run_all };
        self.client.retry(&self.request(&stages, "", &RuntimeInputs::default())).await
    }
}

async fn simulator() -> Simulator {
    Simulator::start(Options::default()).await.unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// The variant's name: the kind of error, whatever Harness's words were.
fn kind<E: std::fmt::Debug>(error: &E) -> String {
    let text = format!("{error:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn kind_of<T>(result: &Result<T, ApiError>) -> String {
    result.as_ref().map_or_else(kind, |_| "Ok".to_owned())
}

fn outcome_kind(outcome: &RetryOutcome) -> String {
    match outcome {
        RetryOutcome::NeverRead => "NeverRead".to_owned(),
        RetryOutcome::Started(_) => "Started".to_owned(),
        RetryOutcome::Refused(error) => format!("Refused {}", kind(error)),
        RetryOutcome::Unknown(error) => format!("Unknown {}", kind(error)),
    }
}
