//! What the page says in the end, against what the simulator knows.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::site::Site;

/// In the page: waits of minutes take seconds. Answers still have the time that a busy machine takes for them, and so has
/// what waits for them (1,500 ms: `ui/pages/execution.rs`). The retries that pages of this origin send are counted, over a
/// reload and in other tabs too. What Chromium sends again by itself is not among them.
const IN_A_HURRY: &str = "
    const [wait, until, fetched] = [window.setTimeout, AbortSignal.timeout, window.fetch];
    window.setTimeout = (wake, after, ...rest) => wait(wake, after === 1_500 ? after : after / 50, ...rest);
    AbortSignal.timeout = after => until.call(AbortSignal, Math.max(after / 30, Math.min(after, 1_500)));
    window.fetch = (request, ...rest) => {
        if (request.url?.includes('/execute/retry/')) localStorage.sends = Number(localStorage.sends ?? 0) + 1;
        return fetched(request, ...rest);
    };";

/// How the page stands, once nothing is under way.
const STANDS: &str = "
    const reason = document.querySelector('.reason, main .alone')?.innerText ?? '';
    const is_busy = document.querySelector('form fieldset')?.disabled !== false;
    if (is_busy || /Reading what is still missing/.test(reason)) return null;
    const retry = [...document.querySelectorAll('.bar button.primary')].find(button => /Retry/.test(button.innerText));
    const can_press = !!retry && retry.getAttribute('aria-disabled') !== 'true';
    if (!can_press && !reason) return null;
    return {
        can_press,
        reason,
        // Of what was started, the words stand with the new execution.
        outcome: [...document.querySelectorAll('.progress, .outcome')].map(part => part.innerText).join(' ').trim(),
        notes: document.querySelector('main textarea')?.value ?? null,
    };";

/// Lets the page that is open wait for less, and counts what it sends.
pub async fn hurry(browser: &Browser) {
    browser.script(IN_A_HURRY, Vec::new()).await;
}

/// How often pages of this site have sent a retry.
pub async fn sends(browser: &Browser) -> u64 {
    browser.script("return Number(localStorage.sends ?? 0)", Vec::new()).await.as_u64().unwrap()
}

/// How the page stands; `None` while something is under way.
pub async fn stands(browser: &Browser) -> Option<Value> {
    Some(browser.script(STANDS, Vec::new()).await).filter(|stands| !stands.is_null())
}

/// The retries of one execution.
#[derive(Debug)]
pub struct Children {
    /// The ids of all that were started.
    pub all: Vec<String>,
    /// Those of them that a request of this browser started.
    pub own: Vec<String>,
}

/// Whether the last words of the page are true of what was started.
///
/// Gives the verdict in a word.
pub fn is_true(outcome: &str, children: &Children) -> Result<&'static str, String> {
    let says = |words: &str| outcome.contains(words);
    let count = children.all.len();
    let (verdict, fits) = if says("Harness started a new execution.") {
        // Harness gave this id in its answer. That a colleague's retry was taken at the same moment makes it no less
        // true; after a stream, which nobody can send twice, the attempts are not looked at once more.
        ("started", children.own.len() == 1 && says(&children.own[0]))
    } else if says("An attempt started after your press.") {
        ("found", count == 1)
    } else if says("attempts started after your press.") {
        ("several", says(&format!("{count} attempts")) && count > 1)
    } else if says("Nothing was started.") || says("Nothing was sent") || says("nothing was sent") {
        ("refused", children.own.is_empty())
    } else {
        ("not seen", says("No new attempt has shown up in") && count == 0)
    };
    if fits { Ok(verdict) } else { Err(format!("{count} started, and the page says: {outcome}")) }
}

/// The executions that retries of this one started, a colleague's among them.
pub fn children(site: &Site, execution: &str) -> Children {
    let children = site.simulator.children(execution);
    let own = children.iter().filter(|child| child.request.is_some()).map(|child| child.plan_execution_id.clone());
    Children { own: own.collect(), all: children.into_iter().map(|child| child.plan_execution_id).collect() }
}

/// Types into the notes as it were, without waiting for each key.
pub async fn note(browser: &Browser, text: &str) {
    let script = "
        const notes = document.querySelector('main textarea');
        if (!notes) return;
        notes.value = arguments[0];
        notes.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.script(script, vec![json!(text)]).await;
}

/// Presses the button as fast as a script can.
pub async fn press_retry(browser: &Browser) {
    browser.script("document.querySelector('.bar button.primary.large').click();", Vec::new()).await;
}
