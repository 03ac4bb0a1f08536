//! The built page on one origin and the simulator on another, both new for every journey. By
//! `PIPELINE_RETRY_SERVER` a real web server serves the page, and may be in between.

use std::path::Path;

use serde_json::{Value, json};
use simulator::page::Page;
use simulator::{Options, RecordedRequest, Simulator};
use tokio::process::Command;

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

    /// The API itself speaks TLS and HTTP/2.
    pub async fn open_over_tls() -> Self {
        Self::straight(Options { tls: true, ..Options::default() }).await
    }

    pub async fn with(options: Options) -> Self {
        Self::by(Recipe::of_this_run(), options).await
    }

    /// The same as [`Self::open`], [straight](Self::straight).
    pub async fn open_straight() -> Self {
        Self::straight(Options::default()).await
    }

    /// Nothing stands between the page and the API, whatever serves the page. For what a connection does to a call, and
    /// what a browser does then: a proxy has connections of its own.
    pub async fn straight(options: Options) -> Self {
        Self::by(Recipe::of_this_run().map(Recipe::without_proxy), options).await
    }

    async fn by(recipe: Option<Recipe>, options: Options) -> Self {
        match recipe {
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
        let site = Self { simulator, front: Front::Simple(page) };
        site.set_config(&site.config(json!({})));
        site
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
        let site = Self { simulator, front: Front::Real(server) };
        site.set_config(&site.config(json!({})));
        site
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

    /// The page may talk to the simulator, and this besides.
    pub fn config(&self, more: Value) -> String {
        let mut config = json!({ "hosts": [self.host()] });
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        config.to_string()
    }

    /// The simulator among the `hosts`, as it is reached here.
    pub fn host(&self) -> Value {
        let mut host = json!({ "origin": self.simulator.api_url(), "label": "Simulator" });
        if self.is_by_proxy() {
            host["api"] = "/harness".into();
        }
        host
    }

    /// A reverse proxy stands between the page and the API.
    pub fn is_by_proxy(&self) -> bool {
        matches!(&self.front, Front::Real(server) if server.is_proxy())
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
        let path = format!("/pipeline/api/pipelines/execution/v2/{execution}?{}", self.scope());
        let answer = self.ask_past_the_page("GET", &path).await;
        answer["data"]["pipelineExecutionSummary"]["status"].as_str().unwrap().to_owned()
    }

    /// Retries a scenario's execution from a stage as somebody else would, and gives the new one.
    pub async fn retry_past_the_page(&self, scenario: &str, stage: &str) -> String {
        let (scope, execution) = (self.scope(), self.newest(scenario));
        let choice = format!("planExecutionId={execution}&retryStages={stage}");
        self.ask_past_the_page("POST", &format!("/pipeline/api/pipeline/execute/retry/{scenario}?{scope}&{choice}"))
            .await;
        self.newest(scenario)
    }

    fn scope(&self) -> String {
        let account = self.simulator.token().split('.').nth(1).unwrap();
        format!("accountIdentifier={account}&orgIdentifier=default&projectIdentifier=shop")
    }

    /// A call that no browser makes. By curl, since over TLS the simulator's certificate is nobody's.
    pub async fn ask_past_the_page(&self, method: &str, path: &str) -> Value {
        let key = format!("x-api-key: {}", self.simulator.token());
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--insecure", "--request", method, "--header", &key]);
        curl.args(["--header", "content-type: application/yaml"]).arg(format!("{}{path}", self.simulator.api_url()));
        let output = curl.output().await.expect("there is a curl");
        assert!(output.status.success(), "{method} {path}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// The part of a retry's query that tells what is retried.
pub fn choice_in(query: &str) -> String {
    let told = |pair: &&str| pair.starts_with("retryStages=") || pair.starts_with("runAllStages=");
    query.split('&').filter(told).collect::<Vec<_>>().join("&")
}
