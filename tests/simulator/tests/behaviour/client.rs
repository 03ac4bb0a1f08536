//! A plain HTTP client that knows the simulator's scope and nothing of the app.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use simulator::{Options, Simulator};

pub struct Client {
    pub simulator: Simulator,
    http: reqwest::Client,
}

/// An answer: its HTTP status and its JSON.
pub type Answer = (u16, Value);

impl Client {
    pub async fn start() -> Client {
        Client::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Client {
        Client { simulator: Simulator::start(options).await.unwrap(), http: reqwest::Client::new() }
    }

    /// Every request over a connection of its own, and any certificate will do.
    pub async fn on_new_connections(options: Options) -> Client {
        let http = reqwest::Client::builder().danger_accept_invalid_certs(true).pool_max_idle_per_host(0);
        Client { simulator: Simulator::start(options).await.unwrap(), http: http.build().unwrap() }
    }

    pub fn account(&self) -> &str {
        self.simulator.token().split('.').nth(1).unwrap()
    }

    pub fn scope(&self) -> String {
        format!("accountIdentifier={}&orgIdentifier=default&projectIdentifier=shop", self.account())
    }

    /// A request to a path without the token.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.simulator.api_url()))
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("x-api-key", self.simulator.token())
    }

    /// A GET in the scope; more parameters begin with `&`.
    pub async fn get(&self, path: &str, more: &str) -> Answer {
        answer(self.request(Method::GET, &format!("{path}?{}{more}", self.scope()))).await
    }

    pub async fn post(&self, path: &str, more: &str, body: &str) -> Answer {
        let request = self.request(Method::POST, &format!("{path}?{}{more}", self.scope()));
        answer(request.header("content-type", "application/json").body(body.to_owned())).await
    }

    pub async fn put(&self, path: &str, more: &str) -> Answer {
        answer(self.request(Method::PUT, &format!("{path}?{}{more}", self.scope()))).await
    }

    /// A retry as the app would ask for it; `more` holds `&retryStages=…` and so on.
    pub fn retry_request(&self, pipeline: &str, execution: &str, more: &str) -> RequestBuilder {
        let scope = self.scope();
        let path = format!("/pipeline/api/pipeline/execute/retry/{pipeline}?{scope}&planExecutionId={execution}{more}");
        self.request(Method::POST, &path).header("content-type", "application/yaml")
    }

    /// Retries the latest execution of a pipeline.
    pub async fn retry(&self, pipeline: &str, more: &str) -> Answer {
        answer(self.retry_request(pipeline, &self.latest(pipeline), more).body("pipeline: {}\n")).await
    }

    /// The same, and the id of the new execution.
    pub async fn child(&self, pipeline: &str, more: &str) -> String {
        let (status, body) = self.retry(pipeline, more).await;
        assert_eq!(status, 200, "{body}");
        body["data"]["planExecution"]["uuid"].as_str().unwrap().to_owned()
    }

    /// The execution that the scenario's link names.
    pub fn linked(&self, pipeline: &str) -> String {
        let link = self.simulator.link(pipeline).unwrap();
        link.split('/').rev().nth(1).unwrap().to_owned()
    }

    pub fn latest(&self, pipeline: &str) -> String {
        self.simulator.executions_of(pipeline).pop().unwrap()
    }

    pub async fn summary(&self, execution: &str) -> Value {
        let (status, body) = self.get(&format!("/pipeline/api/pipelines/execution/v2/{execution}"), "").await;
        assert_eq!(status, 200, "{body}");
        body["data"]["pipelineExecutionSummary"].clone()
    }

    /// The statuses of the given nodes, looked up by stage identifier.
    pub async fn statuses(&self, execution: &str, identifiers: &[&str]) -> Vec<String> {
        let summary = self.summary(execution).await;
        let nodes = summary["layoutNodeMap"].as_object().unwrap();
        let status = |identifier: &&str| {
            let node = nodes.values().find(|node| node["nodeIdentifier"] == **identifier).unwrap();
            node["status"].as_str().unwrap().to_owned()
        };
        identifiers.iter().map(status).collect()
    }

    pub async fn retry_stages(&self, pipeline: &str, more: &str) -> Value {
        let path = format!("/pipeline/api/pipeline/execute/{}/retryStages", self.linked(pipeline));
        let (status, body) = self.get(&path, &format!("&pipelineIdentifier={pipeline}{more}")).await;
        assert_eq!(status, 200, "{body}");
        body["data"].clone()
    }
}

pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
