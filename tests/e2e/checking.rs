//! The check of edited inputs: what it says, and what the page does while it runs, or when it can't.

use serde_json::json;

use crate::action::{load_until_ready, press, retry, type_over};
use crate::browser::{in_browser, until};
use crate::check::{can_press_retry, cannot_press_retry, screen, sees};
use crate::editing::{SERIAL, assert_sent, edit};
use crate::site::Site;
use crate::truth::hurry;

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_does_not_parse_is_not_sent_and_says_where_and_why() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        type_over(&browser, "\"false\"", "\"false").await;
        let reason = "Can’t be sent while the inputs have a problem. Line 12, column 12: A text in quotes begins here";
        cannot_press_retry(&browser, &site, reason).await;
        // The place leads there.
        browser.script("document.querySelector('#inputs-text').setSelectionRange(0, 0)", vec![]).await;
        press(&browser, "Line 12, column 12").await;
        let place = "
            const field = document.querySelector('#inputs-text');
            return document.activeElement === field ? field.value.slice(0, field.selectionStart) : null;";
        let is_there = || async {
            let before = browser.script(place, vec![]).await;
            before.as_str().is_some_and(|before| before.ends_with("    value: ")).then_some(())
        };
        assert!(until(is_there).await.is_some(), "{}", browser.script(place, vec![]).await);
        type_over(&browser, "\"false", "\"true\"").await;
        can_press_retry(&browser, "sim_serial").await;
        retry(&browser).await;
        assert_sent(&site, &SERIAL.replace("false", "true"), "mended");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_is_said_and_can_be_sent() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        let odd = "    value: \"<+input>\"\n    value: 2\n";
        type_over(&browser, "    value: \"1.4.2\"\n", odd).await;
        sees(&browser, "Line 6, column 13: This value is still <+input>").await;
        sees(&browser, "Line 7, column 5: value stands twice here").await;
        type_over(&browser, "\"sim_serial\"", "\"another\"").await;
        sees(&browser, "These inputs are of the pipeline another; this one is sim_serial.").await;
        can_press_retry(&browser, "sim_serial").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_sent_before_it_was_looked_at() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        // In one step: typed, and retried by the keys before the page has had time to look.
        let at_once = "
            const field = document.querySelector('#inputs-text');
            field.setRangeText('9.9.9', field.value.indexOf('1.4.2'), field.value.indexOf('1.4.2') + 5);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));";
        browser.script(at_once, vec![]).await;
        sees(&browser, "with 1 changed input").await;
        assert!(site.posts().is_empty());
        retry(&browser).await;
        assert_sent(&site, &SERIAL.replace("1.4.2", "9.9.9"), "typed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_an_older_text_opens_nothing() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        let type_when_asked = "
            globalThis.wasOpen = 0;
            const field = document.querySelector('#inputs-text');
            const button = document.querySelector('.bar .primary');
            const post = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (message) {
                post.call(this, message);
                Worker.prototype.postMessage = post;
                field.setRangeText('\"never closed', field.value.indexOf('9.9.9'), field.value.length);
                field.dispatchEvent(new Event('input', { bubbles: true }));
                queueMicrotask(() => new MutationObserver(() => {
                    if (button.getAttribute('aria-disabled') !== 'true') globalThis.wasOpen++;
                }).observe(button, { attributes: true }));
            };";
        browser.script(type_when_asked, vec![]).await;
        type_over(&browser, "1.4.2", "9.9.9").await;
        sees(&browser, "Can’t be sent while the inputs have a problem.").await;
        assert_eq!(browser.script("return globalThis.wasOpen", vec![]).await, json!(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_worker_the_page_says_that_checking_is_off_and_asks_once_more() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        let lost = "document.querySelector('meta[name=yaml_worker]').content = './gone.js'";
        browser.script(lost, vec![]).await;
        edit(&browser).await;
        type_over(&browser, "1.4.2", "1.4.3").await;
        sees(&browser, "Checking is off for this text.").await;
        cannot_press_retry(&browser, &site, "The edited inputs were not checked.").await;
        press(&browser, "Let me send them unchecked").await;
        can_press_retry(&browser, "sim_serial").await;
        // Another key, and it is asked again.
        type_over(&browser, "1.4.3", "1.4.4").await;
        sees(&browser, "The edited inputs were not checked.").await;
        press(&browser, "Let me send them unchecked").await;
        can_press_retry(&browser, "sim_serial").await;
        retry(&browser).await;
        assert_sent(&site, &SERIAL.replace("1.4.2", "1.4.4"), "unchecked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_hangs_traps_is_lost_or_never_starts_leaves_the_page_whole() {
    let broken = [
        ("hangs", "Worker.prototype.postMessage = () => {};", "The check took too long and was ended."),
        (
            "is lost",
            "Worker.prototype.postMessage = function () { this.terminate(); };",
            "The check took too long and was ended.",
        ),
        (
            "traps",
            "Worker.prototype.postMessage = function () {
                const error = new ErrorEvent('error', { cancelable: true, message: 'unreachable' });
                queueMicrotask(() => this.dispatchEvent(error));
            };",
            "The check could not be started, or broke off.",
        ),
        (
            "never starts",
            "Object.defineProperty(Worker.prototype, 'onmessage', { configurable: true, set() {} });",
            "The check could not be started, or broke off.",
        ),
    ];
    in_browser(|browser| async move {
        for (name, how, why) in broken {
            let site = Site::open().await;
            load_until_ready(&browser, &site, "sim_serial").await;
            let keep = "
                globalThis.patient = window.setTimeout;
                globalThis.sound = Object.getOwnPropertyDescriptors(Worker.prototype);";
            browser.script(keep, vec![]).await;
            hurry(&browser).await;
            browser.script(how, vec![]).await;
            edit(&browser).await;
            type_over(&browser, "1.4.2", "1.4.3").await;
            sees(&browser, &format!("Checking is off for this text. {why}")).await;
            cannot_press_retry(&browser, &site, "The edited inputs were not checked.").await;
            let mend = "
                window.setTimeout = globalThis.patient;
                Object.defineProperties(Worker.prototype, globalThis.sound);";
            browser.script(mend, vec![]).await;
            if name == "is lost" {
                press(&browser, "Let me send them unchecked").await;
                can_press_retry(&browser, "sim_serial").await;
                retry(&browser).await;
                assert_sent(&site, &SERIAL.replace("1.4.2", "1.4.3"), name);
                continue;
            }
            type_over(&browser, "1.4.3", "1.4.4").await;
            sees(&browser, "with 1 changed input").await;
            can_press_retry(&browser, "sim_serial").await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_editor_the_inputs_can_be_read_and_sent() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        browser.devtools("Network.enable", json!({})).await;
        browser.devtools("Network.setBlockedURLs", json!({"urls": ["*inputs_editor*"]})).await;
        load_until_ready(&browser, &site, "sim_serial").await;
        sees(&browser, "They can be sent as they are, but not edited: the editor could not be loaded.").await;
        sees(&browser, "value: \"1.4.2\"").await;
        retry(&browser).await;
        assert_sent(&site, SERIAL, "read");
        browser.devtools("Network.setBlockedURLs", json!({"urls": []})).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_end_the_check_and_not_the_page() {
    let bomb = (1..9).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, n| {
        let before = n - 1;
        let all = vec![format!("*a{before}"); 9].join(",");
        text + &format!("a{n}: &a{n} [{all}]\n")
    });
    let merges = (1..25).fold("a0: &a0 {x: 1}\n".to_owned(), |text, n| {
        let before = n - 1;
        text + &format!("a{n}: &a{n}\n  <<: [*a{before}, *a{before}]\n")
    });
    let hostile = [
        ("nested flow mappings", "{a:".repeat(50_000)),
        ("nested lists", "[".repeat(200_000)),
        ("deep blocks", (0..500).map(|deep| " ".repeat(deep) + "a:\n").collect()),
        ("many keys", (0..100_000).fold(String::new(), |text, n| text + &format!("k{n}: 1\n"))),
        ("alias bomb", bomb),
        ("merge bomb", merges),
        ("never closed", format!("a: \"{}", "x ".repeat(250_000))),
    ];
    in_browser(|browser| async move {
        let site = Site::open().await;
        for (name, text) in hostile {
            load_until_ready(&browser, &site, "sim_serial").await;
            edit(&browser).await;
            let paste = "
                const field = document.querySelector('#inputs-text');
                field.focus();
                field.value = arguments[0];
                field.dispatchEvent(new Event('input', { bubbles: true }));";
            browser.script(paste, vec![json!(text)]).await;
            let is_over = || async {
                let screen = screen(&browser).await;
                (!screen.contains("Checking the edited inputs")).then_some(screen)
            };
            let screen = until(is_over).await.unwrap_or_else(|| panic!("{name}: the check does not end"));
            assert!(
                ["have a problem", "Checking is off", "changed input"].iter().any(|end| screen.contains(end)),
                "{name}: {screen}"
            );
            // It goes on: back to the original, and another edit is checked.
            press(&browser, "Back to the original").await;
            sees(&browser, "inputs unchanged").await;
            type_over(&browser, "1.4.2", "1.4.3").await;
            sees(&browser, "with 1 changed input").await;
        }
        assert!(site.posts().is_empty());
    })
    .await;
}
