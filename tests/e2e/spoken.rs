//! What a screen reader gets of every state, as the browser computes it, against what was read and found good: one file
//! a state in `spoken/`. `PIPELINE_RETRY_SPOKEN=write cargo xtask test e2e` writes them anew, to be read.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;
use std::{env, fs};

use serde_json::{Value, json};

use crate::browser::{Browser, in_browser, until};
use crate::states::{STATES, enter};

/// What is another in each run becomes a word.
const WITHOUT_CHANCE: &str = r"
    return arguments[0]
        .replace(/https?(:\/\/127\.0\.0\.1)/g, 'http$1')
        .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
        .replace(/\b(account\/|Identifier )[\w-]{22}\b/g, '$1ID')
        .replace(/\b[\w-]{22}(?![\w-])/g, 'ID')
        .replace(/pat\.\w+…\w+/g, 'pat.A…Z')
        .replace(/\b(\d+ h )?\d+m \d\ds/g, 'TIME')
        .replace(/in \d+ looks/g, 'in N looks')
        .replace(/looked \d+ times?/g, 'looked N times');";

/// What says nothing of its own.
const SILENT: [&str; 9] = [
    "none",
    "generic",
    "InlineTextBox",
    "LineBreak",
    "ListMarker",
    "RootWebArea",
    "GenericContainer",
    "LayoutTableRow",
    "MenuListPopup",
];
/// What else is said of a part.
const SAID: [&str; 8] = ["checked", "pressed", "expanded", "disabled", "invalid", "live", "level", "busy"];

struct Tree(HashMap<String, Value>);

impl Tree {
    async fn of(browser: &Browser) -> Self {
        browser.devtools("Accessibility.enable", json!({})).await;
        let tree = browser.devtools("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().expect("nodes").iter();
        Self(nodes.map(|node| (node["nodeId"].as_str().unwrap().to_owned(), node.clone())).collect())
    }

    /// The parts below this one, a line each, as deep as they lie.
    fn write(&self, id: &str, depth: usize, within: &str, lines: &mut String) {
        let Some(node) = self.0.get(id) else { return };
        let role = node["role"]["value"].as_str().unwrap_or_default();
        let name = node["name"]["value"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_silent = node["ignored"] == true || SILENT.contains(&role);
        // The words that a part is named by are not said again within it.
        let is_said = role == "StaticText" && (name.is_empty() || within.contains(&name));
        let (mut depth, mut within) = (depth, within.to_owned());
        if !is_silent && !is_said {
            let _ = write!(lines, "{:depth$}{role}", "", depth = depth * 2);
            if !name.is_empty() {
                let _ = write!(lines, " \"{name}\"");
            }
            let properties = node["properties"].as_array().map(Vec::as_slice).unwrap_or_default();
            for said in SAID {
                let found = properties.iter().find(|property| property["name"] == said);
                let value = found.map(|property| &property["value"]["value"]);
                if let Some(value) = value.filter(|value| **value != json!(false) && **value != json!("false")) {
                    let _ = write!(lines, " {said}={}", value.to_string().trim_matches('"'));
                }
            }
            if let Some(value) = node["value"]["value"].as_str().filter(|value| !value.is_empty()) {
                let _ = write!(lines, " = {}", value.lines().next().unwrap_or_default());
            }
            lines.push('\n');
            depth += 1;
            within = name;
        }
        for child in node["childIds"].as_array().map(Vec::as_slice).unwrap_or_default() {
            self.write(child.as_str().unwrap_or_default(), depth, &within, lines);
        }
    }
}

async fn spoken(browser: &Browser) -> String {
    let tree = Tree::of(browser).await;
    let root = tree.0.values().find(|node| node["role"]["value"] == "RootWebArea").expect("a page");
    let mut lines = String::new();
    tree.write(root["nodeId"].as_str().unwrap(), 0, "", &mut lines);
    browser.script(WITHOUT_CHANCE, vec![json!(lines)]).await.as_str().unwrap().to_owned()
}

/// What is said once nothing changes any more.
async fn settled(browser: &Browser) -> String {
    let mut before = String::new();
    loop {
        let now = spoken(browser).await;
        if now == before {
            return now;
        }
        before = now;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_is_spoken_as_it_was_read_and_found_good() {
    in_browser(|browser| async move {
        let mut other = Vec::new();
        for state in STATES {
            let _site = enter(state, &browser).await;
            let file = format!("tests/e2e/spoken/{state}.txt");
            if env::var("PIPELINE_RETRY_SPOKEN").is_ok_and(|what| what == "write") {
                fs::write(&file, settled(&browser).await).unwrap_or_else(|error| panic!("{file}: {error}"));
                continue;
            }
            let expected = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
            let is_expected = || async { (spoken(&browser).await == expected).then_some(()) };
            if until(is_expected).await.is_none() {
                let now = spoken(&browser).await;
                let differs = |one: &str, other: &str| {
                    let lines = one.lines().filter(|line| !other.lines().any(|known| known == *line));
                    lines.map(|line| format!("    {}", line.trim())).collect::<Vec<_>>().join("\n")
                };
                other.push(format!(
                    "{file}\n  new:\n{}\n  gone:\n{}",
                    differs(&now, &expected),
                    differs(&expected, &now)
                ));
            }
        }
        assert!(other.is_empty(), "{} states are spoken otherwise:\n{}", other.len(), other.join("\n"));
    })
    .await;
}
