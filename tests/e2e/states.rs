//! Every state of every screen, for what looks at all of them: `accessible` and `pictures`.

use std::time::Duration;

use serde_json::json;
use simulator::{Call, Fault, FaultRule, Options};

use crate::action::{load, load_until_ready, open, press, retry, tick, type_over};
use crate::browser::{Browser, until};
use crate::check::sees;
use crate::find::{Role, part};
use crate::many::list;
use crate::site::Site;

/// By their names, in the order in which a person may meet them.
pub const STATES: [&str; 36] = [
    "no-javascript",
    "no-webassembly",
    "starting",
    "config-error",
    "first-visit",
    "problems",
    "ids",
    "help",
    "loading",
    "loaded",
    "long-names",
    "many-stages",
    "matrix",
    "no-inputs",
    "older-attempt",
    "not-resumable",
    "part-failed",
    "groups-not-read",
    "unreachable",
    "inputs-edited",
    "inputs-broken",
    "production",
    "sending",
    "refused",
    "looking",
    "unknown",
    "two-started",
    "running",
    "waiting-for-approval",
    "aborting",
    "ended",
    "failed-again",
    "many",
    "many-ticked",
    "many-paused",
    "many-ended",
];

/// An answer that takes longer than anybody looks.
fn slow(call: Call) -> FaultRule {
    FaultRule::always(call, Fault::Slow(Duration::from_mins(2)))
}

/// Ticks rows that can be retried and one that can't.
async fn tick_some(browser: &Browser) {
    for name in [
        "Deploy shop #41",
        "Deploy shop to regions #45",
        "Check payment #50",
        "Release checkout #73",
        "Deploy checkout #65",
    ] {
        tick(browser, &format!("Retry {name}")).await;
    }
    sees(browser, "Can’t retry").await;
    sees(browser, "4 ready").await;
}

/// The page, which does not start.
async fn goto(browser: &Browser, site: &Site) {
    browser.client().goto(&site.url()).await.expect("the page is there");
}

/// The page, after this script has run in it.
pub async fn goto_with(browser: &Browser, site: &Site, script: &str) {
    let added = browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
    goto(browser, site).await;
    browser.devtools("Page.removeScriptToEvaluateOnNewDocument", added).await;
}

/// Waits until what comes a moment later is seen.
async fn shows(browser: &Browser, part: &str) {
    let script = "
        const part = document.querySelector(arguments[0]);
        return part.checkVisibility({ opacityProperty: true, visibilityProperty: true })";
    let is_seen = || async { (browser.script(script, vec![json!(part)]).await == json!(true)).then_some(()) };
    assert!(until(is_seen).await.is_some(), "{part} never shows");
}

