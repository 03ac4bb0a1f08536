//! What was typed to connect, and what is wrong with it, by field.

use crate::domain::api_token::{ApiToken, ApiTokenError, shorten};
use crate::domain::execution_url::{ExecutionUrl, ExecutionUrlError, GitRef, PipelineRef};
use crate::domain::host::{AllowedHosts, Host, Origin, receiver};
use crate::domain::identifiers::{
    AccountIdentifier, IdentifierError, OrgIdentifier, PipelineIdentifier, PlanExecutionId, ProjectIdentifier,
};
use crate::domain::scope::Scope;
use crate::harness::endpoint::Connection;

/// The fields of the form, the token apart: it is never part of what is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after the fields on the page")]
pub struct ConnectForm {
    pub link: String,
    pub host: String,
    pub account: String,
    pub org: String,
    pub project: String,
    pub pipeline: String,
    pub execution: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after the fields on the page")]
pub enum Field {
    Link,
    Token,
    Host,
    Account,
    Org,
    Project,
    Pipeline,
    Execution,
}

/// What is wrong, by field.
pub type Problems = Vec<(Field, String)>;

/// What to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where and as whom.
    pub connection: Connection,
    /// The pipeline.
    pub pipeline: PipelineRef,
    /// The execution; `None` for the latest of the pipeline.
    pub execution: Option<PlanExecutionId>,
    /// Branch and repository, when the link names them.
    pub git: GitRef,
}

/// A token of an earlier load, or one kept for this tab. It serves the API that it was given for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldToken {
    /// The token.
    pub token: ApiToken,
    /// The base of that API.
    pub given_for: String,
}

impl HeldToken {
    /// The token of this connection.
    pub fn of(connection: &Connection) -> Self {
        Self { token: connection.token.clone(), given_for: connection.api.as_str().to_owned() }
    }
}

impl ConnectForm {
    /// The link was typed or pasted: the fields below it follow, when it can be read.
    pub fn set_link(&mut self, link: String) {
        if let Ok(url) = ExecutionUrl::parse(&link) {
            let PipelineRef { host, scope, pipeline } = url.pipeline;
            self.host = format!("{}{}", host.origin, host.namespace);
            self.account = scope.account.to_string();
            self.org = scope.org.to_string();
            self.project = scope.project.to_string();
            self.pipeline = pipeline.to_string();
            self.execution = url.execution.map(|id| id.to_string()).unwrap_or_default();
        }
        self.link = link;
    }

    /// One of the fields below was typed: the link, which says the same, makes way.
    pub fn set_field(&mut self, field: Field, text: String) {
        let slot = match field {
            Field::Link | Field::Token => return,
            Field::Host => &mut self.host,
            Field::Account => &mut self.account,
            Field::Org => &mut self.org,
            Field::Project => &mut self.project,
            Field::Pipeline => &mut self.pipeline,
            Field::Execution => &mut self.execution,
        };
        *slot = text;
        self.link.clear();
    }

