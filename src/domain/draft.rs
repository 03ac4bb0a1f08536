//! The runtime inputs while a person edits them.
//!
//! A browser's text field turns every line end into `\n`. So the person edits the text with plain line ends,
//! and the edit is mapped back onto the original's lines: a line that was not touched keeps its bytes.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// The original text and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    original: String,
    /// The original with plain line ends, where it has others.
    plain: Option<String>,
    /// What is edited, with plain line ends; none until something is.
    text: Option<String>,
}

/// Lines that differ: of the original these, of the edited text those. Lines are counted from 0, and either
/// range can be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Hunk {
    pub before: Range<usize>,
    pub after: Range<usize>,
}

impl Draft {
    /// Nothing is changed yet.
    pub fn new(original: &str) -> Self {
        let plain = original.contains('\r').then(|| with_plain_line_ends(original));
        Self { original: original.to_owned(), plain, text: None }
    }

    /// The text as it is edited: every line end is `\n`.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or(self.plain_original())
    }

    /// The original, in the same form.
    pub fn plain_original(&self) -> &str {
        self.plain.as_deref().unwrap_or(&self.original)
    }

    /// Puts this text in the place of those bytes of [`text`](Self::text); out of its bounds, or within a
    /// character, nothing happens.
    pub fn replace(&mut self, place: Range<usize>, with: &str) {
        if self.text().get(place.clone()).is_some() {
            let mut text = self.text.take().unwrap_or_else(|| self.plain_original().to_owned());
            text.replace_range(place, &with_plain_line_ends(with));
            self.text = Some(text);
        }
    }

    /// Goes back to the original.
    pub fn reset(&mut self) {
        self.text = None;
    }

    /// It differs from the original.
    pub fn is_changed(&self) -> bool {
        self.text.as_deref().is_some_and(|text| text != self.plain_original())
    }

    /// The text to send: the original's bytes where nothing was touched.
    pub fn bytes(&self) -> String {
        if !self.is_changed() {
            return self.original.clone();
        }
        restored(&self.original, self.text(), &self.hunks())
    }

    /// What differs from the original, in order.
    pub fn hunks(&self) -> Vec<Hunk> {
        if !self.is_changed() {
            return Vec::new();
        }
        hunks(&lines(self.plain_original()), &lines(self.text()))
    }

    /// Undoes one of [`hunks`](Self::hunks).
    pub fn undo(&mut self, hunk: &Hunk) {
        let before: Vec<&str> = lines(self.plain_original());
        let after: Vec<&str> = lines(self.text());
        let (Some(old), Some(head), Some(tail)) =
            (before.get(hunk.before.clone()), after.get(..hunk.after.start), after.get(hunk.after.end..))
        else {
            return;
        };
        self.text = Some([head, old, tail].concat().join("\n"));
    }
}

/// As a text field gives it back.
pub fn with_plain_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The lines of a text with plain line ends. One more than it has line ends: the last may be empty.
pub fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// The line ends of a text, in order.
fn line_ends(text: &str) -> Vec<&str> {
    let mut ends = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.find(['\r', '\n']).and_then(|at| rest.split_at_checked(at)) {
        let length = if from.starts_with("\r\n") { 2 } else { 1 };
        let Some((end, after)) = from.split_at_checked(length) else { break };
        ends.push(end);
        rest = after;
    }
    ends
}

fn hunks(before: &[&str], after: &[&str]) -> Vec<Hunk> {
    // What is alike at both ends is most of it, and is found without looking at the lines in between.
    let is_same = |(one, other): &(&&str, &&str)| one == other;
    let head = before.iter().zip(after).take_while(is_same).count();
    let most = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take(most).take_while(is_same).count();
    let mut input = InternedInput::default();
    input.update_before(before.iter().copied().take(before.len() - tail).skip(head));
    input.update_after(after.iter().copied().take(after.len() - tail).skip(head));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let moved = |range: Range<u32>| range.start as usize + head..range.end as usize + head;
    diff.hunks().map(|hunk| Hunk { before: moved(hunk.before), after: moved(hunk.after) }).collect()
}

/// The edited lines with the original's line ends: a line that is the same keeps its own, one that was
/// changed that of the line in whose place it stands, a new one that of the line above it.
fn restored(original: &str, text: &str, hunks: &[Hunk]) -> String {
    let ends = line_ends(original);
    let new = lines(text);
    let fallback = ends.first().copied().unwrap_or("\n");
    let mut result = String::with_capacity(text.len() + ends.len());
    let mut hunks = hunks.iter().peekable();
    // Where the last hunk ended, in the original and in the edited text.
    let mut passed = (0, 0);
    let mut above = fallback;
    for (number, line) in new.iter().enumerate() {
        while let Some(hunk) = hunks.next_if(|hunk| hunk.after.end <= number) {
            passed = (hunk.before.end, hunk.after.end);
        }
        let place = match hunks.peek() {
            Some(hunk) if hunk.after.contains(&number) => {
                let place = hunk.before.start + (number - hunk.after.start);
                (place < hunk.before.end).then_some(place)
            }
            _ => Some(passed.0 + (number - passed.1)),
        };
        result.push_str(line);
        if number + 1 < new.len() {
            above = place.and_then(|place| ends.get(place)).copied().unwrap_or(above);
            // The two would be one line end.
            let would_merge = result.ends_with('\r') && above.starts_with('\n');
            result.push_str(if would_merge { "\r" } else { above });
        }
    }
    result
}

#[cfg(test)]
mod tests;
