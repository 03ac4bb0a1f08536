//! A run of many executions as a file: its bash script, and its results.

use std::os::unix::fs::PermissionsExt;
use std::{env, fs, process};

use serde_json::{Value, json};
use simulator::{Call, Fault, FaultRule};
use tokio::process::Command;

use crate::action::{load_with, press, tick};
use crate::browser::{Browser, in_browser};
use crate::check::sees;
use crate::curl::certificate;
use crate::many::{list, rows_are_there};
use crate::site::Site;

/// Presses what saves a file, and reads what is saved.
async fn saved_by(browser: &Browser, button: &str) -> String {
    let catch = "
        URL.createObjectURL = blob => { window.saved = blob.text(); return 'blob:x'; };
        HTMLAnchorElement.prototype.click = () => {};";
    browser.script(catch, Vec::new()).await;
    press(browser, button).await;
    let saved = "const done = arguments[0]; window.saved.then(done)";
    let saved = browser.client().execute_async(saved, Vec::new()).await.unwrap();
    saved.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bash_script_starts_the_same_retries_with_the_same_bytes() {
    in_browser(|browser| async move {
        let names =
            ["Deploy shop #", "Deploy shop to regions #", "Send newsletter #", "Deploy docs #", "Load catalogue #"];
        let (by_page, by_script) = (Site::open().await, Site::open().await);
        let choose = |site: &Site| {
            let browser = browser.clone();
            let link = (site.url(), site.project_link(), site.simulator.token().to_owned());
            async move {
                browser.client().goto(&link.0).await.unwrap();
                load_with(&browser, &link.1, &link.2).await;
                rows_are_there(&browser).await;
                for name in names {
                    let script = "[...document.querySelectorAll('[data-row]')].find(box => box.ariaLabel.startsWith(arguments[0])).click()";
                    browser.script(script, vec![json!(format!("Retry {name}"))]).await;
                }
                sees(&browser, "5 ready").await;
            }
        };
        choose(&by_page).await;
        press(&browser, "Retry 5 executions").await;
        sees(&browser, "Done").await;
        choose(&by_script).await;
        let script = saved_by(&browser, "Download bash script").await;
        let folder = env::temp_dir().join(format!("pipeline-retry-many-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("pipeline-retry.sh");
        fs::write(&file, script).unwrap();
        // Says how long it would wait, and does not.
        let (sleep, waits) = (folder.join("sleep"), folder.join("waits"));
        fs::write(&sleep, format!("#!/bin/sh\necho $1 >>'{}'\n", waits.display())).unwrap();
        fs::set_permissions(&sleep, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", folder.display(), env::var("PATH").unwrap());
        let trusted = certificate();
        let run = || async {
            let mut bash = Command::new("bash");
            bash.env("CURL_CA_BUNDLE", trusted.path()).env("PATH", &path);
            bash.arg(&file).current_dir(&folder).env("HARNESS_API_KEY", by_script.simulator.token()).kill_on_drop(true);
            let output = bash.output().await.unwrap();
            let (said, complained) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            (said, complained, output.status.success())
        };
        // An answer without a word in it is none: nothing is sent without its inputs, nor without a look before.
        for call in [Call::RetryHistory, Call::Inputs] {
            by_script.simulator.inject(FaultRule::once(call, Fault::EmptyBody));
        }
        let (said, _, has_all_started) = run().await;
        assert_eq!(said.matches("not sent, its attempts can't be read").count(), 1, "{said}");
        assert_eq!(said.matches("not sent, its inputs can't be read").count(), 1, "{said}");
        assert!(said.matches("started: ").count() == 3 && !has_all_started, "{said}");
        let (said, complained, has_all_started) = run().await;
        assert!(said.matches("started: ").count() == 2 && said.matches("sent before: ").count() == 3, "{said}");
        assert!(has_all_started && complained.is_empty(), "{complained}");
        let (said, complained, has_all_started) = run().await;
        assert_eq!(said.matches("sent before: ").count(), 5, "run again it sends nothing: {said}");
        assert!(has_all_started && complained.is_empty(), "{complained}");
        let waits = fs::read_to_string(waits).unwrap();
        let (gaps, large): (Vec<&str>, Vec<&str>) = waits.lines().partition(|wait| *wait == "0.5");
        assert!(gaps.len() == 7 && !large.is_empty() && large.iter().all(|wait| *wait == "10"), "{waits}");
        fs::remove_dir_all(folder).unwrap();
        let what = |site: &Site| {
            let mut sent: Vec<Value> = site
                .posts()
                .iter()
                .map(|post| json!([post.path, post.query, post.body_length, post.body_sha256]))
                .collect();
            sent.sort_by_key(ToString::to_string);
            sent
        };
        assert_eq!(what(&by_script), what(&by_page));
        assert_eq!(what(&by_page).len(), names.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_results_are_saved_as_they_stand() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        tick(&browser, "Retry Deploy shop #41").await;
        sees(&browser, "1 ready").await;
        press(&browser, "Retry 1 execution").await;
        sees(&browser, "Done").await;
        let rows: Value = serde_json::from_str(&saved_by(&browser, "Export results as JSON").await).unwrap();
        assert_eq!(rows[0]["result"], "Started");
        assert_eq!(rows[0]["newPlanExecutionIds"], site.newest("sim_serial"));
        assert_eq!(rows[0]["planExecutionId"], site.simulator.executions_of("sim_serial")[0]);
    })
    .await;
}
