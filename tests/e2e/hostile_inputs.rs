//! Inputs that hurt whoever reads them: the page goes on, the check answers or is ended.

use std::io::Write as _;

use sha2::{Digest, Sha256};

use crate::action::{load_until_ready, press, retry};
use crate::browser::in_browser;
use crate::check::{can_press_retry, sees};
use crate::site::Site;

fn grown(from: &str, layers: usize, layer: impl Fn(usize) -> String) -> String {
    (1..=layers).fold(from.to_owned(), |text, n| text + &layer(n))
}

fn texts() -> Vec<(&'static str, String)> {
    let aliases = |n: usize| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","));
    let merges = |n: usize| format!("a{n}: &a{n}\n  <<: [*a{0}, *a{0}]\n", n - 1);
    vec![
        ("nested flow mappings", "{a:".repeat(500_000)),
        ("nested lists", "[".repeat(1_400_000)),
        ("deep blocks", grown("a:\n", 1_200, |deep| " ".repeat(deep) + "a:\n")),
        ("100,000 keys", grown("", 100_000, |n| format!("k{n}: 1\n"))),
        ("alias bomb", grown("a0: &a0 [x,x,x,x,x,x,x,x,x]\n", 8, aliases)),
        ("merge bomb", grown("a0: &a0 {x: 1}\n", 24, merges)),
        ("a scalar of 1.5 MB", format!("pipeline:\n  a: \"{}\"\n", "x ".repeat(750_000))),
        ("never closed", format!("a: \"{}", "x: [\n".repeat(290_000))),
        ("quotes only", "\"".repeat(1_400_000)),
        ("empty lines", "\n".repeat(1_400_000)),
        ("a scalar of 4 MB", format!("pipeline:\n  a: \"{}\"\n", "x ".repeat(2_000_000))),
    ]
}

/// Shows the inputs, opens them for editing, types one letter and waits for the end of its check; without a look
/// at the whole page, which would itself take long. Gives the longest task of each step, and the last words.
const STEPS: &str = "
    const done = arguments[0];
    const button = name => [...document.querySelectorAll('main button')].find(button => button.innerText === name);
    const until = async is => { while (!is()) await new Promise(wake => setTimeout(wake, 20)); };
    const measured = async (act, is) => {
        let longest = 0;
        const watch = new PerformanceObserver(list => {
            for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        });
        watch.observe({ type: 'longtask' });
        act();
        await until(is);
        // What follows from it, and what is told of it.
        await new Promise(wake => setTimeout(wake, 500));
        watch.disconnect();
        return longest;
    };
    const why = () => document.querySelector('#why, .bar .tally')?.textContent ?? '';
    const field = () => document.querySelector('#inputs-text');
    (async () => {
        const counted = () => /values?, unchanged/.test(document.querySelector('#inputs-h').parentElement.textContent);
        const shown = await measured(() => button('Show YAML')?.click(), counted);
        const opened = await measured(() => button('Edit').click(), field);
        field().focus();
        field().setSelectionRange(0, 0);
        const isOver = () => /have a problem|were not checked|changed input|no value changed/.test(why());
        const typed = await measured(() => document.execCommand('insertText', false, 'x'), isOver);
        return [shown, opened, typed, why()];
    })().then(done, error => done(String(error)));";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_goes_on_whatever_its_inputs_are() {
    in_browser(|browser| async move {
        browser.may_move();
        let mut lines = vec![];
        for (name, text) in texts() {
            let site = Site::open().await;
            site.simulator.set_inputs("sim_serial", &text);
            load_until_ready(&browser, &site, "sim_serial").await;
            let told = browser.client().execute_async(STEPS, vec![]).await.unwrap();
            let times: Vec<f64> =
                (0..3).map(|n| told[n].as_f64().unwrap_or_else(|| panic!("{name}: {told}"))).collect();
            lines.push(format!("{name:22} {:4} kB {times:5.0?} {}", text.len() / 1_000, told[3]));
            // It goes on: back to the original, which goes out as it came.
            press(&browser, "Back to the original").await;
            can_press_retry(&browser, "sim_serial").await;
            sees(&browser, "inputs unchanged").await;
            retry(&browser).await;
            let [post] = site.posts().try_into().unwrap();
            assert_eq!(post.body_sha256, format!("{:x}", Sha256::digest(&text)), "{name}");
        }
        let table = lines.join("\n");
        // Only told: how long a task takes says as much about what else runs as about the page. `cargo xtask bench
        // viewer` measures it alone.
        std::io::stderr()
            .write_all(format!("longest tasks in ms: shown, opened, after a key\n{table}\n").as_bytes())
            .unwrap();
    })
    .await;
}
