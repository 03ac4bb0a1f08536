//! The person's Harness token: it can be read out as a header value and in no other way.

use std::fmt;

use super::identifiers::AccountIdentifier;

/// A personal (`pat.`) or service account (`sat.`) token:
/// `pat.<account>.<token id>.<secret>`, each part of `[A-Za-z0-9_-]+`.
///
/// Source of the form: Harness CLI, `ValidatePATFormat`; server, `TokenServiceImpl`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken {
    text: String,
    account: AccountIdentifier,
}

/// Why a text is no token. Says nothing of the text itself, which may be half a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiTokenError {
    /// Nothing was given.
    #[error("is empty")]
    Empty,
    /// A space or a line break within.
    #[error("has a space or a line break in it")]
    Broken,
    /// Neither `pat.` nor `sat.`.
    #[error("does not begin with pat. or sat.")]
    OtherKind,
    /// Not four parts of letters, digits, `_` and `-`.
    #[error("is not whole: a token has four parts with dots between them")]
    NotWhole,
}

impl ApiToken {
    /// Reads a pasted token; spaces and line breaks around it are dropped.
    ///
    /// # Errors
    /// When the text has not the form of a Harness token.
    pub fn parse(text: &str) -> Result<Self, ApiTokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ApiTokenError::Empty);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(ApiTokenError::Broken);
        }
        if !KINDS.iter().any(|kind| text.starts_with(kind)) {
            return Err(ApiTokenError::OtherKind);
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [_, account, id, secret] = parts.as_slice() else {
            return Err(ApiTokenError::NotWhole);
        };
        if ![*id, *secret].iter().all(|part| !part.is_empty() && part.chars().all(is_token_char)) {
            return Err(ApiTokenError::NotWhole);
        }
        let account = AccountIdentifier::parse(account).map_err(|_| ApiTokenError::NotWhole)?;
        Ok(Self { text: text.to_owned(), account })
    }

    /// The account that the token belongs to.
    pub fn account(&self) -> &AccountIdentifier {
        &self.account
    }

    /// The whole token, for the `x-api-key` header and, when the person asked for it, this tab's
    /// storage. Nothing else may call this; `tests/tidy.rs` looks.
    pub fn header_value(&self) -> &str {
        &self.text
    }

    /// Kind and account, shortened; no part of the secret or of the token's id.
    pub fn masked(&self) -> String {
        let kind = self.text.get(..4).unwrap_or_default();
        format!("{kind}{}", shorten(self.account.as_str()))
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiToken({})", self.masked())
    }
}

/// `q7Yw2bVnT0mKc4Zs9LxPdA` as `q7Y…PdA`; short ids stay whole.
pub fn shorten(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    match (letters.get(..3), letters.len().checked_sub(3).and_then(|at| letters.get(at..))) {
        (Some(head), Some(tail)) if letters.len() > 9 => {
            format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
        _ => id.to_owned(),
    }
}

const KINDS: [&str; 2] = ["pat.", "sat."];
const MASK: &str = "••••";

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Whether a text holds something of a token's shape.
pub fn holds_token(text: &str) -> bool {
    scrub(text) != text
}

/// The text with everything of a token's shape masked: for whatever leaves the page as text.
pub fn scrub(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = KINDS.iter().filter_map(|kind| rest.find(kind)).min() {
        let (before, from) = rest.split_at(at);
        clean.push_str(before);
        let (kind, body) = from.split_at(4);
        let length = body.find(|c| !is_token_char(c) && c != '.').unwrap_or(body.len());
        let (body, after) = body.split_at(length);
        let inside_word = before.ends_with(is_token_char);
        let parts = body.split('.').filter(|part| !part.is_empty()).count();
        clean.push_str(kind);
        clean.push_str(if !inside_word && parts >= 2 { MASK } else { body });
        rest = after;
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = "pat.q7Yw2bVnT0mKc4Zs9LxPdA.65f0.CANARYsecret";

    #[test]
    fn takes_personal_and_service_account_tokens_with_space_around_them() {
        for text in [GOOD, "sat.ACC.id.secret", " pat.ACC.id.secret\r\n", "\tpat.a-b_c.d.e "] {
            assert!(ApiToken::parse(text).is_ok(), "{text:?}");
        }
        assert_eq!(ApiToken::parse(GOOD).map(|t| t.account().to_string()), Ok("q7Yw2bVnT0mKc4Zs9LxPdA".into()));
    }

    #[test]
    fn says_why_a_text_is_no_token() {
        for (text, error) in [
            ("", ApiTokenError::Empty),
            (" \n ", ApiTokenError::Empty),
            ("pat.a.b c.d", ApiTokenError::Broken),
            ("pat.a.\nb.c", ApiTokenError::Broken),
            ("Bearer", ApiTokenError::OtherKind),
            ("ghp_abcdef", ApiTokenError::OtherKind),
            ("pat.", ApiTokenError::NotWhole),
            ("pat.a.b", ApiTokenError::NotWhole),
            ("pat.a.b.c.d", ApiTokenError::NotWhole),
            ("pat.a..c", ApiTokenError::NotWhole),
            ("pat.a.b.ü", ApiTokenError::NotWhole),
        ] {
            assert_eq!(ApiToken::parse(text).unwrap_err(), error, "{text:?}");
        }
    }

    #[test]
    fn is_never_printed() {
        let token = ApiToken::parse(GOOD).unwrap();
        assert_eq!(token.masked(), "pat.q7Y…PdA");
        assert_eq!(format!("{token:?}"), "ApiToken(pat.q7Y…PdA)");
    }

    #[test]
    fn tokens_are_scrubbed_out_of_any_text() {
        for (text, clean) in [
            ("curl -H 'x-api-key: pat.a.b.c' x", "curl -H 'x-api-key: pat.••••' x"),
            ("?t=sat.acc.id.s-e_c&x=1", "?t=sat.••••&x=1"),
            ("two pat.a.b.c pat.d.e.f", "two pat.•••• pat.••••"),
            ("Compat.mode is fine", "Compat.mode is fine"),
            ("pat. on the back", "pat. on the back"),
            ("see format.rs", "see format.rs"),
        ] {
            assert_eq!(scrub(text), clean);
        }
    }

    proptest! {
        #[test]
        fn the_secret_survives_no_scrubbing_and_no_debug(
            account in "[A-Za-z0-9_-]{1,22}", id in "[A-Za-z0-9_-]{1,22}",
            secret in "[A-Za-z0-9_-]{6,30}", before in "[^A-Za-z0-9_-]{0,5}", after in "[^A-Za-z0-9._-]?.{0,5}",
        ) {
            let secret = format!("S3CR3T{secret}");
            let text = format!("pat.{account}.{id}.{secret}");
            let token = ApiToken::parse(&text).unwrap();
            let debug = format!("{token:?}");
            prop_assert!(!debug.contains(&secret));
            let scrubbed = scrub(&format!("{before}{text}{after}"));
            prop_assert!(!scrubbed.contains(&secret));
        }

        #[test]
        fn text_without_a_token_is_left_as_it_is(text in "[a-o q-r t-z.]{0,40}") {
            prop_assert_eq!(scrub(&text), text);
        }
    }
}
