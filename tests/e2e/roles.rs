//! What the browser tells a screen reader: names, roles, and the way by keys alone.

use fantoccini::key::Key;
use serde_json::json;

use crate::action::{load_until_ready, open, paste};
use crate::browser::{Browser, in_browser};
use crate::check::{can_press_retry, sees};
use crate::find::{RadioState, Role, chosen, part, radios};
use crate::site::Site;

/// The elements that a selector names, as the browser's accessibility tree has them.
async fn computed(browser: &Browser, selector: &str) -> Vec<String> {
    let found = browser.client().find_all(fantoccini::Locator::Css(selector)).await.unwrap();
    let mut computed = Vec::new();
    for element in found {
        let (name, role) = browser.name_and_role(&element).await;
        computed.push(format!("{role}: {name}"));
    }
    computed
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_buttons_and_the_stage_picture_have_the_names_that_were_promised() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        let named = computed(&browser, "input, button").await;
        for expected in ["textbox: Harness link", "textbox: Token", "button: Load"] {
            assert!(named.iter().any(|named| named == expected), "{expected}: {named:?}");
        }
        load_until_ready(&browser, &site, "sim_parallel_some_failed").await;
        assert_eq!(computed(&browser, "[role=radiogroup]").await, ["radiogroup: Retry from"]);
        assert_eq!(
            computed(&browser, "[role=radiogroup] input").await,
            [
                "radio: Retry from Build, success",
                "radio: Retry from the parallel group EU, failed; US, success; AP, failed",
                "radio: Sign-off, not reached. Can’t be chosen: this run never reached it",
            ]
        );
        assert_eq!(computed(&browser, "textarea").await, ["textbox: Notes"]);
        let buttons = computed(&browser, "button").await;
        assert!(buttons.contains(&"button: Retry 2 stages of Deploy shop to regions".to_owned()), "{buttons:?}");
        let scope = computed(&browser, "fieldset input[type=radio]").await;
        assert!(scope.contains(&"radio: Only the 2 failed EU, AP".to_owned()), "{scope:?}");
        let all = computed(&browser, "button, input, textarea, a[href], summary").await;
        // What is folded away is no part of the tree.
        let nameless = all.iter().filter(|named| named.ends_with(": ") && *named != "none: ");
        assert_eq!(nameless.count(), 0, "every one has a name: {all:?}");
    })
    .await;
}

