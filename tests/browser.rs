//! The browser's edge, in a real browser: fetch, storage, theme, and the page mounted.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test does")]

use std::cell::Cell;
use std::rc::Rc;

use any_spawner::Executor;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use pipeline_retry::browser::fetch::{Fetch, Leaving};
use pipeline_retry::browser::{address, theme, token_of_this_tab};
use pipeline_retry::config::Config;
use pipeline_retry::domain::api_token::ApiToken;
use pipeline_retry::domain::execution_url::ExecutionUrl;
use pipeline_retry::domain::retry_plan::RetryStages;
use pipeline_retry::domain::runtime_inputs::RuntimeInputs;
use pipeline_retry::harness::endpoint::Connection;
use pipeline_retry::harness::transport::{HttpRequest, Transport, TransportError};
use pipeline_retry::ui::app;
use pipeline_retry::ui::kit::el::{IntoNode, el, live, live_text};
use pipeline_retry::ui::state::State;
use reactive_graph::owner::Owner;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, Request};

wasm_bindgen_test_configure!(run_in_browser);

const TOKEN: &str = "pat.ACC.id.CANARYsecret";
const LONG: u32 = 60_000;
/// The port of `discard`: browsers refuse to connect to it, whatever listens there.
const NOBODY: &str = "http://127.0.0.1:9";

