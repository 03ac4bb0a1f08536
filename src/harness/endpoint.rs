//! One function per call of the API. Sources and defaults: `docs/harness-api.md` §§1-5.

use super::transport::{Body, HttpRequest, Method, encode};
use crate::domain::api_token::ApiToken;
use crate::domain::execution::Millis;
use crate::domain::execution_url::GitRef;
use crate::domain::executions_url::ExecutionFilter;
use crate::domain::host::ApiBase;
use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId};
use crate::domain::retry_plan::RetryStages;
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::domain::scope::Scope;

/// Where calls go, who sends them, and for which project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Where the API is.
    pub api: ApiBase,
    /// Who sends.
    pub token: ApiToken,
    /// Which project; every call names it.
    pub scope: Scope,
}

impl Connection {
    fn request(&self, method: Method, path: String) -> HttpRequest {
        let Scope { account, org, project } = &self.scope;
        HttpRequest {
            method,
            base: self.api.clone(),
            path: format!("/pipeline/api/{path}"),
            query: vec![
                ("accountIdentifier", account.to_string()),
                ("orgIdentifier", org.to_string()),
                ("projectIdentifier", project.to_string()),
            ],
            token: self.token.clone(),
            body: None,
        }
    }

    fn get(&self, path: String) -> HttpRequest {
        self.request(Method::Get, path)
    }

    /// The execution, its status and its stages.
    pub fn execution_detail(&self, execution: &PlanExecutionId) -> HttpRequest {
        self.get(format!("pipelines/execution/v2/{execution}"))
    }

