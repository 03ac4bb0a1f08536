//! The deployment's `config.json`.

use crate::domain::host::{AllowedHost, AllowedHosts, OriginPattern};
use crate::json::{self, Misfit, Place};

/// What the deployment allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The hosts that may get a token.
    pub hosts: AllowedHosts,
    /// Whether the person may keep the token for this tab.
    pub offers_keeping_token: bool,
    /// Whether the retry's body may travel as a stream, where the browser can.
    pub may_stream_body: bool,
}

/// What is wrong with `config.json`, by its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("config.json: {field}: {problem}")]
pub struct ConfigError {
    /// The field, as `hosts[1].origin`.
    pub field: String,
    /// What is wrong with it and what is allowed.
    pub problem: String,
}

impl Config {
    /// Reads the file's text, whole or not at all.
    ///
    /// # Errors
    /// With the first field that is missing, unknown or wrong.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let file = json::parse(text.as_bytes())
            .map_err(|error| ConfigError { field: "the file".to_owned(), problem: error.to_string() })?;
        let file = Place::root(&file);
        file.need_only(&["$schema", "hosts", "keepTokenForTab", "streamBody"])?;
        let hosts = file.at("hosts").need_members()?.map(|line| host(&line)).collect::<Result<Vec<_>, _>>()?;
        if hosts.is_empty() {
            return Err(file.at("hosts").misfit("lists no host").into());
        }
        let keep = file.at("keepTokenForTab");
        let stream = file.at("streamBody");
        let may_stream_body = match stream.text_or_nothing()? {
            None | Some("auto") => true,
            Some("off") => false,
            Some(_) => return Err(stream.misfit("must be auto or off").into()),
        };
        Ok(Self {
            may_stream_body,
            hosts: AllowedHosts::new(hosts),
            offers_keeping_token: if keep.is_absent() { true } else { keep.need_truth()? },
        })
    }
}

fn host(line: &Place) -> Result<AllowedHost, ConfigError> {
    line.need_only(&["origin", "label", "api"])?;
    let wrong = |field: &str, problem: String| ConfigError { field: line.at(field).path(), problem };
    let origin = line.at("origin").need_text()?;
    let pattern = OriginPattern::parse(origin).map_err(|error| wrong("origin", format!("`{origin}` {error}")))?;
    let api = line.at("api").text_or_nothing()?;
    if let Some(api) = api.filter(|api| !is_api_base(api)) {
        return Err(wrong("api", format!("`{api}` must be a path as /harness, or https:// and a host")));
    }
    Ok(AllowedHost { pattern, label: line.at("label").need_text()?.to_owned(), api: api.map(str::to_owned) })
}

impl From<Misfit> for ConfigError {
    fn from(misfit: Misfit) -> Self {
        Self { field: misfit.path, problem: misfit.problem.to_owned() }
    }
}

impl Config {
    /// Who would get the token of a Harness at this address, when it is an allowed one.
    pub fn receiver_of(&self, address: &str) -> Option<String> {
        let (origin, _) = crate::domain::host::Origin::split_from(address).ok()?;
        let host = crate::domain::host::Host { origin, namespace: String::new() };
        Some(self.hosts.api_for(&host)?.receiver().to_owned())
    }
}

/// A path of this site, or an origin with an optional path.
fn is_api_base(api: &str) -> bool {
    let is_path = |path: &str| {
        path.split('/').all(|part| {
            part != "." && part != ".." && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
        }) && !path.contains("//")
    };
    match api.strip_prefix('/') {
        Some(path) => !path.starts_with('/') && is_path(path),
        None => crate::domain::host::Origin::split_from(api).is_ok_and(|(_, path)| is_path(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        Config::parse(text).map_or_else(|error| error.to_string(), |_| "none".into())
    }

    #[test]
    fn the_file_that_is_shipped_is_good() {
        assert_eq!(problem(include_str!("../config.json")), "none");
    }

    #[test]
    fn takes_hosts_with_a_gateway_or_a_proxy() {
        for api in ["/harness", "/", "https://app.harness.io/gateway", "http://127.0.0.1:8081"] {
            let text = format!(r#"{{"hosts":[{{"origin":"https://app.harness.io","label":"H","api":"{api}"}}]}}"#);
            assert_eq!(problem(&text), "none", "{api}");
        }
    }

    #[test]
    fn an_error_names_the_field() {
        for (text, expected) in [
            (r#"{"hosts":[]}"#, "config.json: hosts: lists no host"),
            (
                r#"{"hosts":[{"origin":"https://a.b","label":"H"}],"streamBody":true}"#,
                "config.json: streamBody: must be a text",
            ),
            (
                r#"{"hosts":[{"origin":"https://a.b","label":"H"}],"streamBody":"on"}"#,
                "config.json: streamBody: must be auto or off",
            ),
            (
                r#"{"hosts":[{"origin":"app.harness.io","label":"H"}]}"#,
                "config.json: hosts[0].origin: `app.harness.io` must begin with https://",
            ),
            (
                r#"{"hosts":[{"origin":"https://a.b/c","label":"H"}]}"#,
                "config.json: hosts[0].origin: `https://a.b/c` must end after the host name",
            ),
            (
                r#"{"hosts":[{"origin":"https://a.b","label":"H","api":"//evil.example"}]}"#,
                "config.json: hosts[0].api: `//evil.example` must be a path as /harness, or https:// and a host",
            ),
            (
                r#"{"hosts":[{"origin":"https://a.b","label":"H","api":"/a/../b"}]}"#,
                "config.json: hosts[0].api: `/a/../b` must be a path as /harness, or https:// and a host",
            ),
        ] {
            assert_eq!(problem(text), expected);
        }
        assert_eq!(
            problem(r#"{"hosts":[{"origin":"https://a.b","label":"H"}],"stream":1}"#),
            "config.json: stream: is not a field that this page knows"
        );
        assert_eq!(problem(r#"{"hosts":[{"origin":1,"label":"H"}]}"#), "config.json: hosts[0].origin: must be a text");
        assert_eq!(problem(r#"{"hosts":[{"origin":"https://a.b"}]}"#), "config.json: hosts[0].label: must be a text");
        assert!(problem("{").starts_with("config.json: the file: it ends too early"));
    }
}
