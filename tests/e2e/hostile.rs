//! A sample of the hostile links of `tests/hostile_links.rs`, in a real browser: nothing leaves for a host that is
//! not listed.

use serde_json::json;

use crate::action::{load_with, open};
use crate::browser::in_browser;
use crate::hostile_texts::{Chance, link};
use crate::site::Site;

const LINKS: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_link_makes_the_browser_ask_nobody_else() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let account = site.simulator.token().split('.').nth(1).unwrap();
        open(&browser, &site).await;
        // Counted below the page: whatever it tries, allowed by the policy or not.
        let watch = "
            window.asked = [];
            const real = window.fetch;
            window.fetch = (request, ...rest) => { window.asked.push(request.url ?? String(request)); return real.call(window, request, ...rest); };";
        browser.script(watch, vec![]).await;
        let mut chance = Chance(6);
        for _ in 0..LINKS {
            // The simulator is the only one that is listed here; so all of them are strangers.
            load_with(&browser, &link(&mut chance, account), site.simulator.token()).await;
        }
        let asked = browser.script("return window.asked", vec![]).await;
        assert_eq!(asked, json!([]));
        assert_eq!(site.simulator.requests(), []);
    })
    .await;
}