/// What has the focus, by its accessible name.
async fn focused(browser: &Browser) -> String {
    let element = browser.client().active_element().await.unwrap();
    browser.name_and_role(&element).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_done_by_keys_alone() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        paste(&browser, "Harness link", &site.link("sim_parallel_some_failed")).await;
        paste(&browser, "Token", site.simulator.token()).await;
        part(&browser, Role::Field, "Token").await.send_keys(&key(Key::Enter)).await.unwrap();
        can_press_retry(&browser, "Enter in a field loads").await;
        // By Tab to the chosen group, by the arrow to the one before it.
        tab_to(&browser, "Retry from the parallel group EU, failed; US, success; AP, failed").await;
        browser.client().active_element().await.unwrap().send_keys(&key(Key::Left)).await.unwrap();
        sees(&browser, "Runs Build again").await;
        assert_eq!(chosen(&browser, "Retry from").await.as_deref(), Some("Retry from Build, success"));
        tab_to(&browser, "Retry 1 stage of Deploy shop to regions").await;
        browser.client().active_element().await.unwrap().send_keys(&key(Key::Enter)).await.unwrap();
        sees(&browser, "Harness started a new execution.").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

fn key(key: Key) -> String {
    char::from(key).to_string()
}

async fn tab_to(browser: &Browser, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..40 {
        let element = browser.client().active_element().await.unwrap();
        element.send_keys(&key(Key::Tab)).await.unwrap();
        let now = focused(browser).await;
        // WCAG 2.2, 2.4.11: what has the focus is not hidden behind the bar.
        let script = "
            const [part, bar] = [document.activeElement, document.querySelector('footer')];
            const [at, over] = [part.getBoundingClientRect(), bar.getBoundingClientRect()];
            return bar.contains(part) || at.bottom > 0 && at.top < Math.min(over.top, innerHeight);";
        assert_eq!(browser.script(script, Vec::new()).await, json!(true), "{now:?} can't be seen");
        if now == name {
            return;
        }
        passed.push(now);
    }
    panic!("Tab does not lead to {name:?} but to {passed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_group_is_chosen_and_the_unreached_one_is_off_limits() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_never_reached").await;
        let state = |name: &str, is_on, is_off_limits| RadioState { name: name.to_owned(), is_on, is_off_limits };
        let never = |name: &str| {
            state(&format!("{name}, not reached. Can’t be chosen: this run never reached it"), false, true)
        };
        assert_eq!(
            radios(&browser, "Retry from").await,
            [
                state("Retry from Build, success", false, false),
                state("Retry from Unit tests, failed", true, false),
                never("Scan licences"),
                never("Upload to the store"),
                never("Release"),
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_goes_round_and_is_remembered() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        crate::action::press(&browser, "Theme: as the system").await;
        crate::action::press(&browser, "Theme: light").await;
        part(&browser, Role::Button, "Theme: dark").await;
        open(&browser, &site).await;
        part(&browser, Role::Button, "Theme: dark").await;
        let theme = browser.script("return document.documentElement.dataset.theme", Vec::new()).await;
        assert_eq!(theme, json!("dark"));
    })
    .await;
}

/// Presses a key with nothing in the focus but the page.
async fn type_key(browser: &Browser, key: &str) {
    let body = browser.client().find(fantoccini::Locator::Css("body")).await.unwrap();
    body.send_keys(key).await.unwrap();
}

async fn help_is_open(browser: &Browser) -> bool {
    browser.script("return document.querySelector('dialog[open]') !== null", Vec::new()).await == json!(true)
}

#[tokio::test(flavor = "multi_thread")]
async fn help_opens_by_a_key_keeps_the_page_below_still_and_gives_the_focus_back() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        browser.script("document.querySelector('.exec-links button').focus()", Vec::new()).await;
        let focused = browser.client().active_element().await.unwrap();
        focused.send_keys("?").await.unwrap();
        sees(&browser, "What a retry does").await;
        let keys: String = [char::from(Key::Control), char::from(Key::Enter)].iter().collect();
        browser.client().active_element().await.unwrap().send_keys(&keys).await.unwrap();
        browser.client().active_element().await.unwrap().send_keys(&char::from(Key::Escape).to_string()).await.unwrap();
        assert!(!help_is_open(&browser).await, "Escape closes it");
        let back = browser.script("return document.activeElement.closest('.exec-links') !== null", Vec::new()).await;
        assert_eq!(back, json!(true), "the focus is back where it was");
        assert_eq!(site.posts(), [], "nothing was pressed through it");
        // In a field the key is a letter.
        part(&browser, Role::Field, "Notes").await.send_keys("why?").await.unwrap();
        assert!(!help_is_open(&browser).await);
        crate::action::press(&browser, "How this works, and keys").await;
        crate::action::press(&browser, "Close").await;
        assert!(!help_is_open(&browser).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn single_keys_can_be_switched_off_and_stay_so() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        type_key(&browser, "?").await;
        sees(&browser, "What a retry does").await;
        part(&browser, Role::Field, "Single-key shortcuts").await.click().await.unwrap();
        open(&browser, &site).await;
        type_key(&browser, "?").await;
        assert!(!help_is_open(&browser).await);
        crate::action::press(&browser, "How this works, and keys").await;
        part(&browser, Role::Field, "Single-key shortcuts").await.click().await.unwrap();
        crate::action::press(&browser, "Close").await;
        type_key(&browser, "?").await;
        assert!(help_is_open(&browser).await);
    })
    .await;
}
