//! One press, one POST; and leaving, which stops what only reads.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use serde_json::json;
use simulator::{Call, Fault, FaultRule};

use crate::action::{load, load_until_ready, paste, press, type_into, until_unlocked};
use crate::browser::{Browser, in_browser};
use crate::check::{can_press_retry, cannot_press_retry, screen, sees};
use crate::find::{Role, part, radios};
use crate::site::Site;

/// Loads a scenario whose next check of the attempts and whose retry take longer than the pressing:
/// what was pressed a second time would find nothing newer and be sent too.
async fn ready(browser: &Browser) -> Site {
    let site = Site::open().await;
    load_until_ready(browser, &site, "sim_serial").await;
    let slow = |call| FaultRule { times: Some(5), ..FaultRule::always(call, Fault::Slow(Duration::from_millis(400))) };
    site.simulator.inject(slow(Call::RetryHistory));
    site.simulator.inject(slow(Call::Retry));
    site
}

async fn started_once(browser: &Browser, site: &Site) {
    sees(browser, "Harness started a new execution.").await;
    assert_eq!(site.posts().len(), 1);
    assert_eq!(site.simulator.executions_of("sim_serial").len(), 2);
}

/// The button in the middle of the window and focused, as after moving there by Tab.
async fn button_in_focus(browser: &Browser) -> Element {
    let button = part(browser, Role::Button, "Retry …").await;
    let script = "arguments[0].scrollIntoView({ block: 'center' }); arguments[0].focus();";
    browser.script(script, vec![json!(button)]).await;
    button
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_sends_once() {
    in_browser(|browser| async move {
        let site = ready(&browser).await;
        let element = button_in_focus(&browser).await;
        let to_button = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        let mut clicks = MouseActions::new("mouse".to_owned()).then(to_button);
        for _ in 0..2 {
            clicks = clicks.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
            clicks = clicks.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        }
        browser.client().perform_actions(clicks).await.unwrap();
        started_once(&browser, &site).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_stays_under_the_pointer_while_it_sends() {
    in_browser(|browser| async move {
        for width in [1280, 780, 400] {
            browser.client().set_window_size(width, 900).await.unwrap();
            let site = ready(&browser).await;
            let button = part(&browser, Role::Button, "Retry …").await;
            let script = "
                const { left, top, width, height } = arguments[0].getBoundingClientRect();
                window.pressedAt = [left + width / 2, top + height / 2];";
            browser.script(script, vec![json!(button)]).await;
            button.click().await.unwrap();
            let is_under_it = "return arguments[0].contains(document.elementFromPoint(...window.pressedAt));";
            let while_sending = browser.script(is_under_it, vec![json!(button)]).await;
            assert!(screen(&browser).await.contains("Retrying 1 stage"), "it still sends at {width}");
            assert_eq!(while_sending, json!(true), "{width} pixels wide");
            started_once(&browser, &site).await;
        }
    })
    .await;
}

/// Holds the Enter key: the system then repeats it, and Chromium presses a focused button each time.
async fn hold_enter(browser: &Browser, modifiers: u8) {
    for repeats in [false, true, true, true, true] {
        let key = json!({
            "type": "keyDown", "key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13,
            "modifiers": modifiers, "autoRepeat": repeats,
        });
        browser.devtools("Input.dispatchKeyEvent", key).await;
    }
    let up = json!({"type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13});
    browser.devtools("Input.dispatchKeyEvent", up).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_held_down_on_the_button_sends_once() {
    in_browser(|browser| async move {
        let site = ready(&browser).await;
        button_in_focus(&browser).await;
        hold_enter(&browser, 0).await;
        started_once(&browser, &site).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn control_and_enter_held_down_in_the_notes_send_once() {
    const CONTROL: u8 = 2;
    in_browser(|browser| async move {
        let site = ready(&browser).await;
        type_into(&browser, "Notes", "why").await;
        hold_enter(&browser, CONTROL).await;
        started_once(&browser, &site).await;
        assert_eq!(site.simulator.retried(&site.newest("sim_serial")).unwrap().notes, "why");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_tab_sends_another_does_not() {
    in_browser(|browser| async move {
        let site = ready(&browser).await;
        let client = browser.client();
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second.clone()).await.unwrap();
        load_until_ready(&browser, &site, "sim_serial").await;
        let slow = Fault::Slow(Duration::from_secs(5));
        site.simulator.inject(FaultRule::once(Call::Retry, slow));
        press(&browser, "Retry …").await;
        sees(&browser, "Retrying 1 stage").await;
        client.switch_to_window(first.clone()).await.unwrap();
        press(&browser, "Retry …").await;
        sees(&browser, "another tab of this browser is sending a retry of this execution").await;
        press(&browser, "Find out").await;
        sees(&browser, "Another tab of this browser is still sending it").await;
        client.switch_to_window(second).await.unwrap();
        started_once(&browser, &site).await;
        until_unlocked(&browser).await;
        client.switch_to_window(first).await.unwrap();
        press(&browser, "Find out").await;
        sees(&browser, "This is attempt 1 of 2").await;
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_is_said_before_anything_is_sent_and_nothing_chosen_is_lost() {
    in_browser(|browser| async move {
        let site = ready(&browser).await;
        type_into(&browser, "Notes", "why").await;
        let before = site.calls().len();
        let set = |is: bool| {
            format!("Object.defineProperty(navigator, 'onLine', {{ configurable: true, get: () => {is} }});")
        };
        browser.script(&set(false), Vec::new()).await;
        press(&browser, "Retry …").await;
        sees(&browser, "Nothing was sent: this browser is offline.").await;
        assert_eq!(site.calls().len(), before);
        browser.script(&set(true), Vec::new()).await;
        press(&browser, "Retry …").await;
        started_once(&browser, &site).await;
        assert_eq!(site.simulator.retried(&site.newest("sim_serial")).unwrap().notes, "why");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_start_that_can_not_be_shown_the_button_is_off_and_the_choice_is_locked() {
    in_browser(|browser| async move {
        let site = ready(&browser).await;
        site.simulator.inject(FaultRule::always(Call::Detail, Fault::Status(404)));
        press(&browser, "Retry …").await;
        started_once(&browser, &site).await;
        until_unlocked(&browser).await;
        cannot_press_retry(&browser, &site, "Sent. Press Show it here to follow the new execution.").await;
        assert!(radios(&browser, "Retry from").await.iter().all(|radio| radio.is_off_limits));
        assert!(part(&browser, Role::Button, "Show it here").await.is_displayed().await.unwrap());
        assert_eq!(site.posts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_stops_what_is_being_loaded() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load(&browser, &site, "sim_detail_slow").await;
        press(&browser, "Cancel").await;
        sees(&browser, "Retry a failed Harness execution from the stage that failed").await;
        // As slow as the one that was cancelled, and asked for after it: were that still awaited, it
        // would be answered first.
        paste(&browser, "Harness link", &site.link("sim_serial")).await;
        site.simulator.inject(FaultRule::once(Call::Detail, Fault::Slow(Duration::from_secs(3))));
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_serial").await;
        let details: Vec<_> = site.calls().into_iter().filter(|call| call.path.contains("/v2/")).collect();
        let [cancelled, awaited] = details.as_slice() else { panic!("{details:?}") };
        assert_eq!((cancelled.status, awaited.status), (None, Some(200)));
        assert!(!screen(&browser).await.contains("detail slow"), "what was cancelled does not come back");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_another_execution_leaves_the_first() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_matrix").await;
        paste(&browser, "Harness link", &site.link("sim_serial")).await;
        press(&browser, "Load").await;
        sees(&browser, "Retry 1 stage of Deploy shop").await;
        let shown = screen(&browser).await;
        assert!(!shown.contains("Build command line"), "{shown}");
    })
    .await;
}
