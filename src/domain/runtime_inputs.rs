//! The runtime inputs that an execution ran with.

/// The YAML as Harness gave it, byte for byte; empty when the pipeline has no runtime inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuntimeInputs(String);

impl RuntimeInputs {
    /// Takes what the server sent. Absent, `null`, the empty text and the text `null` all mean that
    /// there are none (`docs/harness-api.md` §1).
    pub fn from_server(yaml: Option<String>) -> Self {
        match yaml {
            Some(yaml) if yaml != "null" => Self(yaml),
            _ => Self::default(),
        }
    }

    /// What a person made of them.
    pub fn edited(yaml: String) -> Self {
        Self(yaml)
    }

    /// The pipeline has no runtime inputs: the retry goes out with an empty body.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is shown and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Lines as an editor counts them: a last line without its end counts, an empty rest does not.
    pub fn line_count(&self) -> usize {
        self.0.lines().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn four_ways_to_say_that_there_are_none() {
        for none in [None, Some(""), Some("null")] {
            assert!(RuntimeInputs::from_server(none.map(Into::into)).is_empty(), "{none:?}");
        }
        for some in ["null\n", "~", " ", "a: null"] {
            assert!(!RuntimeInputs::from_server(Some(some.into())).is_empty(), "{some:?}");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb", 2), ("a\n\n", 2)] {
            assert_eq!(RuntimeInputs::from_server(Some(text.into())).line_count(), lines, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn not_a_byte_is_altered(text in "[\\x00-\\x{10FFFF}]{0,200}") {
            prop_assume!(text != "null");
            let inputs = RuntimeInputs::from_server(Some(text.clone()));
            prop_assert_eq!(inputs.as_str(), text);
        }
    }
}
