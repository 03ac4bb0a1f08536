//! Reading JSON by place: every place knows its path, so whatever is missing or of another form can
//! be named.
//!
//! Not derived structs: those of the calls here and the errors with paths took 40 kB (brotli) of the
//! page's WebAssembly, a third of what it may weigh. Nor `serde_json`: what it brings for numbers, for any
//! type and for its own errors takes three times what reading needs (`reader`).

mod reader;

use std::borrow::Cow;

pub use reader::{Malformed, parse};

/// A JSON document, as far as this page reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are JSON's own")]
pub enum Value {
    Null,
    Bool(bool),
    Whole(i64),
    /// Not whole, or too large.
    OtherNumber,
    Text(String),
    List(Vec<Value>),
    /// In the order of the document. Of a field that is there twice, the last counts.
    Object(Vec<(String, Value)>),
}

/// A place in a JSON document; it may be empty. It is small and copied: the path is made only for a misfit.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    root: &'a Value,
    /// What is here; or the innermost of what is there on the way to here.
    nearest: &'a Value,
    /// The first field on the way that is not there.
    missing: Option<&'a str>,
    /// The way goes on behind that field.
    is_beyond: bool,
}

/// What is missing or of another form, by its path, as `data.groups[0].info`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} {problem}")]
pub struct Misfit {
    /// Where.
    pub path: String,
    /// What is wrong there, as the end of a sentence.
    pub problem: Cow<'static, str>,
}

impl<'a> Place<'a> {
    /// The document as a whole.
    pub fn root(value: &'a Value) -> Self {
        Self { root: value, nearest: value, missing: None, is_beyond: false }
    }

    fn value(&self) -> Option<&'a Value> {
        if self.missing.is_none() { Some(self.nearest) } else { None }
    }

    /// A field of the object that is here. `null` is as good as absent: servers differ in that.
    #[must_use]
    pub fn at(&self, field: &'a str) -> Self {
        if self.missing.is_some() {
            return Self { is_beyond: true, ..*self };
        }
        let fields = self.fields().unwrap_or_default();
        match fields.iter().rev().find(|(name, _)| name == field) {
            Some((_, value)) if *value != Value::Null => Self { nearest: value, ..*self },
            _ => Self { missing: Some(field), ..*self },
        }
    }

    /// The path from the root; of an empty place, to the first field that is not there.
    pub fn path(&self) -> String {
        let mut path = way(self.root, self.nearest).unwrap_or_default();
        if let Some(field) = self.missing {
            path.push('.');
            path.push_str(field);
        }
        path.trim_start_matches('.').to_owned()
    }

    /// Nothing is here.
    pub fn is_absent(&self) -> bool {
        self.missing.is_some()
    }

    /// The text that is here, if a text is here.
    pub fn text(&self) -> Option<&'a str> {
        match self.value() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text that is here, unless it is empty.
    pub fn words(&self) -> Option<&'a str> {
        self.text().filter(|text| !text.is_empty())
    }

    /// The whole number that is here, if one is here.
    pub fn number(&self) -> Option<i64> {
        match self.value() {
            Some(Value::Whole(number)) => Some(*number),
            _ => None,
        }
    }

    /// The truth value that is here, if one is here.
    pub fn truth(&self) -> Option<bool> {
        match self.value() {
            Some(Value::Bool(is)) => Some(*is),
            _ => None,
        }
    }

    /// The fields of the object that is here, if one is here.
    pub fn fields(&self) -> Option<&'a [(String, Value)]> {
        match self.value() {
            Some(Value::Object(fields)) => Some(fields),
            _ => None,
        }
    }

    /// The members of the list that is here; none when there is no list.
    pub fn members(&self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        let list = match self.value() {
            Some(Value::List(list)) => list.as_slice(),
            _ => &[],
        };
        let root = self.root;
        list.iter().map(move |nearest| Place { root, nearest, missing: None, is_beyond: false })
    }

    /// The text that must be here.
    ///
    /// # Errors
    /// When there is none.
    pub fn need_text(&self) -> Result<&'a str, Misfit> {
        self.text().ok_or_else(|| self.misfit("must be a text"))
    }

    /// The text that may be here; something else may not.
    ///
    /// # Errors
    /// When something else is here.
    pub fn text_or_nothing(&self) -> Result<Option<&'a str>, Misfit> {
        if self.is_absent() { Ok(None) } else { self.need_text().map(Some) }
    }

    /// The truth value that must be here.
    ///
    /// # Errors
    /// When there is none.
    pub fn need_truth(&self) -> Result<bool, Misfit> {
        self.truth().ok_or_else(|| self.misfit("must be true or false"))
    }

    /// The list that must be here.
    ///
    /// # Errors
    /// When there is none.
    pub fn need_members(&self) -> Result<impl Iterator<Item = Place<'a>> + use<'a>, Misfit> {
        match self.value() {
            Some(Value::List(_)) => Ok(self.members()),
            _ => Err(self.misfit("must be a list")),
        }
    }

    /// The object that must be here, with no field but these.
    ///
    /// # Errors
    /// When there is none, or when it has another field.
    pub fn need_only(&self, fields: &[&str]) -> Result<(), Misfit> {
        let here = self.fields().ok_or_else(|| self.misfit("must be an object"))?;
        match here.iter().find(|(name, _)| !fields.contains(&name.as_str())) {
            Some((unknown, _)) => Err(self
                .at(unknown)
                .misfit(format!("is not a field that this page knows; here it knows {}", fields.join(", ")))),
            None => Ok(()),
        }
    }

    /// Something is wrong here.
    pub fn misfit(&self, problem: impl Into<Cow<'static, str>>) -> Misfit {
        Misfit { path: self.path(), problem: if self.is_beyond { "is missing".into() } else { problem.into() } }
    }
}

