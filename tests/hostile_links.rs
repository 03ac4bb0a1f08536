//! A hundred thousand hostile links: the token goes to no host outside the deployment's list.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test does")]

#[path = "e2e/hostile_texts.rs"]
mod hostile_texts;

use hostile_texts::{Chance, link};
use pipeline_retry::config::Config;
use pipeline_retry::view_model::connect_form::ConnectForm;
use url::Url;

const TOKEN: &str = "pat.acc0123456789abcdefAB.5f0000000000000000000000.abcdefghij0123456789";
const ACCOUNT: &str = "acc0123456789abcdefAB";
const LINKS: usize = 100_000;

/// Where a browser would connect to for this base: the URL standard's own reading, not this project's.
fn receiver(base: &str) -> Url {
    let page = Url::parse("https://tools.example/retry/").unwrap();
    page.join(&format!("{base}/pipeline/api/pipelines/execution/v2/e")).unwrap()
}

fn is_plain(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none() && url.username().is_empty() && url.password().is_none()
}

/// Tries them all against this config, and gives how many were taken.
fn taken(config: &str, is_allowed: impl Fn(&Url) -> bool) -> usize {
    let hosts = Config::parse(config).unwrap().hosts;
    let mut chance = Chance(6);
    let mut taken = 0;
    for _ in 0..LINKS {
        let link = link(&mut chance, ACCOUNT);
        let mut form = ConnectForm::default();
        form.set_link(link.clone());
        let by_ids = ConnectForm { link: String::new(), host: link.clone(), ..form.clone() };
        for form in [form, by_ids] {
            if let Ok(target) = form.check(TOKEN, None, &hosts) {
                let url = receiver(target.connection.api.as_str());
                assert!(is_plain(&url) && is_allowed(&url), "{link:?} leads to {url}");
                assert!(url.path().ends_with("/pipeline/api/pipelines/execution/v2/e"), "{link:?} leads to {url}");
                taken += 1;
            }
        }
    }
    taken
}

#[test]
fn by_the_list_that_is_shipped_only_harness_s_own_hosts_get_the_token() {
    let taken = taken(include_str!("../config.json"), |url| {
        let host = url.host_str().unwrap_or_default();
        host.ends_with(".harness.io") && !host.contains("evil") || host == "app.harness.io"
    });
    // The good ones among them are not refused with the rest.
    assert!(taken > LINKS / 100, "{taken}");
}

#[test]
fn by_one_exact_host_nobody_else_gets_it() {
    let config =
        r#"{"hosts":[{"origin":"https://app.harness.io","label":"H","api":"https://app.harness.io/gateway"}]}"#;
    let taken = taken(config, |url| url.host_str() == Some("app.harness.io") && url.path().starts_with("/gateway/"));
    assert!(taken > LINKS / 1000, "{taken}");
}

#[test]
fn by_a_proxy_only_the_page_s_own_site_gets_it() {
    let config = r#"{"hosts":[{"origin":"https://*.harness.io","label":"H","api":"/harness"}]}"#;
    let taken = taken(config, |url| url.host_str() == Some("tools.example") && url.path().starts_with("/harness/"));
    assert!(taken > LINKS / 1000, "{taken}");
}
