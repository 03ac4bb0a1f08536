//! What a call was given: ids in the path, query, headers and body.

use crate::auth::Caller;
use crate::clock::Millis;
use crate::envelope::Refusal;
use axum::http::HeaderMap;

/// One request, read and let through, on its way to a call.
#[derive(Debug)]
pub struct Asked {
    /// The id or identifier in the path; empty for calls without one.
    pub id: String,
    pub query: Query,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub caller: Caller,
    pub now: Millis,
    /// Its number in the record.
    pub request: u64,
    pub turn: Turn,
}

/// What a fault makes of a retry that is carried out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// It was checked before an earlier one of the same execution started its child.
    pub races: bool,
    /// What it starts is there only after this long.
    pub late: Millis,
}

/// The account, org and project a call names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub account: String,
    pub org: String,
    pub project: String,
}

/// Query parameters, decoded, in order; a name may come several times.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    pub fn parse(raw: &str) -> Query {
        Query(form_urlencoded::parse(raw.as_bytes()).into_owned().collect())
    }

    /// The first value of a parameter; an empty one counts as absent, as `@NotEmpty` has it.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every value of a repeated parameter. A comma is part of a value: JAX-RS does not split.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.clone()).collect()
    }

    /// A boolean as Java reads it: anything but `true` is false.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        self.one(name).map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    /// A number; anything that is none is refused like JAX-RS does.
    pub fn number(&self, name: &str, default: i64) -> Result<i64, Refusal> {
        match self.one(name) {
            None => Ok(default),
            Some(value) => value.parse().map_err(|_| Refusal::invalid_parameter(name, "must be a number")),
        }
    }

    /// The values of required parameters; all that are missing are named in one refusal.
    pub fn required<const N: usize>(&self, names: [&str; N]) -> Result<[String; N], Refusal> {
        let missing: Vec<&str> = names.into_iter().filter(|name| self.one(name).is_none()).collect();
        if missing.is_empty() {
            Ok(names.map(|name| self.one(name).unwrap_or_default().to_owned()))
        } else {
            Err(Refusal::missing_parameters(&missing))
        }
    }

    pub fn scope(&self) -> Result<Scope, Refusal> {
        let [account, org, project] = self.required(["accountIdentifier", "orgIdentifier", "projectIdentifier"])?;
        Ok(Scope { account, org, project })
    }
}
