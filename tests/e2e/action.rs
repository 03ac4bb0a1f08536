//! What a person does.

use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::json;

use crate::browser::{Browser, until};
use crate::check::{can_press_retry, sees};
use crate::find::{Role, part};
use crate::site::Site;

/// Opens the page and waits until it has started.
pub async fn open(browser: &Browser, site: &Site) {
    browser.client().goto(&site.url()).await.expect("the page is there");
    part(browser, Role::Button, "Load").await;
}

/// Scrolls to the part as a person does, and clicks in its middle, which nothing may cover.
async fn click(browser: &Browser, part: &Element) {
    browser.script("arguments[0].scrollIntoView({ block: 'center' })", vec![json!(part)]).await;
    part.click().await.expect("it can be clicked");
}

/// Presses the button.
pub async fn press(browser: &Browser, button: &str) {
    click(browser, &part(browser, Role::Button, button).await).await;
}

/// Chooses the radio by its label.
pub async fn choose(browser: &Browser, radio: &str) {
    click(browser, &part(browser, Role::Radio, radio).await).await;
}

/// Puts the text into the field as pasting does, in the place of what stands there.
pub async fn paste(browser: &Browser, field: &str, text: &str) {
    let field = part(browser, Role::Field, field).await;
    click(browser, &field).await;
    let all: String = [Key::Control.into(), 'a', Key::Null.into()].iter().collect();
    field.send_keys(&all).await.unwrap();
    browser.devtools("Input.insertText", json!({"text": text})).await;
}

/// Types into the field, key by key.
pub async fn type_into(browser: &Browser, field: &str, text: &str) {
    part(browser, Role::Field, field).await.send_keys(text).await.expect("the field takes keys");
}

/// Link and token pasted, *Load* pressed.
pub async fn load_with(browser: &Browser, link: &str, token: &str) {
    paste(browser, "Execution link", link).await;
    paste(browser, "Token", token).await;
    press(browser, "Load").await;
}

/// Opens the page anew and loads a scenario in it.
pub async fn load(browser: &Browser, site: &Site, scenario: &str) {
    open(browser, site).await;
    load_with(browser, &site.link(scenario), site.simulator.token()).await;
}

/// Loads a scenario and waits until it can be retried.
pub async fn load_until_ready(browser: &Browser, site: &Site, scenario: &str) {
    load(browser, site, scenario).await;
    can_press_retry(browser, scenario).await;
}

/// Waits until the page has done all that belongs to a press: so long the form is locked.
pub async fn until_unlocked(browser: &Browser) {
    let is_locked = "return document.querySelector('form fieldset').disabled";
    let has_ended = || async { (browser.script(is_locked, Vec::new()).await == false).then_some(()) };
    assert!(until(has_ended).await.is_some(), "the form stays locked");
}

/// Presses *Retry …* and waits until the page says that it started, and has looked at the attempts once more.
pub async fn retry(browser: &Browser) {
    press(browser, "Retry …").await;
    sees(browser, "Harness started a new execution.").await;
    until_unlocked(browser).await;
}
