//! What a person sees, and what must hold of every request.

use fantoccini::key::Key;
use simulator::RecordedRequest;

use crate::browser::{Browser, until};
use crate::find::{Role, part};
use crate::site::Site;

/// The words on the page, as they are shown, with single spaces.
pub async fn screen(browser: &Browser) -> String {
    let text = browser.client().execute("return document.body?.innerText ?? ''", Vec::new()).await;
    let text = text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Waits until these words are on the page.
pub async fn sees(browser: &Browser, words: &str) {
    let seen = until(|| async { screen(browser).await.contains(words).then_some(()) }).await;
    if seen.is_none() {
        let (screen, console) = (screen(browser).await, browser.console().await.join("\n"));
        panic!("the page does not say {words:?}:\n{screen}\n{console}");
    }
}

/// The block below a heading of the page with this text, as soon as it is there.
pub async fn block_under(browser: &Browser, heading: &str) -> String {
    sees(browser, heading).await;
    let script = "
        const headings = [...document.querySelectorAll('h1, h2, h3')];
        return headings.find(heading => heading.innerText.trim() === arguments[0])?.parentElement.innerText ?? ''";
    let text = browser.script(script, vec![heading.into()]).await;
    text.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn retry_is_off(browser: &Browser) -> Option<bool> {
    let button = part(browser, Role::Button, "Retry…").await;
    button.attr("aria-disabled").await.ok().map(|off| off.as_deref() == Some("true"))
}

/// The request can be copied for a shell; `None` where none is shown.
async fn request_can_be_copied(browser: &Browser) -> Option<bool> {
    let script = "const copy = document.querySelector('.copy-row button'); return copy && !copy.disabled";
    browser.script(script, vec![]).await.as_bool()
}

/// Waits until *Retry …* can be pressed.
pub async fn can_press_retry(browser: &Browser, scenario: &str) {
    let ready = until(|| async { (!retry_is_off(browser).await?).then_some(()) }).await;
    if ready.is_none() {
        let (screen, console) = (screen(browser).await, browser.console().await.join("\n"));
        panic!("{scenario} can't be retried:\n{screen}\n{console}");
    }
    assert_ne!(request_can_be_copied(browser).await, Some(false), "{scenario}: what can be sent can be copied");
}

/// Waits for the reason, then makes sure that *Retry …* is off and that no way of pressing it sends.
pub async fn cannot_press_retry(browser: &Browser, site: &Site, reason: &str) {
    sees(browser, reason).await;
    assert_eq!(retry_is_off(browser).await, Some(true), "{reason}: the button says that it is off");
    assert_ne!(
        request_can_be_copied(browser).await,
        Some(true),
        "{reason}: a shell gets nothing that the page won't send"
    );
    let before = site.calls().len();
    let button = part(browser, Role::Button, "Retry…").await;
    button.click().await.expect("the button is not covered");
    button.send_keys(&[char::from(Key::Control), char::from(Key::Enter)].iter().collect::<String>()).await.unwrap();
    // A script runs after the page has dealt with what came before it, so a press would show by now.
    assert!(!screen(browser).await.contains("Checking that this is still the latest attempt"), "{reason}");
    assert_eq!(site.calls().len(), before, "{reason}: pressing sends nothing");
}

/// Nothing was written to the console that is an error or about the page's policy.
pub async fn console_is_clean(browser: &Browser, scenario: &str) {
    let lines = browser.console().await;
    let is_bad = |line: &&String| line.starts_with("SEVERE") || line.contains("Content Security Policy");
    let bad: Vec<&String> = lines.iter().filter(is_bad).collect();
    assert!(bad.is_empty(), "{scenario}: {bad:#?}");
}

/// Harness's allowed headers (`docs/harness-api.md` §11) and those that a browser adds by itself.
const HEADERS: [&str; 17] = [
    "x-requested-with",
    "content-type",
    "accept",
    "origin",
    "authorization",
    "x-api-key",
    "host",
    "connection",
    "user-agent",
    "accept-encoding",
    "accept-language",
    "content-length",
    "pragma",
    "cache-control",
    "access-control-request-method",
    "access-control-request-headers",
    "priority",
];

/// No cookie, no referrer, nothing that Harness's cross-origin rules would refuse.
pub fn headers_are_allowed(requests: &[RecordedRequest]) {
    for request in requests {
        for (name, value) in &request.headers {
            let is_allowed = HEADERS.contains(&name.as_str()) || name.starts_with("sec-");
            assert!(is_allowed, "{} {}: {name}: {value}", request.method, request.path);
            if name == "access-control-request-headers" {
                let asked = value.split(',').all(|asked| ["content-type", "x-api-key"].contains(&asked.trim()));
                assert!(asked, "{} {}: {value}", request.method, request.path);
            }
        }
    }
}
