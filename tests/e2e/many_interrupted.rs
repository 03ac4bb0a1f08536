//! A run of many that something comes between: another tab, a computer that sleeps, a Harness that takes no more
//! calls, a browser without a network.

use std::time::Duration;

use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{choose, load_until_ready, load_with, open, paste, press, tick};
use crate::browser::{Browser, in_browser, until};
use crate::check::{screen, sees};
use crate::config::site_with;
use crate::find::{Role, is_there, part};
use crate::many::{list, results};
use crate::site::Site;
use crate::truth::hurry;

const FOUR: [&str; 4] = ["Deploy shop #41", "Deploy shop to regions #45", "Check payment #50", "Release checkout #73"];
const THEIR_SCENARIOS: [&str; 4] =
    ["sim_serial", "sim_parallel_some_failed", "sim_matrix_in_parallel", "sim_approval_rejected"];

/// Four rows of the list are ticked and checked.
async fn four_are_ready(browser: &Browser, site: &Site) {
    list(browser, site).await;
    for name in FOUR {
        tick(browser, &format!("Retry {name}")).await;
    }
    sees(browser, "4 ready").await;
}

/// Each of the four was started once.
fn each_started_once(site: &Site) {
    assert_eq!(site.posts().len(), 4);
    for scenario in THEIR_SCENARIOS {
        assert_eq!(site.simulator.executions_of(scenario).len(), 2, "{scenario}");
    }
}

