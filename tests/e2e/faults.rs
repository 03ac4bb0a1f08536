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
async fn count_sends(browser: &Browser) {
    let script = "
        const real = window.fetch;
        window.sends = [];
        window.fetch = (request, ...rest) => {
            window.sends.push(`${request.method} ${request.url}`);
            return real.call(window, request, ...rest);
        };";
    browser.script(script, Vec::new()).await;
}

async fn retries_sent_by_the_page(browser: &Browser) -> usize {
    let sends = browser.script("return window.sends", Vec::new()).await;
    let is_retry =
        |send: &&Value| send.as_str().is_some_and(|send| send.starts_with("POST ") && send.contains("/retry/"));
    sends.as_array().unwrap().iter().filter(is_retry).count()
}

/// Nothing in these words sounds as if it were known how the press ended.
fn claims_nothing(said: &str) {
    let lower = said.to_lowercase();
    for claim in ["nothing was", "refused", "harness started", "retry failed", "has failed", "can't be read"] {
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
        let site = Site::open().await;
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
        press(&browser, "Look at the new attempt").await;
        sees(&browser, "2 of 2, the latest").await;
    })
    .await;
}

/// The first request takes and its connection breaks; what Chromium then sends again by itself is
/// refused as "not the latest". That refusal is of the second, and the first one did start.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_what_the_browser_sent_again_is_not_taken_for_one_of_the_press() {
    in_browser(|browser| async move {
        let site = Site::open().await;
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

/// Chromium sends the one request of the page twice, and Harness starts both: the page finds both.
#[tokio::test(flavor = "multi_thread")]
async fn two_attempts_of_one_press_are_both_found_and_shown() {
    in_browser(|browser| async move {
        let site = Site::open().await;
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
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_twin").await;
        press(&browser, "Retry …").await;
        press(&browser, "Abort new attempt 2").await;
        sees(&browser, "Harness stops it where it stands").await;
        press(&browser, "Keep it").await;
        assert_eq!(aborts(&site), Vec::<String>::new(), "asking sends nothing");
        press(&browser, "Abort new attempt 2").await;
        press(&browser, "Abort it").await;
        sees(&browser, "Harness was asked to abort new attempt 2.").await;
        site.simulator.advance_clock(600);
        sees(&browser, "New attempt 2 has ended: Aborted.").await;
        let second = site.newest("sim_twin");
        assert_eq!(aborts(&site), [format!("/pipeline/api/pipeline/execute/interrupt/{second}")]);
        assert!(is_there(&browser, Role::Button, "Abort new attempt 1").await, "the other goes on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_that_harness_refuses_is_said_as_refused() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_twin").await;
        site.simulator.inject(FaultRule::once(Call::Interrupt, Fault::Status(403)));
        press(&browser, "Retry …").await;
        press(&browser, "Abort new attempt 1").await;
        press(&browser, "Abort it").await;
        sees(&browser, "Harness refused to abort new attempt 1.").await;
        assert_eq!(aborts(&site).len(), 1);
    })
    .await;
}

/// What was asked to be aborted, by its path.
fn aborts(site: &Site) -> Vec<String> {
    let aborts = site.calls().into_iter().filter(|call| call.path.contains("/interrupt/"));
    aborts.map(|call| call.path).collect()
}

/// The answer is lost before anything was done, and the history has nothing new: not known, and
/// locked, for Harness may still be at it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_without_a_newer_attempt_stays_unknown() {
    in_browser(|browser| async move {
        let site = Site::open().await;
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
        press(&browser, "Load it again").await;
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
            let site = Site::open().await;
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
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_not_latest_only_at_post").await;
        press(&browser, "Retry …").await;
        sees(&browser, "This execution is not the latest of all retried execution.").await;
        sees(&browser, "It is not known whether this retry started.").await;
        let said = screen(&browser).await;
        assert!(!said.contains("answer can't be read"), "Harness's answer was read: {said}");
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
            let site = Site::open().await;
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
        let site = Site::open().await;
        for (scenario, reason) in [
            ("sim_inputs_500", "without them the retry would run with none"),
            ("sim_inputs_garbage", "without them the retry would run with none"),
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
        cannot_press_retry(&browser, &site, "without them").await;
        sees(&browser, "Sign-off").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_once_can_be_loaded_again() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        // As often as it is tried.
        let failing = FaultRule::once(Call::Inputs, Fault::Status(500));
        site.simulator.inject(FaultRule { times: Some(3), ..failing });
        load(&browser, &site, "sim_serial").await;
        cannot_press_retry(&browser, &site, "without them the retry would run with none").await;
        press(&browser, "Load again").await;
        can_press_retry(&browser, "sim_serial").await;
        retry(&browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_fails_for_a_moment_is_tried_again_by_itself() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for (call, fault) in [
            (Call::Detail, Fault::Status(500)),
            (Call::RetryHistory, Fault::Status(429)),
            (Call::Inputs, Fault::CutAfterHeaders),
            (Call::RetryStages, Fault::Status(503)),
        ] {
            site.simulator.inject(FaultRule { times: Some(2), ..FaultRule::once(call, fault) });
        }
        load_until_ready(&browser, &site, "sim_serial").await;
        assert!(!screen(&browser).await.contains("failed with"));
    })
    .await;
}

/// Another tab has made as many calls as one token may make in a minute, as far as this one has heard.
#[tokio::test(flavor = "multi_thread")]
async fn calls_wait_when_the_tabs_of_this_browser_have_made_too_many() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        let client = browser.client();
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second).await.unwrap();
        client.goto(&site.url()).await.unwrap();
        let calls = "
            const tabs = new BroadcastChannel('pipeline-retry.calls');
            for (let call = 0; call < 300; call++) tabs.postMessage(null);";
        browser.script(calls, Vec::new()).await;
        client.switch_to_window(first).await.unwrap();
        // A wait is noted, and over at once.
        let waits = "
            const [wait, now] = [window.setTimeout, Date.now];
            window.waits = [];
            window.setTimeout = (wake, after, ...rest) => {
                if (after < 30_000) return wait(wake, after, ...rest);
                window.waits.push(after);
                Date.now = () => now.call(Date) + 61_000;
                return wait(wake, 0, ...rest);
            };";
        browser.script(waits, Vec::new()).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_serial").await;
        let waits = browser.script("return window.waits.length", Vec::new()).await;
        assert!(waits.as_i64().unwrap() > 0, "no call waited");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_retry_groups_the_layout_of_the_run_serves() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_retry_stages_404").await;
        sees(&browser, "What this run reached is offered instead.").await;
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
        let site = Site::open().await;
        load(&browser, &site, "sim_history_500").await;
        cannot_press_retry(&browser, &site, "without them a lost answer could not be cleared up").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_does_not_allow_the_page_s_origin_is_said_as_what_it_may_be() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        site.simulator.inject(FaultRule { without_cors: true, ..FaultRule::always(Call::Any, Fault::Status(403)) });
        load(&browser, &site, "sim_serial").await;
        cannot_press_retry(&browser, &site, "Harness could not be reached for the execution.").await;
        let said = screen(&browser).await;
        assert!(said.contains("Nothing was run.") && said.contains("(CORS)"), "{said}");
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_is_waited_for_and_the_page_says_meanwhile_what_it_does() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_retry_slow").await;
        press(&browser, "Retry …").await;
        sees(&browser, "Checking that this is still the latest attempt, then sending one request.").await;
        assert!(is_there(&browser, Role::Button, "Sending …").await);
        sees(&browser, "Harness started a new execution.").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}
