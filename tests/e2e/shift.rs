//! Nothing that a person looks at moves by itself, in any journey.
//!
//! The browser tells what moved without a key or a click shortly before ("layout shift"), as a share of the window. A
//! script that runs in each document before the page's own writes it to the console, which outlives the document.

use std::collections::HashMap;

use serde_json::json;

use crate::browser::Browser;

const MARK: &str = "moved by itself";

/// In a sum of more than this, which rounds to 0.01, something was seen to move.
const NOTHING: f64 = 0.005;

/// What the bar holds is told as moved when the page grows or shrinks above it, though it stands still at the end of the
/// window: `press::the_button_stays_under_the_pointer` looks at that.
const WATCH: &str = "
    new PerformanceObserver(list => {
        const named = node => node?.nodeType === 1 ? `${node.localName}.${node.className}#${node.id}` : node?.textContent;
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            const moved = sources.map(source => source.node).filter(node => !node?.parentElement?.closest('.bar'));
            if (hadRecentInput || moved.length === 0) continue;
            console.debug('moved by itself', value, performance.timeOrigin, moved.map(named).join(' '));
        }
    }).observe({ type: 'layout-shift', buffered: true });";

/// From now on what moves is written down.
pub async fn watch(browser: &Browser) {
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH})).await;
}

/// Whether a line of the console is one of these.
pub fn is_of_this(line: &str) -> bool {
    line.contains(MARK)
}

/// In no visit of a page, from its load until it is left.
pub fn nothing_moved(console: &[String]) {
    let moved: Vec<&String> = console.iter().filter(|line| is_of_this(line)).collect();
    let mut visits: HashMap<&str, f64> = HashMap::new();
    for line in &moved {
        let (_, rest) = line.split_once(&format!("\"{MARK}\" ")).expect("as it was written");
        let mut words = rest.split(' ');
        let share: f64 = words.next().and_then(|share| share.parse().ok()).expect("a share of the window");
        *visits.entry(words.next().expect("when the page was loaded")).or_default() += share;
    }
    let most = visits.into_values().fold(0.0, f64::max);
    assert!(most < NOTHING, "{most:.3} of the window moved by itself:\n{moved:#?}");
}
