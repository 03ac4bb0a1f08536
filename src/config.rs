//! The deployment's `config.json`.

use crate::domain::host::{AllowedHost, AllowedHosts, Origin, OriginPattern};
use crate::domain::identifiers::{
    AccountIdentifier, IdentifierError, OrgIdentifier, PipelineIdentifier, ProjectIdentifier,
};
use crate::domain::production::Production;
use crate::json::{self, Misfit, Place};

/// What the deployment allows, and what it begins with.
#[derive(Debug, PartialEq, Eq)]
pub struct Config {
    /// The hosts that may get a token.
    pub hosts: AllowedHosts,
    /// What the form by hand begins with: account, org, project and pipeline; empty for nothing.
    pub defaults: [String; 4],
    /// Whether the person may keep the token for this tab.
    pub offers_keeping_token: bool,
    /// After so many minutes without use the token is forgotten.
    pub idle_minutes: u32,
    /// Where a retry is confirmed by typing.
    pub production: Production,
    /// Whether the retry's body may travel as a stream, where the browser can.
    pub may_stream_body: bool,
    /// Where the team that hosts the page helps.
    pub help: Option<String>,
}

/// What is wrong with `config.json`, by its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("config.json: {field} {problem}")]
pub struct ConfigError {
    /// The field, as `hosts[1].origin`; or `the file:`.
    pub field: String,
    /// What is wrong with it and what is allowed.
    pub problem: String,
}

const FIELDS: [&str; 8] =
    ["$schema", "hosts", "defaults", "keepTokenForTab", "forgetTokenAfterMinutes", "production", "streamBody", "help"];
const FIELDS_OF_A_HOST: [&str; 3] = ["origin", "label", "api"];
const FIELDS_OF_THE_DEFAULTS: [&str; 4] = ["account", "org", "project", "pipeline"];
const IDLE_MINUTES: u32 = 60;
const MOST_IDLE_MINUTES: u32 = 1440;

impl Config {
    /// Reads the file's text, whole or not at all.
    ///
    /// # Errors
    /// With the first field that is missing, unknown or wrong.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let file = json::parse(text.as_bytes())
            .map_err(|error| ConfigError { field: "the file:".to_owned(), problem: error.to_string() })?;
        let file = Place::root(&file);
        file.need_only(&FIELDS)?;
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
            defaults: defaults(&file.at("defaults"))?,
            offers_keeping_token: if keep.is_absent() { true } else { keep.need_truth()? },
            idle_minutes: idle_minutes(&file.at("forgetTokenAfterMinutes"))?,
            production: production(&file.at("production"))?,
            help: help(&file.at("help"))?,
        })
    }

    /// Where a browser has to be allowed to connect, as a content security policy lists it. The page's own
    /// site is not among them.
    pub fn connect_sources(&self) -> Vec<String> {
        let mut sources: Vec<String> = Vec::new();
        for source in self.hosts.iter().filter_map(AllowedHost::source) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }
}

fn host(line: &Place) -> Result<AllowedHost, ConfigError> {
    line.need_only(&FIELDS_OF_A_HOST)?;
    let origin = line.at("origin").need_text()?;
    let pattern =
        OriginPattern::parse(origin).map_err(|error| wrong(&line.at("origin"), format!("`{origin}` {error}")))?;
    let api = line.at("api").text_or_nothing()?;
    if let Some(api) = api.filter(|api| !is_api_base(api)) {
        return Err(wrong(&line.at("api"), format!("`{api}` must be a path as /harness, or https:// and a host")));
    }
    Ok(AllowedHost { pattern, label: line.at("label").need_text()?.to_owned(), api: api.map(str::to_owned) })
}

type Check = fn(&str) -> Result<(), IdentifierError>;

/// Account, org, project, pipeline.
fn defaults(place: &Place) -> Result<[String; 4], ConfigError> {
    let mut values = <[String; 4]>::default();
    if place.is_absent() {
        return Ok(values);
    }
    place.need_only(&FIELDS_OF_THE_DEFAULTS)?;
    let checks: [Check; 4] = [
        |text| AccountIdentifier::parse(text).map(drop),
        |text| OrgIdentifier::parse(text).map(drop),
        |text| ProjectIdentifier::parse(text).map(drop),
        |text| PipelineIdentifier::parse(text).map(drop),
    ];
    for ((value, field), check) in values.iter_mut().zip(FIELDS_OF_THE_DEFAULTS).zip(checks) {
        let place = place.at(field);
        if let Some(text) = place.text_or_nothing()? {
            check(text).map_err(|error| wrong(&place, error.problem.to_owned()))?;
            text.clone_into(value);
        }
    }
    Ok(values)
}

fn idle_minutes(place: &Place) -> Result<u32, ConfigError> {
    if place.is_absent() {
        return Ok(IDLE_MINUTES);
    }
    let minutes = place.number().and_then(|minutes| u32::try_from(minutes).ok());
    let minutes = minutes.filter(|minutes| (1..=MOST_IDLE_MINUTES).contains(minutes));
    minutes.ok_or_else(|| place.misfit("must be a whole number from 1 to 1440").into())
}

fn production(place: &Place) -> Result<Production, ConfigError> {
    if place.is_absent() {
        return Ok(Production::default());
    }
    let lines = place.need_members()?.map(|line| line.need_text()).collect::<Result<Vec<_>, _>>()?;
    let allowed = "must list org/project or org/project/pipeline, with * for any";
    Production::parse(lines.into_iter()).ok_or_else(|| place.misfit(allowed).into())
}

fn help(place: &Place) -> Result<Option<String>, ConfigError> {
    let help = place.text_or_nothing()?;
    match help.map(Origin::split_from) {
        Some(Err(error)) => Err(wrong(place, error.to_string())),
        _ => Ok(help.map(str::to_owned)),
    }
}

fn wrong(place: &Place, problem: String) -> ConfigError {
    ConfigError { field: place.path(), problem }
}

impl From<Misfit> for ConfigError {
    fn from(misfit: Misfit) -> Self {
        Self { field: misfit.path, problem: misfit.problem.into_owned() }
    }
}

impl Config {
    /// Who would get the token of a Harness at this address, when it is an allowed one.
    pub fn receiver_of(&self, address: &str) -> Option<String> {
        let (origin, _) = Origin::split_from(address).ok()?;
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
        None => Origin::split_from(api).is_ok_and(|(_, path)| is_path(path)),
    }
}

#[cfg(test)]
mod tests;
