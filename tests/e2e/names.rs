//! Names from Harness that try the page: they are shown as text and do nothing.

use serde_json::json;

use crate::action::{load_until_ready, press, retry};
use crate::browser::in_browser;
use crate::check::{console_is_clean, screen, sees};
use crate::find::radios;
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_names_is_text_and_what_deceives_the_eye_is_written_out() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_hostile_names").await;
        for text in [
            "<b>Deploy</b> ⟨U+202E⟩pohs",
            "<script>alert(1)</script>",
            "EU⟨U+202E⟩tset ot⟨U+202C⟩",
            "Pro⟨U+200B⟩duc⟨U+200D⟩tion⟨U+FEFF⟩",
            "<img src=x onerror=alert(2)> ⟨U+202E⟩desrever⟨U+202C⟩ ⟨U+200B⟩⟨U+007F⟩end",
            "javascript:alert(4)",
        ] {
            sees(&browser, text).await;
        }
        retry(&browser).await;
        let shown = screen(&browser).await;
        let deceives = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{7f}');
        assert_eq!(shown.chars().filter(deceives).collect::<String>(), "");
        for radio in radios(&browser, "Retry from").await {
            assert!(!radio.name.chars().any(|c| deceives(&c)), "{radio:?}");
        }
        // Nothing of it became an element, an address or an attribute that does something.
        let script = "return [...document.querySelectorAll('*')].filter(element =>
            ['B', 'IMG'].includes(element.tagName) && element.textContent === 'Deploy' || element.tagName === 'IMG'
            || element.tagName === 'SCRIPT' && !element.src
            || [...element.attributes].some(a => a.name.startsWith('on') || /javascript:/i.test(a.value) && a.name === 'href'))
            .map(element => element.outerHTML);";
        assert_eq!(browser.script(script, Vec::new()).await, json!([]));
        // An alert that was open would have failed every command since.
        console_is_clean(&browser, "sim_hostile_names").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_failure_message_is_folded_and_unfolds() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_12_stages_long_names").await;
        press(&browser, "Show all of it").await;
        press(&browser, "Show less").await;
    })
    .await;
}
