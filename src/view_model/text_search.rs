//! Finding a word in the inputs, as a browser's own search would: capital and small letters are the same.

use std::ops::Range;

/// The next place of this word that begins at `from` or later, else the first one; in bytes. Only the letters
/// of ASCII have a capital and a small form here.
pub fn next_place(text: &str, word: &str, from: usize) -> Option<Range<usize>> {
    let place = |from: usize| {
        let (rest, word) = (text.as_bytes().get(from..)?, word.as_bytes());
        // Nothing is found by nothing.
        let first = word.first()?;
        let begins = |at: &usize| rest.get(*at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
        let mut candidates = rest.iter().enumerate().filter(|(_, byte)| byte.eq_ignore_ascii_case(first));
        candidates.find_map(|(at, _)| begins(&at).then(|| from + at..from + at + word.len()))
    };
    place(from).or_else(|| place(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_next_place_is_found_and_after_the_last_the_first() {
        let text = "Tag: é\ntag: x\nTAG: x\n";
        for (word, from, found) in [
            ("tag", 0, Some(0..3)),
            ("tag", 1, Some(8..11)),
            ("Tag", 9, Some(15..18)),
            ("tAg", 16, Some(0..3)),
            ("é", 0, Some(5..7)),
            ("É", 0, None),
            ("x\ntag", 0, Some(13..18)),
            ("tag: x\n", 15, Some(15..22)),
            ("nowhere", 0, None),
            ("", 0, None),
            ("tag", 99, Some(0..3)),
        ] {
            assert_eq!(next_place(text, word, from), found, "{word:?} from {from}");
        }
    }

    proptest! {
        #[test]
        fn what_is_found_is_the_word(text in "[aAbBéÉ\n]{0,40}", word in "[aAbé]{1,3}", from in 0_usize..50) {
            match next_place(&text, &word, from) {
                Some(place) => prop_assert!(text[place].eq_ignore_ascii_case(&word)),
                None => prop_assert!(!text.to_ascii_lowercase().contains(&word.to_ascii_lowercase())),
            }
        }
    }
}
