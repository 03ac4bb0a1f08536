//! The chain of attempts: from an older one to the latest, and on to the new one.

use crate::action::{load, load_until_ready, press, retry};
use crate::browser::in_browser;
use crate::check::{can_press_retry, cannot_press_retry, sees};
use crate::site::{Site, choice_in};

#[tokio::test(flavor = "multi_thread")]
async fn an_older_attempt_leads_to_the_latest_which_can_be_retried() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let attempts = site.simulator.executions_of("sim_older_attempt");
        load(&browser, &site, "sim_older_attempt").await;
        cannot_press_retry(&browser, &site, "This is attempt 1 of 3. Harness retries only the latest one.").await;
        press(&browser, "Show the latest, attempt 3").await;
        sees(&browser, "3 of 3, the latest").await;
        can_press_retry(&browser, "the latest attempt").await;
        retry(&browser).await;
        let child = site.newest("sim_older_attempt");
        sees(&browser, &format!("Execution ID {child}")).await;
        assert_eq!(site.simulator.retried(&child).unwrap().parent, attempts[2]);
        let [post] = site.posts().try_into().unwrap();
        assert_eq!(choice_in(&post.query), "retryStages=deploy&runAllStages=true");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_attempt_that_came_meanwhile_is_found_before_anything_is_sent() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        let elsewhere = site.retry_past_the_page("sim_serial", "deploy_to_production").await;
        press(&browser, "Retry …").await;
        sees(&browser, "Nothing was sent: a newer attempt was started meanwhile.").await;
        assert_eq!(site.posts().len(), 1, "only the other one's");
        assert_eq!(site.newest("sim_serial"), elsewhere);
        press(&browser, "Show the latest attempt").await;
        sees(&browser, "2 of 2, the latest").await;
    })
    .await;
}
