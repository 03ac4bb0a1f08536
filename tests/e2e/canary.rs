//! The token's secret stands nowhere but in the request's header.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::{Value, json};
use simulator::{Options, Simulator};

use crate::action::{load_until_ready, open, paste, press, retry};
use crate::browser::{Browser, in_browser};
use crate::check::sees;
use crate::curl::copied_curl;
use crate::find::{Role, is_there};
use crate::site::Site;
use crate::truth::press_retry;

/// The secrets of every token that a simulator has known so far.
static SECRETS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// From here on each journey ends with a look for this simulator's secrets.
pub fn look_for(simulator: &Simulator) {
    let tokens = simulator.tokens();
    let mut secrets = SECRETS.lock().unwrap();
    for token in [&tokens.valid, &tokens.expired, &tokens.other_account, &tokens.view_only, &tokens.service_account] {
        secrets.extend(token.rsplit('.').next().map(str::to_owned));
    }
}

/// At the end of a journey: no secret stands in any place of the page, nor in anything that the console was told.
/// Its own field may still hold it, and this tab's storage, where a journey has ticked that.
pub async fn is_nowhere(browser: &Browser, told: &[String]) {
    let secrets = SECRETS.lock().unwrap().clone();
    // No page is there any more to look into.
    let places = places(browser).await.unwrap_or_default();
    for secret in secrets {
        let told = told.iter().find(|line| line.contains(&secret));
        assert!(told.is_none(), "the console was told a secret: {told:?}");
        for (place, text) in &places {
            let may_be_there = ["fields", "session storage"].contains(&place.as_str());
            assert!(may_be_there || !text.contains(&secret), "a secret stands in: {place}");
        }
    }
}

/// Every place on the page where text can stay: the document with each attribute, the fields'
/// contents, the storages, the cookies, the addresses that were asked for, the history's state.
async fn places(browser: &Browser) -> Option<Vec<(String, String)>> {
    let script = "return (async () => {
        const places = {
            address: location.href,
            title: document.title,
            document: document.documentElement.outerHTML,
            fields: JSON.stringify([...document.querySelectorAll('input, textarea')].map(field => field.value)),
            'local storage': JSON.stringify({ ...localStorage }),
            'session storage': JSON.stringify({ ...sessionStorage }),
            cookies: document.cookie,
            history: JSON.stringify(history.state),
            'window name': window.name,
            'addresses asked for': JSON.stringify(performance.getEntriesByType('resource').map(entry => entry.name)),
            globals: Object.getOwnPropertyNames(globalThis)
                .map(name => { try { return typeof globalThis[name] === 'string' ? globalThis[name] : ''; } catch { return ''; } })
                .join(' '),
            referrer: document.referrer,
            databases: JSON.stringify(await indexedDB.databases()),
            caches: JSON.stringify(await globalThis.caches?.keys() ?? []),
        };
        return places; })()";
    let places = browser.client().execute(script, Vec::new()).await.ok()?;
    let text = |text: &Value| text.as_str().unwrap_or_default().to_owned();
    Some(places.as_object()?.iter().map(|(place, held)| (place.clone(), text(held))).collect())
}

