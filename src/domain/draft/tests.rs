use proptest::prelude::*;

use super::*;

fn edited(original: &str, text: &str) -> Draft {
    let mut draft = Draft::new(original);
    draft.replace(0..draft.text().len(), text);
    draft
}

#[test]
fn an_untouched_line_keeps_its_line_end_and_a_new_one_takes_its_neighbour_s() {
    for (original, text, bytes) in [
        ("a\r\nb\nc\rd", "a\nb\nc\nd", "a\r\nb\nc\rd"),
        ("a\r\nb\nc\rd", "a\nB\nc\nd", "a\r\nB\nc\rd"),
        ("a\r\nb\nc\rd", "a\nb\nC\nd", "a\r\nb\nC\rd"),
        ("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"),
        ("a\r\nb\r\n", "x\na\nb\n", "x\r\na\r\nb\r\n"),
        ("a\r\nb", "a\nb\n", "a\r\nb\r\n"),
        ("a\r\nb\r\n", "a\nb", "a\r\nb"),
        ("a\rb\rc\r", "b\nc\n", "b\rc\r"),
        ("a\nb\r\nc\nd\n", "a\nb\nd\n", "a\nb\r\nd\n"),
        ("a\nb\r\nc\nd\r\n", "A\nB\nC\nD\n", "A\nB\r\nC\nD\r\n"),
        ("", "a\nb\n", "a\nb\n"),
        ("a\r\n", "", ""),
        ("\u{feff}a\r\n", "\u{feff}b\n", "\u{feff}b\r\n"),
    ] {
        assert_eq!(edited(original, text).bytes(), bytes, "{original:?} with {text:?}");
    }
}

#[test]
fn hunks_name_the_lines_that_differ() {
    let hunk = |before: Range<usize>, after: Range<usize>| Hunk { before, after };
    for (original, text, expected) in [
        ("a\nb\nc\n", "a\nb\nc\n", vec![]),
        ("a\nb\nc\n", "a\nB\nc\n", vec![hunk(1..2, 1..2)]),
        ("a\nb\nc\n", "a\nc\n", vec![hunk(1..2, 1..1)]),
        ("a\nb\nc\n", "a\nb\nx\nc\n", vec![hunk(2..2, 2..3)]),
        ("a\nb\nc\nd\n", "A\nb\nc\nD\n", vec![hunk(0..1, 0..1), hunk(3..4, 3..4)]),
        ("a", "a\n", vec![hunk(1..1, 1..2)]),
    ] {
        assert_eq!(edited(original, text).hunks(), expected, "{original:?} with {text:?}");
    }
}

#[test]
fn an_edit_outside_the_text_or_within_a_character_does_nothing() {
    let mut draft = Draft::new("aé");
    for place in [0..9, 2..3, 7..7] {
        draft.replace(place, "x");
    }
    assert!(!draft.is_changed());
}

#[test]
fn back_to_the_original_means_its_bytes() {
    let mut draft = edited("a\r\nb\rc", "x");
    assert!(draft.is_changed());
    draft.reset();
    assert!(!draft.is_changed());
    assert_eq!(draft.bytes(), "a\r\nb\rc");
    assert_eq!(edited("a\r\nb\rc", "a\nb\nc").bytes(), "a\r\nb\rc");
}

/// Texts of few different lines, so that many are alike, with every line end.
fn text() -> impl Strategy<Value = String> {
    let line = ("[abé]{0,2}", "\n|\r\n|\r");
    (prop::collection::vec(line, 0..12), "[abé]{0,2}")
        .prop_map(|(lines, last)| lines.into_iter().map(|(line, end)| line + &end).collect::<String>() + &last)
}

proptest! {
    #[test]
    fn the_hunks_applied_to_the_original_give_the_edited_text(original in text(), text in text()) {
        let draft = edited(&original, &text);
        let (before, after) = (lines(draft.plain_original()), lines(draft.text()));
        let mut result: Vec<&str> = Vec::new();
        let mut from = 0;
        for hunk in draft.hunks() {
            result.extend(&before[from..hunk.before.start]);
            result.extend(&after[hunk.after.clone()]);
            from = hunk.before.end;
        }
        result.extend(&before[from..]);
        prop_assert_eq!(result, after);
    }

    #[test]
    fn undoing_every_change_gives_the_original_bytes(original in text(), text in text()) {
        let mut draft = edited(&original, &text);
        while let Some(hunk) = draft.hunks().last() {
            draft.undo(hunk);
        }
        prop_assert_eq!(draft.bytes(), original);
    }

    #[test]
    fn what_is_sent_reads_as_what_was_edited(original in text(), text in text()) {
        let draft = edited(&original, &text);
        prop_assert_eq!(with_plain_line_ends(&draft.bytes()), draft.text());
    }

    #[test]
    fn one_edited_line_alters_no_other_byte(original in text(), at in 0_usize..12, by in "[xyz]{1,3}") {
        let mut draft = Draft::new(&original);
        let starts: Vec<usize> = std::iter::once(0)
            .chain(draft.text().match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let start = starts[at % starts.len()];
        draft.replace(start..start, &by);
        // In the original, the same line begins after as many line ends.
        let mut place = 0;
        for end in line_ends(&original).into_iter().take(at % starts.len()) {
            place += original[place..].find(['\r', '\n']).unwrap() + end.len();
        }
        let expected = format!("{}{by}{}", &original[..place], &original[place..]);
        prop_assert_eq!(draft.bytes(), expected);
    }
}