/// The path from one value to another within it.
fn way(from: &Value, to: &Value) -> Option<String> {
    if std::ptr::eq(from, to) {
        return Some(String::new());
    }
    match from {
        Value::List(list) => list.iter().enumerate().find_map(|(n, member)| Some(format!("[{n}]{}", way(member, to)?))),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| Some(format!(".{name}{}", way(value, to)?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a":{"b":[{"c":"x"},{"c":1}],"n":null,"t":true,"e":""}}"#;

    #[test]
    fn places_are_read_by_what_is_there() {
        let value = parse(TEXT.as_bytes()).unwrap();
        let a = Place::root(&value).at("a");
        let texts: Vec<_> = a.at("b").members().map(|member| member.at("c").text()).collect();
        assert_eq!(texts, [Some("x"), None]);
        assert_eq!(a.at("b").members().nth(1).unwrap().at("c").number(), Some(1));
        assert_eq!(a.at("t").truth(), Some(true));
        assert_eq!(a.at("n").text_or_nothing(), Ok(None));
        assert!(a.at("n").is_absent() && a.at("gone").at("deeper").is_absent());
        assert_eq!((a.at("e").text(), a.at("e").words()), (Some(""), None));
    }

    #[test]
    fn numbers_that_are_not_whole_and_fields_that_come_twice_do_no_harm() {
        let value = parse(br#"{"a":1.5,"b":18446744073709551615,"c":-2,"d":1,"d":2}"#).unwrap();
        let number = |field| Place::root(&value).at(field).number();
        assert_eq!([number("a"), number("b"), number("c"), number("d")], [None, None, Some(-2), Some(2)]);
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_path() {
        let value = parse(TEXT.as_bytes()).unwrap();
        let a = Place::root(&value).at("a");
        let second = a.at("b").members().nth(1).unwrap().at("c");
        for (misfit, words) in [
            (second.need_text().unwrap_err(), "a.b[1].c must be a text"),
            (second.text_or_nothing().unwrap_err(), "a.b[1].c must be a text"),
            (a.at("e").need_truth().unwrap_err(), "a.e must be true or false"),
            (a.at("t").need_members().map(|_| ()).unwrap_err(), "a.t must be a list"),
            (
                a.need_only(&["b", "n", "t"]).unwrap_err(),
                "a.e is not a field that this page knows; here it knows b, n, t",
            ),
            (a.at("t").need_only(&[]).unwrap_err(), "a.t must be an object"),
            (a.at("gone").need_text().unwrap_err(), "a.gone must be a text"),
            (a.at("gone").at("deeper").need_text().unwrap_err(), "a.gone is missing"),
        ] {
            assert_eq!(misfit.to_string(), words);
        }
    }
}
