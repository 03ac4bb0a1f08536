//! The looks at a run that goes on: one that fails or takes long, how often they are taken, and who is told of news.

use std::time::Duration;

use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{press, retry};
use crate::browser::{Browser, in_browser, until};
use crate::check::{screen, sees};
use crate::find::{Role, is_there};
use crate::follow::{a_while, fast_site, looks, ready, sees_no_more};
use crate::site::Site;

/// Tells the page that nobody sees it, or that somebody does again.
async fn hide(browser: &Browser, is_hidden: bool) {
    let script = "
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => arguments[0] });
        document.dispatchEvent(new Event('visibilitychange'));";
    browser.script(script, vec![json!(is_hidden)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_look_is_a_quiet_notice_and_the_next_one_takes_it_away() {
    in_browser(|browser| async move {
        let site = fast_site().await;
        ready(&browser, &site, "sim_approval_waiting").await;
        retry(&browser).await;
        sees(&browser, "Sign-off waits for an approval").await;
        for fault in [
            Fault::Status(500),
            Fault::Status(429),
            Fault::CutAfterBody,
            Fault::CutMidAnswer,
            Fault::Html,
            Fault::EmptyBody,
            Fault::Garbage,
            Fault::ErrorIn200,
            Fault::Hang,
        ] {
            let name = format!("{fault:?}");
            site.simulator.inject(FaultRule::always(Call::Detail, fault));
            sees(&browser, "What you see is").await;
            site.simulator.clear_faults();
            assert!(screen(&browser).await.contains("Sign-off waits for an approval"), "{name}: what was seen stays");
            sees_no_more(&browser, "What you see is").await;
        }
        site.simulator.inject(FaultRule::once(Call::Detail, Fault::ExpiredToken));
        sees(&browser, "Harness does not accept this token.").await;
        let before = site.calls().len();
        a_while().await;
        assert_eq!(site.calls().len(), before, "no look makes sense after that");
        assert!(is_there(&browser, Role::Button, "Load again").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_is_waited_for_and_no_second_look_is_under_way() {
    in_browser(|browser| async move {
        let site = fast_site().await;
        ready(&browser, &site, "sim_approval_waiting").await;
        retry(&browser).await;
        let script = "
            const fetched = window.fetch;
            window.most = 0;
            let now = 0;
            window.fetch = (request, ...rest) => {
                if (!request.url?.includes('/execution/v2/')) return fetched(request, ...rest);
                window.most = Math.max(window.most, ++now);
                return fetched(request).finally(() => now--);
            };";
        browser.script(script, Vec::new()).await;
        let child = site.newest("sim_approval_waiting");
        for _ in 0..3 {
            let before = looks(&site, &child).len();
            let slow = Fault::Slow(Duration::from_millis(400));
            site.simulator.inject(FaultRule::once(Call::Detail, slow));
            hide(&browser, true).await;
            hide(&browser, false).await;
            let more = || async { (looks(&site, &child).len() > before + 2).then_some(()) };
            assert!(until(more).await.is_some());
        }
        assert_eq!(browser.script("return window.most", Vec::new()).await, json!(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_page_looks_seldom_and_at_once_when_it_is_seen_again() {
    in_browser(|browser| async move {
        let site = fast_site().await;
        ready(&browser, &site, "sim_approval_waiting").await;
        retry(&browser).await;
        sees(&browser, "Sign-off waits for an approval").await;
        let child = site.newest("sim_approval_waiting");
        hide(&browser, true).await;
        let before = looks(&site, &child).len();
        a_while().await;
        let hidden = looks(&site, &child).len() - before;
        // 30 seconds apart are 600 milliseconds in a hurry.
        assert!((1..=4).contains(&hidden), "{hidden} looks in 2 seconds");
        // The wait is long now: only being seen again ends it.
        let slow = "const wait = window.setTimeout; window.setTimeout = (wake, after) => wait(wake, after * 50);";
        browser.script(slow, Vec::new()).await;
        let before = looks(&site, &child).len();
        let one = || async { (looks(&site, &child).len() > before).then_some(()) };
        assert!(until(one).await.is_some(), "the wait that was under way");
        let before = looks(&site, &child).len();
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        hide(&browser, false).await;
        let at_once = || async { (looks(&site, &child).len() > before).then_some(()) };
        assert!(until(at_once).await.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_to_be_told_is_told_once_and_only_when_not_looking() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        ready(&browser, &site, "sim_approval_waiting").await;
        let script = "
            window.told = [];
            const [permission] = arguments;
            window.Notification = class {
                static permission = permission;
                static requestPermission = async () => Notification.permission;
                constructor(title, { body }) { window.told.push(title + ' | ' + body); }
            };";
        browser.script(script, vec![json!("denied")]).await;
        retry(&browser).await;
        press(&browser, "Tell me when it ends").await;
        sees(&browser, "This browser does not let the page notify you.").await;
        browser.script(script, vec![json!("granted")]).await;
        press(&browser, "Tell me when it ends").await;
        sees(&browser, "You are told when it ends").await;
        hide(&browser, true).await;
        site.simulator.advance_clock(25);
        sees(&browser, "Sign-off waits for an approval").await;
        let told = || async {
            let told = browser.script("return window.told", Vec::new()).await;
            told.as_array().unwrap().iter().map(|told| told.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let once = || async { told().await.pop() };
        let needed = until(once).await.expect("it is told");
        assert!(needed.starts_with("A person is needed: Deploy invoices #"), "{needed}");
        assert!(needed.ends_with(" | Sign-off waits for an approval. Approve or reject it in Harness."), "{needed}");
        assert_eq!(told().await.len(), 1);
        hide(&browser, false).await;
        press(&browser, "Abort…").await;
        press(&browser, "Abort it").await;
        sees(&browser, "It is being aborted.").await;
        site.simulator.advance_clock(10);
        sees(&browser, "It has ended: Aborted.").await;
        assert_eq!(told().await, [needed], "nothing is told to somebody who looks");
    })
    .await;
}
