//! What a person does.

use std::env;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use serde_json::json;

use crate::browser::{Browser, until};
use crate::check::{can_press_retry, sees};
use crate::find::{Role, part};
use crate::site::Site;

/// `cargo xtask test keys`: whatever is pressed is pressed by keys.
pub fn is_by_keys() -> bool {
    env::var_os("PIPELINE_RETRY_KEYS").is_some()
}

/// Opens the page and waits until it has started.
pub async fn open(browser: &Browser, site: &Site) {
    browser.client().goto(&site.url()).await.expect("the page is there");
    part(browser, Role::Button, "Load").await;
}

/// Scrolls to the part as a person does, and clicks in its middle, which nothing may cover; or does all by keys.
async fn click(browser: &Browser, part: &Element) {
    assert!(is_clicked(browser, part).await, "what is to be clicked is there no more");
}

/// `false` when the page has put another part in its place since it was found.
async fn is_clicked(browser: &Browser, part: &Element) -> bool {
    if is_by_keys() {
        return by_keys(browser, part).await;
    }
    let scroll = "arguments[0].scrollIntoView({ block: 'center' })";
    let clicked = match browser.client().execute(scroll, vec![json!(part)]).await {
        Ok(_) => part.click().await,
        Err(error) => Err(error),
    };
    match clicked {
        Ok(()) => true,
        Err(CmdError::Standard(error)) if error.error == ErrorStatus::StaleElementReference => false,
        Err(error) => panic!("it can't be clicked: {error}"),
    }
}

/// What has the focus, as seen from a part that is wanted: it itself, one of its radio group, the field of the inputs,
/// where Tab indents, or another part.
const FOCUS: &str = "
    const wanted = arguments[0].control ?? arguments[0];
    const now = document.activeElement;
    return now === wanted ? 'it' : now.type === 'radio' && now.name === wanted.name ? 'its group'
        : now.id === 'inputs-text' ? 'inputs' : 'another';";

/// Moves the focus to the part by Tab, or to a radio of a group by the arrow, and presses the key that acts.
async fn by_keys(browser: &Browser, part: &Element) -> bool {
    for _ in 0..600 {
        let Ok(now) = browser.client().execute(FOCUS, vec![json!(part)]).await else { return false };
        let keys = match now.as_str().unwrap() {
            "it" => {
                let act = "
                    const wanted = arguments[0].control ?? arguments[0];
                    return wanted.matches('button, summary') ? 'enter'
                        : wanted.matches('[type=checkbox], [type=radio]:not(:checked)') ? 'space' : 'none';";
                let Ok(act) = browser.client().execute(act, vec![json!(part)]).await else { return false };
                let keys = match act.as_str().unwrap() {
                    "enter" => char::from(Key::Enter).to_string(),
                    "space" => " ".to_owned(),
                    _ => return true,
                };
                return is_typed(browser, &keys).await;
            }
            "its group" => char::from(Key::Down).to_string(),
            "inputs" => [char::from(Key::Escape), char::from(Key::Tab)].iter().collect(),
            _ => char::from(Key::Tab).to_string(),
        };
        // Where it was not, what has the focus now is looked at again.
        is_typed(browser, &keys).await;
    }
    panic!("no key leads to {:?}", part.text().await);
}

/// `false` when the page has put another part in the place of the one with the focus.
async fn is_typed(browser: &Browser, keys: &str) -> bool {
    let Ok(active) = browser.client().active_element().await else { return false };
    match active.send_keys(keys).await {
        Ok(()) => true,
        Err(CmdError::Standard(error)) if error.error == ErrorStatus::StaleElementReference => false,
        Err(error) => panic!("no key can be typed: {error}"),
    }
}

/// Presses the button. One that is made anew between being found and being clicked is found again, as a person does.
pub async fn press(browser: &Browser, button: &str) {
    let press = || async { is_clicked(browser, &part(browser, Role::Button, button).await).await.then_some(()) };
    assert!(until(press).await.is_some(), "{button} is made anew all the time");
}

/// Chooses the radio by its label.
pub async fn choose(browser: &Browser, radio: &str) {
    click(browser, &part(browser, Role::Radio, radio).await).await;
}

/// Ticks the box, or unticks it.
pub async fn tick(browser: &Browser, name: &str) {
    click(browser, &part(browser, Role::Tick, name).await).await;
}

/// Puts the text into the field as pasting does, in the place of what stands there.
pub async fn paste(browser: &Browser, field: &str, text: &str) {
    let field = part(browser, Role::Field, field).await;
    click(browser, &field).await;
    let all: String = [Key::Control.into(), 'a', Key::Null.into()].iter().collect();
    field.send_keys(&all).await.unwrap();
    insert(browser, text).await;
}

/// Puts the text in at once, as an input method does: it takes a key, and then gives a text.
pub async fn insert(browser: &Browser, text: &str) {
    let key = json!({"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229});
    browser.devtools("Input.dispatchKeyEvent", key).await;
    browser.devtools("Input.insertText", json!({"text": text})).await;
}

/// Types over the first place of this text in the inputs, once they can be edited.
pub async fn type_over(browser: &Browser, old: &str, new: &str) {
    let select = "
        const field = document.querySelector('#inputs-text');
        const at = field?.value.indexOf(arguments[0]) ?? -1;
        if (at < 0) return false;
        // Seen as it was left at the last look: a field that was just made gets the focus and a place from the page.
        const isSo = document.activeElement === field && field.selectionStart === at && field.selectionEnd === at + arguments[0].length;
        field.focus();
        field.setSelectionRange(at, at + arguments[0].length);
        return isSo;";
    let is_selected = || async { (browser.script(select, vec![json!(old)]).await == json!(true)).then_some(()) };
    assert!(until(is_selected).await.is_some(), "{old:?} does not stand in the editor");
    insert(browser, new).await;
}

/// Types into the field, key by key.
pub async fn type_into(browser: &Browser, field: &str, text: &str) {
    part(browser, Role::Field, field).await.send_keys(text).await.expect("the field takes keys");
}

/// Link and token pasted, *Load* pressed.
pub async fn load_with(browser: &Browser, link: &str, token: &str) {
    paste(browser, "Harness link", link).await;
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