async fn holding(browser: &Browser, secret: &str) -> Vec<String> {
    places(browser)
        .await
        .expect("a page")
        .into_iter()
        .filter(|(_, text)| text.contains(secret))
        .map(|(place, _)| place)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_in_no_place_on_the_page_after_load_and_after_the_retry() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        paste(&browser, "Token", site.simulator.token()).await;
        // The search does find it, while it stands in its field.
        assert_eq!(holding(&browser, site.secret()).await, ["fields"]);
        paste(&browser, "Harness link", &site.link("sim_serial")).await;
        press(&browser, "Load").await;
        sees(&browser, "Retry 1 stage of Deploy shop").await;
        assert_eq!(holding(&browser, site.secret()).await, Vec::<String>::new());
        let curl = copied_curl(&browser, &site).await;
        assert!(curl.contains("HARNESS_API_KEY") && !curl.contains(site.secret()), "{curl}");
        retry(&browser).await;
        assert_eq!(holding(&browser, site.secret()).await, Vec::<String>::new());
        let console = browser.console().await.join("\n");
        assert!(!console.contains(site.secret()), "{console}");
        for request in site.simulator.requests() {
            let told = format!("{} {}?{} {:?}", request.method, request.path, request.query, request.headers);
            assert!(!told.contains(site.secret()), "{told}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_not_in_the_console_when_calls_fail() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for scenario in ["sim_detail_html", "sim_200_error", "sim_lost_reply"] {
            crate::action::load(&browser, &site, scenario).await;
            sees(&browser, "Shown on the new execution in Harness").await;
            if is_there(&browser, Role::Button, "Retry …").await {
                press(&browser, "Retry …").await;
            }
            assert_eq!(holding(&browser, site.secret()).await, Vec::<String>::new(), "{scenario}");
        }
        // The browser has by then written the broken connection to the console.
        sees(&browser, "An attempt started after your press.").await;
        let console = browser.console().await.join("\n");
        assert!(console.contains("127.0.0.1") && !console.contains(site.secret()), "{console}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_for_this_tab_it_is_in_the_session_storage_until_it_is_forgotten() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        let keep = crate::find::part(&browser, Role::Field, "Keep for this tab").await;
        keep.click().await.unwrap();
        crate::action::load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        sees(&browser, "Kept for this tab").await;
        assert_eq!(holding(&browser, site.secret()).await, ["session storage"]);
        // After a reload the token need not be pasted again.
        open(&browser, &site).await;
        paste(&browser, "Harness link", &site.link("sim_serial")).await;
        press(&browser, "Load").await;
        sees(&browser, "Retry 1 stage of Deploy shop").await;
        press(&browser, "Forget").await;
        assert_eq!(holding(&browser, site.secret()).await, Vec::<String>::new());
        // Nor is there a button left that would send with it.
        assert!(!is_there(&browser, Role::Button, "Retry…").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_token_goes_to_no_other_host_than_the_one_it_was_given_for() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        crate::find::part(&browser, Role::Field, "Keep for this tab").await.click().await.unwrap();
        crate::action::load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        sees(&browser, "Kept for this tab").await;
        let other = Simulator::start(Options::default()).await.unwrap();
        other.allow_origin(&site.origin());
        let hosts = [site.host(), json!({ "origin": other.api_url(), "label": "Simulator" })];
        site.set_config(&site.config(json!({ "hosts": hosts })));
        open(&browser, &site).await;
        paste(&browser, "Harness link", &other.link("sim_serial").unwrap()).await;
        press(&browser, "Load").await;
        sees(&browser, "The token was given for").await;
        assert_eq!(other.requests(), []);
        assert_eq!(holding(&browser, site.secret()).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_page_s_own_address_is_taken_out_and_said() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for place in ["?token=", "#", "?x=1#token="] {
            let address = format!("{}{place}{}", site.url(), site.simulator.token());
            browser.client().goto(&address).await.unwrap();
            sees(&browser, "A token stood in this page’s address.").await;
            sees(&browser, "revoke it in Harness").await;
            let held = holding(&browser, site.secret()).await;
            assert_eq!(held, Vec::<String>::new(), "{place}");
            // Another fragment of the same address would not load the page anew.
            browser.client().goto("about:blank").await.unwrap();
        }
        load_until_ready(&browser, &site, "sim_serial").await;
    })
    .await;
}

/// A crash of the page's own program, in the middle of everything: what it leaves behind tells nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_crashes_leaves_the_secret_nowhere() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        // The program asks for the time on every press and never expects this. After it, whatever it was in the
        // middle of stays locked, and the next event ends it.
        let crash = "
            window.crashes = 0;
            window.addEventListener('error', () => window.crashes++);
            Date.now = () => { throw new Error('no time'); };";
        browser.script(crash, Vec::new()).await;
        for _ in 0..3 {
            press_retry(&browser).await;
        }
        let crashes = browser.script("return window.crashes", Vec::new()).await;
        assert!(crashes.as_u64() > Some(0), "it did not crash");
        assert_eq!(holding(&browser, site.secret()).await, Vec::<String>::new());
        let console = browser.console().await.join("\n");
        assert!(!console.is_empty() && !console.contains(site.secret()), "{console}");
        assert_eq!(site.posts(), []);
    })
    .await;
}
