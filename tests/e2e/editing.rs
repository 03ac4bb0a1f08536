//! Reading, editing and comparing the inputs.

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::action::{insert, is_by_keys, load, load_until_ready, load_with, open, press, retry, type_over};
use crate::browser::{Browser, in_browser, until};
use crate::check::{can_press_retry, screen, sees};
use crate::documents::{DOCUMENTS, VALUE};
use crate::site::Site;

/// Opens the editor, whatever it takes.
pub async fn edit(browser: &Browser) {
    press(browser, "Edit").await;
    let has_focus = "return document.activeElement?.id === 'inputs-text'";
    let is_open = || async { (browser.script(has_focus, vec![]).await == json!(true)).then_some(()) };
    assert!(until(is_open).await.is_some(), "the editor does not open:\n{}", screen(browser).await);
}

/// What stands in the field.
pub async fn field(browser: &Browser) -> String {
    let text = browser.script("return document.querySelector('#inputs-text').value", vec![]).await;
    text.as_str().unwrap().to_owned()
}

/// The one retry that was sent carried these bytes.
pub fn assert_sent(site: &Site, text: &str, name: &str) {
    let [post] = site.posts().try_into().unwrap();
    let hash = format!("{:x}", Sha256::digest(text));
    assert_eq!((post.body_length, post.body_sha256), (text.len(), hash), "{name}");
}

