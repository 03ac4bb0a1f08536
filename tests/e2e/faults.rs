//! What goes wrong on the way: what the page says, and that it claims no more than it knows.

use serde_json::Value;
use simulator::{Call, Fault, FaultRule};

use crate::action::{load, load_until_ready, press, retry};
use crate::browser::{Browser, in_browser, until};
use crate::check::{block_under, can_press_retry, cannot_press_retry, screen, sees};
use crate::find::{Role, is_there};
use crate::site::{Site, choice_in};

/// The scenarios that can't be retried because of what goes wrong.
pub const TRIED: [&str; 14] = [
    "sim_colleague",
    "sim_retry_html",
    "sim_retry_500",
    "sim_retry_429",
    "sim_retry_415",
    "sim_retry_411",
    "sim_not_latest_only_at_post",
    "sim_retry_stages_403",
    "sim_detail_html",
    "sim_detail_500",
    "sim_200_error",
    "sim_inputs_500",
    "sim_inputs_garbage",
    "sim_history_500",
];

const NOT_KNOWN: &str = "It is not known whether the retry started.";

/// From now on the page's own sends are counted: what Chromium sends again by itself is not among them.
pub async fn count_sends(browser: &Browser) {
    let script = "
        const real = window.fetch;
        window.sends = [];
        window.fetch = (request, ...rest) => {
            window.sends.push(`${request.method} ${request.url}`);
            return real.call(window, request, ...rest);
        };";
    browser.script(script, Vec::new()).await;
}

pub async fn retries_sent_by_the_page(browser: &Browser) -> usize {
    let sends = browser.script("return window.sends", Vec::new()).await;
    let is_retry =
        |send: &&Value| send.as_str().is_some_and(|send| send.starts_with("POST ") && send.contains("/retry/"));
    sends.as_array().unwrap().iter().filter(is_retry).count()
}

/// Nothing in these words sounds as if it were known how the press ended.
pub fn claims_nothing(said: &str) {
    let lower = said.to_lowercase();
    for claim in ["nothing was", "refused", "harness started", "retry failed", "has failed", "can’t be read"] {
        assert!(!lower.contains(claim), "{claim:?} in: {said}");
    }
}

/// The page says that it does not know, that it is looking, and nothing that sounds like an end of it.
async fn says_that_it_does_not_know(browser: &Browser, heading: &str) {
    let said = block_under(browser, heading).await;
    claims_nothing(&said);
    assert!(said.contains(NOT_KNOWN), "{said}");
    assert!(said.contains("This page is looking for a new attempt"), "{said}");
    sees(browser, "Looking at the attempts of this execution.").await;
}

/// The answer is lost, and the page says what the history then tells: an attempt that may be ours.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_no_failure_and_the_attempt_that_came_of_it_is_found() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_lost_reply").await;
        count_sends(&browser).await;
        press(&browser, "Retry …").await;
        let said = block_under(&browser, "An attempt started after your press.").await;
        assert!(said.contains("it may be yours or a colleague’s"), "{said}");
        claims_nothing(&said);
        // Chromium itself may send a request again on a connection that was closed under it.
        assert!(!site.posts().is_empty());
        assert_eq!(retries_sent_by_the_page(&browser).await, 1);
        assert_eq!(site.simulator.executions_of("sim_lost_reply").len(), 2, "one was started");
        cannot_press_retry(&browser, &site, "Locked: a newer attempt exists.").await;
        press(&browser, "Show the new attempt").await;
        sees(&browser, "2 of 2, the latest").await;
    })
    .await;
}

/// The first request takes and its connection breaks; what Chromium then sends again by itself is
/// refused as "not the latest". That refusal is of the second, and the first one did start.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_what_the_browser_sent_again_is_not_taken_for_one_of_the_press() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        site.simulator.inject(FaultRule::once(Call::Retry, Fault::LostReply));
        count_sends(&browser).await;
        press(&browser, "Retry …").await;
        let said = block_under(&browser, "An attempt started after your press.").await;
        claims_nothing(&said);
        assert_eq!(retries_sent_by_the_page(&browser).await, 1);
        assert_eq!(site.simulator.executions_of("sim_serial").len(), 2, "one was started");
    })
    .await;
}

