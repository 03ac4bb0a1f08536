//! Why an execution can't be retried: the reason, the way out, and a button that does nothing.

use crate::action::{load, load_with, open};
use crate::browser::in_browser;
use crate::check::{cannot_press_retry, console_is_clean, sees};
use crate::find::{Role, is_there, radios};
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_retried_says_why_and_what_to_do_and_sends_nothing() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for (scenario, reason, more) in [
            (
                "sim_too_old",
                "Execution is more than 30 days old. Cannot retry",
                "Re-run the whole pipeline in Harness.",
            ),
            (
                "sim_stages_changed",
                "Adding, deleting or changing the name of the stage identifier is not allowed for retrying",
                "Put the old stage identifiers back",
            ),
            ("sim_rollback", "This execution has undergone Pipeline Rollback", "Re-run the whole pipeline in Harness."),
            ("sim_pipeline_deleted", "does not exist or has been deleted", "Restore it under the same identifier"),
            ("sim_no_stages", "No stage to retry", "Harness does not retry this execution."),
            (
                "sim_succeeded",
                "This execution succeeded: there is nothing to retry.",
                "re-run the whole pipeline in Harness",
            ),
            (
                "sim_older_attempt",
                "This is not the latest attempt, and Harness retries only that one.",
                "Show the latest attempt",
            ),
        ] {
            load(&browser, &site, scenario).await;
            cannot_press_retry(&browser, &site, reason).await;
            sees(&browser, more).await;
            assert!(!is_there(&browser, Role::Button, "Copy as curl").await, "{scenario}: there is no request");
            let open_radios = radios(&browser, "Retry from").await.into_iter().filter(|radio| !radio.is_off_limits);
            assert_eq!(open_radios.count(), 0, "{scenario}: no group can be chosen");
            assert!(is_there(&browser, Role::Link, "Open in Harness").await, "{scenario}");
            console_is_clean(&browser, scenario).await;
        }
        assert_eq!(site.posts(), [], "nothing was ever sent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_that_can_not_be_retried_has_a_reason_tried_here_or_among_the_faults() {
    let here =
        ["sim_too_old", "sim_stages_changed", "sim_rollback", "sim_pipeline_deleted", "sim_no_stages", "sim_succeeded"];
    let site = Site::open().await;
    let mut untried: Vec<String> =
        site.simulator.examples().into_iter().filter(|example| !example.can_retry).map(|e| e.pipeline).collect();
    // Followed until it ends.
    untried.retain(|scenario| scenario != "sim_running");
    untried.retain(|scenario| !here.contains(&scenario.as_str()) && !crate::faults::TRIED.contains(&scenario.as_str()));
    assert_eq!(untried, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_may_only_look_sees_the_stages_and_which_permission_is_missing() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        load_with(&browser, &site.link("sim_serial"), &site.simulator.tokens().view_only).await;
        cannot_press_retry(&browser, &site, "core_pipeline_execute").await;
        sees(&browser, "Deploy to production").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_accepted_is_said_as_that() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        load_with(&browser, &site.link("sim_serial"), &site.simulator.tokens().expired).await;
        sees(&browser, "Harness does not accept this token.").await;
        sees(&browser, "Make a new one in Harness").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}
