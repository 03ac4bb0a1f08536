//! The inputs as text to read: a count, and chunks with their line numbers.

use crate::domain::runtime_inputs::RuntimeInputs;

/// Lines in a chunk: enough to be few elements, few enough to be drawn at once.
pub const CHUNK: usize = 200;

/// `12 lines, 246 bytes, as in the original run`.
pub fn summary(inputs: &RuntimeInputs) -> String {
    let lines = inputs.line_count();
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    format!("{lines}, {}, as in the original run", size(inputs.as_str().len()))
}

fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0 | 2..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Chunks of whole lines, each with its line numbers, one a line. Joined they are the text.
pub fn chunks(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines
        .chunks(CHUNK)
        .enumerate()
        .map(|(n, lines)| {
            let first = n * CHUNK + 1;
            let numbers: Vec<String> = (first..first + lines.len()).map(|number| number.to_string()).collect();
            (numbers.join("\n"), lines.concat())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_summary_counts_lines_and_bytes() {
        for (text, words) in [
            ("a: 1\n", "1 line, 5 bytes, as in the original run"),
            ("a: 1\nb: 2", "2 lines, 9 bytes, as in the original run"),
            (&"x".repeat(1_250_000), "1 line, 1.2 MB, as in the original run"),
        ] {
            assert_eq!(summary(&RuntimeInputs::from_server(Some(text.into()))), words);
        }
    }

    proptest! {
        #[test]
        fn chunks_joined_are_the_text_and_numbers_match_lines(text in "([a-z ]{0,3}\r?\n){0,250}[a-z]{0,3}") {
            let chunks = chunks(&text);
            prop_assert_eq!(chunks.iter().map(|(_, text)| text.as_str()).collect::<String>(), text.as_str());
            for (numbers, chunk) in &chunks {
                prop_assert_eq!(numbers.lines().count(), chunk.split_inclusive('\n').count());
            }
        }
    }
}
