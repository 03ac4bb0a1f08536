//! Many executions: listed, ticked, checked, and retried in one go.

use std::{env, fs, process};

use fantoccini::key::Key;
use serde_json::{Value, json};
use simulator::{Call, Fault, FaultRule, Options};
use tokio::process::Command;

use crate::action::{load_with, open, paste, press, tick};
use crate::browser::{Browser, in_browser, until};
use crate::check::{console_is_clean, screen, sees};
use crate::find::{Role, is_there, part};
use crate::site::Site;
use crate::truth::hurry;

/// Opens the list of the project that all scenarios are in.
pub async fn list(browser: &Browser, site: &Site) {
    open(browser, site).await;
    load_with(browser, &site.project_link(), site.simulator.token()).await;
    rows_are_there(browser).await;
}

/// Waits until every row that the list speaks of can be ticked: they are filled in frame by frame.
async fn rows_are_there(browser: &Browser) {
    sees(browser, "chains of attempts").await;
    let script = "
        const said = parseInt(document.querySelector('#many-h + *').innerText);
        return document.querySelectorAll('[data-row]').length === said;";
    let are_there = || async { (browser.script(script, Vec::new()).await == true).then_some(()) };
    assert!(until(are_there).await.is_some(), "{}", screen(browser).await);
}

/// So many calls have come whose path ends so.
fn calls(site: &Site, end: &str) -> usize {
    site.calls().iter().filter(|call| call.path.ends_with(end)).count()
}

