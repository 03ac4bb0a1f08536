//! What was typed outlasts whatever takes the page away from under it.

use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{choose, load_until_ready, load_with, paste, press, retry, type_into, type_over};
use crate::browser::{Browser, in_browser};
use crate::check::{can_press_retry, screen, sees};
use crate::config::{site_with, time_passes};
use crate::editing::{SERIAL, assert_sent, edit};
use crate::site::Site;

async fn notes(browser: &Browser) -> String {
    let text = browser.script("return document.querySelector('#notes').value", vec![]).await;
    text.as_str().unwrap().to_owned()
}

/// Whether the browser asks before it leaves the page.
async fn asks(browser: &Browser) -> bool {
    let leave = "return !dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    browser.script(leave, vec![]).await == json!(true)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_token_takes_nothing_from_what_was_typed() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        type_into(&browser, "Notes", "why").await;
        edit(&browser).await;
        assert!(!asks(&browser).await, "nothing is edited");
        type_over(&browser, "1.4.2", "1.4.3").await;
        sees(&browser, "1 changed input").await;
        assert!(asks(&browser).await);
        site.simulator.inject(FaultRule::once(Call::RetryHistory, Fault::Status(401)));
        press(&browser, "Retry …").await;
        sees(&browser, "paste the new one and load again: what you typed is kept.").await;
        press(&browser, "Forget").await;
        assert!(!screen(&browser).await.contains("1.4.3"), "what was loaded is closed");
        paste(&browser, "Token", site.simulator.token()).await;
        press(&browser, "Load").await;
        sees(&browser, "variables.tag before: 1.4.2 → after: 1.4.3").await;
        sees(&browser, "Retry 1 stage with 1 changed input").await;
        assert_eq!(notes(&browser).await, "why");
        retry(&browser).await;
        assert!(!asks(&browser).await, "it was sent");
        assert_sent(&site, &SERIAL.replace("1.4.2", "1.4.3"), "edited");
        assert_eq!(site.simulator.retried(&site.newest("sim_serial")).unwrap().notes, "why");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_of_its_execution_alone_and_kept_to_the_last_key() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        type_over(&browser, "1.4.2", "1.4.3").await;
        // Before anybody has looked at it.
        browser.script("document.querySelector('form').requestSubmit()", vec![]).await;
        sees(&browser, "1 changed input").await;
        paste(&browser, "Harness link", &site.link("sim_parallel_some_failed")).await;
        press(&browser, "Load").await;
        sees(&browser, "Deploy shop to regions").await;
        can_press_retry(&browser, "sim_parallel_some_failed").await;
        assert!(!screen(&browser).await.contains("changed input"));
        browser.client().back().await.unwrap();
        sees(&browser, "Retry 1 stage with 1 changed input").await;
        // What was given up does not come back.
        press(&browser, "Back to the original").await;
        sees(&browser, "10 values, unchanged").await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_serial").await;
        assert!(!screen(&browser).await.contains("changed input"));
        // Nor what was typed back, and not looked at since.
        edit(&browser).await;
        type_over(&browser, "1.4.2", "1.4.3").await;
        sees(&browser, "1 changed input").await;
        type_over(&browser, "1.4.3", "1.4.2").await;
        browser.script("document.querySelector('form').requestSubmit()", vec![]).await;
        can_press_retry(&browser, "sim_serial").await;
        assert!(!screen(&browser).await.contains("changed input"), "{}", screen(&browser).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_nobody_uses_keeps_nothing_of_it() {
    in_browser(|browser| async move {
        let site = site_with(json!({"forgetTokenAfterMinutes": 5})).await;
        load_until_ready(&browser, &site, "sim_serial").await;
        choose(&browser, "Retry from Build, success").await;
        type_into(&browser, "Notes", "why").await;
        time_passes(&browser, 6).await;
        type_into(&browser, "Notes", ".").await;
        sees(&browser, "Nobody used this page for a while").await;
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        can_press_retry(&browser, "sim_serial").await;
        assert_eq!(notes(&browser).await, "");
    })
    .await;
}
