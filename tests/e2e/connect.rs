//! The form: what is wrong stands by its field, and nothing is sent before all of it is right.

use serde_json::json;

use crate::action::{insert, load_with, open, paste, press};
use crate::browser::{Browser, in_browser, until};
use crate::check::{can_press_retry, console_is_clean, screen, sees};
use crate::find::{Role, is_there, part};
use crate::site::Site;
use crate::states::goto_with;

/// The words that belong to a field: what `aria-describedby` names, as a screen reader says it.
async fn problem_at(browser: &Browser, field: &str) -> Option<String> {
    let field = part(browser, Role::Field, field).await;
    let script = "
        const note = document.getElementById(arguments[0].getAttribute('aria-describedby'));
        return arguments[0].getAttribute('aria-invalid') === 'true' ? note.innerText : null;";
    let said = browser.script(script, vec![json!(field)]).await;
    said.as_str().map(|said| said.split_whitespace().collect::<Vec<_>>().join(" "))
}

async fn has_problem(browser: &Browser, field: &str, words: &str, given: &str) {
    let said = until(|| async { problem_at(browser, field).await }).await;
    let said = said.unwrap_or_else(|| panic!("{given:?}: no problem stands at {field}"));
    assert!(said.contains(words), "{given:?}: {said}");
}