/// Of each row of a run, in order: its name, its result, and what is said of it.
pub async fn results(browser: &Browser) -> Vec<[String; 3]> {
    // Rows out of view are not laid out, and have no `innerText`.
    let script = "
        const first = part => {
            const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) if (texts.currentNode.data.trim()) return texts.currentNode.data.trim();
            return '';
        };
        return [...document.querySelectorAll('.results .many-chunk .many-row')].map(row =>
            ['.c-what', '.c-result', '.c-detail'].map(part => first(row.querySelector(part))))";
    serde_json::from_value(browser.script(script, Vec::new()).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_in_a_project_is_listed_ticked_checked_and_retried_in_one_go() {
    in_browser(|browser| async move {
        let site = Site::with(Options { clock_speed: 0.0, ..Options::default() }).await;
        list(&browser, &site).await;
        assert_eq!(calls(&site, "/retryStages"), 0, "nothing is asked before it is ticked");
        tick(&browser, "Retry Deploy shop #41").await;
        tick(&browser, "Retry Deploy shop to regions #45").await;
        sees(&browser, "2 stages of a parallel group").await;
        press(&browser, "Retry 2 executions").await;
        sees(&browser, "Retried 2 executions").await;
        sees(&browser, "2 started").await;
        let posts = site.posts();
        assert_eq!(posts.len(), 2, "{posts:?}");
        for scenario in ["sim_serial", "sim_parallel_some_failed"] {
            let new = site.newest(scenario);
            assert!(site.simulator.retried(&new).is_some(), "{scenario}");
            assert!(is_there(&browser, Role::Link, &format!("Open {new} in Harness")).await, "{scenario}");
        }
        // They are followed to their end, by one call for all.
        sees(&browser, "Running").await;
        site.simulator.advance_clock(3_600);
        sees(&browser, "Success").await;
        press(&browser, "Done").await;
        sees(&browser, "chains of attempts").await;
        assert!(!is_there(&browser, Role::Tick, "Retry Deploy shop #41").await, "its chain has passed");
        console_is_clean(&browser, "many").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_says_from_where_it_can_go_again_or_why_it_can_not() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        for (name, words) in [
            ("Deploy shop #41", "1 stage"),
            ("Check payment #50", "1 stage of a parallel group"),
            ("Build command line #49", "2 of 6 combinations of a matrix"),
            ("Deploy checkout #65", "This execution has undergone Pipeline Rollback, and hence cannot be retried."),
        ] {
            tick(&browser, &format!("Retry {name}")).await;
            sees(&browser, words).await;
        }
        let refused = part(&browser, Role::Tick, "Retry Deploy checkout #65").await;
        assert!(!refused.is_enabled().await.unwrap() && !refused.is_selected().await.unwrap(), "it is unticked");
        sees(&browser, "3 ready").await;
        // One rule for all, and one row that differs.
        crate::action::choose(&browser, "All in the group").await;
        sees(&browser, "All 6 combinations of a matrix").await;
        let script = "
            const select = document.querySelector('.c-rule select');
            select.value = 'failed';
            select.dispatchEvent(new Event('change', { bubbles: true }));";
        browser.script(script, Vec::new()).await;
        sees(&browser, "1 differs from the rule").await;
        assert!(site.posts().is_empty(), "nothing is sent by looking");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filtered_by_harness_and_sent_as_a_link() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        let choose = "
            const [id, value] = arguments;
            const field = document.getElementById(id);
            field.value = value;
            field.dispatchEvent(new Event('change', { bubbles: true }));";
        browser.script(choose, vec![json!("filter-status"), json!("Aborted")]).await;
        sees(&browser, "1 chain of attempts").await;
        sees(&browser, "Deploy returns").await;
        browser.script(choose, vec![json!("filter-status"), json!("")]).await;
        sees(&browser, "Deploy shop #41").await;
        paste(&browser, "Text", "to regions").await;
        part(&browser, Role::Field, "Text").await.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
        sees(&browser, "3 chains of attempts").await;
        let address = browser.client().current_url().await.unwrap().to_string();
        assert!(address.contains("#failed:") && address.ends_with("?text=to%20regions"), "{address}");
        // Somebody else opens it, with a token of their own.
        browser.client().goto("about:blank").await.unwrap();
        browser.client().goto(&address).await.unwrap();
        paste(&browser, "Token", site.simulator.token()).await;
        press(&browser, "Load").await;
        sees(&browser, "3 chains of attempts").await;
        // From a row to its execution, and back.
        let link = part(&browser, Role::Link, "Deploy shop to regions #45").await;
        link.click().await.unwrap();
        sees(&browser, "Runs EU and AP again").await;
        browser.client().back().await.unwrap();
        sees(&browser, "3 chains of attempts").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_ticked_by_keys_and_many_are_confirmed_by_their_number() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let link = site.simulator.add_many(40);
        open(&browser, &site).await;
        load_with(&browser, &link, site.simulator.token()).await;
        rows_are_there(&browser).await;
        let first = "document.querySelector('[data-row=\"0\"]').focus()";
        browser.script(first, Vec::new()).await;
        let down: String = vec![char::from(Key::Down); 11].into_iter().collect();
        let keys = |keys: String| {
            let browser = browser.clone();
            async move { browser.client().active_element().await.unwrap().send_keys(&keys).await.unwrap() }
        };
        keys(" ".to_owned()).await;
        keys(down).await;
        // The shift key ticks all between.
        keys([char::from(Key::Shift), ' '].iter().collect()).await;
        sees(&browser, "still checking").await;
        let checked = || async { (!screen(&browser).await.contains("still checking")).then_some(()) };
        assert!(until(checked).await.is_some(), "{}", screen(&browser).await);
        let ready = screen(&browser).await;
        let ready = ready.split(" ready").next().unwrap().rsplit(' ').next().unwrap().to_owned();
        assert!(ready.parse::<usize>().unwrap() > 10, "{ready}");
        let retry = part(&browser, Role::Button, &format!("Retry {ready} executions")).await;
        assert_eq!(retry.attr("aria-disabled").await.unwrap().as_deref(), Some("true"), "to be confirmed");
        keys([char::from(Key::Control), char::from(Key::Enter)].iter().collect()).await;
        assert!(site.posts().is_empty());
        paste(&browser, &format!("To confirm, type {ready}"), &ready).await;
        press(&browser, &format!("Retry {ready} executions")).await;
        sees(&browser, &format!("{ready} started")).await;
        assert_eq!(site.posts().len().to_string(), ready);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_the_answers_every_row_says_what_is_true() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        hurry(&browser).await;
        let rows = [
            ("Deploy shop (lost reply)", "sim_lost_reply", "Unknown", 1),
            ("Deploy shop (twin)", "sim_twin", "Several", 2),
            ("Deploy shop (retry html)", "sim_retry_html", "Unknown", 0),
            ("Deploy shop (retry 429)", "sim_retry_429", "Refused", 0),
            ("Deploy shop (colleague)", "sim_colleague", "Unknown", 1),
        ];
        for (name, ..) in rows {
            let script = "document.querySelector(`[aria-label^='Retry ${CSS.escape(arguments[0]).replaceAll('\\\\', '')} #']`).click()";
            browser.script(script, vec![json!(name)]).await;
        }
        sees(&browser, "5 ready").await;
        press(&browser, "Retry 5 executions").await;
        sees(&browser, "Retried 5 executions").await;
        let results = results(&browser).await;
        for (name, scenario, result, children) in rows {
            let row = results.iter().find(|[row, ..]| row.starts_with(name)).unwrap();
            let execution = &site.simulator.executions_of(scenario)[0];
            let started = site.simulator.children(execution).len();
            // A browser sends again by itself only on a connection that it has used before.
            let (result, children) = if started == 1 && result == "Several" { ("Unknown", 1) } else { (result, children) };
            assert_eq!((row[1].as_str(), started), (result, children), "{row:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_closed_in_the_middle_goes_on_and_sends_nothing_twice() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        for name in ["Deploy shop #41", "Deploy shop to regions #45", "Check payment #50", "Release checkout #73"] {
            tick(&browser, &format!("Retry {name}")).await;
        }
        sees(&browser, "4 ready").await;
        // Three go at once, and their answers do not come while the page is there: the fourth waits.
        site.simulator.inject(FaultRule {
            times: Some(3),
            ..FaultRule::once(Call::Retry, Fault::Slow(std::time::Duration::from_mins(10)))
        });
        press(&browser, "Retry 4 executions").await;
        let is_sent = || async { (site.posts().len() >= 3).then_some(()) };
        assert!(until(is_sent).await.is_some());
        browser.client().goto("about:blank").await.unwrap();
        site.simulator.clear_faults();
        list_again(&browser, &site).await;
        sees(&browser, "Paused").await;
        sees(&browser, "3 unknown").await;
        sees(&browser, "1 waiting").await;
        hurry(&browser).await;
        // Stopped, it still finds out what may have been sent, and sends nothing more.
        let sent = site.posts().len();
        press(&browser, "Stop").await;
        sees(&browser, "Retried 4 executions").await;
        assert_eq!(site.posts().len(), sent, "looking sends nothing");
        sees(&browser, "1 not sent").await;
        press(&browser, "Send the one that was not sent").await;
        sees(&browser, "0 not sent").await;
        sees(&browser, "Ended").await;
        let results = results(&browser).await;
        let scenarios = ["sim_serial", "sim_parallel_some_failed", "sim_matrix_in_parallel", "sim_approval_rejected"];
        for (row, scenario) in results.iter().zip(scenarios) {
            let execution = &site.simulator.executions_of(scenario)[0];
            let started = site.simulator.children(execution).len();
            let is_true = match row[1].as_str() {
                "Started" => started == 1,
                // A slow one may have been carried out, or not: the page does not claim either.
                "Unknown" => started <= 1,
                _ => false,
            };
            assert!(is_true, "{row:?}: {started}");
        }
        let counts: Vec<usize> = scenarios.map(|scenario| site.simulator.executions_of(scenario).len()).to_vec();
        assert!(counts.iter().all(|count| *count <= 2), "{counts:?}");
    })
    .await;
}

async fn list_again(browser: &Browser, site: &Site) {
    open(browser, site).await;
    load_with(browser, &site.project_link(), site.simulator.token()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_paused_and_stopped_and_what_was_not_sent_can_be_sent() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let link = site.simulator.add_many(30);
        open(&browser, &site).await;
        load_with(&browser, &link, site.simulator.token()).await;
        rows_are_there(&browser).await;
        for n in 0..16 {
            browser.script("document.querySelector(`[data-row='${arguments[0]}']`).click()", vec![json!(n)]).await;
        }
        let checked = || async { Some(screen(&browser).await).filter(|screen| !screen.contains("still checking")) };
        let said = until(checked).await.unwrap();
        let ready: usize = said.split(" ready").next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
        site.simulator
            .inject(FaultRule::always(Call::RetryHistory, Fault::Slow(std::time::Duration::from_millis(1_500))));
        if ready > 10 {
            paste(&browser, &format!("To confirm, type {ready}"), &ready.to_string()).await;
        }
        press(&browser, &format!("Retry {ready} executions")).await;
        // Going on while rows are under way goes on with them, in the same place.
        press(&browser, "Pause").await;
        press(&browser, "Go on").await;
        sees(&browser, "Running").await;
        press(&browser, "Pause").await;
        sees(&browser, "Paused").await;
        assert!(!screen(&browser).await.contains("Another tab"), "{}", screen(&browser).await);
        let paused = site.posts().len();
        assert!(paused < ready, "{paused} of {ready} were sent");
        let waiting = results(&browser).await.into_iter().find(|row| row[1] == "Waiting").unwrap();
        press(&browser, &format!("Leave out {}", waiting[0])).await;
        sees(&browser, "Left out").await;
        press(&browser, "Stop").await;
        sees(&browser, "Ended").await;
        assert_eq!(site.posts().len(), paused);
        site.simulator.clear_faults();
        // But for the one that was left out.
        press(&browser, &format!("Send the {} that were not sent", ready - paused - 1)).await;
        sees(&browser, &format!("{} started", ready - 1)).await;
        assert_eq!(site.posts().len(), ready - 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bash_script_starts_the_same_retries_with_the_same_bytes() {
    in_browser(|browser| async move {
        let scenarios = ["sim_serial", "sim_parallel_some_failed", "sim_inputs_nasty", "sim_no_inputs_absent"];
        let names = ["Deploy shop #", "Deploy shop to regions #", "Send newsletter #", "Deploy docs #"];
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
                sees(&browser, "4 ready").await;
            }
        };
        choose(&by_page).await;
        press(&browser, "Retry 4 executions").await;
        sees(&browser, "Retried 4 executions").await;
        choose(&by_script).await;
        let catch = "
            URL.createObjectURL = blob => { window.saved = blob.text(); return 'blob:x'; };
            HTMLAnchorElement.prototype.click = () => {};";
        browser.script(catch, Vec::new()).await;
        press(&browser, "As a bash script").await;
        let saved = "const done = arguments[0]; window.saved.then(done)";
        let script = browser.client().execute_async(saved, Vec::new()).await.unwrap();
        let folder = env::temp_dir().join(format!("pipeline-retry-many-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("pipeline-retry.sh");
        fs::write(&file, script.as_str().unwrap()).unwrap();
        let run = || async {
            let mut bash = Command::new("bash");
            bash.arg(&file).current_dir(&folder).env("HARNESS_API_KEY", by_script.simulator.token()).kill_on_drop(true);
            let output = bash.output().await.unwrap();
            let (said, complained) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            assert!(output.status.success() && complained.is_empty(), "{said}\n{complained}");
            said
        };
        let said = run().await;
        assert_eq!(said.matches("started: ").count(), 4, "{said}");
        let said = run().await;
        assert_eq!(said.matches("sent before: ").count(), 4, "run again it sends nothing: {said}");
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
        assert_eq!(what(&by_page).len(), scenarios.len());
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
        sees(&browser, "Retried 1 execution").await;
        let catch = "
            URL.createObjectURL = blob => { window.saved = blob.text(); return 'blob:x'; };
            HTMLAnchorElement.prototype.click = () => {};";
        browser.script(catch, Vec::new()).await;
        press(&browser, "Export results as JSON").await;
        let saved = "const done = arguments[0]; window.saved.then(done)";
        let json = browser.client().execute_async(saved, Vec::new()).await.unwrap();
        let rows: Value = serde_json::from_str(json.as_str().unwrap()).unwrap();
        assert_eq!(rows[0]["result"], "Started");
        assert_eq!(rows[0]["newPlanExecutionIds"], site.newest("sim_serial"));
        assert_eq!(rows[0]["planExecutionId"], site.simulator.executions_of("sim_serial")[0]);
    })
    .await;
}
