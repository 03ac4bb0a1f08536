//! After the press the new execution stands in the place of the old one, and is followed to its end.

use std::time::Duration;

use serde_json::json;
use simulator::{Call, Fault, FaultRule, Options, RecordedRequest};

use crate::action::{load, load_until_ready, paste, press, retry};
use crate::browser::{Browser, in_browser, until};
use crate::check::{can_press_retry, console_is_clean, screen, sees};
use crate::find::{Role, is_there};
use crate::links::link_in_form;
use crate::site::{Site, choice_in};
use crate::truth::hurry;

/// Simulated time goes as fast as the waits of a page in a hurry.
pub async fn fast_site() -> Site {
    Site::with(Options { clock_speed: 50.0, ..Options::default() }).await
}

/// Loads a scenario in a page that is in a hurry, and waits until it can be retried.
pub async fn ready(browser: &Browser, site: &Site, scenario: &str) {
    load_until_ready(browser, site, scenario).await;
    hurry(browser).await;
}

/// Waits until the words are gone.
pub async fn sees_no_more(browser: &Browser, words: &str) {
    let is_gone = || async { (!screen(browser).await.contains(words)).then_some(()) };
    assert!(until(is_gone).await.is_some(), "{words:?} is still there: {}", screen(browser).await);
}

async fn tab(browser: &Browser) -> String {
    browser.script("return document.title", Vec::new()).await.as_str().unwrap().to_owned()
}

/// The looks at one execution.
pub fn looks(site: &Site, execution: &str) -> Vec<RecordedRequest> {
    site.calls().into_iter().filter(|call| call.path.ends_with(&format!("/v2/{execution}"))).collect()
}

