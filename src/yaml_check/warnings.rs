//! What is odd in a text that parses.

use std::collections::HashSet;

use super::node::Node;
use super::{Finding, Weight};
use crate::yaml_lexer::{Kind, State, line as lex};

/// The inputs name another pipeline than the one that is retried.
pub fn of_pipeline(root: &Node, text: &str, pipeline: &str) -> Vec<Finding> {
    let named = root.at("pipeline").and_then(|inputs| inputs.at("identifier")).and_then(Node::text);
    let Some(named) = named.filter(|named| *named != pipeline) else { return vec![] };
    let mut lines = text.split('\n').enumerate();
    let (line, column) =
        lines.find_map(|(number, line)| Some((number + 1, line.find("identifier")? + 1))).unwrap_or((1, 1));
    vec![warning(line, column, format!("These inputs are of the pipeline {named}; this one is {pipeline}."))]
}

/// Keys that stand twice, tabs, and values that were not filled in.
pub fn of_text(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut state = State::default();
    let mut keys = Keys::default();
    for (number, content) in text.split_inclusive('\n').enumerate() {
        let mut column = 1;
        let mut has_tab = false;
        // A value begins after a space, a mark or a name, or after its opening quote.
        let mut may_begin = true;
        lex(&mut state, content, &mut |kind, piece| {
            match kind {
                Kind::Space if piece.contains('\t') && !has_tab => {
                    has_tab = true;
                    let at = column + piece.chars().take_while(|each| *each != '\t').count();
                    findings.push(warning(number + 1, at, "A tab between values. Spaces are safer.".to_owned()));
                }
                Kind::Expression if piece.starts_with("<+input>") && may_begin => {
                    let words = "This value is still <+input>: nothing was filled in.".to_owned();
                    findings.push(warning(number + 1, column, words));
                }
                Kind::Mark => keys.mark(piece, column),
                Kind::Key if keys.is_twice(piece, column) => {
                    let words = format!("{} stands twice here; only one of the two counts.", piece.trim());
                    findings.push(warning(number + 1, column, words));
                }
                _ => {}
            }
            column += piece.chars().count();
            may_begin = match kind {
                Kind::Space | Kind::Mark | Kind::Name => true,
                Kind::Quoted => piece.len() == 1,
                _ => false,
            };
        });
    }
    findings
}

fn warning(line: usize, column: usize, words: String) -> Finding {
    Finding { weight: Weight::Warning, line, column, words }
}

/// The keys of the mappings that are open.
#[derive(Default)]
struct Keys {
    /// In block style, each with its column.
    open: Vec<(usize, HashSet<String>)>,
    /// In flow style, where a key may stand anywhere: the `{` and `[` that are open, these without keys.
    flow: Vec<Option<HashSet<String>>>,
}

impl Keys {
    fn mark(&mut self, mark: &str, column: usize) {
        match mark {
            "{" => self.flow.push(Some(HashSet::new())),
            "[" => self.flow.push(None),
            "]" | "}" => drop(self.flow.pop()),
            // The next item of a list is another mapping.
            "-" => self.open.retain(|(indent, _)| *indent < column),
            "---" | "..." => self.open.clear(),
            _ => {}
        }
    }

    fn is_twice(&mut self, key: &str, column: usize) -> bool {
        if key == "<<" {
            return false;
        }
        let plain = key.trim_matches(['"', '\'']);
        if let Some(within) = self.flow.last_mut() {
            return within.as_mut().is_some_and(|keys| !keys.insert(plain.to_owned()));
        }
        while self.open.last().is_some_and(|(indent, _)| *indent > column) {
            self.open.pop();
        }
        if self.open.last().is_none_or(|(indent, _)| *indent < column) {
            self.open.push((column, HashSet::new()));
        }
        self.open.last_mut().is_some_and(|(_, keys)| !keys.insert(plain.to_owned()))
    }
}
