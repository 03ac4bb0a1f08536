//! The inputs as text to read: a count, and chunks with their line numbers.

use std::iter;
use std::ops::Range;

use super::visible_text::counted;
use crate::domain::runtime_inputs::RuntimeInputs;

/// Lines in a chunk: enough to be few elements, few enough to be drawn at once.
pub const CHUNK: usize = 80;

/// `12 lines, 246 bytes, as in this execution`.
pub fn summary(inputs: &RuntimeInputs) -> String {
    let lines = counted(inputs.line_count(), "line");
    format!("{lines}, {}, as in this execution", size(inputs.as_str().len()))
}

fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0 | 2..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Chunks of whole lines, each found when it is asked for. Joined they are the text.
pub fn chunks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut lines = text.split_inclusive('\n').map(str::len);
    let mut start = 0;
    iter::from_fn(move || {
        let end = start + lines.by_ref().take(CHUNK).sum::<usize>();
        let chunk = start..end;
        start = end;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// The numbers of the lines of a chunk, one a line.
pub fn numbers(chunk: usize, text: &str) -> String {
    let first = chunk * CHUNK + 1;
    let numbers = (first..).zip(text.split_inclusive('\n')).map(|(number, _)| number.to_string());
    numbers.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_summary_counts_lines_and_bytes() {
        for (text, words) in [
            ("a: 1\n", "1 line, 5 bytes, as in this execution"),
            ("a: 1\nb: 2", "2 lines, 9 bytes, as in this execution"),
            (&"x".repeat(1_250_000), "1 line, 1.2 MB, as in this execution"),
        ] {
            assert_eq!(summary(&RuntimeInputs::from_server(Some(text.into()))), words);
        }
    }

    proptest! {
        #[test]
        fn chunks_joined_are_the_text_and_numbers_match_lines(text in "([a-z ]{0,3}\r?\n){0,250}[a-z]{0,3}") {
            let chunks: Vec<_> = chunks(&text).collect();
            let joined: String = chunks.iter().map(|chunk| &text[chunk.clone()]).collect();
            prop_assert_eq!(&joined, &text);
            let mut next = 1;
            for (at, chunk) in chunks.into_iter().enumerate() {
                let chunk = &text[chunk];
                let numbers: Vec<usize> = numbers(at, chunk).lines().map(|number| number.parse().unwrap()).collect();
                let lines = chunk.split_inclusive('\n').count();
                prop_assert!(lines <= CHUNK);
                prop_assert_eq!(numbers, (next..next + lines).collect::<Vec<_>>());
                next += lines;
            }
        }
    }
}