    /// What a field holds.
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Link => &self.link,
            Field::Token => "",
            Field::Host => &self.host,
            Field::Account => &self.account,
            Field::Org => &self.org,
            Field::Project => &self.project,
            Field::Pipeline => &self.pipeline,
            Field::Execution => &self.execution,
        }
    }

    /// `default / shop / deploy_shop`, once the link can be read.
    pub fn recognised(&self) -> Option<String> {
        let PipelineRef { scope, pipeline, .. } = ExecutionUrl::parse(&self.link).ok()?.pipeline;
        Some(format!("{} / {} / {pipeline}", scope.org, scope.project))
    }

    /// Checks everything at once. `held` is the token of an earlier load; a typed one comes first.
    ///
    /// # Errors
    /// With every problem there is, so that they can be mended together.
    pub fn check(&self, typed_token: &str, held: Option<&HeldToken>, hosts: &AllowedHosts) -> Result<Target, Problems> {
        let mut problems = Problems::new();
        let typed = !typed_token.trim().is_empty();
        let token = if typed || held.is_none() {
            ApiToken::parse(typed_token).map_err(|error| problems.push((Field::Token, token_problem(error)))).ok()
        } else {
            held.map(|held| held.token.clone())
        };
        let by_link = !self.link.trim().is_empty();
        let url = if by_link {
            ExecutionUrl::parse(&self.link).map_err(|error| problems.push((Field::Link, link_problem(&error)))).ok()
        } else {
            self.by_ids(token.as_ref(), &mut problems)
        };
        let api = url.as_ref().and_then(|url| {
            let host = &url.pipeline.host;
            let api = hosts.api_for(host);
            if api.is_none() {
                let field = if by_link { Field::Link } else { Field::Host };
                problems.push((field, host_problem(&host.origin)));
            }
            api
        });
        if let (Some(token), Some(url)) = (&token, &url) {
            let account = &url.pipeline.scope.account;
            if token.account() != account {
                let text = format!(
                    "This token is of account {}, the {} of {}. Use a token of that account.",
                    shorten(token.account().as_str()),
                    if by_link { "link" } else { "account field" },
                    shorten(account.as_str())
                );
                problems.push((Field::Token, text));
            }
        }
        // A token is forgotten on a change of host: it was meant for the other one.
        if let (Some(api), Some(held), false) = (&api, held, typed)
            && held.given_for != api.as_str()
        {
            let text =
                format!("The token was given for {}. Paste the one for {}.", receiver(&held.given_for), api.receiver());
            problems.push((Field::Token, text));
        }
        match (token, url, api) {
            (Some(token), Some(url), Some(api)) if problems.is_empty() => Ok(Target {
                connection: Connection { api, token, scope: url.pipeline.scope.clone() },
                pipeline: url.pipeline,
                execution: url.execution,
                git: url.git,
            }),
            _ => Err(problems),
        }
    }

    fn by_ids(&self, token: Option<&ApiToken>, problems: &mut Problems) -> Option<ExecutionUrl> {
        let ids = [&self.account, &self.org, &self.project, &self.pipeline, &self.execution];
        if ids.iter().all(|text| text.trim().is_empty()) {
            problems.push((Field::Link, "Paste the link of a failed execution, or fill in the IDs.".to_owned()));
            return None;
        }
        let host = host(self.host.trim()).map_err(|text| problems.push((Field::Host, text))).ok();
        let account = match (self.account.trim(), token) {
            ("", Some(token)) => Some(token.account().clone()),
            (text, _) => read(AccountIdentifier::parse(text), Field::Account, problems),
        };
        let org = read(OrgIdentifier::parse(self.org.trim()), Field::Org, problems);
        let project = read(ProjectIdentifier::parse(self.project.trim()), Field::Project, problems);
        let pipeline = read(PipelineIdentifier::parse(self.pipeline.trim()), Field::Pipeline, problems);
        let execution = match self.execution.trim() {
            "" => Some(None),
            text => read(PlanExecutionId::parse(text), Field::Execution, problems).map(Some),
        };
        Some(ExecutionUrl {
            pipeline: PipelineRef {
                host: host?,
                scope: Scope { account: account?, org: org?, project: project? },
                pipeline: pipeline?,
            },
            execution: execution?,
            git: GitRef::default(),
        })
    }
}

fn read<T>(parsed: Result<T, IdentifierError>, field: Field, problems: &mut Problems) -> Option<T> {
    parsed.map_err(|error| problems.push((field, identifier_problem(&error)))).ok()
}

fn host(text: &str) -> Result<Host, String> {
    let (origin, path) =
        Origin::split_from(text).map_err(|error| format!("The host {error}, as in https://app.harness.io."))?;
    let namespace = path.trim_end_matches('/');
    let is_namespace = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if namespace.split('/').all(is_namespace) && !namespace.contains("//") {
        Ok(Host { origin, namespace: namespace.to_owned() })
    } else {
        Err("The host must end after its name, as in https://app.harness.io.".to_owned())
    }
}

fn identifier_problem(error: &IdentifierError) -> String {
    if error.text.is_empty() {
        format!("Fill in {}.", error.what)
    } else {
        capital(&super::visible_text::visible(&format!("{error}.")))
    }
}

fn token_problem(error: ApiTokenError) -> String {
    match error {
        ApiTokenError::Empty => "Paste a personal or service account token. It begins with pat. or sat.".to_owned(),
        ApiTokenError::Broken | ApiTokenError::NotWhole => {
            format!("This token {error}. Copy it again as one piece.")
        }
        ApiTokenError::OtherKind => "This is not a Harness token: it does not begin with pat. or sat.".to_owned(),
    }
}

fn link_problem(error: &ExecutionUrlError) -> String {
    match error {
        ExecutionUrlError::Empty => "Paste the link of a failed execution.".to_owned(),
        ExecutionUrlError::Broken => {
            "The link has a space or a line break in it. Copy it again as one piece.".to_owned()
        }
        ExecutionUrlError::HoldsToken => {
            "A token stands in this link. Take it out; if the link was shared, revoke the token in Harness.".to_owned()
        }
        ExecutionUrlError::Origin(error) => format!("The link's address {error}."),
        ExecutionUrlError::NotHarness => {
            "This is not a link of Harness's. Open the failed execution in Harness and paste its address.".to_owned()
        }
        ExecutionUrlError::Missing(what) => {
            format!("This link names no {what}. Open the failed execution in Harness and paste its address.")
        }
        ExecutionUrlError::Identifier(error) => {
            format!("In this link {}.", super::visible_text::visible(&error.to_string()))
        }
    }
}

fn host_problem(origin: &Origin) -> String {
    format!(
        "This page may not talk to {}: its config.json does not list it. Whoever hosts this page can add it. Nothing was sent.",
        origin.host()
    )
}

fn capital(text: &str) -> String {
    // Our own sentences, so ASCII; the tables for all of Unicode would weigh 7 kB on the page.
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests;
