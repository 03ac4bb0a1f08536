//! The page on real web servers, by the recipes of `hosting/`: `cargo xtask test hosting`.

use serde_json::{Value, json};
use simulator::Options;

use crate::action::{load, press, retry, type_over};
use crate::browser::{Browser, in_browser};
use crate::check::{can_press_retry, console_is_clean, headers_are_allowed, sees};
use crate::server::Recipe;
use crate::site::Site;

/// Types over a value of the inputs: the editor and its worker have to be there for it.
async fn change_a_value(browser: &Browser) {
    press(browser, "Edit").await;
    type_over(browser, "1.4.2", "1.4.3").await;
}

/// What the web server says of one of its files.
async fn asked(browser: &Browser, path: &str) -> Value {
    let ask = "
        const answer = await fetch(arguments[0], { cache: 'no-store' });
        const bytes = (await answer.arrayBuffer()).byteLength;
        const sent = performance.getEntriesByName(answer.url).at(-1)?.encodedBodySize;
        return { status: answer.status, bytes, sent, ...Object.fromEntries(answer.headers) };";
    browser.script(&format!("return (async () => {{ {ask} }})()"), vec![json!(path)]).await
}

async fn names(browser: &Browser) -> Vec<String> {
    let all = "return [...document.querySelectorAll('script[src], link[rel=stylesheet], link[as=fetch], meta[name]')]
        .map(tag => tag.getAttribute('src') ?? tag.getAttribute('href') ?? tag.content).filter(name => name.startsWith('./'))";
    let found = browser.script(all, vec![]).await;
    found.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Loads, edits, retries; nothing of it against the policy.
async fn journey(browser: &Browser, site: &Site, recipe: Recipe) {
    load(browser, site, "sim_serial").await;
    can_press_retry(browser, recipe.name()).await;
    change_a_value(browser).await;
    sees(browser, "Retry 1 stage with 1 changed input").await;
    can_press_retry(browser, recipe.name()).await;
    retry(browser).await;
    let [post] = site.posts().try_into().unwrap();
    assert_eq!(post.status, Some(200), "{recipe:?}");
    let retried = site.simulator.retried(&site.newest("sim_serial")).unwrap();
    assert_eq!(retried.body_length, post.body_length, "{recipe:?}");
    headers_are_allowed(&site.simulator.requests());
    console_is_clean(browser, recipe.name()).await;
}

/// Caching, compression, types and the headers of the page and its files.
async fn files_are_served_well(browser: &Browser, recipe: Recipe) {
    let page = asked(browser, "./").await;
    assert_eq!(page["cache-control"], "no-cache", "{recipe:?} {page}");
    let policy = page["content-security-policy"].as_str().unwrap();
    assert!(policy.contains("worker-src blob:;") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
    for (header, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page[header], value, "{recipe:?} {header}");
    }
    assert_eq!(asked(browser, "./config.json").await["cache-control"], "no-cache", "{recipe:?}");
    let mut kinds = 0;
    for name in names(browser).await.into_iter().filter(|name| name != "./config.json") {
        let file = asked(browser, &name).await;
        assert_eq!(file["cache-control"], "public, max-age=31536000, immutable", "{recipe:?} {name} {file}");
        // The image of Kubernetes's nginx has no module for brotli.
        let copy = if recipe == Recipe::Kubernetes { "gzip" } else { "br" };
        assert_eq!(file["content-encoding"], copy, "{recipe:?} {name} {file}");
        assert!(file["sent"].as_u64() < file["bytes"].as_u64(), "{recipe:?} {name} {file}");
        let of_kind = match name.rsplit('.').next().unwrap() {
            "wasm" => "application/wasm",
            "css" => "text/css",
            _ => "javascript",
        };
        assert!(file["content-type"].as_str().unwrap().contains(of_kind), "{recipe:?} {name} {file}");
        kinds += 1;
    }
    assert!(kinds >= 5, "{recipe:?}: {kinds} files");
    let gone = asked(browser, "./page-0123456789abcdef.js").await;
    assert_eq!(gone["status"], 404, "{recipe:?}");
    let cached = gone["cache-control"].as_str().unwrap_or_default();
    assert!(!cached.contains("immutable"), "{recipe:?}: a missing file would be remembered: {gone}");
    assert!(gone["content-security-policy"].is_string(), "{recipe:?} {gone}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs real web servers: `cargo xtask test hosting`"]
async fn the_page_works_by_each_recipe_in_a_sub_folder_and_its_policy_is_not_broken() {
    for recipe in Recipe::ALL {
        in_browser(move |browser| async move {
            let site = Site::on(recipe, Options::default(), None).await;
            journey(&browser, &site, recipe).await;
            files_are_served_well(&browser, recipe).await;
            let protocol = "return performance.getEntriesByType('navigation')[0].nextHopProtocol";
            let wanted = if recipe == Recipe::Kubernetes { "http/1.1" } else { "h2" };
            assert_eq!(browser.script(protocol, vec![]).await, json!(wanted), "{recipe:?}");
            // Without the slash it leads there.
            browser.client().goto(site.url().trim_end_matches('/')).await.unwrap();
            assert_eq!(browser.client().current_url().await.unwrap().as_str(), site.url(), "{recipe:?}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs real web servers: `cargo xtask test hosting`"]
async fn a_proxy_passes_on_the_two_services_and_nothing_of_the_site() {
    for recipe in Recipe::ALL.into_iter().filter(|recipe| recipe.is_proxy()) {
        in_browser(move |browser| async move {
            let site = Site::on(recipe, Options::default(), None).await;
            crate::action::open(&browser, &site).await;
            // A cookie of the site's own sign-in.
            browser.script("document.cookie = 'sign-in=secret; path=/'", vec![]).await;
            load(&browser, &site, "sim_inputs_1mb").await;
            can_press_retry(&browser, recipe.name()).await;
            retry(&browser).await;
            for request in site.simulator.requests() {
                assert!(request.path.starts_with("/pipeline/api/") || request.path.starts_with("/ng/api/"), "{request:?}");
                for (name, value) in &request.headers {
                    let is_of_the_site = ["cookie", "origin", "referer", "authorization"].contains(&name.as_str())
                        || name.starts_with("x-forwarded");
                    assert!(!is_of_the_site || value.is_empty(), "{recipe:?} {name}: {value}");
                }
                assert!(request.headers.iter().any(|(name, _)| name == "x-api-key"), "{request:?}");
            }
            let [post] = site.posts().try_into().unwrap();
            assert!(post.body_length > 1_000_000, "{post:?}");
            // Every other path of Harness stays out of reach.
            site.simulator.clear_requests();
            for path in [
                "/harness/",
                "/harness/gateway/pipeline/api/pipelines",
                "/harness/pipeline/apix",
                "/harness/pipeline/api/../../_simulator/requests",
                "/harness/pipeline/api/..%2f..%2f_simulator/requests",
                "/harness/pipeline/api/%2e%2e/%2e%2e/_simulator/requests",
                "/harness/pipeline/api/..%5c..%5c_simulator/requests",
                "/harness/ng/api/..;/_simulator/requests",
                "/harness//_simulator/requests",
                "/harness/authz/api/roles",
            ] {
                let answer = asked(&browser, path).await;
                let status = answer["status"].as_u64().unwrap();
                // What does reach Harness is under one of the two, as a path that it does not have.
                assert!(status >= 400, "{recipe:?} {path}: {answer}");
            }
            for request in site.simulator.requests() {
                assert!(request.path.starts_with("/pipeline/api/") || request.path.starts_with("/ng/api/"), "{request:?}");
            }
            // More than 16 MB are refused before Harness gets any of it.
            site.simulator.clear_requests();
            let send = "
                const body = new Uint8Array(17 << 20);
                return fetch('/harness/pipeline/api/x', { method: 'POST', body }).then(answer => answer.status, () => 0);";
            let status = browser.script(send, vec![]).await;
            // Caddy closes the stream with its answer, which a browser may then not show.
            assert!(status == json!(413) || recipe == Recipe::CaddyProxy && status == json!(0), "{recipe:?} {status}");
            assert_eq!(site.simulator.requests(), [], "{recipe:?}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs real web servers: `cargo xtask test hosting`"]
async fn the_policy_of_the_web_server_holds_whatever_the_config_says() {
    in_browser(|browser| async move {
        browser.may_break_the_policy();
        let site = Site::on(Recipe::Nginx, Options::default(), None).await;
        let other = simulator::Simulator::start(Options::default()).await.unwrap();
        other.allow_origin(&site.origin());
        let config = json!({"hosts": [{ "origin": other.api_url(), "label": "Simulator" }]});
        site.set_config(&config.to_string());
        crate::action::open(&browser, &site).await;
        crate::action::load_with(&browser, &other.link("sim_serial").unwrap(), other.token()).await;
        sees(&browser, "Harness could not be reached").await;
        assert_eq!(other.requests(), [], "not even a preflight");
        let console = browser.console().await.join("\n");
        assert!(console.contains("Content Security Policy"), "{console}");
    })
    .await;
}