/// So long a page in a hurry would have looked ten times more.
pub async fn a_while() {
    tokio::time::sleep(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_is_followed_to_its_success_and_then_left_alone() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_parallel_some_failed").await;
        let parent = site.newest("sim_parallel_some_failed");
        retry(&browser).await;
        let child = site.newest("sim_parallel_some_failed");
        assert_ne!(parent, child);
        sees(&browser, &format!("Execution ID {child}")).await;
        sees(&browser, "EU and AP run. Then Sign-off.").await;
        sees(&browser, "Kept from attempt 1").await;
        sees(&browser, "Runs again").await;
        sees(&browser, "Runs after").await;
        sees(&browser, "Running for").await;
        assert!(tab(&browser).await.starts_with("Running: "), "{}", tab(&browser).await);
        let focused = browser.script("return document.activeElement.id", Vec::new()).await;
        assert_eq!(focused, json!("exec-h"), "the focus is where the news is");
        let link = browser.client().current_url().await.unwrap().to_string();
        assert!(link.contains(&child), "{link}");
        site.simulator.advance_clock(25);
        sees(&browser, "Sign-off runs.").await;
        sees(&browser, "Ran again").await;
        site.simulator.advance_clock(600);
        sees(&browser, "It has ended: Success.").await;
        sees(&browser, "This execution succeeded: there is nothing to retry.").await;
        assert!(tab(&browser).await.starts_with("Success: "), "{}", tab(&browser).await);
        let (count, before) = (looks(&site, &child).len(), site.calls().len());
        hurry(&browser).await;
        a_while().await;
        assert_eq!((looks(&site, &child).len(), site.calls().len()), (count, before), "nothing is asked after the end");
        console_is_clean(&browser, "followed").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_execution_is_in_view_wherever_the_page_was_scrolled_to() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_12_stages_long_names").await;
        browser.script("scrollTo(0, document.body.scrollHeight)", Vec::new()).await;
        assert_ne!(browser.script("return scrollY", Vec::new()).await, json!(0));
        retry(&browser).await;
        let script = "
            const news = document.activeElement.getBoundingClientRect();
            return document.activeElement.id === 'exec-h' && news.top >= 0 && news.bottom <= innerHeight;";
        let is_seen = || async { (browser.script(script, Vec::new()).await == json!(true)).then_some(()) };
        assert!(until(is_seen).await.is_some(), "{}", screen(&browser).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_again_can_be_retried_from_there_three_attempts_deep() {
    in_browser(|browser| async move {
        let site = fast_site().await;
        ready(&browser, &site, "sim_fails_again").await;
        for attempt in 2..=4 {
            let parent = site.newest("sim_fails_again");
            retry(&browser).await;
            let child = site.newest("sim_fails_again");
            assert_eq!(site.simulator.retried(&child).unwrap().parent, parent);
            sees(&browser, &format!("{attempt} of {attempt}, the latest")).await;
            can_press_retry(&browser, "the failed attempt").await;
            sees(&browser, "Runs Deploy again, then Sign-off. Keeps Build.").await;
        }
        let posts = site.posts();
        assert_eq!(posts.len(), 3, "one POST for each press");
        for post in &posts {
            assert_eq!(choice_in(&post.query), "retryStages=deploy&runAllStages=true");
            assert_eq!(post.body_sha256, posts[0].body_sha256, "the same inputs");
        }
        sees(&browser, "Again: Deploy, then what comes after. Kept: Build.").await;
        press(&browser, "Show what each ran again").await;
        sees(&browser, "The first run.").await;
        press(&browser, "Show attempt 2").await;
        sees(&browser, "This is attempt 2 of 4. Harness retries only the latest one.").await;
        press(&browser, "Show the latest, attempt 4").await;
        can_press_retry(&browser, "the latest attempt").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_waited_for_in_words_and_the_run_can_be_aborted_after_asking() {
    in_browser(|browser| async move {
        let site = fast_site().await;
        ready(&browser, &site, "sim_approval_waiting").await;
        retry(&browser).await;
        let child = site.newest("sim_approval_waiting");
        sees(&browser, "Sign-off waits for an approval. Approve or reject it in Harness.").await;
        press(&browser, "Abort…").await;
        sees(&browser, "Abort this execution?").await;
        press(&browser, "Keep it").await;
        press(&browser, "Abort…").await;
        let aborts = || site.calls().into_iter().filter(|call| call.path.contains("/interrupt/")).collect::<Vec<_>>();
        assert_eq!(aborts(), [], "asking sends nothing");
        press(&browser, "Abort it").await;
        sees(&browser, "It has ended: Aborted.").await;
        let [abort] = aborts().try_into().unwrap();
        assert!(abort.path.ends_with(&child));
        can_press_retry(&browser, "the aborted attempt").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_that_is_refused_is_said_and_can_be_asked_again() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        retry(&browser).await;
        site.simulator.inject(FaultRule::once(Call::Interrupt, Fault::Status(403)));
        press(&browser, "Abort…").await;
        press(&browser, "Abort it").await;
        sees(&browser, "Harness refused to abort this execution.").await;
        press(&browser, "Abort…").await;
        press(&browser, "Abort it").await;
        sees(&browser, "Aborting this execution: Harness has not confirmed it yet.").await;
        sees(&browser, "It is being aborted.").await;
        site.simulator.advance_clock(10);
        sees(&browser, "It has ended: Aborted.").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_said_and_ends() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_queued").await;
        retry(&browser).await;
        sees(&browser, "This execution waits in Harness’s queue.").await;
        site.simulator.advance_clock(62);
        sees(&browser, "Deploy runs. Then Sign-off.").await;
        sees_no_more(&browser, "waits in Harness’s queue").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_execution_that_was_loaded_is_followed_and_can_not_be_retried() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load(&browser, &site, "sim_running").await;
        sees(&browser, "If it fails, this page shows from where it can be retried.").await;
        assert!(!is_there(&browser, Role::Button, "Retry…").await);
        let running = site.newest("sim_running");
        let twice = || async { (looks(&site, &running).len() > 1).then_some(()) };
        assert!(until(twice).await.is_some());
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_in_the_middle_goes_on_following_once_the_token_is_there() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        retry(&browser).await;
        let child = site.newest("sim_serial");
        browser.client().refresh().await.unwrap();
        assert!(link_in_form(&browser).await.contains(&child));
        paste(&browser, "Token", site.simulator.token()).await;
        press(&browser, "Load").await;
        sees(&browser, "Running for").await;
        sees(&browser, "Kept from attempt 1").await;
        site.simulator.advance_clock(600);
        sees(&browser, "It has ended: Success.").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_between_the_old_execution_and_the_new_one_which_is_then_left_alone() {
    in_browser(|browser| async move {
        let site = fast_site().await;
        ready(&browser, &site, "sim_approval_waiting").await;
        retry(&browser).await;
        let child = site.newest("sim_approval_waiting");
        sees(&browser, "Sign-off waits for an approval").await;
        browser.client().back().await.unwrap();
        sees(&browser, "This is attempt 1 of 2. Harness retries only the latest one.").await;
        let before = looks(&site, &child).len();
        a_while().await;
        assert_eq!(looks(&site, &child).len(), before, "nobody looks at what is no longer shown");
        browser.script("history.forward()", Vec::new()).await;
        sees(&browser, "Sign-off waits for an approval").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_changes_in_its_place_and_the_focus_stays() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_parallel_some_failed").await;
        retry(&browser).await;
        sees(&browser, "EU and AP run.").await;
        let script = "
            window.kept = [...document.querySelectorAll('.rail, .stage, .exec-title a, .exec-title button, .bar button')];
            document.querySelector('.exec-links button').focus();
            window.focused = document.activeElement;";
        browser.script(script, Vec::new()).await;
        site.simulator.advance_clock(25);
        sees(&browser, "Sign-off runs.").await;
        let kept = "return window.kept.length > 8 && window.kept.every(part => part.isConnected)
            && document.activeElement === window.focused";
        assert_eq!(browser.script(kept, Vec::new()).await, json!(true));
    })
    .await;
}