/// The answer is lost before anything was done, and the history has nothing new: not known, and
/// locked, for Harness may still be at it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_without_a_newer_attempt_stays_unknown() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        site.simulator.inject(FaultRule::always(Call::Retry, Fault::CutAfterBody));
        count_sends(&browser).await;
        press(&browser, "Retry …").await;
        says_that_it_does_not_know(&browser, &format!("The answer was lost. {NOT_KNOWN}")).await;
        assert_eq!(retries_sent_by_the_page(&browser).await, 1);
        // All its looks take the better part of a minute, longer than anything else is waited for.
        let has_ended = || async { screen(&browser).await.contains("Locked until it is known").then_some(()) };
        for _ in 0..4 {
            if until(has_ended).await.is_some() {
                break;
            }
        }
        let said = block_under(&browser, &format!("The answer was lost. {NOT_KNOWN}")).await;
        assert!(said.contains("No new attempt has shown up in 7 looks"), "{said}");
        claims_nothing(&said);
        assert_eq!(retries_sent_by_the_page(&browser).await, 1);
        cannot_press_retry(&browser, &site, "Locked until it is known").await;
        press(&browser, "Load again").await;
        can_press_retry(&browser, "nothing was started").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_tells_nothing_is_unknown_too() {
    in_browser(|browser| async move {
        for (scenario, heading) in [
            ("sim_retry_html", "Something other than Harness answered (status 200)."),
            ("sim_retry_500", "Harness failed with 500."),
        ] {
            let site = Site::open_straight().await;
            load_until_ready(&browser, &site, scenario).await;
            press(&browser, "Retry …").await;
            says_that_it_does_not_know(&browser, &format!("{heading} {NOT_KNOWN}")).await;
            assert_eq!(site.posts().len(), 1, "{scenario}");
        }
    })
    .await;
}

/// Harness says "not the latest" and the history has no newer one: Harness's words are shown as they
/// are, and that they may be about a request of this very press is not left out.
#[tokio::test(flavor = "multi_thread")]
async fn not_the_latest_said_only_at_the_post_is_shown_in_harness_s_words() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_not_latest_only_at_post").await;
        press(&browser, "Retry …").await;
        sees(&browser, "This execution is not the latest of all retried execution.").await;
        sees(&browser, "It is not known whether this retry started.").await;
        let said = screen(&browser).await;
        assert!(!said.contains("answer can’t be read"), "Harness’s answer was read: {said}");
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_retry_says_that_nothing_was_started_and_can_be_pressed_again() {
    const BY_CURL: &str = "copy the request as curl and send it from a shell";
    in_browser(|browser| async move {
        for (scenario, heading, hint) in [
            ("sim_retry_429", "Harness gets too many calls just now. Nothing was started.", "Wait a minute"),
            ("sim_retry_415", "Harness refused the retry. Nothing was started.", BY_CURL),
            (
                "sim_retry_411",
                "Something between this page and Harness refused the retry. Nothing was started.",
                BY_CURL,
            ),
        ] {
            let site = Site::open_straight().await;
            load_until_ready(&browser, &site, scenario).await;
            for presses in 1..=2 {
                press(&browser, "Retry …").await;
                let said = block_under(&browser, heading).await;
                assert!(said.contains(hint), "{scenario}: {said}");
                assert!(said.contains("Your choice, inputs and notes are kept."), "{scenario}: {said}");
                can_press_retry(&browser, scenario).await;
                assert_eq!(site.posts().len(), presses, "{scenario}: one POST for each press");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_can_not_be_read_blocks_the_retry_only_where_it_must() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        for (scenario, reason) in [
            ("sim_inputs_500", "The inputs could not be read. Without them the retry would run with none."),
            ("sim_inputs_garbage", "The inputs could not be read. Without them the retry would run with none."),
            ("sim_retry_stages_403", "core_pipeline_execute"),
            ("sim_detail_html", "Something other than Harness answered when asked for the execution (status 200)."),
            ("sim_detail_500", "Harness failed with 500 when asked for the execution."),
            ("sim_200_error", "Oops, something went wrong on our end. Please contact Harness Support."),
        ] {
            load(&browser, &site, scenario).await;
            cannot_press_retry(&browser, &site, reason).await;
            let way_out = is_there(&browser, Role::Button, "Load again").await;
            assert!(way_out, "{scenario}: {}", screen(&browser).await);
        }
        // The stages are there to read, though the inputs are not.
        load(&browser, &site, "sim_inputs_500").await;
        cannot_press_retry(&browser, &site, "The inputs could not be read").await;
        sees(&browser, "Sign-off").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_retry_groups_the_layout_of_the_run_serves() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_retry_stages_404").await;
        sees(&browser, "You can choose from what this run reached.").await;
        retry(&browser).await;
        let [post] = site.posts().try_into().unwrap();
        assert_eq!(choice_in(&post.query), "retryStages=eu&retryStages=us&runAllStages=false");
    })
    .await;
}

/// A button that can be pressed and never sends would be worse: the page reads the attempts again
/// before it sends.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_attempts_nothing_is_sent_and_the_page_says_why() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load(&browser, &site, "sim_history_500").await;
        cannot_press_retry(&browser, &site, "Without them a lost answer could not be cleared up").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_is_waited_for_and_the_page_says_meanwhile_what_it_does() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        load_until_ready(&browser, &site, "sim_retry_slow").await;
        press(&browser, "Retry …").await;
        sees(&browser, "Checking that this is still the latest attempt, then sending one request.").await;
        assert!(is_there(&browser, Role::Button, "Retrying …").await);
        sees(&browser, "Harness started a new execution.").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}
