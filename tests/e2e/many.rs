//! Many executions: listed, ticked, checked, and retried in one go.

use fantoccini::key::Key;
use serde_json::json;
use simulator::Options;

use crate::action::{load_with, open, paste, press, tick};
use crate::browser::{Browser, in_browser, until};
use crate::check::{console_is_clean, screen, sees};
use crate::find::{Role, is_there, part};
use crate::site::Site;

/// Opens the list of the project that all scenarios are in.
pub async fn list(browser: &Browser, site: &Site) {
    open(browser, site).await;
    load_with(browser, &site.project_link(), site.simulator.token()).await;
    rows_are_there(browser).await;
}

/// Waits until the list says how many it shows.
pub async fn list_is_there(browser: &Browser) {
    let script = "return parseInt(document.querySelector('#many-h + *')?.innerText) > 0";
    let is_there = || async { (browser.script(script, Vec::new()).await == true).then_some(()) };
    assert!(until(is_there).await.is_some(), "{}", screen(browser).await);
}

/// Waits until every row that the list speaks of can be ticked: they are filled in frame by frame.
pub async fn rows_are_there(browser: &Browser) {
    list_is_there(browser).await;
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
        sees(&browser, "Done").await;
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
        press(&browser, "Back to the list").await;
        list_is_there(&browser).await;
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
        crate::action::choose(&browser, "All of it").await;
        // By keys the list is left, and what is out of view counts as not shown.
        let says = "return document.querySelector('main').textContent.includes('All 6 combinations of a matrix')";
        let is_said = || async { (browser.script(says, Vec::new()).await == true).then_some(()) };
        assert!(until(is_said).await.is_some(), "{}", screen(&browser).await);
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
        sees(&browser, "1 execution").await;
        sees(&browser, "Deploy returns").await;
        browser.script(choose, vec![json!("filter-status"), json!("")]).await;
        sees(&browser, "Deploy shop #41").await;
        paste(&browser, "Text", "to regions").await;
        part(&browser, Role::Field, "Text").await.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
        sees(&browser, "3 executions").await;
        let address = browser.client().current_url().await.unwrap().to_string();
        assert!(address.contains("#failed:") && address.ends_with("?text=to%20regions"), "{address}");
        // Somebody else opens it, with a token of their own.
        browser.client().goto("about:blank").await.unwrap();
        browser.client().goto(&address).await.unwrap();
        paste(&browser, "Token", site.simulator.token()).await;
        press(&browser, "Load").await;
        sees(&browser, "3 executions").await;
        // From a row to its execution, and back.
        let link = part(&browser, Role::Link, "Deploy shop to regions #45").await;
        link.click().await.unwrap();
        sees(&browser, "Runs EU and AP again").await;
        browser.client().back().await.unwrap();
        sees(&browser, "3 executions").await;
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
        paste(&browser, &format!("More than 10: type {ready} to retry these"), &ready).await;
        press(&browser, &format!("Retry {ready} executions")).await;
        sees(&browser, &format!("{ready} started")).await;
        assert_eq!(site.posts().len().to_string(), ready);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_shows_every_attempt_of_its_chain_and_leads_to_each() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        list(&browser, &site).await;
        paste(&browser, "Text", "wish list").await;
        part(&browser, Role::Field, "Text").await.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
        sees(&browser, "Failed executions 1 execution Text").await;
        press(&browser, "2 or more attempts").await;
        sees(&browser, "Harness retries only the latest attempt.").await;
        assert!(is_there(&browser, Role::Button, "3 attempts").await, "{}", screen(&browser).await);
        part(&browser, Role::Link, "Attempt 1").await.click().await.unwrap();
        sees(&browser, "This is attempt 1 of 3").await;
    })
    .await;
}
