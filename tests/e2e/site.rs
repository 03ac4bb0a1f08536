//! The built page on one origin and the simulator on another, both new for every journey. By
//! `PIPELINE_RETRY_SERVER` a real web server serves the page, and may be in between.

use std::path::Path;

use simulator::page::Page;
use simulator::{Options, RecordedRequest, Simulator};

use crate::browser::setting;
use crate::canary::look_for;
use crate::server::{Recipe, Server};

/// A page that may talk to one simulator, and that simulator.
#[derive(Debug)]
pub struct Site {
    pub simulator: Simulator,
    front: Front,
}

/// What serves the page.
#[derive(Debug)]
enum Front {
    Simple(Page),
    Real(Server),
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
        match Recipe::of_this_run() {
            // Journeys give the page other configs than the policy could know.
            Some(recipe) => Self::on(recipe, options, Some("http://127.0.0.1:* https://127.0.0.1:*")).await,
            None => Self::of(Path::new(&setting("PIPELINE_RETRY_DIST")), options).await,
        }
    }

    /// Of the page in this folder.
    pub async fn of(dist: &Path, options: Options) -> Self {
        let page = Page::serve(dist, 0, String::new()).await.expect("the built page can be served");
        let options = Options { allowed_origins: vec![page.origin()], ..options };
        let simulator = Simulator::start(options).await.expect("a free port for the simulator");
        look_for(&simulator);
        page.set_config(config(&simulator.api_url(), None));
        Self { simulator, front: Front::Simple(page) }
    }

    /// On a real web server. Without `connect` the policy lists what the config needs and nothing else.
    pub async fn on(recipe: Recipe, options: Options, connect: Option<&str>) -> Self {
        let tls = options.tls || recipe.is_proxy();
        let simulator = Simulator::start(Options { tls, ..options }).await.expect("a free port for the simulator");
        look_for(&simulator);
        let api = simulator.api_url();
        let needed = if recipe.is_proxy() { "" } else { &api };
        let harness = api.replace("https://127.0.0.1", "localhost");
        let dist = setting("PIPELINE_RETRY_DIST");
        let server = Server::start(recipe, Path::new(&dist), connect.unwrap_or(needed), &harness);
        // By the proxy there is nothing across origins to be allowed.
        if !recipe.is_proxy() {
            simulator.allow_origin(&server.origin());
        }
        server.set_config(&config(&api, recipe.is_proxy().then_some("/harness")));
        Self { simulator, front: Front::Real(server) }
    }

    pub fn url(&self) -> String {
        match &self.front {
            Front::Simple(page) => page.url(),
            Front::Real(server) => server.url(),
        }
    }

    pub fn origin(&self) -> String {
        match &self.front {
            Front::Simple(page) => page.origin(),
            Front::Real(server) => server.origin(),
        }
    }

    /// Another `config.json`.
    pub fn set_config(&self, config: &str) {
        match &self.front {
            Front::Simple(page) => page.set_config(config.to_owned()),
            Front::Real(server) => server.set_config(config),
        }
    }

    /// The link of a scenario's execution.
    pub fn link(&self, scenario: &str) -> String {
        self.simulator.link(scenario).unwrap_or_else(|| panic!("the simulator has no {scenario}"))
    }

    /// The link of the project that all scenarios are in.
    pub fn project_link(&self) -> String {
        let link = self.link("sim_serial");
        link[..link.find("/pipelines").unwrap()].to_owned()
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

fn config(origin: &str, api: Option<&str>) -> String {
    let mut host = serde_json::json!({ "origin": origin, "label": "Simulator" });
    if let Some(api) = api {
        host["api"] = api.into();
    }
    serde_json::json!({ "hosts": [host] }).to_string()
}
