//! The simulator as tests and the demo hold it.

use crate::auth::{Tokens, account};
use crate::clock::{Clock, SECOND};
use crate::control;
use crate::exchange::Shared;
use crate::execution::{Child, Execution, Inputs, Retried};
use crate::faults::{FaultRule, Faults};
use crate::limiter::Limiter;
use crate::pipeline::Pipeline;
use crate::record::{Record, RecordedRequest};
use crate::scenarios;
use crate::server;
use crate::tls;
use crate::world::World;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// How to start a [`Simulator`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on `127.0.0.1`; 0 takes any free one.
    pub api_port: u16,
    /// The origins that cross-origin answers are for, as `http://127.0.0.1:8080`; `*` for all.
    pub allowed_origins: Vec<String>,
    /// How fast simulated time runs: 1.0 is real, 60.0 is a minute a second.
    pub clock_speed: f64,
    /// Speaks TLS with a certificate made at the start, and offers HTTP/2.
    pub tls: bool,
    /// So many calls in any minute; more are answered with 429. No limit without it.
    pub calls_a_minute: Option<usize>,
}

impl Default for Options {
    fn default() -> Options {
        Options { api_port: 0, allowed_origins: Vec::new(), clock_speed: 1.0, tls: false, calls_a_minute: None }
    }
}

/// A scenario that can be opened by its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The pipeline's identifier, `sim_…`.
    pub pipeline: String,
    /// What there is to see.
    pub shows: String,
    /// The link of the execution, as Harness forms it.
    pub link: String,
    /// Whether a retry can be brought about from this link.
    pub can_retry: bool,
}

/// A running simulator. It ends when dropped.
#[derive(Debug)]
pub struct Simulator {
    api_url: String,
    tokens: Tokens,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Binds the port and serves until stopped or dropped.
    ///
    /// # Errors
    /// When the port can't be bound.
    pub async fn start(options: Options) -> io::Result<Simulator> {
        let listener = server::bind(options.api_port).await?;
        let scheme = if options.tls { "https" } else { "http" };
        let api_url = format!("{scheme}://{}", listener.local_addr()?);
        let tls = if options.tls { Some(tls::acceptor()?) } else { None };

        let mut world = World::new(Clock::start(options.clock_speed));
        let faults = Faults::default();
        scenarios::fill(&mut world, &faults);
        let tokens = world.tokens.clone();
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            record: Record::start(),
            faults,
            allowed_origins: Mutex::new(options.allowed_origins),
            limiter: Limiter::new(options.calls_a_minute),
        });
        let router = control::router(shared.clone());
        let server = tokio::spawn(server::serve(listener, tls, Some(shared.clone()), router));
        Ok(Simulator { api_url, tokens, shared, server })
    }

    /// Ends the server and closes every connection; the port is free afterwards.
    pub async fn stop(mut self) {
        self.server.abort();
        // An error only says that it was aborted.
        let _ = (&mut self.server).await;
    }

    /// Where the API is, without a slash at the end.
    pub fn api_url(&self) -> String {
        self.api_url.clone()
    }

    /// A token that may view and execute.
    pub fn token(&self) -> &str {
        &self.tokens.valid
    }

    /// All tokens, the refused ones included.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Allows another origin from now on.
    pub fn allow_origin(&self, origin: &str) {
        self.shared.allowed_origins().push(origin.to_owned());
    }

    /// Every scenario, in the order in which the README lists them.
    pub fn examples(&self) -> Vec<Example> {
        let world = self.shared.world();
        world
            .pipelines
            .iter()
            .map(|pipeline| Example {
                pipeline: pipeline.identifier.clone(),
                shows: pipeline.shows.to_owned(),
                link: self.link_of(pipeline),
                can_retry: pipeline.can_retry,
            })
            .collect()
    }

    /// The link of a scenario's execution.
    pub fn link(&self, pipeline: &str) -> Option<String> {
        self.shared.world().pipeline(pipeline).map(|pipeline| self.link_of(pipeline))
    }

    fn link_of(&self, pipeline: &Pipeline) -> String {
        format!(
            "{}/ng/account/{}/all/orgs/{}/projects/{}/pipelines/{}/executions/{}/pipeline",
            self.api_url,
            account(),
            pipeline.org,
            pipeline.project,
            pipeline.identifier,
            pipeline.linked_execution
        )
    }

    /// Everything that was asked since the start or the last [`Simulator::clear_requests`].
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.record.all()
    }

    /// Forgets what was asked so far.
    pub fn clear_requests(&self) {
        self.shared.record.clear();
    }

    /// The plan execution ids of a pipeline, oldest first: the truth, whatever was answered.
    pub fn executions_of(&self, pipeline: &str) -> Vec<String> {
        let world = self.shared.world();
        let of_pipeline = world.executions.iter().filter(|execution| execution.pipeline == pipeline);
        of_pipeline.map(|execution| execution.id.clone()).collect()
    }

    /// What the retry that made an execution asked for, and which stages it ran again.
    pub fn retried(&self, plan_execution_id: &str) -> Option<Retried> {
        self.shared.world().execution(plan_execution_id)?.retried.clone()
    }

    /// What retries of an execution started, in order: the truth, whatever was answered. Those that start
    /// late come last.
    pub fn children(&self, plan_execution_id: &str) -> Vec<Child> {
        self.shared.children(plan_execution_id)
    }

    /// Adds so many chains of failed executions of five pipelines, in the project `many`, and gives that project's
    /// link.
    pub fn add_many(&self, chains: usize) -> String {
        scenarios::many::enter(&mut self.shared.world(), chains);
        format!("{}/ng/account/{}/all/orgs/default/projects/many", self.api_url, account())
    }

    /// The latest execution of each chain in the project `many` that failed, oldest first.
    pub fn failed_of_many(&self) -> Vec<String> {
        let world = self.shared.world();
        let now = world.now();
        let is_wanted = |execution: &&Execution| {
            world.pipeline_of(execution).is_some_and(|pipeline| pipeline.project == "many")
                && world.is_latest(execution)
                && execution.status(now).stops_the_run()
        };
        world.executions.iter().filter(is_wanted).map(|execution| execution.id.clone()).collect()
    }

    /// Gives the newest execution of a pipeline other inputs.
    pub fn set_inputs(&self, pipeline: &str, yaml: &str) {
        let mut world = self.shared.world();
        let newest = world.executions.iter_mut().rfind(|execution| execution.pipeline == pipeline);
        if let Some(execution) = newest {
            execution.inputs = Inputs::Yaml(yaml.to_owned());
        }
    }

    /// Makes the next requests go wrong.
    pub fn inject(&self, fault: FaultRule) {
        self.shared.faults.inject(fault);
    }

    /// Lets nothing go wrong any more, not even what scenarios have of their own.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Moves simulated time on.
    pub fn advance_clock(&self, seconds: u32) {
        self.shared.world().clock.advance(i64::from(seconds) * SECOND);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}
