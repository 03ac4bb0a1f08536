//! The text of a JSON document into its value (RFC 8259).

use super::Value;

/// Deeper documents are refused: each level takes from the program's one stack.
const DEEPEST: usize = 128;

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at line {line} column {column}")]
pub struct Malformed {
    problem: &'static str,
    line: usize,
    column: usize,
}

/// Reads a document.
///
/// # Errors
/// With the place of the first byte that does not fit.
pub fn parse(bytes: &[u8]) -> Result<Value, Malformed> {
    let text = str::from_utf8(bytes).map_err(|error| malformed(bytes, error.valid_up_to(), "not UTF-8"))?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    match reader.next() {
        None => Ok(value),
        Some(_) => Err(reader.wrong("something after the end")),
    }
}

fn malformed(bytes: &[u8], at: usize, problem: &'static str) -> Malformed {
    let before = bytes.get(..at).unwrap_or(bytes);
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    Malformed { problem, line, column: 1 + at - line_start }
}

/// A document, read up to `at`.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What comes after white space.
    fn next(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// Goes past this byte, if it is the next one after white space.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn wrong(&self, problem: &'static str) -> Malformed {
        let problem = if self.at < self.text.len() { problem } else { "it ends too early" };
        malformed(self.text.as_bytes(), self.at, problem)
    }

    fn value(&mut self, depth: usize) -> Result<Value, Malformed> {
        if depth == DEEPEST {
            return Err(self.wrong("too deep"));
        }
        match self.next() {
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.list(depth + 1),
            Some(b'"') => Ok(Value::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Malformed> {
        let mut fields = Vec::new();
        self.at += 1;
        if self.takes(b'}') {
            return Ok(Value::Object(fields));
        }
        loop {
            if self.next() != Some(b'"') {
                return Err(self.wrong("no name of a field"));
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return Err(self.wrong("no colon"));
            }
            fields.push((name, self.value(depth)?));
            if self.takes(b'}') {
                return Ok(Value::Object(fields));
            }
            self.comma()?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Malformed> {
        let mut members = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(Value::List(members));
        }
        loop {
            members.push(self.value(depth)?);
            if self.takes(b']') {
                return Ok(Value::List(members));
            }
            self.comma()?;
        }
    }

    fn comma(&mut self) -> Result<(), Malformed> {
        if self.takes(b',') { Ok(()) } else { Err(self.wrong("no comma")) }
    }

    fn word(&mut self) -> Result<Value, Malformed> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        for (word, value) in [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.wrong("not JSON"))
    }

    /// Goes past digits; `false` where there are none.
    fn digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Result<Value, Malformed> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let is_zero = self.peek() == Some(b'0');
        self.at += usize::from(is_zero);
        if !is_zero && !self.digits() {
            return Err(self.wrong("no digit"));
        }
        let end = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !self.digits() {
                return Err(self.wrong("no digit"));
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if !self.digits() {
                return Err(self.wrong("no digit"));
            }
        }
        let whole = self.text.get(start..end).filter(|_| end == self.at).and_then(|digits| digits.parse().ok());
        Ok(whole.map_or(Value::OtherNumber, Value::Whole))
    }

    fn string(&mut self) -> Result<String, Malformed> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            // Both ends stand at ASCII, so between characters.
            text.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escaped()?);
                }
                _ => return Err(self.wrong("a control character in a text")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Malformed> {
        let plain = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.by_number(),
            _ => return Err(self.wrong("no such escape")),
        };
        self.at += 1;
        Ok(plain)
    }

    /// A character by its number; one that is beyond four digits, by the two of a surrogate pair.
    fn by_number(&mut self) -> Result<char, Malformed> {
        let high = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.wrong("half a character"));
        }
        if self.peek() != Some(b'\\') {
            return Err(self.wrong("half a character"));
        }
        self.at += 1;
        let low = self.four_digits()?;
        if !(0xdc00..0xe000).contains(&low) {
            return Err(self.wrong("half a character"));
        }
        char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or_else(|| self.wrong("no character"))
    }

    /// The number in `uXXXX`.
    fn four_digits(&mut self) -> Result<u32, Malformed> {
        let digits = self.text.get(self.at + 1..self.at + 5).filter(|_| self.peek() == Some(b'u'));
        let is_hexadecimal = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = digits.filter(is_hexadecimal).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| self.wrong("no such escape"))?;
        self.at += 5;
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// As `serde_json` reads it.
    fn expected(value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(is) => Value::Bool(is),
            serde_json::Value::Number(number) => number.as_i64().map_or(Value::OtherNumber, Value::Whole),
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(all) => Value::List(all.into_iter().map(expected).collect()),
            serde_json::Value::Object(all) => {
                Value::Object(all.into_iter().map(|(name, value)| (name, expected(value))).collect())
            }
        }
    }

    /// Fields in order, each once: so `serde_json` keeps them.
    fn in_order(value: Value) -> Value {
        match value {
            Value::List(all) => Value::List(all.into_iter().map(in_order).collect()),
            Value::Object(all) => {
                let all: BTreeMap<_, _> = all.into_iter().map(|(name, value)| (name, in_order(value))).collect();
                Value::Object(all.into_iter().collect())
            }
            other => other,
        }
    }

    fn check(text: &str) {
        let ours = parse(text.as_bytes()).ok().map(in_order);
        let theirs = serde_json::from_str(text).ok().map(expected);
        assert_eq!(ours, theirs, "{text}");
    }

    fn any_value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            (-1e9..1e9).prop_map(|number: f64| number.into()),
            "\\PC*|[\"\\\\\n\t\u{1}\u{1F600}a/]*".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map("[a-zü\"]{0,3}", inner, 0..6)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn documents_are_read_as_serde_json_reads_them(value in any_value()) {
            check(&value.to_string());
            check(&serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn what_was_broken_is_refused_as_serde_json_refuses_it(
            value in any_value(), at in any::<prop::sample::Index>(), by in "[\\[\\]{}:,\"a0 .+u\\\\-]{0,2}",
        ) {
            let text = value.to_string();
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            let at = places[at.index(places.len())];
            let mut broken = text.clone();
            broken.replace_range(at..at + text[at..].chars().next().map_or(0, char::len_utf8), &by);
            // It reads a zero with a sign as not whole.
            prop_assume!(!broken.contains("-0"));
            check(&broken);
        }

        #[test]
        fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = parse(&bytes);
        }
    }

    #[test]
    fn every_escape_is_read_and_half_characters_are_refused() {
        for text in [
            r#""\"\\\/\b\f\n\r\t\u00fc\uD83D\uDE00""#,
            r#""\ud83d""#,
            r#""\ud83d\n""#,
            r#""\ud83d\ud83d""#,
            r#""\ude00""#,
            r#""\u12""#,
            r#""\u+123""#,
            r#""\x""#,
            "\"\n\"",
            r#"""#,
            r#""\"#,
            "01",
            "-",
            "1.",
            "1e",
            "1E+",
            ".5",
            "nul",
            "truefalse",
            "[1,]",
            "{\"a\":1,}",
            "{1:2}",
            "[1 2]",
            "\u{feff}{}",
            "",
            " ",
            "[-9223372036854775808,-9223372036854775809,18446744073709551615,1.0,1e2]",
        ] {
            check(text);
        }
    }

    #[test]
    fn a_document_that_is_too_deep_is_refused_and_does_no_harm() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(nested(127).as_bytes()).is_ok());
        assert_eq!(parse(nested(100_000).as_bytes()).unwrap_err().to_string(), "too deep at line 1 column 129");
    }

    #[test]
    fn an_error_says_where() {
        for (text, words) in [
            (&b"{\n \"a\": x}"[..], "not JSON at line 2 column 7"),
            (b"{\"a\"", "it ends too early at line 1 column 5"),
            (b"[1] 2", "something after the end at line 1 column 5"),
            (b"\n\"\xff\"", "not UTF-8 at line 2 column 2"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), words);
        }
    }
}
