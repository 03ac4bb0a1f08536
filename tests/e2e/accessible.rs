//! Every state of every screen by axe-core, in both themes and in forced colours, at three widths; and no state scrolls
//! sideways, down to 320 pixels.

use std::fs;

use serde_json::{Value, json};

use crate::browser::{Browser, in_browser, setting};
use crate::states::{STATES, enter};

const LOOKS: [(&str, &str); 3] =
    [("prefers-color-scheme", "light"), ("prefers-color-scheme", "dark"), ("forced-colors", "active")];
const WIDTHS: [u32; 3] = [1280, 768, 360];
const NARROW: u32 = 320;
/// As high as all of a page: what the bar lies over can be scrolled, which axe does not do.
const HIGH: u32 = 6000;

/// What axe found, a line for each part; after some frames, by which all that has come into view is laid out.
const RUN: &str = "(async () => {
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
    const { violations } = await axe.run(document, { rules: { 'target-size': { enabled: true } } });
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target}: ${failureSummary}`));
})()";

/// The first part that makes the page wider than its window.
const WIDER: &str = "(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const over = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > clientWidth);
    return scrollWidth > clientWidth ? `${scrollWidth - clientWidth} pixels, ` + over.map((each) => each.outerHTML.slice(0, 120)).join() : null;
})()";

/// A value that a script in the page comes to. The page's policy does not bind the developer tools.
async fn value_of(browser: &Browser, script: &str) -> Value {
    let parameters = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
    let answer = browser.devtools("Runtime.evaluate", parameters).await;
    assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
    answer["result"]["value"].clone()
}

/// Shows the page with a feature of the system, in a window of this size.
pub async fn show_as(browser: &Browser, (feature, value): (&str, &str), width: u32, height: u32) {
    browser.may_move();
    // Without the motion from one theme to the other.
    let features = json!([{"name": feature, "value": value}, {"name": "prefers-reduced-motion", "value": "reduce"}]);
    browser.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await;
    let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
}

/// What is wrong with one state.
async fn look_at(browser: &Browser, axe: &str, state: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let _site = enter(state, browser).await;
    // axe needs what the page does without.
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": false})).await;
    value_of(browser, axe).await;
    for look in LOOKS {
        for width in WIDTHS {
            show_as(browser, look, width, HIGH).await;
            let found = value_of(browser, RUN).await;
            let found = found.as_array().unwrap_or_else(|| panic!("{state}: axe gave {found}")).iter();
            wrong.extend(found.map(|line| format!("{state}, {}, {width} wide: {}", look.1, line.as_str().unwrap())));
        }
    }
    for width in WIDTHS.into_iter().chain([NARROW]) {
        show_as(browser, LOOKS[0], width, HIGH).await;
        let over = value_of(browser, WIDER).await;
        wrong.extend((over != json!(null)).then(|| format!("{state} scrolls sideways at {width}: {over}")));
    }
    browser.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
    wrong
}

async fn look_at_all(states: &'static [&'static str]) {
    in_browser(move |browser| async move {
        let axe = format!("{};0", fs::read_to_string(setting("PIPELINE_RETRY_AXE")).expect("axe-core is there"));
        let mut wrong = Vec::new();
        for state in states {
            wrong.extend(look_at(&browser, &axe, state).await);
        }
        assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_and_nothing_scrolls_sideways_before_a_press() {
    look_at_all(&STATES[..20]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_and_nothing_scrolls_sideways_after_a_press() {
    look_at_all(&STATES[20..]).await;
}
