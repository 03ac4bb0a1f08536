//! The copied command, pasted into a shell, starts the same retry.

use std::process::{Output, Stdio};
use std::{env, fs, process};

use serde_json::json;
use simulator::Certificate;
use tempfile::NamedTempFile;
use tokio::process::Command;

use crate::action::{choose, load_until_ready, press, type_into};
use crate::browser::{Browser, in_browser};
use crate::check::sees;
use crate::site::{Site, choice_in};

/// What *Copy as curl* puts on the clipboard.
pub async fn copied_curl(browser: &Browser, site: &Site) -> String {
    copied(browser, site, "Copy as curl").await
}

/// What this button copies.
pub async fn copied(browser: &Browser, site: &Site, button: &str) -> String {
    let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
    browser.devtools("Browser.grantPermissions", json!({"origin": site.origin(), "permissions": permissions})).await;
    press(browser, button).await;
    sees(browser, "Copied").await;
    let script = "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done(String(error)));";
    let text = browser.client().execute_async(script, Vec::new()).await.expect("the clipboard can be read");
    text.as_str().unwrap().to_owned()
}

/// The certificate of the proxy that journeys may run on, for what is run to trust in `CURL_CA_BUNDLE`.
pub fn certificate() -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    fs::write(file.path(), &Certificate::of_this_process().unwrap().certificate).unwrap();
    file
}

/// Feeds the text to a shell's standard input, as pasting does.
async fn paste_into_bash(text: &str, token: Option<&str>) -> Output {
    let file = env::temp_dir().join(format!("pipeline-retry-pasted-{}-{}", process::id(), text.len()));
    fs::write(&file, text).unwrap();
    let mut bash = Command::new("bash");
    let trusted = certificate();
    bash.env("CURL_CA_BUNDLE", trusted.path());
    bash.env_remove("HARNESS_API_KEY").stdin(Stdio::from(fs::File::open(&file).unwrap())).kill_on_drop(true);
    if let Some(token) = token {
        bash.env("HARNESS_API_KEY", token);
    }
    let output = bash.output().await.expect("there is a bash");
    fs::remove_file(file).unwrap();
    output
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copied_curl_starts_the_same_retry_with_the_same_bytes() {
    in_browser(|browser| async move {
        for scenario in
            ["sim_serial", "sim_inputs_nasty", "sim_inputs_1mb", "sim_no_inputs_absent", "sim_crlf", "sim_bom"]
        {
            // The same twice: once by the page, once by the shell.
            let (by_page, by_shell) = (Site::open().await, Site::open().await);
            load_until_ready(&browser, &by_page, scenario).await;
            type_into(&browser, "Notes", "it's \"on\" $me & co!").await;
            crate::action::retry(&browser).await;
            let [by_page] = by_page.posts().try_into().unwrap();

            load_until_ready(&browser, &by_shell, scenario).await;
            type_into(&browser, "Notes", "it's \"on\" $me & co!").await;
            let curl = copied_curl(&browser, &by_shell).await;
            let output = paste_into_bash(&curl, Some(by_shell.simulator.token())).await;
            let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success() && said.contains("\"SUCCESS\""), "{scenario}: {said}\n{complained}");
            assert_eq!(complained, "", "{scenario}");
            let [by_shell] = by_shell.posts().try_into().unwrap();
            // Ids are the same in every simulator, and so must be every byte of what is asked.
            assert_eq!((&by_shell.path, &by_shell.query), (&by_page.path, &by_page.query), "{scenario}");
            assert_eq!((by_shell.body_length, by_shell.body_sha256), (by_page.body_length, by_page.body_sha256));
            let content_type =
                |headers: &[(String, String)]| headers.iter().find(|(name, _)| name == "content-type").cloned();
            assert_eq!(content_type(&by_shell.headers), content_type(&by_page.headers), "{scenario}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copied_curl_is_of_the_choice_in_force_and_does_nothing_without_a_token() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_parallel_some_failed").await;
        choose(&browser, "All 3 …").await;
        let curl = copied_curl(&browser, &site).await;
        let output = paste_into_bash(&curl, None).await;
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("HARNESS_API_KEY"));
        assert_eq!(site.posts(), []);
        assert!(paste_into_bash(&curl, Some(site.simulator.token())).await.status.success());
        let [post] = site.posts().try_into().unwrap();
        assert_eq!(choice_in(&post.query), "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true");
    })
    .await;
}
