//! What the editor tells the page of the inputs: the one thing that the two programs agree on.

use super::visible_text::counted;

/// The page opens inputs: the original text, the pipeline, and an earlier edit of the text or nothing.
pub const OPEN: &str = "inputs-open";
/// The person wants to edit them.
pub const EDIT: &str = "inputs-edit";
/// They are shown no longer.
pub const CLOSE: &str = "inputs-close";
/// The editor says how the edit stands: the three texts of [`InputsEdit::told`].
pub const STANDS: &str = "inputs-stand";

/// An edit of which no more is known.
pub const EDITED: &str = "edited inputs";

/// How an edit stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// The inputs are as they were in the original run.
    #[default]
    Original,
    /// Something was typed, and what came of it is not known yet: nothing can be sent.
    Checking,
    /// Checked, and nothing keeps it from being sent.
    Checked,
    /// The checker is off: it can be sent, after asking.
    Unchecked,
    /// The person has allowed to send it unchecked.
    Allowed,
    /// It can't be sent.
    Broken,
}

/// An edit of the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputsEdit {
    /// How it stands.
    pub standing: Standing,
    /// The edited text, as it would be sent; `None` for the original.
    pub yaml: Option<String>,
    /// Of the original how much it is, `9 values, unchanged`; of a sound edit what differs, `2 changed inputs`; else
    /// why it can't be sent, or was not checked.
    pub words: String,
}

const NAMES: [(&str, Standing); 5] = [
    ("original", Standing::Original),
    ("checking", Standing::Checking),
    ("checked", Standing::Checked),
    ("unchecked", Standing::Unchecked),
    ("broken", Standing::Broken),
];

impl Standing {
    /// The word that it travels as.
    pub fn word(self) -> &'static str {
        NAMES.iter().find(|(_, standing)| *standing == self).map_or("checking", |(word, _)| word)
    }
}

impl InputsEdit {
    /// Takes what the editor tells. A word that this page does not know keeps the edit from being sent.
    pub fn told(&mut self, word: &str, yaml: String, words: String) {
        self.standing = NAMES.iter().find(|(name, _)| *name == word).map_or(Standing::Checking, |(_, known)| *known);
        match self.standing {
            Standing::Original => (self.yaml, self.words) = (None, words),
            // What was in force is shown until the check is over.
            Standing::Checking if yaml.is_empty() => {}
            Standing::Checking => self.yaml = Some(yaml),
            _ => (self.yaml, self.words) = (Some(yaml), words),
        }
    }

    /// Beside the heading; nothing while only the page itself has counted.
    pub fn summary(&self) -> &str {
        match self.standing {
            // Until it is checked, what was there before.
            Standing::Original | Standing::Checking => &self.words,
            _ => self.in_words(),
        }
    }

    /// `2 changed inputs`; nothing for the original.
    pub fn in_words(&self) -> &str {
        match self.standing {
            Standing::Original => "",
            Standing::Checking if self.yaml.is_none() => "",
            Standing::Checking | Standing::Checked => &self.words,
            Standing::Unchecked | Standing::Allowed | Standing::Broken => EDITED,
        }
    }
}

/// How much there is, in words.
pub fn values_in_words(values: usize) -> String {
    format!("{}, unchanged", counted(values, "value"))
}

/// What differs, in words: so many values, or only what is around them.
pub fn in_words(changed_values: usize) -> String {
    match changed_values {
        0 => "edited text, no value changed".to_owned(),
        1 => "1 changed input".to_owned(),
        more => format!("{more} changed inputs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(told: &[(&str, &str, &str)]) -> InputsEdit {
        let mut edit = InputsEdit::default();
        for (word, yaml, words) in told {
            edit.told(word, (*yaml).to_owned(), (*words).to_owned());
        }
        edit
    }

    #[test]
    fn every_standing_arrives_as_it_was_told() {
        for standing in
            [Standing::Original, Standing::Checking, Standing::Checked, Standing::Unchecked, Standing::Broken]
        {
            assert_eq!(after(&[(standing.word(), "a", "b")]).standing, standing);
        }
    }

    #[test]
    fn while_it_is_checked_what_was_in_force_stays_and_nothing_can_be_sent() {
        let edit = after(&[("checked", "a: 2", "1 changed input"), ("checking", "", "")]);
        assert_eq!((edit.standing, edit.yaml.as_deref()), (Standing::Checking, Some("a: 2")));
        assert_eq!(edit.in_words(), "1 changed input");
        let edit = after(&[("original", "", "9 values, unchanged"), ("checking", "", "")]);
        assert_eq!((edit.in_words(), edit.summary()), ("", "9 values, unchanged"));
    }

    #[test]
    fn what_was_typed_last_goes_along_when_the_editor_is_closed() {
        let edit = after(&[("checked", "a: 2", "1 changed input"), ("checking", "", ""), ("checking", "a: 3", "")]);
        assert_eq!((edit.standing, edit.yaml.as_deref()), (Standing::Checking, Some("a: 3")));
    }

    #[test]
    fn back_to_the_original_leaves_nothing_of_the_edit() {
        let edit = after(&[("checked", "a: 2", "1 changed input"), ("original", "", "9 values, unchanged")]);
        assert_eq!((edit.yaml.as_deref(), edit.in_words()), (None, ""));
        assert_eq!(edit.words, "9 values, unchanged");
    }

    #[test]
    fn an_unknown_word_keeps_the_edit_from_being_sent() {
        assert_eq!(after(&[("marinated", "a", "b")]).standing, Standing::Checking);
    }

    #[test]
    fn values_are_counted_in_words() {
        assert_eq!(values_in_words(1), "1 value, unchanged");
        assert_eq!(values_in_words(12), "12 values, unchanged");
    }

    #[test]
    fn changes_are_counted_in_words() {
        for (count, words) in [(0, "edited text, no value changed"), (1, "1 changed input"), (12, "12 changed inputs")]
        {
            assert_eq!(in_words(count), words);
        }
    }
}