/// Brings the page into this state. The site lives as long as the state is looked at.
pub async fn enter(state: &str, browser: &Browser) -> Site {
    let site = Site::straight(Options { clock_speed: 0.0, ..Options::default() }).await;
    let is_off = json!({"value": state == "no-javascript"});
    browser.devtools("Emulation.setScriptExecutionDisabled", is_off).await;
    match state {
        "no-javascript" => goto(browser, &site).await,
        "no-webassembly" => {
            goto_with(browser, &site, "delete globalThis.WebAssembly").await;
            sees(browser, "this browser has no WebAssembly").await;
        }
        "starting" => {
            goto_with(browser, &site, "globalThis.fetch = () => new Promise(() => {})").await;
            shows(browser, ".late").await;
        }
        "config-error" => {
            site.set_config(r#"{"hosts": [{"origin": "https://app.harness.io/", "label": "Harness"}], "retries": 3}"#);
            goto(browser, &site).await;
            sees(browser, "config.json").await;
        }
        "first-visit" => open(browser, &site).await,
        "problems" => {
            open(browser, &site).await;
            press(browser, "Load").await;
            sees(browser, "Paste the link of a failed execution").await;
        }
        "help" => {
            open(browser, &site).await;
            press(browser, "How this works, and keys").await;
            sees(browser, "What a retry does").await;
        }
        "loading" => {
            site.simulator.inject(slow(Call::Detail));
            load(browser, &site, "sim_serial").await;
            sees(browser, "Cancel").await;
            // It shows after a moment only: an answer within 200 ms brings none.
            shows(browser, ".loading").await;
        }
        "loaded" => load_until_ready(browser, &site, "sim_parallel_some_failed").await,
        "long-names" => load_until_ready(browser, &site, "sim_12_stages_long_names").await,
        "many-stages" => load_until_ready(browser, &site, "sim_120_stages").await,
        "matrix" => load_until_ready(browser, &site, "sim_matrix_in_parallel").await,
        "no-inputs" => load_until_ready(browser, &site, "sim_no_inputs_absent").await,
        "older-attempt" => {
            load(browser, &site, "sim_older_attempt").await;
            sees(browser, "This is attempt 1 of").await;
        }
        "not-resumable" => {
            load(browser, &site, "sim_too_old").await;
            sees(browser, "more than 30 days old").await;
        }
        "part-failed" => {
            load(browser, &site, "sim_inputs_500").await;
            sees(browser, "Load again").await;
        }
        "groups-not-read" => {
            site.simulator.inject(FaultRule::always(Call::RetryStages, Fault::Status(500)));
            load(browser, &site, "sim_parallel_some_failed").await;
            sees(browser, "You can choose from what this run reached.").await;
        }
        "unreachable" => {
            site.simulator.inject(FaultRule { without_cors: true, ..FaultRule::always(Call::Any, Fault::Status(403)) });
            load(browser, &site, "sim_serial").await;
            sees(browser, "Harness could not be reached").await;
        }
        "ids" => {
            open(browser, &site).await;
            press(browser, "Fill in the IDs instead").await;
            part(browser, Role::Field, "Account").await;
        }
        "inputs-edited" => {
            load_until_ready(browser, &site, "sim_serial").await;
            press(browser, "Edit").await;
            type_over(browser, "1.4.2", "1.4.3").await;
            sees(browser, "with 1 changed input").await;
        }
        "inputs-broken" => {
            load_until_ready(browser, &site, "sim_serial").await;
            press(browser, "Edit").await;
            type_over(browser, "1.4.2", "\"1.4.2").await;
            sees(browser, "Can’t be sent while the inputs have a problem.").await;
        }
        "production" => {
            site.set_config(&site.config(json!({"production": ["*/*"]})));
            load(browser, &site, "sim_serial").await;
            sees(browser, "to retry it").await;
        }
        "sending" => {
            load_until_ready(browser, &site, "sim_serial").await;
            site.simulator.inject(slow(Call::Retry));
            press(browser, "Retry …").await;
            sees(browser, "Retrying 1 stage").await;
        }
        "refused" => {
            load_until_ready(browser, &site, "sim_serial").await;
            site.simulator.inject(FaultRule::always(Call::Retry, Fault::Status(403)));
            press(browser, "Retry …").await;
            sees(browser, "Nothing was started.").await;
        }
        "looking" => {
            load_until_ready(browser, &site, "sim_serial").await;
            site.simulator.inject(FaultRule::always(Call::Retry, Fault::CutAfterBody));
            press(browser, "Retry …").await;
            sees(browser, "Looking at the attempts").await;
        }
        "unknown" => {
            load_until_ready(browser, &site, "sim_serial").await;
            crate::truth::hurry(browser).await;
            site.simulator.inject(FaultRule::always(Call::Retry, Fault::CutAfterBody));
            press(browser, "Retry …").await;
            sees(browser, "Locked until it is known").await;
        }
        "two-started" => {
            load_until_ready(browser, &site, "sim_twin").await;
            press(browser, "Retry …").await;
            sees(browser, "2 attempts started after your press.").await;
        }
        "running" => {
            load_until_ready(browser, &site, "sim_parallel_some_failed").await;
            retry(browser).await;
            sees(browser, "EU and AP run.").await;
        }
        "waiting-for-approval" => {
            load_until_ready(browser, &site, "sim_approval_waiting").await;
            retry(browser).await;
            site.simulator.advance_clock(60);
            sees(browser, "Waiting for approval").await;
        }
        "aborting" => {
            load_until_ready(browser, &site, "sim_parallel_some_failed").await;
            retry(browser).await;
            press(browser, "Abort…").await;
            sees(browser, "Harness stops it where it stands").await;
        }
        "ended" => {
            load_until_ready(browser, &site, "sim_serial").await;
            retry(browser).await;
            site.simulator.advance_clock(900);
            sees(browser, "It has ended: Success.").await;
        }
        "failed-again" => {
            load_until_ready(browser, &site, "sim_fails_again").await;
            retry(browser).await;
            site.simulator.advance_clock(900);
            sees(browser, "It has ended: Failed.").await;
        }
        "many" => list(browser, &site).await,
        "many-ticked" => {
            list(browser, &site).await;
            tick_some(browser).await;
        }
        "many-paused" => {
            list(browser, &site).await;
            tick_some(browser).await;
            site.simulator.inject(FaultRule::always(Call::Inputs, Fault::Status(401)));
            press(browser, "Retry 4 executions").await;
            sees(browser, "Harness does not accept this token.").await;
            sees(browser, "Paused").await;
        }
        "many-ended" => {
            list(browser, &site).await;
            tick_some(browser).await;
            let refused = FaultRule::once(Call::Retry, Fault::Status(403));
            site.simulator.inject(FaultRule { pipeline: Some("sim_serial".to_owned()), ..refused });
            press(browser, "Retry 4 executions").await;
            sees(browser, "Done").await;
            // The new executions were looked at.
            let looked_at = "return document.querySelectorAll('.results .c-detail .badge').length === 3";
            let are_seen = || async { (browser.script(looked_at, vec![]).await == json!(true)).then_some(()) };
            assert!(until(are_seen).await.is_some(), "the new executions are not followed");
        }
        other => panic!("there is no state {other}"),
    }
    site
}
