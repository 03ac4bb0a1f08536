//! One browser session per test, and the commands that fantoccini has no word for.

use std::env;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

use crate::{canary, shift};

/// Longer than anything on the page takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);

/// As many browsers at a time as there are cores to run them.
static TURNS: Semaphore = Semaphore::const_new(2);

/// A browser with one tab.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client,
    /// What the console was told so far.
    told: Arc<Mutex<Vec<String>>>,
    may_break_the_policy: Arc<AtomicBool>,
    may_move: Arc<AtomicBool>,
}

/// What `cargo xtask test e2e` says by this variable.
pub fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run these tests by `cargo xtask test e2e`"))
}

/// Runs a journey in a browser of its own, which ends with it, also when it fails.
pub async fn in_browser<J: Future<Output = ()> + Send + 'static>(journey: impl FnOnce(Browser) -> J) {
    let _turn = TURNS.acquire().await.unwrap();
    let mut capabilities: serde_json::Map<String, Value> =
        serde_json::from_str(include_str!("../chrome/webdriver.json")).unwrap();
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"}));
    // The simulator makes its certificate by itself.
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    let client = builder.connect(&setting("WEBDRIVER_URL")).await.expect("chromedriver starts a browser");
    client.set_window_size(1280, 900).await.expect("the window can be made as large as a desktop's");
    let browser = Browser {
        client: client.clone(),
        told: Arc::default(),
        may_break_the_policy: Arc::default(),
        may_move: Arc::default(),
    };
    shift::watch(&browser).await;
    let watched = browser.clone();
    let journey = journey(browser);
    let ended = tokio::spawn(async move {
        journey.await;
        watched.nothing_was_broken().await;
    })
    .await;
    let closed = client.close().await;
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure.into_panic());
    }
    closed.expect("the browser ends when it is told to");
}

/// Looks until there is something to see, then gives it; `None` when there was nothing in time.
pub async fn until<T, L: Future<Output = Option<T>>>(mut look: impl FnMut() -> L) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return Some(seen);
        }
        if Instant::now() > end {
            return None;
        }
        sleep(PAUSE).await;
    }
}

impl Browser {
    /// The session, for what has no word of its own here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{error}\n{script}"))
    }

    /// Everything that the console was told since the last call, a line each with its level.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.vendor("se/log", Some(json!({"type": "browser"}))).await;
        let text = |entry: &Value, field: &str| entry[field].as_str().unwrap_or_default().to_owned();
        let entries = entries.as_array().expect("a list of console lines");
        let line = |entry: &Value| format!("{} {}", text(entry, "level"), text(entry, "message"));
        let lines: Vec<String> = entries.iter().map(line).collect();
        self.told.lock().unwrap().extend_from_slice(&lines);
        lines.into_iter().filter(|line| !shift::is_of_this(line)).collect()
    }

    /// This journey breaks the page's policy on purpose.
    pub fn may_break_the_policy(&self) {
        self.may_break_the_policy.store(true, Ordering::Relaxed);
    }

    /// What is on the page may move here: the window is made wider and narrower, or a script does what a person would.
    pub fn may_move(&self) {
        self.may_move.store(true, Ordering::Relaxed);
    }

    /// At the end of each journey: the policy was kept, nothing moved by itself, and no secret was left anywhere.
    async fn nothing_was_broken(&self) {
        self.console().await;
        let told = self.told.lock().unwrap().clone();
        let breach = told.iter().find(|line| line.contains("Content Security Policy"));
        assert!(breach.is_none() || self.may_break_the_policy.load(Ordering::Relaxed), "{breach:?}");
        if !self.may_move.load(Ordering::Relaxed) {
            shift::nothing_moved(&told);
        }
        canary::is_nowhere(self, &told).await;
    }

    /// A command of the developer tools.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.vendor("goog/cdp/execute", Some(json!({"cmd": command, "params": parameters}))).await
    }

    /// A command of the developer tools that the page does not survive, and so perhaps no answer does.
    pub async fn devtools_of_a_page_that_ends(&self, command: &str) -> bool {
        let body = Some(json!({"cmd": command, "params": {}}));
        self.client.issue_cmd(Vendor { path: "goog/cdp/execute".to_owned(), body }).await.is_ok()
    }

    /// The name and the role that the browser computed for an element, as a screen reader gets them.
    pub async fn name_and_role(&self, element: &fantoccini::elements::Element) -> (String, String) {
        let id = element.element_id();
        let label = self.vendor(&format!("element/{}/computedlabel", id.as_ref()), None).await;
        let role = self.vendor(&format!("element/{}/computedrole", id.as_ref()), None).await;
        (label.as_str().unwrap_or_default().to_owned(), role.as_str().unwrap_or_default().to_owned())
    }

    async fn vendor(&self, path: &str, body: Option<Value>) -> Value {
        let command = Vendor { path: path.to_owned(), body };
        self.client.issue_cmd(command).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// A command that fantoccini does not know.
#[derive(Debug)]
struct Vendor {
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        match &self.body {
            Some(body) => (Method::POST, Some(body.to_string())),
            None => (Method::GET, None),
        }
    }
}
