//! One press, two attempts: both are found, and either can be aborted.

use simulator::{Call, Fault, FaultRule};

use crate::action::{load_until_ready, press};
use crate::browser::in_browser;
use crate::check::{block_under, cannot_press_retry, sees};
use crate::faults::{claims_nothing, count_sends, retries_sent_by_the_page};
use crate::find::{Role, is_there};
use crate::site::Site;
use crate::truth::hurry;

/// Chromium sends the one request of the page twice, and Harness starts both: the page finds both.
#[tokio::test(flavor = "multi_thread")]
async fn two_attempts_of_one_press_are_both_found_and_shown() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_twin").await;
        count_sends(&browser).await;
        press(&browser, "Retry …").await;
        let said = block_under(&browser, "2 attempts started after your press.").await;
        claims_nothing(&said);
        assert_eq!(retries_sent_by_the_page(&browser).await, 1);
        let [_, one, other] = site.simulator.executions_of("sim_twin").try_into().expect("two were started");
        let links = "return [...document.querySelectorAll('.outcome a')].map(link => link.href)";
        let links = browser.script(links, Vec::new()).await.to_string();
        assert!(links.contains(&one) && links.contains(&other), "{links}");
        cannot_press_retry(&browser, &site, "Locked: a newer attempt exists.").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_attempts_is_aborted_after_asking_once() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_twin").await;
        hurry(&browser).await;
        press(&browser, "Retry …").await;
        press(&browser, "Abort new attempt B").await;
        sees(&browser, "Harness stops it where it stands").await;
        press(&browser, "Keep it").await;
        assert_eq!(aborts(&site), Vec::<String>::new(), "asking sends nothing");
        press(&browser, "Abort new attempt B").await;
        press(&browser, "Abort it").await;
        sees(&browser, "Aborting new attempt B: Harness has not confirmed it yet.").await;
        site.simulator.advance_clock(600);
        sees(&browser, "New attempt B has ended: Aborted.").await;
        let second = site.newest("sim_twin");
        assert_eq!(aborts(&site), [format!("/pipeline/api/pipeline/execute/interrupt/{second}")]);
        assert!(is_there(&browser, Role::Button, "Abort new attempt A").await, "the other goes on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_that_harness_refuses_is_said_as_refused() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_twin").await;
        site.simulator.inject(FaultRule::once(Call::Interrupt, Fault::Status(403)));
        press(&browser, "Retry …").await;
        press(&browser, "Abort new attempt A").await;
        press(&browser, "Abort it").await;
        sees(&browser, "Harness refused to abort new attempt A.").await;
        assert_eq!(aborts(&site).len(), 1);
    })
    .await;
}

/// What was asked to be aborted, by its path.
fn aborts(site: &Site) -> Vec<String> {
    let aborts = site.calls().into_iter().filter(|call| call.path.contains("/interrupt/"));
    aborts.map(|call| call.path).collect()
}
