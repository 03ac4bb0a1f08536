//! What the browser remembers of a press, and what it is good for.

use std::time::Duration;

use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{load, load_until_ready, press, retry, type_into};
use crate::browser::{Browser, in_browser, until};
use crate::check::{cannot_press_retry, screen, sees};
use crate::site::Site;

/// The entries of the journal, as they are stored.
pub async fn journal(browser: &Browser) -> Vec<String> {
    let script = "
        return Object.keys(localStorage).filter(key => key.startsWith('pipeline-retry.press '))
            .map(key => localStorage.getItem(key));";
    let entries = browser.script(script, Vec::new()).await;
    entries.as_array().unwrap().iter().map(|entry| entry.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_in_the_middle_of_sending_is_found_out_and_sends_nothing_again() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        site.simulator.inject(FaultRule::once(Call::Retry, Fault::LostReply));
        // The page is left before it learns that the answer is lost.
        let never_answered = "
            const fetched = window.fetch;
            window.fetch = (request, ...rest) => {
                const answer = fetched(request, ...rest);
                return request.url?.includes('/execute/retry/') ? answer.catch(() => new Promise(() => {})) : answer;
            };";
        browser.script(never_answered, Vec::new()).await;
        press(&browser, "Retry …").await;
        let is_started = || async { (site.simulator.executions_of("sim_serial").len() == 2).then_some(()) };
        assert!(until(is_started).await.is_some());
        load(&browser, &site, "sim_serial").await;
        sees(
            &browser,
            "A retry of this execution may have been sent from this browser just now. What came of it is not known.",
        )
        .await;
        cannot_press_retry(&browser, &site, "Locked until it is known what came of the earlier press.").await;
        // Counted only now: what Chromium sends again by itself ended with the page that was left.
        let posts = site.posts().len();
        press(&browser, "Find out").await;
        sees(&browser, "An attempt started after your press.").await;
        assert_eq!(site.posts().len(), posts, "finding out sends nothing");
        // That was found out once and for all.
        load(&browser, &site, "sim_serial").await;
        sees(&browser, "This is attempt 1 of 2").await;
        assert!(!screen(&browser).await.contains("Find out"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_another_version_counts_as_sent_until_it_is_found_out() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        site.simulator.inject(FaultRule::once(Call::Retry, Fault::Status(400)));
        press(&browser, "Retry …").await;
        sees(&browser, "Harness refused").await;
        let of_another = "
            const [key] = Object.keys(localStorage).filter(key => key.startsWith('pipeline-retry.press '));
            localStorage.setItem(key, '7\\tsomething else');";
        browser.script(of_another, Vec::new()).await;
        load(&browser, &site, "sim_serial").await;
        sees(&browser, "This browser has a note of a retry of this execution that this page can’t read.").await;
        cannot_press_retry(&browser, &site, "Locked until it is known what came of the earlier press.").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_says_what_was_sent_but_neither_the_inputs_nor_the_notes() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        assert_eq!(journal(&browser).await, Vec::<String>::new());
        let execution = site.newest("sim_serial");
        type_into(&browser, "Notes", "why-it-is-done").await;
        retry(&browser).await;
        let [entry] = journal(&browser).await.try_into().unwrap();
        let fields: Vec<&str> = entry.split('\t').collect();
        let retried = site.simulator.retried(&site.newest("sim_serial")).unwrap();
        assert_eq!(fields[1], format!("ended started {}", site.newest("sim_serial")));
        assert_eq!(fields[5], retried.body_length.to_string());
        assert_eq!(fields[6], retried.body_sha256);
        assert!(
            fields[8].contains(&format!("planExecutionId={execution}&retryStages=deploy_to_production")),
            "{entry}"
        );
        for absent in ["why-it-is-done", "pipeline:", site.secret()] {
            assert!(!entry.contains(absent), "{entry}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_when_the_browser_stores_nothing() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
        browser.script(full, Vec::new()).await;
        press(&browser, "Retry …").await;
        sees(&browser, "Nothing was sent: this browser does not let the page store anything.").await;
        assert_eq!(site.posts().len(), 0);
    })
    .await;
}

/// The clock jumps by an hour when a request is made whose address holds this, as when the computer sleeps.
async fn sleep_an_hour_at(browser: &Browser, address: &str) {
    let script = "
        const [fetched, now, [address]] = [window.fetch, Date.now, arguments];
        window.fetch = (request, ...rest) => {
            if (request.url?.includes(address)) Date.now = () => now.call(Date) + 3_600_000;
            return fetched(request, ...rest);
        };";
    browser.script(script, vec![json!(address)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_by_a_computer_that_slept_an_hour_after_the_press() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        sleep_an_hour_at(&browser, "/retryHistory/").await;
        press(&browser, "Retry …").await;
        sees(&browser, "Nothing was sent: checking the attempts took over a minute, or this computer slept.").await;
        assert_eq!(site.posts().len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sleep_of_an_hour_while_it_is_sent_ends_in_the_truth() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        site.simulator.inject(FaultRule::always(Call::Retry, Fault::LostReply));
        // So that what is shown meanwhile can be seen.
        let slow = Fault::Slow(Duration::from_millis(700));
        sleep_an_hour_at(&browser, "/execute/retry/").await;
        press(&browser, "Retry …").await;
        sees(&browser, "Retrying 1 stage").await;
        site.simulator.inject(FaultRule::always(Call::RetryHistory, slow));
        sees(&browser, "It is not known whether the retry started.").await;
        sees(&browser, "An attempt started after your press.").await;
        assert_eq!(site.simulator.executions_of("sim_serial").len(), 2);
    })
    .await;
}
