//! What the parser says, in plain words and with the place.

use super::node::Node;
use super::{Finding, Weight};

/// What libyaml says, and what that means for the person. Looked for in this order.
const MEANINGS: [(&str, &str); 15] = [
    ("did not find expected ',' or ']'", "A comma or ] is missing."),
    ("did not find expected ',' or '}'", "A comma or } is missing."),
    ("mapping values are not allowed", "A second colon in one line. Put the value in quotes."),
    ("found character that cannot start any token", "This character can’t begin a value. Put the value in quotes."),
    ("did not find expected key", "This line does not fit the ones before it. Look at its indentation, and at quotes."),
    ("did not find expected '-' indicator", "This line does not fit the list before it. Look at its indentation."),
    ("could not find expected ':'", "A colon is missing after a key."),
    ("block sequence entries are not allowed", "A list item can’t stand here. Begin it on a line of its own."),
    ("did not find expected node content", "A value is missing here."),
    (
        "unknown escape character",
        "This backslash begins nothing that YAML knows. Write two of them, or use single quotes.",
    ),
    ("unknown anchor", "This alias names no anchor that stands before it."),
    ("did not find expected <document start>", "A new document begins here. Look at the line above."),
    ("recursion limit exceeded", "This is nested too deeply to be read here."),
    ("repetition limit exceeded", "The aliases in this text grow into too much to be read here."),
    ("invalid indentation", "The indentation of this line is wrong."),
];

const NEVER_CLOSES: &str = "found unexpected end of stream";
const TAB: &str = "A tab is used for indentation. YAML takes spaces only.";

/// The sentence for an error of the parser, with its place in the text.
pub fn of_error(error: &serde_yaml::Error, text: &str) -> Finding {
    let said = error.to_string();
    let index = error.location().map_or(0, |place| place.index());
    let began = said.split_once(", while ").map(|(_, rest)| rest).and_then(began);
    if let (true, Some((line, column))) = (said.contains(NEVER_CLOSES), began) {
        return Finding {
            weight: Weight::Error,
            line,
            column,
            words: "A text in quotes begins here and never closes.".to_owned(),
        };
    }
    let (line, column) = place_of(text, index);
    let mut words = match MEANINGS.iter().find(|(sign, _)| said.contains(sign)) {
        _ if text.as_bytes().get(index) == Some(&b'\t') => TAB.to_owned(),
        Some((_, words)) => (*words).to_owned(),
        None => as_sentence(&said),
    };
    if let Some((began, _)) = began
        && began != line
    {
        words.extend([" It began on line ", &began.to_string(), "."]);
    }
    Finding { weight: Weight::Error, line, column, words }
}

/// What is wrong with a document as a whole.
pub fn of_root(node: &Node) -> Option<&'static str> {
    match node {
        Node::Map(_) => None,
        Node::Null => {
            Some("Nothing is left of the inputs, and the retry would run without any. Go back to the original.")
        }
        _ => Some("This is a single value or a list. Inputs are keys with values, as in the original."),
    }
}

/// `scanning a quoted scalar at line 3 column 5`: that line and column.
fn began(said: &str) -> Option<(usize, usize)> {
    let (_, place) = said.split_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let digits = |text: &str| text.split(|each: char| !each.is_ascii_digit()).next()?.parse().ok();
    Some((digits(line)?, digits(column)?))
}

/// The parser counts bytes, and takes more than `\n` for a line end.
fn place_of(text: &str, index: usize) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for (_, each) in text.char_indices().take_while(|(at, _)| *at < index) {
        if each == '\n' {
            line += 1;
            column = 1;
        } else {
            column += 1;
        }
    }
    (line, column)
}

fn as_sentence(said: &str) -> String {
    let said = said.split(" at line ").next().unwrap_or(said).trim_end_matches('.');
    let mut letters = said.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
