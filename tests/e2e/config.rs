//! What a deployment sets in its `config.json`, seen on the page.

use serde_json::{Value, json};

use crate::action::{load_until_ready, load_with, open, press, retry, type_into};
use crate::browser::{Browser, in_browser};
use crate::check::{can_press_retry, cannot_press_retry, sees};
use crate::find::{Role, is_there, part};
use crate::site::Site;

/// The site's own config with this in it too.
pub async fn site_with(more: Value) -> Site {
    let site = Site::open().await;
    site.set_config(&site.config(more));
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_in_production_waits_for_the_pipeline_s_name() {
    in_browser(|browser| async move {
        for line in ["default/shop", "*/*/sim_serial"] {
            let site = site_with(json!({"production": ["other/project", line]})).await;
            crate::action::load(&browser, &site, "sim_serial").await;
            let reason = "Production: type sim_serial to retry it";
            cannot_press_retry(&browser, &site, reason).await;
            // What is to be confirmed is there to read.
            sees(&browser, "POST").await;
            sees(&browser, "1 runs again").await;
            type_into(&browser, "Production: type sim_serial to retry it", "sim_seria").await;
            cannot_press_retry(&browser, &site, reason).await;
            type_into(&browser, "Production: type sim_serial to retry it", "l").await;
            can_press_retry(&browser, line).await;
            retry(&browser).await;
            assert_eq!(site.posts().len(), 1);
        }
        let site = site_with(json!({"production": ["default/shop/sim_matrix"]})).await;
        load_until_ready(&browser, &site, "sim_serial").await;
        assert!(!is_there(&browser, Role::Field, "Production: type sim_serial to retry it").await);
    })
    .await;
}

/// The clock goes on by so many minutes.
pub async fn time_passes(browser: &Browser, minutes: u32) {
    let script = format!("const now = Date.now; Date.now = () => now() + {minutes} * 60000;");
    browser.script(&script, vec![]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_a_page_that_nobody_uses_is_forgotten() {
    in_browser(|browser| async move {
        let site = site_with(json!({"forgetTokenAfterMinutes": 5})).await;
        open(&browser, &site).await;
        part(&browser, Role::Field, "Keep for this tab").await.click().await.unwrap();
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        can_press_retry(&browser, "sim_serial").await;
        time_passes(&browser, 4).await;
        type_into(&browser, "Notes", "still here").await;
        time_passes(&browser, 4).await;
        type_into(&browser, "Notes", "!").await;
        assert!(is_there(&browser, Role::Button, "Forget").await, "it was used in between");
        time_passes(&browser, 5).await;
        type_into(&browser, "Notes", ".").await;
        sees(&browser, "Nobody used this page for a while, so it forgot the token").await;
        assert!(!is_there(&browser, Role::Button, "Retry …").await);
        let stored = browser.script("return JSON.stringify({ ...sessionStorage })", vec![]).await;
        assert!(!stored.as_str().unwrap().contains(site.secret()), "{stored}");
        // It comes back with the token.
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        can_press_retry(&browser, "sim_serial").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_begins_with_the_defaults_and_the_top_leads_to_help() {
    in_browser(|browser| async move {
        let help = "https://wiki.example/pipeline-retry";
        let defaults = json!({"org": "default", "project": "shop", "pipeline": "sim_serial"});
        let site = site_with(json!({"defaults": defaults, "help": help})).await;
        open(&browser, &site).await;
        let link = part(&browser, Role::Link, "Help").await;
        assert_eq!(link.attr("href").await.unwrap().as_deref(), Some(help));
        let example = "return document.querySelector('form #link').placeholder";
        let example = browser.script(example, Vec::new()).await.as_str().unwrap().to_owned();
        assert!(
            example.ends_with("/ng/account/…") && !example.contains("app.harness.io"),
            "{example}: it is the config's"
        );
        crate::action::paste(&browser, "Token", site.simulator.token()).await;
        press(&browser, "Load").await;
        sees(&browser, "No execution was given: this is the latest of the pipeline.").await;
        can_press_retry(&browser, "by the defaults").await;
    })
    .await;
}
