//! A run of many executions: what becomes of each of its rows, and of the run when it is left, paused or stopped.

use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{load_with, open, paste, press, tick};
use crate::browser::{Browser, in_browser, until};
use crate::check::{screen, sees};
use crate::find::{Role, part};
use crate::many::{list, results, rows_are_there};
use crate::site::Site;
use crate::truth::hurry;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_the_answers_every_row_says_what_is_true() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
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
        sees(&browser, "Done").await;
        let results = results(&browser).await;
        for (name, scenario, result, children) in rows {
            let row = results.iter().find(|[row, ..]| row.starts_with(name)).unwrap();
            let execution = &site.simulator.executions_of(scenario)[0];
            let started = site.simulator.children(execution).len();
            // A browser sends again by itself only on a connection that it has used before.
            let (result, children) = if started == 1 && result == "Several" { ("Unknown", 1) } else { (result, children) };
            assert_eq!((row[1].as_str(), started), (result, children), "{row:?}");
        }
        let lead_on = "return [...document.querySelectorAll('.results .many-row:not(.many-head)')].every(row => row.querySelector('.c-link a, .c-detail a'))";
        assert_eq!(browser.script(lead_on, vec![]).await, json!(true), "each row has a way on");
        let way = part(&browser, Role::Link, "Show it here: Deploy shop (retry 429)…").await;
        way.click().await.unwrap();
        sees(&browser, "Retry 1 stage of Deploy shop (retry 429)").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_started_is_said_to_be_old_while_harness_does_not_say_how_it_goes_on() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        for name in ["Deploy shop #41", "Deploy shop to regions #45"] {
            tick(&browser, &format!("Retry {name}")).await;
        }
        sees(&browser, "2 ready").await;
        press(&browser, "Retry 2 executions").await;
        sees(&browser, "Done").await;
        sees(&browser, "Running").await;
        hurry(&browser).await;
        site.simulator.inject(FaultRule::always(Call::Summary, Fault::Status(500)));
        let old = "Harness failed with 500 when asked for the states of the new executions. This page goes on looking.";
        sees(&browser, old).await;
        site.simulator.clear_faults();
        sees(&browser, "What was started goes on in Harness").await;
        // After a token that is not accepted any more nobody looks.
        site.simulator.inject(FaultRule::always(Call::Summary, Fault::Status(401)));
        sees(&browser, "Harness does not accept this token. Load again, with another token if need be").await;
        site.simulator.clear_faults();
        press(&browser, "Load").await;
        sees(&browser, "2 started").await;
        sees(&browser, "What was started goes on in Harness").await;
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
        sees(&browser, "Stopped").await;
        assert_eq!(site.posts().len(), sent, "looking sends nothing");
        sees(&browser, "1 not sent").await;
        press(&browser, "Send the one that can still be sent").await;
        sees(&browser, "0 not sent").await;
        sees(&browser, "Done").await;
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
            paste(&browser, &format!("More than 10: type {ready} to retry these"), &ready.to_string()).await;
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
        sees(&browser, "Stopped").await;
        assert_eq!(site.posts().len(), paused);
        site.simulator.clear_faults();
        // But for the one that was left out.
        press(&browser, &format!("Send the {} that can still be sent", ready - paused - 1)).await;
        sees(&browser, &format!("{} started", ready - 1)).await;
        assert_eq!(site.posts().len(), ready - 1);
    })
    .await;
}