fn config(origin: &str) -> Config {
    Config::parse(&format!(r#"{{"hosts":[{{"origin":"{origin}","label":"Harness"}}]}}"#)).unwrap()
}

/// A read and the retry of one execution of the Harness at this origin.
fn requests(origin: &str, inputs: &str) -> (HttpRequest, HttpRequest) {
    let link = format!("{origin}/ng/account/ACC/all/orgs/o/projects/p/pipelines/deploy/executions/E1/pipeline");
    let url = ExecutionUrl::parse(&link).unwrap();
    let api = config(origin).hosts.api_for(&url.pipeline.host).unwrap();
    let connection = Connection { api, token: ApiToken::parse(TOKEN).unwrap(), scope: url.pipeline.scope };
    let execution = url.execution.unwrap();
    let stages = RetryStages { identifiers: Vec::new(), run_all: true };
    let inputs = RuntimeInputs::from_server(Some(inputs.to_owned()));
    let retry = connection.retry(&url.pipeline.pipeline, &execution, &stages, "", &inputs);
    (connection.execution_detail(&execution), retry)
}

/// Another `fetch` for as long as this lives. Tests run one after the other, and one that failed
/// drops nothing: so the real one is kept aside, and put back also at the start of the next.
struct StandIn;

impl StandIn {
    /// `body` is that of a function which gets the request and gives a promise.
    fn new(body: &str) -> Self {
        put_back_the_real_fetch();
        Reflect::set(&js_sys::global(), &"fetch".into(), &Function::new_with_args("request", body)).unwrap();
        Self
    }

    /// Never answers, and ends with the reason of the request's own signal.
    fn silent() -> Self {
        Self::new(
            "const { signal } = request;
             return new Promise((_, reject) => {
                 if (signal.aborted) reject(signal.reason);
                 signal.addEventListener('abort', () => reject(signal.reason));
             });",
        )
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        put_back_the_real_fetch();
    }
}

fn put_back_the_real_fetch() {
    js_sys::eval("globalThis.realFetch ??= fetch; globalThis.fetch = realFetch;").unwrap();
}

#[wasm_bindgen_test]
async fn an_answer_is_given_whatever_its_status() {
    put_back_the_real_fetch();
    // The test's own web server, which has no such path.
    let (read, _) = requests(&address::origin(), "");
    let answer = Fetch::until(None, LONG).send(&read).await.unwrap();
    assert_eq!(answer.status, 404);
}

#[wasm_bindgen_test]
async fn where_nobody_can_be_reached_that_is_said() {
    put_back_the_real_fetch();
    let (read, retry) = requests(NOBODY, "a: 1\n");
    for request in [read, retry] {
        assert_eq!(Fetch::until(None, LONG).send(&request).await, Err(TransportError::Unreachable));
    }
}

#[wasm_bindgen_test]
async fn leaving_cancels_what_is_under_way_and_what_begins_later() {
    let _silent = StandIn::silent();
    let (read, _) = requests(NOBODY, "");
    let leaving = Leaving::new();
    let fetch = Fetch::until(leaving.signal(), LONG);
    let (under_way, ()) = futures_util::future::join(fetch.send(&read), async { leaving.leave() }).await;
    assert_eq!(under_way, Err(TransportError::Cancelled));
    assert_eq!(fetch.send(&read).await, Err(TransportError::Cancelled));
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_come_is_waited_for_until_the_limit() {
    let _silent = StandIn::silent();
    let (read, _) = requests(NOBODY, "");
    let leaving = Leaving::new();
    assert_eq!(Fetch::until(leaving.signal(), 20).send(&read).await, Err(TransportError::TimedOut));
}

#[wasm_bindgen_test]
async fn a_request_carries_its_bytes_and_key_and_neither_cookies_nor_a_referrer() {
    let _keeper = StandIn::new("globalThis.kept = request; return Promise.resolve(new Response('ü'));");
    let inputs = "a: \"1\"\r\n\tb: '\\n' \n\u{feff}🚀 no end";
    let (_, retry) = requests(NOBODY, inputs);
    let answer = Fetch::until(None, LONG).send(&retry).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, "ü".as_bytes()));
    let sent: Request = Reflect::get(&js_sys::global(), &"kept".into()).unwrap().unchecked_into();
    assert_eq!((sent.method(), sent.url()), ("POST".to_owned(), retry.url()));
    let header = |name: &str| sent.headers().get(name).unwrap();
    assert_eq!(header("x-api-key").as_deref(), Some(TOKEN));
    assert_eq!(header("content-type").as_deref(), Some("application/yaml"));
    let told = |field: &str| Reflect::get(&sent, &field.into()).unwrap().as_string().unwrap();
    for (field, value) in [
        ("credentials", "omit"),
        ("referrerPolicy", "no-referrer"),
        ("redirect", "error"),
        ("cache", "no-store"),
        ("mode", "cors"),
    ] {
        assert_eq!(told(field), value, "{field}");
    }
    let names = Array::from(&sent.headers().keys().into());
    assert_eq!(names.iter().filter_map(|name| name.as_string()).collect::<Vec<_>>(), ["content-type", "x-api-key"]);
    let body: Promise = sent.array_buffer().unwrap();
    assert_eq!(Uint8Array::new(&JsFuture::from(body).await.unwrap()).to_vec(), inputs.as_bytes());
}

#[wasm_bindgen_test]
fn a_token_is_kept_for_this_tab_until_it_is_forgotten() {
    token_of_this_tab::forget();
    assert_eq!(token_of_this_tab::kept(), None);
    let token = ApiToken::parse(TOKEN).unwrap();
    assert!(token_of_this_tab::keep(&token, "https://app.harness.io/gateway"));
    assert_eq!(token_of_this_tab::kept(), Some((token, "https://app.harness.io/gateway".to_owned())));
    let in_local = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    assert!((0..in_local.length().unwrap()).all(|n| {
        let held = in_local.get_item(&in_local.key(n).unwrap().unwrap()).unwrap();
        held.is_none_or(|held| !held.contains("CANARY"))
    }));
    token_of_this_tab::forget();
    assert_eq!(token_of_this_tab::kept(), None);
}

#[wasm_bindgen_test]
fn the_theme_is_shown_and_remembered() {
    let root = web_sys::window().unwrap().document().unwrap().document_element().unwrap();
    for word in ["dark", "light", ""] {
        theme::choose(word);
        assert_eq!((theme::chosen().as_str(), root.get_attribute("data-theme").as_deref()), (word, Some(word)));
    }
}

/// The page in an element of its own, until this is dropped.
struct Mounted {
    place: HtmlElement,
    _page: Owner,
}

impl Mounted {
    fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        // One that a failed test left behind would have the same ids.
        if let Some(left) = document.get_element_by_id("mounted") {
            left.remove();
        }
        let place: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        place.set_id("mounted");
        document.body().unwrap().append_child(&place).unwrap();
        let page = app::mount(&place, config(NOBODY), "");
        Self { place, _page: page }
    }

    /// What a label stands for.
    fn field(&self, label: &str) -> HtmlElement {
        let find = "return [...place.querySelectorAll('label')].find(own => own.textContent === label).control;";
        let found = Function::new_with_args("place, label", find).call2(&JsValue::NULL, &self.place, &label.into());
        found.unwrap().unchecked_into()
    }

    fn press(&self, button: &str) {
        let find = "[...place.querySelectorAll('button')].find(own => own.textContent.trim() === name).click();";
        let pressed = Function::new_with_args("place, name", find).call2(&JsValue::NULL, &self.place, &button.into());
        pressed.unwrap();
    }

    /// What is said below a field, when something is wrong with it.
    fn problem_at(&self, label: &str) -> Option<String> {
        let field = self.field(label);
        field.get_attribute("aria-invalid").filter(|invalid| invalid == "true")?;
        let note = format!("#{}", field.get_attribute("aria-describedby")?);
        self.place.query_selector(&note).unwrap()?.text_content()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.place.remove();
    }
}

