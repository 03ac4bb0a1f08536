//! What the Tab key does in the editor: indentation, by two spaces.

use std::ops::Range;

const STEP: &str = "  ";

/// A part of the text, what to put in its place, and what is selected after that. All in bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Replacement {
    pub place: Range<usize>,
    pub with: String,
    pub selected: Range<usize>,
}

/// Tab, or with `back` Shift-Tab, with this selection. `None` when there is nothing to do.
///
/// Within a line a Tab fills up to the next even column; over several lines, and backwards, it moves whole
/// lines. Empty lines stay empty.
pub fn tab(text: &str, selection: Range<usize>, back: bool) -> Option<Replacement> {
    let selected = text.get(selection.clone())?;
    let (before, after) = (text.get(..selection.start)?, text.get(selection.end..)?);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    if !back && !selected.contains('\n') {
        let column = text.get(line_start..selection.start)?.chars().count();
        let with = STEP.get(column % STEP.len()..)?.to_owned();
        let end = selection.start + with.len();
        return Some(Replacement { place: selection, with, selected: end..end });
    }
    // A selection that ends at the start of a line does not mean that line.
    let line_end = if selected.ends_with('\n') {
        selection.end - 1
    } else {
        selection.end + after.find('\n').unwrap_or(after.len())
    };
    let lines = text.get(line_start..line_end)?;
    let moved: Vec<String> =
        lines.split('\n').map(|line| if back { outdented(line) } else { indented(line) }).collect();
    let with = moved.join("\n");
    if with == lines {
        return None;
    }
    let is_caret = selected.is_empty();
    let selected = if is_caret {
        // The caret stays at its letter.
        let taken = lines.len() - with.len();
        let caret = selection.start.saturating_sub(taken).max(line_start);
        caret..caret
    } else {
        line_start..line_start + with.len()
    };
    Some(Replacement { place: line_start..line_end, with, selected })
}

fn indented(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{STEP}{line}") }
}

fn outdented(line: &str) -> String {
    let step = line.bytes().take(STEP.len()).take_while(|byte| *byte == b' ').count();
    let step = if line.starts_with('\t') { 1 } else { step };
    line.get(step..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[` and `]` stand for the selection, `|` for a caret.
    fn pressed(text: &str, back: bool) -> String {
        let (start, end) = match text.find('|') {
            Some(at) => (at, at),
            None => (text.find('[').unwrap(), text.find(']').unwrap() - 1),
        };
        let text: String = text.chars().filter(|each| !"[]|".contains(*each)).collect();
        match tab(&text, start..end, back) {
            None => "nothing".to_owned(),
            Some(Replacement { place, with, selected }) => {
                let mut text = text;
                text.replace_range(place, &with);
                if selected.is_empty() {
                    text.insert(selected.start, '|');
                } else {
                    text.insert(selected.end, ']');
                    text.insert(selected.start, '[');
                }
                text
            }
        }
    }

    #[test]
    fn tab_indents() {
        for (before, after) in [
            ("|a", "  |a"),
            ("a|b", "a |b"),
            ("é|b", "é |b"),
            ("ab|", "ab  |"),
            ("a: [b]c", "a:  |c"),
            ("x\n[a\nb]c\nd", "x\n[  a\n  bc]\nd"),
            ("[a\n\nb\n]c", "[  a\n\n  b]\nc"),
        ] {
            assert_eq!(pressed(before, false), after, "{before:?}");
        }
    }

    #[test]
    fn shift_tab_takes_indentation_away() {
        for (before, after) in [
            ("    a|b", "  a|b"),
            (" a|b", "a|b"),
            ("  |a", "|a"),
            ("|  a", "|a"),
            ("\ta|", "a|"),
            ("a|", "nothing"),
            ("[  a\n    b]", "[a\n  b]"),
        ] {
            assert_eq!(pressed(before, true), after, "{before:?}");
        }
    }

    #[test]
    fn a_selection_outside_the_text_does_nothing() {
        assert_eq!(tab("é", 1..1, false), None);
        assert_eq!(tab("a", 2..3, true), None);
    }
}
