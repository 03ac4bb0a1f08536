//! The inputs: what is shown is what was run with, to the byte.

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::action::{load_until_ready, load_with, open, press, retry};
use crate::browser::{Browser, in_browser, until};
use crate::check::{console_is_clean, sees};
use crate::curl::copied;
use crate::find::{Role, is_there};
use crate::site::Site;

/// The text in the region *Inputs as YAML*, without the line numbers.
async fn yaml_shown(browser: &Browser) -> Option<String> {
    let script = "
        const region = document.querySelector('[role=region][aria-label=\"Inputs as YAML\"]');
        return region?.checkVisibility() ? region.textContent : null;";
    browser.script(script, Vec::new()).await.as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yaml_on_the_page_has_the_very_bytes_that_are_sent() {
    in_browser(|browser| async move {
        for scenario in ["sim_serial", "sim_inputs_nasty", "sim_crlf", "sim_bom", "sim_inputs_1mb"] {
            let site = Site::open().await;
            load_until_ready(&browser, &site, scenario).await;
            if is_there(&browser, Role::Button, "Show YAML").await {
                assert_eq!(yaml_shown(&browser).await, None, "{scenario}: long inputs are a count at first");
                press(&browser, "Show YAML").await;
            }
            // Counted once all of it is there: a long text is put in in two steps.
            sees(&browser, "values, unchanged").await;
            let shown = yaml_shown(&browser).await.expect("the YAML is shown");
            press(&browser, "Hide YAML").await;
            assert_eq!(yaml_shown(&browser).await, None, "{scenario}");
            retry(&browser).await;
            let [post] = site.posts().try_into().unwrap();
            let hash = format!("{:x}", Sha256::digest(&shown));
            assert_eq!((post.body_length, post.body_sha256), (shown.len(), hash), "{scenario}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_size_of_the_inputs_is_said_and_none_is_a_state_of_its_own() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        sees(&browser, "1.0 MB, as in this execution").await;
        for scenario in ["sim_no_inputs_absent", "sim_no_inputs_null", "sim_no_inputs_empty", "sim_no_inputs_text_null"]
        {
            load_until_ready(&browser, &site, scenario).await;
            sees(&browser, "This execution ran without runtime inputs. The retry is sent with an empty body").await;
            sees(&browser, "body empty no runtime inputs").await;
        }
    })
    .await;
}

/// A megabyte opens without a pause that a person would see.
#[tokio::test(flavor = "multi_thread")]
async fn one_megabyte_of_yaml_opens_within_a_moment() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        let watch = "
            addEventListener('click', () => {
                const begun = performance.now();
                const look = () => document.querySelector('[role=region]')
                    ? requestAnimationFrame(() => setTimeout(() => window.took = performance.now() - begun))
                    : requestAnimationFrame(look);
                look();
            }, { capture: true, once: true });";
        browser.script(watch, vec![]).await;
        press(&browser, "Show YAML").await;
        let took = || async { browser.script("return window.took", vec![]).await.as_f64() };
        let took = until(took).await.expect("it opens");
        assert!(took < 1000.0, "{took} ms");
    })
    .await;
}

/// By themselves browsers copy what they see of a selection, without the last line's end.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_selected_and_copied_is_the_very_text() {
    in_browser(|browser| async move {
        for scenario in ["sim_serial", "sim_crlf", "sim_bom", "sim_inputs_nasty", "sim_inputs_1mb"] {
            let site = Site::open().await;
            load_until_ready(&browser, &site, scenario).await;
            let by_button = copied(&browser, &site, "Copy").await;
            if is_there(&browser, Role::Button, "Show YAML").await {
                press(&browser, "Show YAML").await;
            }
            sees(&browser, "values, unchanged").await;
            let by_selecting = "
                const done = arguments[0];
                getSelection().selectAllChildren(document.querySelector('[role=region][aria-label=\"Inputs as YAML\"]'));
                document.execCommand('copy');
                navigator.clipboard.readText().then(done, error => done(String(error)));";
            let text = browser.client().execute_async(by_selecting, vec![]).await.unwrap();
            assert!(text == json!(by_button), "{scenario}: {text}");
            let watch = "
                const make = URL.createObjectURL;
                URL.createObjectURL = blob => { globalThis.saved = blob; return make(blob); };";
            browser.script(watch, vec![]).await;
            press(&browser, "Download").await;
            let saved = "const done = arguments[0]; globalThis.saved.text().then(done)";
            let text = browser.client().execute_async(saved, vec![]).await.unwrap();
            // Reading a blob as text takes a byte order mark away.
            let text = text.as_str().unwrap();
            assert!(text == by_button.trim_start_matches('\u{feff}'), "{scenario}: {text}");
        }
    })
    .await;
}