/// The inputs of a scenario as its retry would carry them, untouched.
pub const SERIAL: &str = "pipeline:\n  identifier: \"sim_serial\"\n  variables:\n  - name: \"tag\"\n    type: \"String\"\n    value: \"1.4.2\"\n  - name: \"replicas\"\n    type: \"Number\"\n    value: 3\n  - name: \"dry_run\"\n    type: \"String\"\n    value: \"false\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_value_is_counted_compared_and_sent_and_nothing_else_is() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        let watch = "
            globalThis.workers = 0;
            globalThis.Worker = class extends Worker { constructor(...all) { super(...all); globalThis.workers++; } };";
        browser.script(watch, vec![]).await;
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        sees(&browser, "10 values, unchanged").await;
        edit(&browser).await;
        let workers = || browser.script("return globalThis.workers", vec![]);
        assert_eq!(workers().await, json!(0), "the checker is loaded before there is anything to check");
        type_over(&browser, "1.4.2", "1.4.3").await;
        sees(&browser, "Retry 1 stage with 1 changed input").await;
        assert_eq!(workers().await, json!(1));
        sees(&browser, "variables.tag before: 1.4.2 → after: 1.4.3").await;
        sees(&browser, "body 215 bytes 1 changed input").await;
        sees(&browser, "3 lines as they were").await;
        sees(&browser, "4 lines as they were").await;
        sees(&browser, "Harness takes the inputs that are sent, unless the pipeline is set to keep its inputs on a re-run. Its docs promise only those of the last run: check the new execution’s inputs in Harness.").await;
        can_press_retry(&browser, "sim_serial").await;
        // What was edited is what is shown when the editing is done, and copied.
        press(&browser, "Done").await;
        sees(&browser, "value: \"1.4.3\"").await;
        retry(&browser).await;
        assert_sent(&site, &SERIAL.replace("1.4.2", "1.4.3"), "edited");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_comes_back_to_its_bytes_and_an_edit_alters_its_value_alone() {
    in_browser(|browser| async move {
        for (name, document) in DOCUMENTS {
            assert_eq!(document.matches(VALUE).count(), 1, "{name}");
            let site = Site::open().await;
            site.simulator.set_inputs("sim_serial", document);
            load_until_ready(&browser, &site, "sim_serial").await;
            edit(&browser).await;
            type_over(&browser, VALUE, "v-two").await;
            sees(&browser, "Compared with this execution").await;
            press(&browser, "Undo the change at line…").await;
            sees(&browser, "inputs unchanged").await;
            retry(&browser).await;
            assert_sent(&site, document, name);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_value_edited_every_document_differs_in_that_alone() {
    in_browser(|browser| async move {
        for (name, document) in DOCUMENTS {
            let site = Site::open().await;
            site.simulator.set_inputs("sim_serial", document);
            load_until_ready(&browser, &site, "sim_serial").await;
            edit(&browser).await;
            type_over(&browser, VALUE, "v-two").await;
            sees(&browser, "Compared with this execution").await;
            let is_checked = || async {
                let screen = screen(&browser).await;
                (!screen.contains("Checking the edited inputs")).then_some(screen)
            };
            let screen = until(is_checked).await.unwrap();
            if screen.contains("while the inputs have a problem") {
                assert!(["tab for indentation", "never closed"].contains(&name), "{name}:\n{screen}");
                continue;
            }
            retry(&browser).await;
            assert_sent(&site, &document.replace(VALUE, "v-two"), name);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_it_back_is_unchanged_and_so_is_going_back_to_the_original() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_crlf").await;
        edit(&browser).await;
        type_over(&browser, "1.4.2", "1.4.3").await;
        sees(&browser, "with 1 changed input").await;
        type_over(&browser, "1.4.3", "1.4.2").await;
        sees(&browser, "inputs unchanged").await;
        sees(&browser, "of Deploy kiosk").await;
        type_over(&browser, "tag", "tags").await;
        sees(&browser, "variables.tags.name before: tag → after: tags").await;
        press(&browser, "Back to the original").await;
        sees(&browser, "inputs unchanged").await;
        assert!(field(&browser).await.contains("name: \"tag\""));
        retry(&browser).await;
        let original = "pipeline:\r\n  identifier: \"sim_crlf\"\r\n  variables:\r\n  - name: \"tag\"\r\n    type: \"String\"\r\n    value: \"1.4.2\"\r\n";
        assert_sent(&site, original, "sim_crlf");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_moved_since_it_was_listed_is_not_undone_in_another_place() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        type_over(&browser, "1.4.2", "1.4.3").await;
        sees(&browser, "with 1 changed input").await;
        // In one step: a line above it, and the undo that was listed before.
        let at_once = "
            const field = document.querySelector('#inputs-text');
            field.setRangeText('# why\\n', 0, 0);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            document.querySelector('[aria-label=\"Undo the change at line 6\"]').click();";
        browser.script(at_once, vec![]).await;
        let edited = format!("# why\n{}", SERIAL.replace("1.4.2", "1.4.3"));
        assert_eq!(field(&browser).await, edited);
        press(&browser, "Undo the change at line 7").await;
        sees(&browser, "edited text, no value changed").await;
        assert_eq!(field(&browser).await, format!("# why\n{SERIAL}"));
        // What was pressed is gone: the focus is at what is left to undo, then in the text.
        let focused = "return document.activeElement.innerText || document.activeElement.id";
        let is_at_the_rest =
            || async { (browser.script(focused, vec![]).await == json!("Back to the original")).then_some(()) };
        assert!(until(is_at_the_rest).await.is_some(), "{}", browser.script(focused, vec![]).await);
        press(&browser, "Undo the change at line 1").await;
        sees(&browser, "inputs unchanged").await;
        let is_there = || async { (browser.script(focused, vec![]).await == json!("inputs-text")).then_some(()) };
        assert!(until(is_there).await.is_some());
    })
    .await;
}

/// What is typed while the worker checks is not let through by the answer to what stood there before.
#[tokio::test(flavor = "multi_thread")]
async fn tab_indents_and_escape_leads_out_of_the_field() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        browser
            .script(
                "const field = document.querySelector('#inputs-text'); field.focus(); field.setSelectionRange(0, 0);",
                vec![],
            )
            .await;
        let area = browser.client().active_element().await.unwrap();
        let keys = |keys: &[char]| keys.iter().collect::<String>();
        area.send_keys(&keys(&[Key::Tab.into()])).await.unwrap();
        assert!(field(&browser).await.starts_with("  pipeline:"));
        area.send_keys(&keys(&[Key::Shift.into(), Key::Tab.into(), Key::Null.into()])).await.unwrap();
        assert!(field(&browser).await.starts_with("pipeline:"));
        area.send_keys(&keys(&[Key::Tab.into()])).await.unwrap();
        // The browser's own undo takes it back.
        area.send_keys(&keys(&[Key::Control.into(), 'z', Key::Null.into()])).await.unwrap();
        assert!(field(&browser).await.starts_with("pipeline:"));
        area.send_keys(&keys(&[Key::Escape.into(), Key::Tab.into()])).await.unwrap();
        let focused = browser.script("return document.activeElement.id", vec![]).await;
        assert_ne!(focused, json!("inputs-text"));
        sees(&browser, "inputs unchanged").await;
    })
    .await;
}

/// A worker that does not answer is ended, and one that ends by itself is noticed. Either way the text can be
/// sent after asking, and the next key gets another worker.
/// What hurts a parser ends its worker, not the page: it answers or is ended, and the page goes on.
#[tokio::test(flavor = "multi_thread")]
async fn the_outline_leads_to_a_stage_to_read_and_to_edit() {
    let filling = (0..300).fold(String::new(), |text, n| text + &format!("          key_{n}: {n}\n"));
    let stage = |name: &str| format!("    - stage:\n        identifier: {name}\n        spec:\n{filling}");
    let yaml = format!("pipeline:\n  identifier: sim_serial\n  stages:\n{}{}", stage("build"), stage("to_production"));
    in_browser(|browser| async move {
        let site = Site::open().await;
        site.simulator.set_inputs("sim_serial", &yaml);
        load_until_ready(&browser, &site, "sim_serial").await;
        press(&browser, "Show YAML").await;
        sees(&browser, "Go to…").await;
        let go = "
            const select = document.querySelector('[aria-label=\"Go to a part of the inputs\"]');
            select.value = [...select.options].find(option => option.text === 'to_production').value;
            select.dispatchEvent(new Event('change'));";
        browser.script(go, vec![]).await;
        // The line of the stage, from 1.
        let line = yaml.split("identifier: to_production").next().unwrap().lines().count() - 1;
        let top = "
            const view = document.querySelector('.inputs-editor .yaml');
            const height = parseFloat(getComputedStyle(view).lineHeight);
            return Math.round(view.scrollTop / height) + 1;";
        let is_there = || async { (browser.script(top, vec![]).await == json!(line)).then_some(()) };
        assert!(until(is_there).await.is_some(), "{} is at the top, not {line}", browser.script(top, vec![]).await);
        // What is looked at is where the editing begins.
        edit(&browser).await;
        let cursor = "
            const field = document.querySelector('#inputs-text');
            return field.value.slice(0, field.selectionStart).split('\\n').length;";
        assert_eq!(browser.script(cursor, vec![]).await, json!(line));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_found_in_whichever_part_it_stands() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        edit(&browser).await;
        sees(&browser, "In the field: lines 1 to").await;
        let find = "
            const [wanted] = arguments;
            document.querySelector('[aria-label=\"Find in the inputs\"]').value = wanted;";
        browser.script(find, vec![json!("\"product_9000\"")]).await;
        press(&browser, "Next").await;
        let selected = "
            const field = document.querySelector('#inputs-text');
            const isThere = arguments[0] || document.activeElement === field;
            return isThere ? field.value.slice(field.selectionStart, field.selectionEnd) : '';";
        let is_selected = || async {
            (browser.script(selected, vec![json!(is_by_keys())]).await == json!("\"product_9000\"")).then_some(())
        };
        assert!(until(is_selected).await.is_some(), "{}", browser.script(selected, vec![json!(is_by_keys())]).await);
        // By Enter it is found without going in, or Enter would type over it.
        browser.script("document.querySelector('#inputs-text').focus()", vec![]).await;
        insert(&browser, "\"product_nine\"").await;
        sees(&browser, "variables.product_nine.name before: product_9000 → after: product_nine").await;
        // The other parts are still there.
        press(&browser, "Previous part").await;
        assert!(!field(&browser).await.contains("product_nine"));
        press(&browser, "Next part").await;
        assert!(field(&browser).await.contains("product_nine"));
        browser.script(find, vec![json!("nowhere in it")]).await;
        press(&browser, "Next").await;
        sees(&browser, "Not found").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_finds_the_next_place_and_types_over_nothing() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        edit(&browser).await;
        let find = browser.client().find(Locator::Css("[aria-label='Find in the inputs']")).await.unwrap();
        let (enter, escape) = (char::from(Key::Enter).to_string(), char::from(Key::Escape).to_string());
        find.send_keys("VALUE:").await.unwrap();
        // Three places; after the last one it is the first again.
        for line in [6, 9, 12, 6, 9] {
            find.send_keys(&enter).await.unwrap();
            sees(&browser, &format!("Found in line {line}")).await;
        }
        let bands = "return document.querySelectorAll('.ed-mark.found').length";
        assert_eq!(browser.script(bands, vec![]).await, json!(1));
        assert_eq!(field(&browser).await, SERIAL);
        find.send_keys(&escape).await.unwrap();
        let before = "
            const field = document.querySelector('#inputs-text');
            return document.activeElement === field
                ? [field.value.slice(0, field.selectionStart).split('\\n').length, field.value.slice(field.selectionStart, field.selectionEnd)]
                : null;";
        assert_eq!(browser.script(before, vec![]).await, json!([9, "value:"]));
    })
    .await;
}

/// The editor takes the place of the plain text without moving anything.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_when_the_editor_has_come() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        open(&browser, &site).await;
        // What moved when the inputs themselves came is another matter.
        let watch = "
            globalThis.moved = [];
            globalThis.since = Infinity;
            new MutationObserver((_, observer) => {
                if (!document.querySelector('.yaml')) return;
                observer.disconnect();
                requestAnimationFrame(() => requestAnimationFrame(now => { globalThis.since = now; }));
            }).observe(document, { subtree: true, childList: true });
            new PerformanceObserver(list => {
                for (const entry of list.getEntries().filter(entry => entry.startTime > globalThis.since)) {
                    const here = entry.sources.filter(source => source.node?.parentElement?.closest('.split-main'));
                    const moves = here.map(({ node, previousRect, currentRect }) =>
                        [node.className ?? node.data, previousRect.y, previousRect.height, currentRect.y, currentRect.height]);
                    globalThis.moved.push(...moves);
                }
            }).observe({ type: 'layout-shift', buffered: true });";
        browser.script(watch, vec![]).await;
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        sees(&browser, "Wrap lines").await;
        sees(&browser, "10 values, unchanged").await;
        assert_eq!(browser.script("return Number.isFinite(globalThis.since)", vec![]).await, json!(true));
        let moved = browser.script("return globalThis.moved", vec![]).await;
        assert_eq!(moved, json!([]), "what moved, from and to where");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_is_edited_by_sections_and_keeps_every_other_byte() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load(&browser, &site, "sim_inputs_1mb").await;
        can_press_retry(&browser, "sim_inputs_1mb").await;
        edit(&browser).await;
        let length = field(&browser).await.len();
        assert!(length < 150_000, "{length} bytes stand in the field");
        type_over(&browser, "product_7\"", "product_seven\"").await;
        sees(&browser, "with ").await;
        can_press_retry(&browser, "sim_inputs_1mb").await;
        retry(&browser).await;
        let [post] = site.posts().try_into().unwrap();
        let untouched = Site::open().await;
        load_until_ready(&browser, &untouched, "sim_inputs_1mb").await;
        retry(&browser).await;
        let [plain] = untouched.posts().try_into().unwrap();
        assert_eq!(post.body_length, plain.body_length + "seven".len() - "7".len());
    })
    .await;
}
