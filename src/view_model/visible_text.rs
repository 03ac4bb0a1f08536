//! Names from Harness with what would deceive the eye made visible.

use std::fmt::Write;

/// The text with invisible and direction-changing characters written as `⟨U+202E⟩`.
///
/// A name could otherwise look like another (zero width) or read backwards (bidirectional controls).
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if deceives(c) {
            // Writing to a String can't fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

fn deceives(c: char) -> bool {
    let is_layout = matches!(c, '\n' | '\t');
    (c.is_control() && !is_layout)
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0E}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// `1 stage`, `2 stages`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// One of our own sentences, begun with a capital letter. ASCII: the tables for all of Unicode would weigh 7 kB.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_deceives_the_eye_is_written_out() {
        for (text, shown) in [
            ("Deploy EU", "Deploy EU"),
            ("Größe 🚀 日本", "Größe 🚀 日本"),
            ("a\u{202E}b", "a⟨U+202E⟩b"),
            ("a\u{200B}b\u{FEFF}", "a⟨U+200B⟩b⟨U+FEFF⟩"),
            ("a\u{7}\r\nb", "a⟨U+0007⟩⟨U+000D⟩\nb"),
            ("<script>", "<script>"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    proptest! {
        #[test]
        fn nothing_deceiving_is_left(text in "\\PC{0,30}[\u{200B}-\u{200F}\u{202A}-\u{202E}]{0,3}\\PC{0,10}") {
            prop_assert!(!visible(&text).chars().any(deceives));
        }
    }
}
