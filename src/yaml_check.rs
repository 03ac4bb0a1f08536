//! Judges edited inputs against the original ones. Pure; it runs in a worker (`src/bin/yaml_worker.rs`).
//!
//! It reads with `serde_yaml` and never writes: what is sent is the text as it was edited.

mod changes;
mod node;
mod warnings;
mod words;

pub use changes::Change;

use serde::Deserialize;

use self::node::Node;

/// More findings than this help nobody.
const MOST: usize = 100;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The text can't be sent.
    Error,
    /// It can, and the person should know.
    Warning,
}

/// What is wrong, or odd, at a place of the edited text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it keeps the text from being sent.
    pub weight: Weight,
    /// From 1. Lines end with `\n` alone: the text is given with plain line ends.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// A sentence.
    pub words: String,
}

/// What came of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The error, if there is one, before the warnings; these in the order of the text, 100 at most.
    pub findings: Vec<Finding>,
    /// The values that differ; none when one of the texts does not parse.
    pub changes: Vec<Change>,
}

/// Checks the edited text, for this pipeline. Both texts with plain line ends. Linear in their length but for
/// what the parser itself takes; whoever calls sets a time limit.
pub fn check(original: &str, edited: &str, pipeline: &str) -> Report {
    let edited_node = match parse(edited) {
        Ok(node) => node,
        Err(finding) => return Report { findings: vec![finding], changes: vec![] },
    };
    if let Some(words) = words::of_root(&edited_node) {
        let finding = Finding { weight: Weight::Error, line: 1, column: 1, words: words.to_owned() };
        return Report { findings: vec![finding], changes: vec![] };
    }
    let changes = parse(original).map(|original| changes::between(&original, &edited_node)).unwrap_or_default();
    let mut findings = warnings::of_pipeline(&edited_node, edited, pipeline);
    findings.extend(warnings::of_text(edited));
    if findings.len() > MOST {
        findings.truncate(MOST);
        if let Some(last) = findings.last_mut() {
            last.words.push_str(" There are more warnings after this one.");
        }
    }
    Report { findings, changes }
}

/// The first document of the text.
fn parse(text: &str) -> Result<Node, Finding> {
    // An empty stream has no document at all.
    let Some(document) = serde_yaml::Deserializer::from_str(text).next() else { return Ok(Node::Null) };
    Node::deserialize(document).map_err(|error| words::of_error(&error, text))
}

impl Report {
    /// As it travels: four fields each, the first says what they are.
    pub fn to_fields(&self) -> Vec<String> {
        let mut fields = Vec::new();
        for Finding { weight, line, column, words } in &self.findings {
            let weight = if *weight == Weight::Error { "error" } else { "warning" };
            fields.extend([weight.to_owned(), line.to_string(), column.to_string(), words.clone()]);
        }
        for Change { path, before, after } in &self.changes {
            // A mark before a value: it can be any text, and can be missing.
            let value = |value: &Option<String>| value.as_ref().map_or_else(String::new, |value| format!("={value}"));
            fields.extend(["change".to_owned(), path.clone(), value(before), value(after)]);
        }
        fields
    }

    /// Back from [`to_fields`](Self::to_fields); `None` for what is not that.
    pub fn from_fields(fields: &[String]) -> Option<Self> {
        let mut report = Self::default();
        for part in fields.chunks(4) {
            let [kind, one, two, three] = part else { return None };
            let weight = match kind.as_str() {
                "error" => Weight::Error,
                "warning" => Weight::Warning,
                "change" => {
                    let value = |field: &String| field.strip_prefix('=').map(str::to_owned);
                    report.changes.push(Change { path: one.clone(), before: value(two), after: value(three) });
                    continue;
                }
                _ => return None,
            };
            let (line, column) = (one.parse().ok()?, two.parse().ok()?);
            report.findings.push(Finding { weight, line, column, words: three.clone() });
        }
        Some(report)
    }
}

#[cfg(test)]
mod tests;
