//! The calls, typed. It has no rules of its own: it sends what `endpoint` made and reads what came.

use super::decode;
use super::endpoint::Connection;
use super::error::ApiError;
use super::outcome::{RetryOutcome, is_refusal};
use super::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use crate::domain::execution::{Execution, Millis};
use crate::domain::execution_url::GitRef;
use crate::domain::executions_url::ExecutionFilter;
use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId};
use crate::domain::retry_chain::ExecutionPage;
use crate::domain::retry_group::RetryEligibility;
use crate::domain::retry_history::RetryHistory;
use crate::domain::runtime_inputs::RuntimeInputs;

/// Harness, through a transport.
#[derive(Clone, Debug)]
pub struct HarnessClient<T> {
    transport: T,
    connection: Connection,
    pauses: &'static [u32],
}

/// The longest pauses before a read is tried again, in milliseconds.
const PAUSES: [u32; 2] = [1_000, 3_000];

impl<T: Transport> HarnessClient<T> {
    /// Calls go to the connection's API with its token.
    pub fn new(transport: T, connection: Connection) -> Self {
        Self { transport, connection, pauses: &[] }
    }

    /// Reads are tried again, twice at most, where that may help: without an answer, when there are too many
    /// calls, and when a server or a proxy failed. The retry never is.
    #[must_use]
    pub fn patient(self) -> Self {
        Self { pauses: &PAUSES, ..self }
    }

    /// Where calls go, and who sends them.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    async fn read<V>(
        &self,
        request: HttpRequest,
        decode: fn(&HttpResponse) -> Result<V, ApiError>,
    ) -> Result<V, ApiError> {
        decode(&self.answer(request).await?)
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        for most_ms in self.pauses {
            match self.transport.send(&request).await {
                Err(TransportError::Unreachable | TransportError::Offline) => {}
                Ok(response) if matches!(response.status, 429 | 500..) => {}
                ended => return ended,
            }
            self.transport.pause(*most_ms).await;
        }
        self.transport.send(&request).await
    }

    /// The execution, its status and its stages. Permission: pipeline view.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn execution(&self, execution: &PlanExecutionId) -> Result<Execution, ApiError> {
        self.read(self.connection.execution_detail(execution), decode::execution).await
    }

    /// From where it may be retried. Permission: pipeline *execute*, like the retry itself.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn retry_eligibility(
        &self,
        pipeline: &PipelineIdentifier,
        execution: &PlanExecutionId,
        git: &GitRef,
    ) -> Result<RetryEligibility, ApiError> {
        self.read(self.connection.retry_groups(pipeline, execution, git), decode::retry_eligibility).await
    }

    /// The chain of attempts. Permission: pipeline view.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn retry_history(
        &self,
        pipeline: &PipelineIdentifier,
        execution: &PlanExecutionId,
    ) -> Result<RetryHistory, ApiError> {
        self.read(self.connection.retry_history(pipeline, execution), decode::retry_history).await
    }

    /// The runtime inputs it ran with. Permission: pipeline view.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn runtime_inputs(&self, execution: &PlanExecutionId) -> Result<RuntimeInputs, ApiError> {
        self.read(self.connection.runtime_inputs(execution), decode::runtime_inputs).await
    }

    /// The newest execution of the pipeline; `None` when it never ran. Permission: pipeline view.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn latest_execution(&self, pipeline: &PipelineIdentifier) -> Result<Option<PlanExecutionId>, ApiError> {
        self.read(self.connection.latest_execution(pipeline), decode::latest_execution).await
    }

    /// A page of the list of executions; see [`Connection::executions`]. Permission: pipeline view.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn executions(
        &self,
        filter: &ExecutionFilter,
        now: Millis,
        page: u32,
        size: u32,
    ) -> Result<ExecutionPage, ApiError> {
        self.read(self.connection.executions(filter, now, page, size), decode::executions).await
    }

    /// A page of all that started lately; see [`Connection::recent_executions`]. Permission: pipeline view.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn recent_executions(
        &self,
        since: Millis,
        now: Millis,
        page: u32,
        size: u32,
    ) -> Result<ExecutionPage, ApiError> {
        self.read(self.connection.recent_executions(since, now, page, size), decode::executions).await
    }

    /// Asks Harness to abort an execution, once. Permission: pipeline execute.
    ///
    /// # Errors
    /// Only where Harness refused. Otherwise, also without an answer, it may be on its way: its status tells.
    pub async fn abort(&self, execution: &PlanExecutionId) -> Result<(), ApiError> {
        match self.transport.send(&self.connection.abort(execution)).await {
            Ok(response) if is_refusal(response.status) => decode::taken(&response),
            _ => Ok(()),
        }
    }

    /// Sends the retry that [`Connection::retry`] made, once. Never call it twice for one press.
    pub async fn retry(&self, request: &HttpRequest) -> RetryOutcome {
        match self.transport.send(request).await {
            Ok(response) => RetryOutcome::of(decode::retried(&response), Some(response.status)),
            Err(TransportError::NeverRead) => RetryOutcome::NeverRead,
            Err(error) => RetryOutcome::of(Err(error.into()), None),
        }
    }
}
