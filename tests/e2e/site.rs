//! The built page on one origin and the simulator on another, both new for every journey.

use std::path::Path;

use simulator::page::Page;
use simulator::{Options, RecordedRequest, Simulator};

use crate::browser::setting;

/// A page that may talk to one simulator, and that simulator.
#[derive(Debug)]
pub struct Site {
    pub simulator: Simulator,
    page: Page,
}

impl Site {
    pub async fn open() -> Self {
        Self::with(Options::default()).await
    }

    /// The API speaks TLS and HTTP/2.
    pub async fn open_over_tls() -> Self {
        Self::with(Options { tls: true, ..Options::default() }).await
    }

    pub async fn with(options: Options) -> Self {
        let dist = setting("PIPELINE_RETRY_DIST");
        let page = Page::serve(Path::new(&dist), 0, String::new()).await.expect("the built page can be served");
        let options = Options { allowed_origins: vec![page.origin()], ..options };
        let simulator = Simulator::start(options).await.expect("a free port for the simulator");
        let api = simulator.api_url();
        page.set_config(format!(r#"{{"hosts":[{{"origin":"{api}","label":"Simulator"}}]}}"#));
        Self { simulator, page }
    }

    pub fn url(&self) -> String {
        self.page.url()
    }

    pub fn origin(&self) -> String {
        self.page.origin()
    }

    /// Another `config.json`.
    pub fn set_config(&self, config: &str) {
        self.page.set_config(config.to_owned());
    }

    /// The link of a scenario's execution.
    pub fn link(&self, scenario: &str) -> String {
        self.simulator.link(scenario).unwrap_or_else(|| panic!("the simulator has no {scenario}"))
    }

    /// The last part of the token: what must stand nowhere.
    pub fn secret(&self) -> &str {
        self.simulator.token().rsplit('.').next().unwrap()
    }

    /// What reached the API, the preflights apart.
    pub fn calls(&self) -> Vec<RecordedRequest> {
        self.simulator.requests().into_iter().filter(|request| request.method != "OPTIONS").collect()
    }

    /// The retries among it.
    pub fn posts(&self) -> Vec<RecordedRequest> {
        self.calls().into_iter().filter(|request| request.path.contains("/execute/retry/")).collect()
    }

    /// The newest execution of a scenario: the truth, whatever the page says.
    pub fn newest(&self, scenario: &str) -> String {
        self.simulator.executions_of(scenario).pop().expect("a scenario has an execution")
    }

    /// The status of an execution, in Harness's word.
    pub async fn status(&self, execution: &str) -> String {
        let account = self.simulator.token().split('.').nth(1).unwrap();
        let address = format!(
            "{}/pipeline/api/pipelines/execution/v2/{execution}?accountIdentifier={account}&orgIdentifier=default\
             &projectIdentifier=shop",
            self.simulator.api_url(),
        );
        let asked = reqwest::Client::new().get(address).header("x-api-key", self.simulator.token());
        let answer = asked.send().await.unwrap().text().await.unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["data"]["pipelineExecutionSummary"]["status"].as_str().unwrap().to_owned()
    }

    /// Retries a scenario's execution from a stage as somebody else would, and gives the new one.
    pub async fn retry_past_the_page(&self, scenario: &str, stage: &str) -> String {
        let account = self.simulator.token().split('.').nth(1).unwrap();
        let address = format!(
            "{}/pipeline/api/pipeline/execute/retry/{scenario}?accountIdentifier={account}&orgIdentifier=default\
             &projectIdentifier=shop&planExecutionId={}&retryStages={stage}",
            self.simulator.api_url(),
            self.newest(scenario)
        );
        let post = reqwest::Client::new().post(address).header("x-api-key", self.simulator.token());
        let answer = post.header("content-type", "application/yaml").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        self.newest(scenario)
    }
}

/// The part of a retry's query that tells what is retried.
pub fn choice_in(query: &str) -> String {
    let told = |pair: &&str| pair.starts_with("retryStages=") || pair.starts_with("runAllStages=");
    query.split('&').filter(told).collect::<Vec<_>>().join("&")
}