fn slow(call: Call, ms: u64) -> FaultRule {
    FaultRule::always(call, Fault::Slow(Duration::from_millis(ms)))
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_tab_carries_a_run_out_another_one_does_not_and_then_shows_its_end() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let client = browser.client();
        four_are_ready(&browser, &site).await;
        site.simulator.inject(slow(Call::Retry, 4_000));
        press(&browser, "Retry 4 executions").await;
        sees(&browser, "3 sending").await;
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second.clone()).await.unwrap();
        open(&browser, &site).await;
        load_with(&browser, &site.project_link(), site.simulator.token()).await;
        sees(&browser, "Paused").await;
        press(&browser, "Go on").await;
        sees(&browser, "Another tab of this browser is doing a bulk retry in this project.").await;
        client.switch_to_window(first).await.unwrap();
        site.simulator.clear_faults();
        sees(&browser, "Done").await;
        sees(&browser, "4 started").await;
        client.switch_to_window(second).await.unwrap();
        press(&browser, "Go on").await;
        sees(&browser, "Done").await;
        sees(&browser, "4 started").await;
        each_started_once(&site);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_slept_sends_no_further_row_until_the_person_says_so() {
    in_browser(|browser| async move {
        for (call, path) in [(Call::RetryHistory, "/retryHistory/"), (Call::Inputs, "/inputsetV2")] {
            let site = Site::open().await;
            four_are_ready(&browser, &site).await;
            site.simulator.inject(slow(call, 6_000));
            let asked = || site.calls().into_iter().filter(|call| call.path.contains(path)).count();
            let before = asked();
            press(&browser, "Retry 4 executions").await;
            sees(&browser, "3 sending").await;
            let all_wait = || async { (asked() >= before + 3).then_some(()) };
            assert!(until(all_wait).await.is_some(), "{} of 3 wait for {call:?}", asked() - before);
            browser.script("const now = Date.now; Date.now = () => now.call(Date) + 1_200_000;", Vec::new()).await;
            sees(&browser, "this computer may have slept").await;
            sees(&browser, "Paused").await;
            let sent = site.posts().len();
            assert!(sent < 4, "{sent}");
            site.simulator.clear_faults();
            press(&browser, "Go on").await;
            sees(&browser, "Done").await;
            // Those whose turn had begun were not sent that much later; those that had no more than read wait again.
            if call == Call::Inputs {
                assert_eq!(sent, 0);
            } else if sent < 3 {
                press(&browser, &format!("Send the {} that can still be sent", 3 - sent)).await;
            }
            sees(&browser, "4 started").await;
            each_started_once(&site);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_tab_sent_while_a_row_s_inputs_were_read_is_not_told_as_the_row_s() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let client = browser.client();
        list(&browser, &site).await;
        tick(&browser, "Retry Deploy shop #41").await;
        sees(&browser, "1 ready").await;
        site.simulator.inject(FaultRule::once(Call::Inputs, Fault::Slow(Duration::from_mins(10))));
        press(&browser, "Retry 1 execution").await;
        sees(&browser, "1 sending").await;
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second).await.unwrap();
        load_until_ready(&browser, &site, "sim_serial").await;
        choose(&browser, "Retry from Build, success").await;
        site.simulator.inject(FaultRule::once(Call::Retry, Fault::Status(403)));
        press(&browser, "Retry …").await;
        sees(&browser, "This token may not run the pipeline. Nothing was started.").await;
        client.close_window().await.unwrap();
        client.switch_to_window(first).await.unwrap();
        client.goto("about:blank").await.unwrap();
        let refused = site.posts().len();
        open(&browser, &site).await;
        load_with(&browser, &site.project_link(), site.simulator.token()).await;
        sees(&browser, "1 waiting").await;
        press(&browser, "Go on").await;
        sees(&browser, "1 started").await;
        assert_eq!(site.posts().len(), refused + 1);
        assert_eq!(site.simulator.executions_of("sim_serial").len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_waits_when_harness_takes_no_more_calls_and_loses_no_row() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        four_are_ready(&browser, &site).await;
        hurry(&browser).await;
        let refused = |call| FaultRule { times: Some(3), ..FaultRule::always(call, Fault::Status(429)) };
        site.simulator.inject(refused(Call::Inputs));
        site.simulator.inject(refused(Call::RetryHistory));
        press(&browser, "Retry 4 executions").await;
        sees(&browser, "4 started").await;
        each_started_once(&site);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_what_may_have_been_sent_stays_to_be_found_out() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        four_are_ready(&browser, &site).await;
        hurry(&browser).await;
        // The answer of the first is lost, and from the moment it is sent nothing else comes through.
        site.simulator.inject(FaultRule::once(Call::Retry, Fault::LostReply));
        let cut = "
            const fetched = window.fetch;
            window.fetch = (request, ...rest) => {
                if (globalThis.isCut) return Promise.reject(new TypeError('cut'));
                globalThis.isCut ??= request.url?.includes('/execute/retry/') || undefined;
                return fetched(request, ...rest);
            };";
        browser.script(cut, Vec::new()).await;
        press(&browser, "Retry 4 executions").await;
        sees(&browser, "Paused").await;
        let rows = results(&browser).await;
        assert!(rows.iter().any(|row| row[1] == "Not known yet"), "{rows:?}");
        browser.script("globalThis.isCut = false", Vec::new()).await;
        press(&browser, "Go on").await;
        sees(&browser, "Done").await;
        for (row, scenario) in results(&browser).await.iter().zip(THEIR_SCENARIOS) {
            let started = site.simulator.executions_of(scenario).len() - 1;
            let is_true = match row[1].as_str() {
                "Started" => started == 1,
                // One whose request was cut off may not have reached Harness at all.
                "Unknown" => started <= 1,
                "Not sent" => started == 0,
                _ => false,
            };
            assert!(is_true, "{row:?}: {started}");
        }
    })
    .await;
}

async fn until_confirmed(browser: &Browser) {
    let is_confirmed = || async { (!screen(browser).await.contains("to be confirmed")).then_some(()) };
    assert!(until(is_confirmed).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_counts_as_production_is_confirmed_by_its_name() {
    in_browser(|browser| async move {
        let site = site_with(json!({"production": ["default/shop"]})).await;
        list(&browser, &site).await;
        tick(&browser, "Retry Deploy shop #41").await;
        sees(&browser, "to be confirmed").await;
        press(&browser, "Retry 1 execution").await;
        assert!(site.posts().is_empty());
        let script = part(&browser, Role::Button, "Download bash script").await;
        assert!(!script.is_enabled().await.unwrap(), "the script does the same, and takes the same");
        paste(&browser, "Production: type shop to retry these", "shop").await;
        until_confirmed(&browser).await;
        assert!(script.is_enabled().await.unwrap());
        // It was typed for one row by one rule.
        tick(&browser, "Retry Deploy shop to regions #45").await;
        sees(&browser, "2 ready").await;
        sees(&browser, "to be confirmed").await;
        paste(&browser, "Production: type shop to retry these", "shop").await;
        until_confirmed(&browser).await;
        choose(&browser, "All of it").await;
        sees(&browser, "to be confirmed").await;
        tick(&browser, "Retry Deploy shop to regions #45").await;
        sees(&browser, "1 ready").await;
        paste(&browser, "Production: type shop to retry these", "shop").await;
        press(&browser, "Retry 1 execution").await;
        sees(&browser, "1 started").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ticked_stays_so_while_another_filter_shows_other_rows() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        tick(&browser, "Retry Deploy shop #41").await;
        tick(&browser, "Retry Deploy shop to regions #45").await;
        sees(&browser, "2 ready").await;
        let all = "
            const select = document.querySelector('.many-row select');
            select.value = 'all';
            select.dispatchEvent(new Event('change'));";
        browser.script(all, Vec::new()).await;
        sees(&browser, "1 differs from the rule").await;
        paste(&browser, "Text", "to regions").await;
        part(&browser, Role::Field, "Text").await.send_keys("\u{e007}").await.unwrap();
        sees(&browser, "1 ticked but not in this list, so not retried").await;
        sees(&browser, "1 ready").await;
        sees(&browser, "1 differs from the rule").await;
        browser.script("document.querySelector('[name=rule]:not(:checked)').click()", Vec::new()).await;
        assert!(!is_there(&browser, Role::Tick, "Retry Deploy shop #41").await, "{}", screen(&browser).await);
        paste(&browser, "Text", "").await;
        part(&browser, Role::Field, "Text").await.send_keys("\u{e007}").await.unwrap();
        sees(&browser, "2 ready").await;
        let rule = "return document.querySelector('[name=rule]:checked').parentElement.innerText";
        assert_eq!(browser.script(rule, Vec::new()).await, "All of it");
        assert!(!screen(&browser).await.contains("from the rule"), "{}", screen(&browser).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_run_that_can_not_be_read_is_said_and_makes_room_for_another() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        tick(&browser, "Retry Deploy shop #41").await;
        sees(&browser, "1 ready").await;
        site.simulator.inject(FaultRule::once(Call::RetryHistory, Fault::Slow(Duration::from_mins(10))));
        press(&browser, "Retry 1 execution").await;
        sees(&browser, "Running").await;
        let spoil = "
            const row = Object.keys(localStorage).find(key => /^pipeline-retry\\.run .* 0$/.test(key));
            localStorage.setItem(row, 'what a later version may write');";
        browser.script(spoil, Vec::new()).await;
        browser.client().goto("about:blank").await.unwrap();
        site.simulator.clear_faults();
        list(&browser, &site).await;
        sees(&browser, "a bulk retry of this project that another version of this page has begun").await;
        assert!(site.posts().is_empty());
        tick(&browser, "Retry Deploy shop #41").await;
        sees(&browser, "1 ready").await;
        press(&browser, "Retry 1 execution").await;
        sees(&browser, "1 started").await;
        assert_eq!(site.posts().len(), 1);
        press(&browser, "Back to the list").await;
        sees(&browser, "Failed executions").await;
        assert!(!screen(&browser).await.contains("can’t read"), "{}", screen(&browser).await);
    })
    .await;
}