    /// Which groups of stages may be retried. For a Git-backed pipeline the server compares with the
    /// default branch unless it is told the branch and repository.
    pub fn retry_groups(
        &self,
        pipeline: &PipelineIdentifier,
        execution: &PlanExecutionId,
        git: &GitRef,
    ) -> HttpRequest {
        let mut request = self.get(format!("pipeline/execute/{execution}/retryStages"));
        request.query.push(("pipelineIdentifier", pipeline.to_string()));
        let known = [("branch", &git.branch), ("repoIdentifier", &git.repository)];
        request.query.extend(known.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
        request
    }

    /// The chain of attempts that the execution belongs to.
    pub fn retry_history(&self, pipeline: &PipelineIdentifier, execution: &PlanExecutionId) -> HttpRequest {
        let mut request = self.get(format!("pipeline/execute/retryHistory/{execution}"));
        request.query.push(("pipelineIdentifier", pipeline.to_string()));
        request
    }

    /// The runtime inputs that the execution ran with. Trigger expressions are filled in, as the
    /// product's own dialog asks for: a retry has no trigger payload.
    pub fn runtime_inputs(&self, execution: &PlanExecutionId) -> HttpRequest {
        let mut request = self.get(format!("pipelines/execution/{execution}/inputsetV2"));
        request.query.push(("resolveExpressionsType", "RESOLVE_TRIGGER_EXPRESSIONS".to_owned()));
        request
    }

    /// The newest execution of the pipeline.
    pub fn latest_execution(&self, pipeline: &PipelineIdentifier) -> HttpRequest {
        let mut request = self.request(Method::Post, "pipelines/execution/summary".to_owned());
        request.query.push(("pipelineIdentifier", pipeline.to_string()));
        for (name, value) in [("page", "0"), ("size", "1"), ("sort", "startTs,DESC")] {
            request.query.push((name, value.to_owned()));
        }
        request.body =
            Some(Body { content_type: "application/json", text: r#"{"filterType":"PipelineExecution"}"#.to_owned() });
        request
    }

    /// A page of the list of executions that this filter lets through, newest first. `page` counts from 0; `size`
    /// is 1 to 1,000.
    pub fn executions(&self, filter: &ExecutionFilter, now: Millis, page: u32, size: u32) -> HttpRequest {
        let mut request = self.request(Method::Post, "pipelines/execution/summary".to_owned());
        request.query.extend(filter.pipeline.iter().map(|pipeline| ("pipelineIdentifier", pipeline.to_string())));
        if !filter.text.is_empty() {
            request.query.push(("searchTerm", filter.text.clone()));
        }
        request.query.extend([
            ("page", page.to_string()),
            ("size", size.to_string()),
            ("sort", "startTs,DESC".to_owned()),
            ("showAllExecutions", filter.shows_retried.to_string()),
        ]);
        let statuses: Vec<String> =
            filter.statuses().iter().map(|status| ["\"", status.word(), "\""].concat()).collect();
        let (start, end) = filter.time_range(now);
        let text = format!(
            r#"{{"filterType":"PipelineExecution","status":[{}],"timeRange":{{"startTime":{start},"endTime":{end}}}}}"#,
            statuses.join(",")
        );
        request.body = Some(Body { content_type: "application/json", text });
        request
    }

    /// A page of all executions of the project that started between these times, newest first: retries and what
    /// they retry, however they stand.
    pub fn recent_executions(&self, since: Millis, now: Millis, page: u32, size: u32) -> HttpRequest {
        let mut request = self.request(Method::Post, "pipelines/execution/summary".to_owned());
        request.query.extend([
            ("page", page.to_string()),
            ("size", size.to_string()),
            ("sort", "startTs,DESC".to_owned()),
            ("showAllExecutions", "true".to_owned()),
        ]);
        let end = now + ExecutionFilter::AHEAD;
        let text =
            format!(r#"{{"filterType":"PipelineExecution","timeRange":{{"startTime":{since},"endTime":{end}}}}}"#);
        request.body = Some(Body { content_type: "application/json", text });
        request
    }

    /// Stops a running execution; what it did so far stays. Its status becomes `Aborted` a while later.
    pub fn abort(&self, execution: &PlanExecutionId) -> HttpRequest {
        let mut request = self.request(Method::Put, format!("pipeline/execute/interrupt/{execution}"));
        request.query.push(("interruptType", "AbortAll".to_owned()));
        request
    }

    /// The retry. It starts a deployment each time it is sent.
    ///
    /// `retryStages` is repeated, never joined; the body is the inputs as they are, or empty.
    pub fn retry(
        &self,
        pipeline: &PipelineIdentifier,
        execution: &PlanExecutionId,
        stages: &RetryStages,
        notes: &str,
        inputs: &RuntimeInputs,
    ) -> HttpRequest {
        let pipeline = encode(pipeline.as_str()).collect::<String>();
        let mut request = self.request(Method::Post, format!("pipeline/execute/retry/{pipeline}"));
        request.query.push(("planExecutionId", execution.to_string()));
        request.query.extend(stages.identifiers.iter().map(|stage| ("retryStages", stage.to_string())));
        request.query.push(("runAllStages", stages.run_all.to_string()));
        if !notes.is_empty() {
            request.query.push(("notesForPipelineExecution", notes.to_owned()));
        }
        request.body = Some(Body { content_type: "application/yaml", text: inputs.as_str().to_owned() });
        request
    }
}

#[cfg(test)]
pub(crate) mod examples {
    //! A connection for the tests of this and other modules.

    use super::Connection;
    use crate::domain::api_token::ApiToken;
    use crate::domain::execution_url::ExecutionUrl;
    use crate::domain::host::{AllowedHost, AllowedHosts, OriginPattern};

    pub const LINK: &str = "https://app.harness.io/ng/account/ACC/all/orgs/default/projects/shop/pipelines/deploy$shop/executions/-E1/pipeline";

    pub fn connection() -> Connection {
        let hosts = AllowedHosts::new(vec![AllowedHost {
            pattern: OriginPattern::parse("https://app.harness.io").unwrap(),
            label: "Harness".into(),
            api: None,
        }]);
        let pipeline = ExecutionUrl::parse(LINK).unwrap().pipeline;
        Connection {
            api: hosts.api_for(&pipeline.host).unwrap(),
            token: ApiToken::parse("pat.ACC.id.CANARYsecret").unwrap(),
            scope: pipeline.scope,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::examples::{LINK, connection};
    use super::*;
    use crate::domain::execution_status::ExecutionStatus;
    use crate::domain::execution_url::ExecutionUrl;
    use crate::domain::retry_plan::Extent;
    use crate::domain::stage_picture::StagePicture;
    use crate::domain::stage_picture::examples::layout;

    const SCOPE: &str = "accountIdentifier=ACC&orgIdentifier=default&projectIdentifier=shop";

    fn ids() -> (PipelineIdentifier, PlanExecutionId) {
        let url = ExecutionUrl::parse(LINK).unwrap();
        (url.pipeline.pipeline, url.execution.unwrap())
    }

    fn line(request: &HttpRequest) -> String {
        format!("{} {}", request.method().as_str(), request.url())
    }

    #[test]
    fn each_read_is_one_exact_request_line() {
        let connection = connection();
        let (pipeline, execution) = ids();
        let api = "https://app.harness.io/pipeline/api";
        let git = GitRef { branch: Some("feature/a&b".into()), repository: Some("shop".into()) };
        for (request, expected) in [
            (connection.execution_detail(&execution), format!("GET {api}/pipelines/execution/v2/-E1?{SCOPE}")),
            (
                connection.retry_groups(&pipeline, &execution, &GitRef::default()),
                format!("GET {api}/pipeline/execute/-E1/retryStages?{SCOPE}&pipelineIdentifier=deploy%24shop"),
            ),
            (
                connection.retry_groups(&pipeline, &execution, &git),
                format!(
                    "GET {api}/pipeline/execute/-E1/retryStages?{SCOPE}&pipelineIdentifier=deploy%24shop&branch=feature%2Fa%26b&repoIdentifier=shop"
                ),
            ),
            (
                connection.retry_history(&pipeline, &execution),
                format!("GET {api}/pipeline/execute/retryHistory/-E1?{SCOPE}&pipelineIdentifier=deploy%24shop"),
            ),
            (
                connection.runtime_inputs(&execution),
                format!(
                    "GET {api}/pipelines/execution/-E1/inputsetV2?{SCOPE}&resolveExpressionsType=RESOLVE_TRIGGER_EXPRESSIONS"
                ),
            ),
            (
                connection.latest_execution(&pipeline),
                format!(
                    "POST {api}/pipelines/execution/summary?{SCOPE}&pipelineIdentifier=deploy%24shop&page=0&size=1&sort=startTs%2CDESC"
                ),
            ),
        ] {
            assert_eq!(line(&request), expected);
        }
    }

    #[test]
    fn a_page_of_the_list_is_one_exact_request() {
        let mut filter = ExecutionFilter::default();
        let line_and_body = |filter: &ExecutionFilter| {
            let request = connection().executions(filter, 2_592_000_000, 3, 100);
            (line(&request), request.body().unwrap().text.clone())
        };
        let path = format!("POST https://app.harness.io/pipeline/api/pipelines/execution/summary?{SCOPE}");
        assert_eq!(
            line_and_body(&filter),
            (
                format!("{path}&page=3&size=100&sort=startTs%2CDESC&showAllExecutions=false"),
                r#"{"filterType":"PipelineExecution","status":["Failed","Errored","Expired","Aborted","ApprovalRejected","AbortedByFreeze"],"timeRange":{"startTime":0,"endTime":2678400000}}"#.to_owned()
            )
        );
        let recent = connection().recent_executions(5, 10, 0, 100);
        assert_eq!(line(&recent), format!("{path}&page=0&size=100&sort=startTs%2CDESC&showAllExecutions=true"));
        assert_eq!(
            recent.body().unwrap().text,
            r#"{"filterType":"PipelineExecution","timeRange":{"startTime":5,"endTime":86400010}}"#
        );
        filter.pipeline = Some(ids().0);
        filter.statuses = vec![ExecutionStatus::Expired];
        filter.text = "a&b \"c\"".to_owned();
        filter.days = 1;
        filter.shows_retried = true;
        assert_eq!(
            line_and_body(&filter),
            (
                format!("{path}&pipelineIdentifier=deploy%24shop&searchTerm=a%26b%20%22c%22&page=3&size=100&sort=startTs%2CDESC&showAllExecutions=true"),
                r#"{"filterType":"PipelineExecution","status":["Expired"],"timeRange":{"startTime":2505600000,"endTime":2678400000}}"#.to_owned()
            )
        );
    }

    #[test]
    fn an_abort_is_one_exact_request_line_without_a_body() {
        let request = connection().abort(&ids().1);
        let expected = format!(
            "PUT https://app.harness.io/pipeline/api/pipeline/execute/interrupt/-E1?{SCOPE}&interruptType=AbortAll"
        );
        assert_eq!((line(&request), request.body()), (expected, None));
    }

    #[test]
    fn the_retry_repeats_retry_stages_and_carries_the_inputs_byte_for_byte() {
        let (pipeline, execution) = ids();
        let plan = StagePicture::of_layout(&layout("eu:Failed|us:Success")).plan(0, Extent::OnlyFailed).unwrap();
        let yaml = "a: \"1\"\r\n\tb: ' '\n🚀 no end";
        let inputs = RuntimeInputs::from_server(Some(yaml.into()));
        let request = connection().retry(&pipeline, &execution, &plan.stages, "again & again +1", &inputs);
        assert_eq!(
            line(&request),
            format!(
                "POST https://app.harness.io/pipeline/api/pipeline/execute/retry/deploy%24shop?{SCOPE}&planExecutionId=-E1&retryStages=eu&retryStages=us&runAllStages=false&notesForPipelineExecution=again%20%26%20again%20%2B1"
            )
        );
        // The journal keeps it so.
        assert!(request.url_without("notesForPipelineExecution").ends_with("&retryStages=us&runAllStages=false"));
        let body = request.body().unwrap();
        assert_eq!((body.content_type, body.text.as_str()), ("application/yaml", yaml));
    }

    #[test]
    fn without_notes_and_inputs_the_retry_has_an_empty_body_and_no_notes() {
        let (pipeline, execution) = ids();
        let plan = StagePicture::of_layout(&layout("eu:Failed")).plan(0, Extent::All).unwrap();
        let request = connection().retry(&pipeline, &execution, &plan.stages, "", &RuntimeInputs::default());
        assert!(request.url().ends_with("retryStages=eu&runAllStages=true"));
        assert_eq!(request.body().unwrap().text, "");
    }

    #[test]
    fn the_secret_stands_in_no_part_that_can_be_printed() {
        let (_, execution) = ids();
        let request = connection().execution_detail(&execution);
        assert!(!format!("{request:?} {}", request.url()).contains("CANARY"));
    }
}