/// The viewer itself, in one step: by keys, all of the text and no more of the page; the browser's own search
/// reaches what is not drawn yet; and how it is shown.
#[tokio::test(flavor = "multi_thread")]
async fn by_keys_all_of_the_text_is_selected_and_the_browser_finds_all_of_it() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        let by_button = copied(&browser, &site, "Copy").await;
        press(&browser, "Show YAML").await;
        sees(&browser, "values, unchanged").await;
        let view = browser.client().find(Locator::Css("[role=region][aria-label='Inputs as YAML']")).await.unwrap();
        let all: String = [Key::Control.into(), 'a', Key::Null.into()].iter().collect();
        view.send_keys(&all).await.unwrap();
        let selected = browser.script("return getSelection().toString().length", vec![]).await;
        let copied = "
            const done = arguments[0];
            document.execCommand('copy');
            navigator.clipboard.readText().then(done, error => done(String(error)));";
        let text = browser.client().execute_async(copied, vec![]).await.unwrap();
        assert!(text == json!(by_button), "{selected} units are selected");
        // A word of the last lines, which were never in view.
        let last = "product_9000";
        let found =
            browser.script("getSelection().collapse(document.body); return find(arguments[0])", vec![json!(last)]);
        assert_eq!(found.await, json!(true));
        assert_eq!(browser.script("return getSelection().toString()", vec![]).await, json!(last));
        let sizes = "
            const view = document.querySelector('.inputs-editor .yaml');
            return [view.scrollWidth > view.clientWidth, view.scrollHeight > view.clientHeight];";
        press(&browser, "Full height").await;
        let is_whole = || async { (browser.script(sizes, vec![]).await[1] == json!(false)).then_some(()) };
        assert!(until(is_whole).await.is_some(), "it does not have its full height");
        press(&browser, "Full height").await;
        let is_as_before = || async { (browser.script(sizes, vec![]).await[1] == json!(true)).then_some(()) };
        assert!(until(is_as_before).await.is_some(), "it keeps its full height");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lines_scroll_or_are_wrapped() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let yaml = format!("pipeline:\n  identifier: sim_serial\n  text: {}\n", "word ".repeat(200));
        site.simulator.set_inputs("sim_serial", &yaml);
        load_until_ready(&browser, &site, "sim_serial").await;
        sees(&browser, "2 values, unchanged").await;
        let scrolls = "
            const view = document.querySelector('.inputs-editor .yaml');
            return view.scrollWidth > view.clientWidth;";
        for expected in [true, false, true] {
            assert_eq!(browser.script(scrolls, vec![]).await, json!(expected));
            press(&browser, "Wrap lines").await;
        }
    })
    .await;
}

/// How many ranges have each colour; `null` in a browser without.
const COLOURS: &str = "
    return globalThis.CSS.highlights ? Object.fromEntries([...CSS.highlights].map(([name, of]) => [name, of.size])) : null;";

const SCROLL: &str = "
    const view = document.querySelector('.inputs-editor .yaml');
    view.scrollTop = view.scrollHeight * arguments[0];";
/// Whether a key of what is seen has its colour.
const IS_COLOURED: &str = "
    const seen = document.querySelector('.inputs-editor .yaml').getBoundingClientRect();
    return [...CSS.highlights.get('yaml-key')].some(({ startContainer }) => {
        const { top, bottom } = startContainer.parentElement.getBoundingClientRect();
        return top < seen.bottom && bottom > seen.top;
    });";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_view_is_coloured_and_a_browser_without_colours_shows_plain_text() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_inputs_1mb").await;
        press(&browser, "Show YAML").await;
        sees(&browser, "values, unchanged").await;
        let colours = browser.script(COLOURS, vec![]).await;
        let keys = colours["yaml-key"].as_u64().unwrap();
        // 33,000 lines have a key each.
        assert!((20..2_000).contains(&keys), "{colours}");
        // What is seen no more loses its colours, and has them again when it is seen again.
        for twentieth in (0..=20).chain([0]) {
            browser.script(SCROLL, vec![json!(f64::from(twentieth) / 20.0)]).await;
            let is_coloured = || async { (browser.script(IS_COLOURED, vec![]).await == json!(true)).then_some(()) };
            assert!(until(is_coloured).await.is_some(), "{twentieth} twentieths down it is plain");
            let colours = browser.script(COLOURS, vec![]).await;
            assert!(colours["yaml-key"].as_u64().unwrap() < 2_000, "{colours}");
        }
        open(&browser, &site).await;
        let without = "delete globalThis.Highlight; Object.defineProperty(CSS, 'highlights', { value: undefined });";
        browser.script(without, vec![]).await;
        load_with(&browser, &site.link("sim_serial"), site.simulator.token()).await;
        sees(&browser, "10 values, unchanged").await;
        assert_eq!(browser.script(COLOURS, vec![]).await, json!(null));
        let shown = yaml_shown(&browser).await.unwrap();
        press(&browser, "Edit").await;
        sees(&browser, "To leave the field by keyboard").await;
        press(&browser, "Done").await;
        sees(&browser, "Wrap lines").await;
        assert_eq!(yaml_shown(&browser).await.unwrap(), shown);
        retry(&browser).await;
        let [post] = site.posts().try_into().unwrap();
        assert_eq!(post.body_sha256, format!("{:x}", Sha256::digest(&shown)));
        console_is_clean(&browser, "without colours").await;
    })
    .await;
}
