//! Harness's identifiers, each a type of its own, checked when it is made.
//!
//! An identifier that exists can stand in a path or query without changing the request's meaning:
//! none can hold a slash, a dot segment, a space or a control character.

use std::fmt;

/// Why a text is not the identifier it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{text}` {problem}")]
pub struct IdentifierError {
    /// What the text should have been, as in "the org identifier".
    pub what: &'static str,
    /// The text as it was given.
    pub text: String,
    /// What is wrong, as the end of a sentence: "is empty".
    pub problem: &'static str,
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks the text and takes it as it is.
            ///
            /// # Errors
            /// When the text breaks Harness's rule for this identifier.
            pub fn parse(text: &str) -> Result<Self, IdentifierError> {
                let check: fn(&str) -> Result<(), &'static str> = $check;
                match check(text) {
                    Ok(()) => Ok(Self(text.to_owned())),
                    Err(problem) => {
                        Err(IdentifierError { what: $what, text: text.to_owned(), problem })
                    }
                }
            }

            /// The text, unencoded.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// The account, as it stands in links and as the second part of a token.
    AccountIdentifier, "the account identifier", is_opaque_id
);
identifier!(
    /// An organization of the account.
    OrgIdentifier, "the org identifier", is_entity_identifier
);
identifier!(
    /// A project of the org.
    ProjectIdentifier, "the project identifier", is_entity_identifier
);
identifier!(
    /// A pipeline of the project.
    PipelineIdentifier, "the pipeline identifier", is_entity_identifier
);
identifier!(
    /// A stage of a pipeline. Only Harness gives these, and they travel in a query alone, so the
    /// rule is looser than for entities: newer pipeline syntaxes name stages differently.
    StageIdentifier, "the stage identifier", is_printable
);
identifier!(
    /// One execution of a pipeline. It may begin with `-`.
    PlanExecutionId, "the execution ID", is_opaque_id
);

const LONGEST: usize = 128;

/// Harness's own rule for entities: `^[a-zA-Z_][0-9a-zA-Z_$]{0,127}$`.
fn is_entity_identifier(text: &str) -> Result<(), &'static str> {
    check_length(text)?;
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '$') {
        return Err("must begin with a letter or an underscore");
    }
    if text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        Ok(())
    } else {
        Err("may hold only letters, digits, _ and $")
    }
}

/// Ids that Harness makes: URL-safe base64 letters.
fn is_opaque_id(text: &str) -> Result<(), &'static str> {
    check_length(text)?;
    if text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        Ok(())
    } else {
        Err("may hold only letters, digits, _ and -")
    }
}

fn is_printable(text: &str) -> Result<(), &'static str> {
    check_length(text)?;
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        Err("may not hold spaces or control characters")
    } else {
        Ok(())
    }
}

fn check_length(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("is empty")
    } else if text.len() > LONGEST {
        Err("is longer than 128 characters")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entity_identifiers_follow_harness_s_rule() {
        for (text, good) in [
            ("deploy_shop", true),
            ("_x", true),
            ("a$1", true),
            ("", false),
            ("1abc", false),
            ("$abc", false),
            ("a-b", false),
            ("a b", false),
            ("a/b", false),
            ("..", false),
            (".", false),
            ("a%2Fb", false),
            ("äpfel", false),
            ("a\nb", false),
        ] {
            assert_eq!(PipelineIdentifier::parse(text).is_ok(), good, "{text:?}");
        }
        assert!(OrgIdentifier::parse(&"a".repeat(128)).is_ok());
        assert!(OrgIdentifier::parse(&"a".repeat(129)).is_err());
    }

    #[test]
    fn an_execution_id_may_begin_with_a_dash() {
        assert_eq!(PlanExecutionId::parse("-JuPz3_x").map(|id| id.to_string()), Ok("-JuPz3_x".into()));
        for bad in ["", "a b", "a/b", "..", "a.b", "a\r\n", "ü"] {
            assert!(PlanExecutionId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_error_names_what_is_wrong_and_where() {
        let error = ProjectIdentifier::parse("my shop").map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "the project identifier `my shop` may hold only letters, digits, _ and $");
    }

    #[test]
    fn stage_identifiers_take_what_newer_pipelines_use() {
        assert!(StageIdentifier::parse("build-eu.1").is_ok());
        assert!(StageIdentifier::parse("a b").is_err());
        assert!(StageIdentifier::parse("a\u{7}").is_err());
    }

    proptest! {
        #[test]
        fn no_identifier_can_change_the_path_it_stands_in(text in "\\PC{0,12}") {
            if PipelineIdentifier::parse(&text).is_ok() || PlanExecutionId::parse(&text).is_ok() {
                prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-$".contains(&b)));
            }
        }
    }
}
