//! What only reads: tried again, paced, and said when it fails for good.

use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{load, load_until_ready, load_with, open, press, retry};
use crate::browser::{Browser, in_browser, until};
use crate::check::{can_press_retry, cannot_press_retry, screen, sees};
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_once_can_be_loaded_again() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        // As often as it is tried.
        let failing = FaultRule::once(Call::Inputs, Fault::Status(500));
        site.simulator.inject(FaultRule { times: Some(3), ..failing });
        load(&browser, &site, "sim_serial").await;
        cannot_press_retry(&browser, &site, "Without them the retry would run with none").await;
        press(&browser, "Load again").await;
        can_press_retry(&browser, "sim_serial").await;
        retry(&browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_page_that_does_not_come_is_said_and_loaded_again() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        browser.devtools("Network.enable", json!({})).await;
        browser.devtools("Network.setBlockedURLs", json!({"urls": ["*_rest-*"]})).await;
        load(&browser, &site, "sim_serial").await;
        sees(&browser, "A part of this page could not be loaded.").await;
        assert_eq!(site.simulator.requests(), [], "nothing was asked of Harness");
        browser.devtools("Network.setBlockedURLs", json!({"urls": []})).await;
        press(&browser, "Load again").await;
        can_press_retry(&browser, "sim_serial").await;
        retry(&browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_fails_for_a_moment_is_tried_again_by_itself() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for (call, fault) in [
            (Call::Detail, Fault::Status(500)),
            (Call::RetryHistory, Fault::Status(429)),
            (Call::Inputs, Fault::CutAfterHeaders),
            (Call::RetryStages, Fault::Status(503)),
        ] {
            site.simulator.inject(FaultRule { times: Some(2), ..FaultRule::once(call, fault) });
        }
        load_until_ready(&browser, &site, "sim_serial").await;
        assert!(!screen(&browser).await.contains("failed with"));
    })
    .await;
}

/// As many calls as one token may make in a minute are made in a tab, as far as the others hear.
const MANY_CALLS: &str = "
    const tabs = new BroadcastChannel('pipeline-retry.calls');
    const now = Date.now();
    for (let call = 0; call < 390; call++) tabs.postMessage(now - call);";

/// What the page hears of other tabs is counted.
const COUNT_HEARD: &str = "
    window.heard = new Set();
    const Channel = BroadcastChannel;
    window.BroadcastChannel = class extends Channel {
        constructor(name) {
            super(name);
            this.addEventListener('message', (event) => heard.add(event.data));
        }
    };";

/// Waits for a turn are noted; after some of them it is a minute later.
const WAITS: &str = "
    const [wait, now] = [window.setTimeout, Date.now];
    window.waits = 0;
    window.setTimeout = (wake, after, ...rest) => {
        if (after !== 1_000) return wait(wake, after, ...rest);
        if (++window.waits === 10) Date.now = () => now.call(Date) + 61_000;
        return wait(wake, 20, ...rest);
    };";

async fn has_waited(browser: &Browser) -> bool {
    browser.script("return window.waits > 0", Vec::new()).await == json!(true)
}

/// Another tab makes many calls, and then this one is looked at again.
async fn another_tab_makes_many_calls(browser: &Browser, site: &Site) {
    let client = browser.client();
    let first = client.window().await.unwrap();
    let second = client.new_window(true).await.unwrap().handle;
    client.switch_to_window(second).await.unwrap();
    open(browser, site).await;
    browser.script(MANY_CALLS, Vec::new()).await;
    client.switch_to_window(first).await.unwrap();
}

/// Tabs hear each other when the browser comes to it.
async fn has_heard_of_many_calls(browser: &Browser) {
    let heard =
        || async { (browser.script("return window.heard.size >= 390", Vec::new()).await == json!(true)).then_some(()) };
    assert!(until(heard).await.is_some(), "this tab did not hear of the other’s calls");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_wait_when_the_tabs_of_this_browser_have_made_too_many() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": COUNT_HEARD})).await;
        load_until_ready(&browser, &site, "sim_serial").await;
        another_tab_makes_many_calls(&browser, &site).await;
        has_heard_of_many_calls(&browser).await;
        browser.script(WAITS, Vec::new()).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_serial").await;
        assert!(has_waited(&browser).await, "no call waited");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_was_opened_after_many_calls_waits_as_well() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": COUNT_HEARD})).await;
        another_tab_makes_many_calls(&browser, &site).await;
        // It has heard none of them, and asks.
        open(&browser, &site).await;
        has_heard_of_many_calls(&browser).await;
        browser.script(WAITS, Vec::new()).await;
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        can_press_retry(&browser, "sim_serial").await;
        assert!(has_waited(&browser).await, "no call of the new tab waited");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_does_not_allow_the_page_s_origin_is_said_as_what_it_may_be() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        site.simulator.inject(FaultRule { without_cors: true, ..FaultRule::always(Call::Any, Fault::Status(403)) });
        load(&browser, &site, "sim_serial").await;
        cannot_press_retry(&browser, &site, "Nothing can be retried before the execution is read.").await;
        let said = screen(&browser).await;
        assert!(said.contains("Nothing was run.") && said.contains("(CORS)"), "{said}");
        assert_eq!(site.posts(), []);
    })
    .await;
}
