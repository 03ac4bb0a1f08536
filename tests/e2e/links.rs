//! The address says which execution is shown: it survives a reload, and can be sent.

use serde_json::Value;

use crate::action::{load, load_until_ready, paste, press};
use crate::browser::{Browser, in_browser, until};
use crate::check::{can_press_retry, screen, sees};
use crate::curl::copied;
use crate::find::{Role, part};
use crate::site::Site;

async fn address(browser: &Browser) -> String {
    browser.client().current_url().await.unwrap().to_string()
}

async fn steps(browser: &Browser) -> Value {
    browser.script("return history.length", Vec::new()).await
}

/// What the page's own form holds: index.html's field stands there before it.
pub async fn link_in_form(browser: &Browser) -> String {
    let script = "return document.querySelector('form #link')?.value";
    let value = || async { browser.script(script, Vec::new()).await.as_str().map(str::to_owned) };
    until(value).await.expect("the page starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_the_page_fills_it_in_and_neither_asks_nor_sends_by_itself() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let link = format!("{}?step=a", site.link("sim_serial"));
        browser.client().goto(&format!("{}#{link}", site.url())).await.unwrap();
        assert_eq!(link_in_form(&browser).await, link);
        assert_eq!(site.calls(), []);
        let before = steps(&browser).await;
        paste(&browser, "Token", site.simulator.token()).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_serial").await;
        assert!(address(&browser).await.ends_with(&format!("{}/pipeline", site.newest("sim_serial"))));
        assert_eq!(steps(&browser).await, before, "Back leads away from it");
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_reload_the_execution_is_there_and_without_a_kept_token_that_is_asked_for() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        browser.client().refresh().await.unwrap();
        assert!(link_in_form(&browser).await.contains(&site.newest("sim_serial")));
        paste(&browser, "Token", site.simulator.token()).await;
        browser.script("document.getElementById('keep-token').click()", Vec::new()).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_serial").await;
        browser.client().refresh().await.unwrap();
        can_press_retry(&browser, "sim_serial").await;
        assert_eq!(site.posts(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_between_executions() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        paste(&browser, "Harness link", &site.link("sim_matrix")).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "sim_matrix").await;
        sees(&browser, "Build command line").await;
        browser.client().back().await.unwrap();
        sees(&browser, "Retry 1 stage of Deploy shop").await;
        assert!(!screen(&browser).await.contains("Build command line"));
        browser.script("history.forward()", Vec::new()).await;
        sees(&browser, "Build command line").await;
        for _ in 0..2 {
            browser.client().back().await.unwrap();
        }
        sees(&browser, "Retry a failed Harness execution from the stage that failed").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_on_the_page_is_no_execution() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        let before = site.calls().len();
        browser.script("document.querySelector('a.skip').click()", Vec::new()).await;
        let is_there = || async { address(&browser).await.ends_with("#main").then_some(()) };
        assert!(until(is_there).await.is_some());
        browser.client().back().await.unwrap();
        can_press_retry(&browser, "sim_serial").await;
        let field = part(&browser, Role::Field, "Harness link").await;
        assert_eq!(field.prop("value").await.unwrap(), Some(site.link("sim_serial")));
        assert_eq!(site.calls().len(), before, "nothing is loaded anew");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_s_link_becomes_the_link_of_its_latest_execution() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load(&browser, &site, "sim_serial").await;
        let link = site.link("sim_serial");
        let pipeline = link.split("/sim_serial/").next().map(|start| format!("{start}/sim_serial/executions")).unwrap();
        paste(&browser, "Harness link", &pipeline).await;
        press(&browser, "Load").await;
        sees(&browser, "this is the latest of the pipeline").await;
        let shown = || async { address(&browser).await.contains(&site.newest("sim_serial")).then_some(()) };
        assert!(until(shown).await.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copied_link_opens_the_same_execution_and_holds_no_token() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        let link = copied(&browser, &site, "Copy link to this page").await;
        assert_eq!(link, address(&browser).await);
        assert!(!link.contains(site.secret()) && link.contains(&site.newest("sim_serial")), "{link}");
        assert!(link.starts_with(&site.url()), "{link}");
    })
    .await;
}
