//! The parts in which a long text is edited: a text field of a megabyte answers too slowly to typing.

use std::ops::Range;

/// Up to so many bytes and lines a text is edited as a whole.
const WHOLE: usize = 300_000;
const WHOLE_LINES: usize = 12_000;
/// At most so many bytes and lines has a part of a longer one, but for a single line that is longer.
const PART: usize = 100_000;
const PART_LINES: usize = 4_000;
/// So many lines before that a better place to cut is looked for.
const LOOK_BACK: usize = 200;

/// Parts of whole lines, in order and together the text. A part begins at a line that is indented little,
/// where one is near. A single line is never cut, however long.
pub fn sections(text: &str) -> Vec<Range<usize>> {
    if text.len() <= WHOLE && line_at(text, text.len()) <= WHOLE_LINES {
        return std::iter::once(0..text.len()).collect();
    }
    let mut starts = vec![0];
    let mut start = 0;
    // Starts of lines of the part so far, with their indentation.
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if (at + line.len() - start > PART || lines.len() >= PART_LINES) && at > start {
            let recent = lines.iter().rev().take(LOOK_BACK);
            let cut = recent.filter(|(place, _)| *place > start).min_by_key(|(_, indent)| *indent);
            start = cut.map_or(at, |(place, _)| *place);
            starts.push(start);
            lines.retain(|(place, _)| *place >= start);
        }
        lines.push((at, line.len() - line.trim_start_matches(' ').len()));
        at += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The section with this line, counted from 0; the last one for a line after the end.
pub fn section_of_line(text: &str, line: usize) -> Range<usize> {
    let at = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let mut sections = sections(text);
    let found = sections.iter().position(|section| section.contains(&at)).unwrap_or(sections.len().saturating_sub(1));
    if found < sections.len() { sections.swap_remove(found) } else { 0..0 }
}

/// The number of the line, counted from 0, in which this byte stands.
pub fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn long(lines: usize) -> String {
        (0..lines)
            .map(|n| if n % 50 == 0 { format!("stage_{n}:\n") } else { format!("  key_{n}: a value of it\n") })
            .collect()
    }

    #[test]
    fn a_text_that_is_not_long_is_one_section() {
        for text in ["a\nb", ""] {
            let [whole] = sections(text).try_into().unwrap();
            assert_eq!(whole, 0..text.len());
        }
    }

    #[test]
    fn a_long_one_is_cut_where_little_is_indented() {
        let text = long(20_000);
        let sections = sections(&text);
        assert!(sections.len() > 3, "{}", sections.len());
        for section in &sections {
            assert!(text[section.clone()].starts_with("stage_"), "{section:?}");
            assert!(section.len() <= PART, "{section:?}");
        }
    }

    #[test]
    fn short_lines_are_counted_too() {
        let sections = sections(&"\n".repeat(40_000));
        assert!(sections.iter().all(|section| section.len() <= PART_LINES), "{sections:?}");
    }

    #[test]
    fn one_endless_line_is_one_section() {
        assert_eq!(sections(&"x".repeat(400_000)).len(), 1);
    }

    #[test]
    fn the_section_of_a_line_holds_it() {
        let text = long(20_000);
        for line in [0, 1, 7_777, 19_999] {
            let section = section_of_line(&text, line);
            let first = line_at(&text, section.start);
            assert!(first <= line && line < line_at(&text, section.end), "{line}: {section:?}");
        }
        assert_eq!(section_of_line(&text, 99_999).end, text.len());
        assert_eq!(section_of_line("", 3), 0..0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn sections_are_together_the_text(lengths in prop::collection::vec(0_usize..40_000, 1..60)) {
            let text: String = lengths.iter().map(|length| " ".repeat(length % 7) + &"é".repeat(*length) + "\n").collect();
            let joined: String = sections(&text).into_iter().map(|section| &text[section]).collect();
            prop_assert!(joined == text);
        }
    }
}
