//! One changed byte in any file that the page loads: the file has no effect. 72 changes here, 500 by
//! `cargo xtask test hosting` (`PIPELINE_RETRY_CHANGES`, and `PIPELINE_RETRY_SEED` for others).

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use simulator::Options;

use crate::action::{load_with, open, press, type_over};
use crate::browser::{Browser, in_browser, setting, until};
use crate::check::{can_press_retry, screen};
use crate::find::{Role, is_there, part};
use crate::site::Site;
use crate::soak::Chance;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// Every file that index.html leads to, directly or not.
fn covered(dist: &Path) -> Vec<String> {
    let names = fs::read_dir(dist).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_loaded = |name: &String| [".js", ".css", ".wasm"].iter().any(|kind| name.ends_with(kind));
    let mut names: Vec<String> = names.filter(is_loaded).collect();
    names.sort();
    names
}

/// What a file is a part of, and what is seen without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// The page does not start.
    Page,
    /// The page stands, but shows nothing that is loaded.
    Rest,
    /// The page has no style.
    Style,
    /// The inputs stand there as plain text.
    Editor,
    /// Edited inputs are not checked.
    Check,
}

fn shows(name: &str) -> Shows {
    if Path::new(name).extension().is_some_and(|kind| kind == "css") {
        Shows::Style
    } else if name.contains("_rest-") {
        Shows::Rest
    } else if name.starts_with("inputs_editor") {
        Shows::Editor
    } else if name.starts_with("yaml_worker") {
        Shows::Check
    } else {
        Shows::Page
    }
}

/// Types over a value, so that the worker is wanted.
async fn change_a_value(browser: &Browser) {
    press(browser, "Edit").await;
    type_over(browser, "1.4.2", "1.4.3").await;
}

/// Waits until one of two is seen, and gives whether it was the first.
async fn sees_first(browser: &Browser, first: &str, second: &str, what: &str) -> bool {
    let look = || async {
        let said = screen(browser).await;
        if said.contains(first) { Some(true) } else { said.contains(second).then_some(false) }
    };
    let Some(seen) = until(look).await else {
        panic!("{what}: neither {first:?} nor {second:?}: {}", screen(browser).await)
    };
    seen
}

/// The browser has said since the last look that some bytes are not the right ones.
async fn was_refused(browser: &Browser) -> bool {
    browser.console().await.iter().any(|line| line.contains("integrity"))
}

/// Whether the file had an effect, by what is seen. The token is kept for this tab, so the link loads by itself.
async fn takes_effect(browser: &Browser, site: &Site, name: &str, what: &str) -> bool {
    let address = format!("{}#{}", site.url(), site.link("sim_serial"));
    // So many loads in a minute would wait for the pace that the page keeps.
    browser.client().goto(&format!("{}config.json", site.url())).await.unwrap();
    browser.script("localStorage.removeItem('pipeline-retry.calls')", vec![]).await;
    // What was said of the change before this one.
    browser.console().await;
    browser.client().goto(&address).await.unwrap();
    match shows(name) {
        Shows::Page => {
            let state = "return document.querySelector('form') ? 'form' : document.querySelector('#shell-message')?.textContent";
            let look = || async {
                let state = browser.script(state, vec![]).await;
                let says_why = state != json!("form") && state != json!("Starting…");
                if state == json!("form") {
                    Some(true)
                } else {
                    (says_why || was_refused(browser).await).then_some(false)
                }
            };
            until(look).await.unwrap_or_else(|| panic!("{what}: neither a page nor a refusal"))
        }
        Shows::Rest => sees_first(browser, "Retry from", "A part of this page could not be loaded.", what).await,
        Shows::Style => {
            let sheets = "return [...document.querySelectorAll('link[rel=stylesheet]')].some(link => link.sheet)";
            let look = || async {
                let is_there = browser.script(sheets, vec![]).await == json!(true);
                if is_there { Some(true) } else { was_refused(browser).await.then_some(false) }
            };
            until(look).await.unwrap_or_else(|| panic!("{what}: neither a style nor a refusal"))
        }
        Shows::Editor => {
            let look = || async {
                let is_lost = screen(browser).await.contains("the editor could not be loaded");
                if is_lost { Some(false) } else { is_there(browser, Role::Button, "Wrap lines").await.then_some(true) }
            };
            until(look).await.unwrap_or_else(|| panic!("{what}: neither an editor nor its absence"))
        }
        Shows::Check => {
            can_press_retry(browser, what).await;
            change_a_value(browser).await;
            !sees_first(browser, "Checking is off for this text.", "with 1 changed input", what).await
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_in_any_file_takes_no_effect() {
    in_browser(|browser| async move {
        let dist = PathBuf::from(setting("PIPELINE_RETRY_DIST"));
        let copy = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(&dist).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        let site = Site::of(copy.path(), Options::default()).await;
        open(&browser, &site).await;
        part(&browser, Role::Field, "Keep for this tab").await.click().await.unwrap();
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        can_press_retry(&browser, "sim_serial").await;
        let files = covered(&dist);
        assert_eq!(files.len(), 8, "{files:?}");
        for name in &files {
            assert!(takes_effect(&browser, &site, name, name).await, "unchanged, {name} takes effect");
        }
        let (seed, changes) = (number("PIPELINE_RETRY_SEED", 6), number("PIPELINE_RETRY_CHANGES", 72));
        let mut chance = Chance::new(seed);
        let mut counts = BTreeMap::new();
        for change in 0..changes {
            let name = &files[usize::try_from(change).unwrap() % files.len()];
            let mut bytes = fs::read(dist.join(name)).unwrap();
            let at = usize::try_from(chance.below(bytes.len() as u64)).unwrap();
            let by = u8::try_from(1 + chance.below(255)).unwrap();
            bytes[at] ^= by;
            fs::write(copy.path().join(name), &bytes).unwrap();
            let what = format!("change {change} of seed {seed}: byte {at} of {name} by {by:#04x}");
            assert!(!takes_effect(&browser, &site, name, &what).await, "{what} took effect");
            fs::copy(dist.join(name), copy.path().join(name)).unwrap();
            *counts.entry(name.clone()).or_insert(0) += 1;
        }
        eprintln!("{changes} changes by seed {seed}, none took effect: {counts:?}");
    })
    .await;
}
