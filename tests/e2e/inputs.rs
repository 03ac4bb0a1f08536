//! The inputs: what is shown is what was run with, to the byte.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::action::{load_until_ready, press, retry};
use crate::browser::{Browser, in_browser};
use crate::check::sees;
use crate::curl::copied;
use crate::find::{Role, is_there};
use crate::site::Site;

/// The text in the region *Inputs as YAML*, without the line numbers.
async fn yaml_shown(browser: &Browser) -> Option<String> {
    let script = "
        const region = document.querySelector('[role=region][aria-label=\"Inputs as YAML\"]');
        return region?.checkVisibility() ? region.textContent : null;";
    browser.script(script, Vec::new()).await.as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yaml_on_the_page_has_the_very_bytes_that_are_sent() {
    in_browser(|browser| async move {
        for scenario in ["sim_serial", "sim_inputs_nasty", "sim_crlf", "sim_bom", "sim_inputs_1mb"] {
            let site = Site::open().await;
            load_until_ready(&browser, &site, scenario).await;
            if is_there(&browser, Role::Button, "Show YAML").await {
                assert_eq!(yaml_shown(&browser).await, None, "{scenario}: long inputs are a count at first");
                press(&browser, "Show YAML").await;
            }
            // Counted once all of it is there: a long text is put in in two steps.
            sees(&browser, "values, unchanged").await;
            let shown = yaml_shown(&browser).await.expect("the YAML is shown");
            press(&browser, "Hide YAML").await;
            assert_eq!(yaml_shown(&browser).await, None, "{scenario}");
            retry(&browser).await;
            let [post] = site.posts().try_into().unwrap();
            let hash = format!("{:x}", Sha256::digest(&shown));
            assert_eq!((post.body_length, post.body_sha256), (shown.len(), hash), "{scenario}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_size_of_the_inputs_is_said_and_none_is_a_state_of_its_own() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        sees(&browser, "1.0 MB, as in the original run").await;
        for scenario in ["sim_no_inputs_absent", "sim_no_inputs_null", "sim_no_inputs_empty", "sim_no_inputs_text_null"]
        {
            load_until_ready(&browser, &site, scenario).await;
            sees(&browser, "This execution ran without runtime inputs. The retry is sent with an empty body").await;
            sees(&browser, "body empty no runtime inputs").await;
        }
    })
    .await;
}

/// A megabyte opens without a pause that a person would see.
#[tokio::test(flavor = "multi_thread")]
async fn one_megabyte_of_yaml_opens_within_a_moment() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        let button = crate::find::part(&browser, Role::Button, "Show YAML").await;
        let script = "
            const [button, done] = arguments;
            const begun = performance.now();
            button.click();
            const look = () => document.querySelector('[role=region]')
                ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)))
                : requestAnimationFrame(look);
            look();";
        let took = browser.client().execute_async(script, vec![json!(button)]).await.unwrap();
        assert!(took.as_f64().unwrap() < 1000.0, "{took} ms");
    })
    .await;
}

/// By themselves browsers copy what they see of a selection, without the last line's end.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_selected_and_copied_is_the_very_text() {
    in_browser(|browser| async move {
        for scenario in ["sim_serial", "sim_crlf", "sim_bom", "sim_inputs_nasty", "sim_inputs_1mb"] {
            let site = Site::open().await;
            load_until_ready(&browser, &site, scenario).await;
            let by_button = copied(&browser, &site, "Copy").await;
            if is_there(&browser, Role::Button, "Show YAML").await {
                press(&browser, "Show YAML").await;
            }
            sees(&browser, "values, unchanged").await;
            let by_selecting = "
                const done = arguments[0];
                getSelection().selectAllChildren(document.querySelector('[role=region][aria-label=\"Inputs as YAML\"]'));
                document.execCommand('copy');
                navigator.clipboard.readText().then(done, error => done(String(error)));";
            let text = browser.client().execute_async(by_selecting, vec![]).await.unwrap();
            assert!(text == json!(by_button), "{scenario}: {text}");
            let watch = "
                const make = URL.createObjectURL;
                URL.createObjectURL = blob => { globalThis.saved = blob; return make(blob); };";
            browser.script(watch, vec![]).await;
            press(&browser, "Download").await;
            let saved = "const done = arguments[0]; globalThis.saved.text().then(done)";
            let text = browser.client().execute_async(saved, vec![]).await.unwrap();
            // Reading a blob as text takes a byte order mark away.
            let text = text.as_str().unwrap();
            assert!(text == by_button.trim_start_matches('\u{feff}'), "{scenario}: {text}");
        }
    })
    .await;
}