/// The simulator's own link with something in it replaced.
fn spoilt(site: &Site, what: &str, by: &str) -> String {
    let link = site.link("sim_serial");
    assert!(link.contains(what), "{link}");
    link.replace(what, by)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_link_is_explained_by_its_field_and_nothing_is_sent() {
    in_browser(|browser| async move {
        let site = Site::open_straight().await;
        let good = site.link("sim_serial");
        let execution = good.split('/').nth_back(1).unwrap();
        open(&browser, &site).await;
        for (link, words) in [
            (String::new(), "Paste the link of a failed execution, or fill in the IDs."),
            ("https://github.com/harness/harness-core/pull/1".to_owned(), "This is not a link of Harness’s."),
            ("https://circleci.com/gh/acme/shop/42".to_owned(), "This is not a link of Harness’s."),
            ("retry my deployment".to_owned(), "space or a line break"),
            ("javascript:alert(1)".to_owned(), "This is not a link of Harness’s."),
            (spoilt(&site, "http://", "ftp://"), "must begin with https://"),
            (spoilt(&site, "127.0.0.1", "127.0.0.2.example.com"), "must begin with https://"),
            (spoilt(&site, "http://127.0.0.1", "https://127.0.0.1"), "This page may not talk to 127.0.0.1:"),
            (spoilt(&site, "http://127.0.0.1", "https://app.harness.io"), "This page may not talk to app.harness.io:"),
            (spoilt(&site, "http://", "http://ann@"), "user name"),
            (spoilt(&site, "/ng/", "/xx/"), "This is not a link of Harness’s."),
            (good[..good.find("/orgs").unwrap()].to_owned(), "This link names no org."),
            (good[..good.find("/projects").unwrap()].to_owned(), "This link names no project."),
            (spoilt(&site, "sim_serial", "sim%2Fserial"), "`sim/serial`"),
            (spoilt(&site, "sim_serial", ".."), "`..`"),
            (spoilt(&site, "sim_serial", "%2e%2e"), "`..`"),
            (spoilt(&site, "/shop/", "/my%20shop/"), "`my shop`"),
            (spoilt(&site, "/shop/", "/my shop/"), "space or a line break"),
            (spoilt(&site, "/shop/", "/sh\nop/"), "space or a line break"),
            (spoilt(&site, "/shop/", "/sh\u{f6}p/"), "sh\u{f6}p"),
            (spoilt(&site, "/shop/", "/sh%00op/"), "⟨U+0000⟩"),
            (spoilt(&site, execution, "no%2e%2eexecution%3F"), "`no..execution?`"),
            (format!("{good}?token={}", site.simulator.token()), "revoke the token in Harness"),
        ] {
            load_with(&browser, &link, site.simulator.token()).await;
            has_problem(&browser, "Harness link", words, &link).await;
        }
        assert_eq!(site.simulator.requests(), [], "nothing was sent");
        // The form is not spoilt by all this.
        paste(&browser, "Harness link", &format!("  {good}\n")).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "the good link").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_explained_by_its_field_and_nothing_is_sent() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let good = site.simulator.token().to_owned();
        let secret_apart = good.replace(site.secret(), &format!(" {}", site.secret()));
        open(&browser, &site).await;
        for (token, words) in [
            ("", "Paste a personal or service account token."),
            ("ghp_0123456789abcdef", "it does not begin with pat. or sat."),
            ("pat.", "Copy it again as one piece."),
            ("pat.account.secret", "Copy it again as one piece."),
            (&secret_apart, "has a space or a line break in it"),
            (&good.replace("pat.", "pat..").clone(), "Copy it again as one piece."),
            (&site.simulator.tokens().other_account, "Use a token of account"),
        ] {
            load_with(&browser, &site.link("sim_serial"), token).await;
            has_problem(&browser, "Token", words, token).await;
        }
        assert_eq!(site.simulator.requests(), [], "nothing was sent");
        paste(&browser, "Token", &format!(" \t{good} \n")).await;
        press(&browser, "Load").await;
        can_press_retry(&browser, "a token with space around it").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_by_hand_do_as_well_and_without_an_execution_the_latest_is_taken() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        press(&browser, "Fill in the IDs instead").await;
        paste(&browser, "Token", site.simulator.token()).await;
        for (field, text) in
            [("Org", "my org"), ("Project", "../shop"), ("Pipeline", "sim-serial/x"), ("Execution", "?")]
        {
            paste(&browser, field, text).await;
        }
        press(&browser, "Load").await;
        for field in ["Org", "Project", "Pipeline", "Execution"] {
            has_problem(&browser, field, "may hold only letters", "ids that are none").await;
        }
        assert_eq!(site.simulator.requests(), [], "nothing was sent");
        for (field, text) in [("Org", "default"), ("Project", "shop"), ("Pipeline", "sim_serial"), ("Execution", "")] {
            paste(&browser, field, text).await;
        }
        press(&browser, "Load").await;
        sees(&browser, "No execution was given: this is the latest of the pipeline.").await;
        can_press_retry(&browser, "ids by hand").await;
        console_is_clean(&browser, "ids by hand").await;
        let newest = site.newest("sim_serial");
        assert!(site.calls().iter().any(|call| call.path.ends_with(&format!("/v2/{newest}"))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_fills_in_the_ids() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        paste(&browser, "Harness link", &site.link("sim_serial")).await;
        press(&browser, "Fill in the IDs instead").await;
        let account = site.simulator.token().split('.').nth(1).unwrap();
        for (field, text) in [
            ("Host", site.simulator.api_url().as_str()),
            ("Account", account),
            ("Org", "default"),
            ("Project", "shop"),
            ("Pipeline", "sim_serial"),
            ("Execution", &site.newest("sim_serial")),
        ] {
            let value = part(&browser, Role::Field, field).await.prop("value").await.unwrap();
            assert_eq!(value.as_deref(), Some(text), "{field}");
        }
    })
    .await;
}

/// Waits for the reads first: what was loaded before is then no longer on the page.
async fn four_reads_make_it_ready(browser: &Browser, site: &Site, link: &str) {
    let asked = until(|| async { (site.calls().len() >= 4).then_some(()) }).await;
    assert!(asked.is_some(), "{link}: {:?}", site.calls());
    can_press_retry(browser, link).await;
    assert_eq!(site.calls().len(), 4, "{link}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_link_is_understood() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let good = site.link("sim_serial");
        open(&browser, &site).await;
        paste(&browser, "Token", site.simulator.token()).await;
        for link in [
            good.replace("/all/", "/module/cd/"),
            good.replace("/all/", "/cd/"),
            good.replace("/all/", "/all/cd/"),
            good.replace("/ng/", "/ng/#/"),
            good.replace("/executions/", "/deployments/"),
            good.replace("/executions/", "/builds/"),
            good.replace("/pipeline?", "/inputs?"),
            format!("{good}?stage=x&step=y&storeType=INLINE"),
        ] {
            paste(&browser, "Harness link", &link).await;
            site.simulator.clear_requests();
            press(&browser, "Load").await;
            four_reads_make_it_ready(&browser, &site, &link).await;
        }
        // Branch and repository in the link: the retry groups need not be asked for a second time.
        let remote = site.link("sim_remote");
        paste(
            &browser,
            "Harness link",
            &format!("{remote}?storeType=REMOTE&branch=release%2F1.4&repoName=shop-pipelines"),
        )
        .await;
        site.simulator.clear_requests();
        press(&browser, "Load").await;
        four_reads_make_it_ready(&browser, &site, &remote).await;
        // A pipeline's own link has no execution.
        let (pipeline, _) = good.split_once("/executions").unwrap();
        paste(&browser, "Harness link", &format!("{pipeline}/pipeline-studio/?storeType=INLINE")).await;
        press(&browser, "Load").await;
        sees(&browser, "No execution was given: this is the latest of the pipeline.").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_config_is_named_instead_of_a_page() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for (config, words) in [
            ("{", "config.json is not valid JSON"),
            ("{}", "config.json has no list \"hosts\"."),
            (r#"{"hosts":[]}"#, "config.json: hosts lists no host"),
            (r#"{"hosts":[{"origin":"app.harness.io","label":"H"}]}"#, "must begin with https://"),
        ] {
            site.set_config(config);
            browser.client().goto(&site.url()).await.unwrap();
            sees(&browser, words).await;
            assert!(!is_there(&browser, Role::Button, "Load").await, "{}", screen(&browser).await);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_pasted_before_the_page_has_started_stays_and_so_does_the_caret() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let hold = "
            const [now, held] = [globalThis.fetch, []];
            globalThis.fetch = (...what) => new Promise(go => held.push(() => go(now(...what))));
            globalThis.start = () => { globalThis.fetch = now; held.forEach(go => go()); };";
        goto_with(&browser, &site, hold).await;
        sees(&browser, "Starting…").await;
        let link = site.link("sim_serial");
        browser.script("document.querySelector('#link').focus()", Vec::new()).await;
        insert(&browser, &link).await;
        browser.script("document.activeElement.setSelectionRange(7, 9)", Vec::new()).await;
        // Also where the page was opened by a link to another execution: what is typed is newer.
        let opened_by = "history.replaceState(null, '', `#${arguments[0]}`); start()";
        browser.script(opened_by, vec![json!(site.link("sim_parallel_some_failed"))]).await;
        part(&browser, Role::Button, "Load").await;
        sees(&browser, "default / shop / sim_serial").await;
        let stands = "
            const { id, value, selectionStart, selectionEnd } = document.activeElement;
            return [id, value, selectionStart, selectionEnd, document.querySelectorAll('#link').length];";
        assert_eq!(browser.script(stands, Vec::new()).await, json!(["link", link, 7, 9, 1]));
    })
    .await;
}
