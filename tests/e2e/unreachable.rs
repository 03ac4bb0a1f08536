//! Harness can't be reached: what the page says of it, and the ways out that it names.

use serde_json::json;
use simulator::{Options, Simulator};

use crate::action::{load_with, open};
use crate::browser::{Browser, in_browser};
use crate::check::sees;
use crate::curl::copied;
use crate::site::Site;

/// A page that may talk to a Harness which does not allow the page's origin.
async fn strangers(browser: &Browser) -> (Site, Simulator) {
    let site = Site::open().await;
    let harness = Simulator::start(Options::default()).await.unwrap();
    let config = json!({"hosts": [{ "origin": harness.api_url(), "label": "Harness" }]});
    site.set_config(&config.to_string());
    open(browser, &site).await;
    (site, harness)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_origin_is_named_with_what_can_be_done_and_a_call_for_a_shell() {
    in_browser(|browser| async move {
        let (site, harness) = strangers(&browser).await;
        load_with(&browser, &harness.link("sim_serial").unwrap(), harness.token()).await;
        sees(&browser, "Harness could not be reached for the execution. Nothing was run.").await;
        sees(&browser, &format!("Harness may have to allow {} (CORS) or be reached by a proxy", site.origin())).await;
        let curl = copied(&browser, &site, "Copy as curl").await;
        assert!(curl.contains("/pipeline/api/pipelines/execution/v2/") && curl.contains("HARNESS_API_KEY"), "{curl}");
        assert!(!curl.contains(harness.token().rsplit('.').next().unwrap()), "{curl}");
        // Nothing but the questions whether it may ask.
        assert!(harness.requests().iter().all(|request| request.method == "OPTIONS"), "{:?}", harness.requests());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_offline_says_so() {
    in_browser(|browser| async move {
        let (_site, harness) = strangers(&browser).await;
        let link = harness.link("sim_serial").unwrap();
        let token = harness.token().to_owned();
        harness.stop().await;
        let offline = "Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });";
        browser.script(offline, vec![]).await;
        load_with(&browser, &link, &token).await;
        sees(&browser, "This browser is offline: Harness could not be asked for the execution. Nothing was run.").await;
    })
    .await;
}