#[wasm_bindgen_test]
async fn load_with_an_empty_form_says_by_each_field_what_is_missing() {
    let _nothing = StandIn::new("throw new Error('nothing may be sent');");
    let page = Mounted::new();
    assert_eq!((page.problem_at("Harness link"), page.problem_at("Token")), (None, None));
    assert_eq!(page.field("Token").get_attribute("type").as_deref(), Some("password"));
    page.press("Load");
    Executor::tick().await;
    let problem = |label| page.problem_at(label).unwrap();
    assert_eq!(problem("Harness link"), "Paste the link of a failed execution, or fill in the IDs.");
    assert!(problem("Token").starts_with("Paste a personal or service account token."));
}

#[wasm_bindgen_test]
async fn the_ids_stay_unfolded_while_they_are_typed() {
    let page = Mounted::new();
    let ids = page.place.query_selector("details").unwrap().unwrap();
    ids.set_attribute("open", "").unwrap();
    for (label, text) in [("Org", "default"), ("Project", "shop"), ("Token", TOKEN)] {
        let field = page.field(label);
        Reflect::set(&field, &"value".into(), &text.into()).unwrap();
        field.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
        Executor::tick().await;
        assert!(ids.has_attribute("open"), "after a key in {label}");
    }
}

#[wasm_bindgen_test]
async fn a_part_within_a_part_changes_by_itself_and_ends_with_it() {
    // Fails only where a test before this one did it.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (is_there, word) = owner.with(|| (State::new(true), State::new("a".to_owned())));
    let reads = Rc::new(Cell::new(0));
    let counted = reads.clone();
    let line = owner.with(|| {
        let part = live(move || {
            let reads = counted.clone();
            let words = move || {
                reads.set(reads.get() + 1);
                word.get()
            };
            is_there.get().then(|| el("b").child(live_text(words)))
        });
        el("p").child("[").child(part).child("]").into_node()
    });
    let shown = || (line.text_content().unwrap(), reads.get());
    assert_eq!(shown(), ("[a]".to_owned(), 1));
    word.set("b".to_owned());
    Executor::tick().await;
    assert_eq!(shown(), ("[b]".to_owned(), 2));
    is_there.set(false);
    Executor::tick().await;
    assert_eq!(shown().0, "[]");
    let before = reads.get();
    word.set("c".to_owned());
    Executor::tick().await;
    assert_eq!(reads.get(), before, "the part that is gone reads no more");
    is_there.set(true);
    Executor::tick().await;
    assert_eq!(shown().0, "[c]");
    drop(owner);
    word.set("d".to_owned());
    Executor::tick().await;
    assert_eq!(shown().0, "[c]", "nothing follows what has ended");
}
