//! Reading JSON by place: every place knows its path, so whatever is missing or of another form can
//! be named.
//!
//! Not derived structs: those of the calls here and the errors with paths took 40 kB (brotli) of the
//! page's WebAssembly, a third of what it may weigh.

use serde_json::{Map, Value};

/// A place in a JSON document; it may be empty.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    value: Option<&'a Value>,
    path: String,
}

/// What is missing or of another form, by its path, as `data.groups[0].info`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} {problem}")]
pub struct Misfit {
    /// Where.
    pub path: String,
    /// What is wrong there, as the end of a sentence.
    pub problem: &'static str,
}

/// Reads a document.
///
/// # Errors
/// With serde's own words, line and column.
pub fn parse(text: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(text)
}

impl<'a> Place<'a> {
    /// The document as a whole.
    pub fn root(value: &'a Value) -> Self {
        Self { value: Some(value), path: String::new() }
    }

    /// A field of the object that is here. `null` is as good as absent: servers differ in that.
    #[must_use]
    pub fn at(&self, field: &str) -> Self {
        let path = if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) };
        Self { value: self.value.and_then(|value| value.get(field)).filter(|value| !value.is_null()), path }
    }

    /// The path from the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Nothing is here.
    pub fn is_absent(&self) -> bool {
        self.value.is_none()
    }

    /// The text that is here, if a text is here.
    pub fn text(&self) -> Option<&'a str> {
        self.value.and_then(Value::as_str)
    }

    /// The text that is here, unless it is empty.
    pub fn words(&self) -> Option<&'a str> {
        self.text().filter(|text| !text.is_empty())
    }

    /// The whole number that is here, if one is here.
    pub fn number(&self) -> Option<i64> {
        self.value.and_then(Value::as_i64)
    }

    /// The truth value that is here, if one is here.
    pub fn truth(&self) -> Option<bool> {
        self.value.and_then(Value::as_bool)
    }

    /// The object that is here, if one is here.
    pub fn object(&self) -> Option<&'a Map<String, Value>> {
        self.value.and_then(Value::as_object)
    }

    /// The members of the list that is here; none when there is no list.
    pub fn members(&self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        let path = self.path.clone();
        let list = self.value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().enumerate().map(move |(n, value)| Place { value: Some(value), path: format!("{path}[{n}]") })
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
        match self.value {
            Some(Value::Array(_)) => Ok(self.members()),
            _ => Err(self.misfit("must be a list")),
        }
    }

    /// The object that must be here, with no field but these.
    ///
    /// # Errors
    /// When there is none, or when it has another field.
    pub fn need_only(&self, fields: &[&str]) -> Result<(), Misfit> {
        let object = self.object().ok_or_else(|| self.misfit("must be an object"))?;
        match object.keys().find(|key| !fields.contains(&key.as_str())) {
            Some(unknown) => Err(self.at(unknown).misfit("is not a field that this page knows")),
            None => Ok(()),
        }
    }

    /// Something is wrong here.
    pub fn misfit(&self, problem: &'static str) -> Misfit {
        Misfit { path: self.path.clone(), problem }
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
    fn what_does_not_fit_is_named_by_its_path() {
        let value = parse(TEXT.as_bytes()).unwrap();
        let a = Place::root(&value).at("a");
        let second = a.at("b").members().nth(1).unwrap().at("c");
        for (misfit, words) in [
            (second.need_text().unwrap_err(), "a.b[1].c must be a text"),
            (second.text_or_nothing().unwrap_err(), "a.b[1].c must be a text"),
            (a.at("e").need_truth().unwrap_err(), "a.e must be true or false"),
            (a.at("t").need_members().map(|_| ()).unwrap_err(), "a.t must be a list"),
            (a.need_only(&["b", "n", "t"]).unwrap_err(), "a.e is not a field that this page knows"),
            (a.at("t").need_only(&[]).unwrap_err(), "a.t must be an object"),
        ] {
            assert_eq!(misfit.to_string(), words);
        }
    }
}
