//! What was typed to connect, and what is wrong with it, by field.

use super::connect_problems::{host_problem, identifier_problem, link_problem, token_problem};
use crate::domain::api_token::{ApiToken, shorten};
use crate::domain::execution_url::{ExecutionUrlError, GitRef, HarnessUrl, PipelineRef};
use crate::domain::executions_url::{ExecutionFilter, ExecutionsUrl};
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

/// The executions to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTarget {
    /// Where and as whom.
    pub connection: Connection,
    /// Which project, and which of its executions.
    pub list: ExecutionsUrl,
}

/// A token of an earlier load, or one kept for this tab. It serves the API that it was given for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldToken {
    /// The token.
    pub token: ApiToken,
    /// The base of that API.
    pub given_for: String,
}

impl ListTarget {
    /// The failed executions of the project that this is of.
    pub fn of(target: Target) -> Self {
        let PipelineRef { host, scope, .. } = target.pipeline;
        Self { connection: target.connection, list: ExecutionsUrl { host, scope, filter: ExecutionFilter::default() } }
    }

    /// With the filter of the page's address, if that is of the same list.
    #[must_use]
    pub fn filtered_as(self, fragment: &str) -> Self {
        match ExecutionsUrl::parse(fragment) {
            Some(Ok(shown))
                if (&shown.host, &shown.scope) == (&self.list.host, &self.list.scope)
                    && shown.filter.pipeline == self.list.filter.pipeline =>
            {
                Self { list: shown, ..self }
            }
            _ => self,
        }
    }
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
        if let Ok(HarnessUrl { host, scope, pipeline, execution, .. }) = HarnessUrl::parse(&link) {
            self.host = format!("{}{}", host.origin, host.namespace);
            self.account = scope.account.to_string();
            self.org = scope.org.to_string();
            self.project = scope.project.to_string();
            self.pipeline = pipeline.map(|id| id.to_string()).unwrap_or_default();
            self.execution = execution.map(|id| id.to_string()).unwrap_or_default();
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
        let HarnessUrl { scope, pipeline, .. } = HarnessUrl::parse(&self.link).ok()?;
        let pipeline = pipeline.map_or_else(|| "all pipelines".to_owned(), |pipeline| pipeline.to_string());
        Some(format!("{} / {} / {pipeline}", scope.org, scope.project))
    }

    /// The link is of a project: of what is in it, only a list can be meant.
    pub fn is_of_project(&self) -> bool {
        HarnessUrl::parse(&self.link).is_ok_and(|url| url.pipeline.is_none())
    }

    /// Checks everything for one execution at once. `held` is the token of an earlier load; a typed one comes first.
    ///
    /// # Errors
    /// With every problem there is, so that they can be mended together.
    pub fn check(&self, typed_token: &str, held: Option<&HeldToken>, hosts: &AllowedHosts) -> Result<Target, Problems> {
        let (connection, url) = self.checked(typed_token, held, hosts, true)?;
        let HarnessUrl { host, scope, pipeline, execution, git } = url;
        // `checked` has seen to that.
        let Some(pipeline) = pipeline else { return Err(Problems::new()) };
        Ok(Target { connection, pipeline: PipelineRef { host, scope, pipeline }, execution, git })
    }

    /// Checks everything for a list of executions at once, as [`ConnectForm::check`] does: no pipeline has to be
    /// named.
    ///
    /// # Errors
    /// With every problem there is.
    pub fn check_list(
        &self,
        typed_token: &str,
        held: Option<&HeldToken>,
        hosts: &AllowedHosts,
    ) -> Result<ListTarget, Problems> {
        let (connection, url) = self.checked(typed_token, held, hosts, false)?;
        let filter = ExecutionFilter { pipeline: url.pipeline, ..ExecutionFilter::default() };
        Ok(ListTarget { connection, list: ExecutionsUrl { host: url.host, scope: url.scope, filter } })
    }

    fn checked(
        &self,
        typed_token: &str,
        held: Option<&HeldToken>,
        hosts: &AllowedHosts,
        needs_pipeline: bool,
    ) -> Result<(Connection, HarnessUrl), Problems> {
        let mut problems = Problems::new();
        let typed = !typed_token.trim().is_empty();
        let token = if typed || held.is_none() {
            ApiToken::parse(typed_token).map_err(|error| problems.push((Field::Token, token_problem(error)))).ok()
        } else {
            held.map(|held| held.token.clone())
        };
        let by_link = !self.link.trim().is_empty();
        let url = if by_link {
            let url = HarnessUrl::parse(&self.link);
            let url = url.and_then(|url| match url.pipeline {
                None if needs_pipeline => Err(ExecutionUrlError::Missing("pipeline")),
                _ => Ok(url),
            });
            url.map_err(|error| problems.push((Field::Link, link_problem(&error)))).ok()
        } else {
            self.by_ids(token.as_ref(), needs_pipeline, &mut problems)
        };
        let api = url.as_ref().and_then(|url| {
            let api = hosts.api_for(&url.host);
            if api.is_none() {
                let field = if by_link { Field::Link } else { Field::Host };
                problems.push((field, host_problem(&url.host.origin)));
            }
            api
        });
        if let (Some(token), Some(url)) = (&token, &url) {
            let account = &url.scope.account;
            if token.account() != account {
                let (of, wanted) = (shorten(token.account().as_str()), shorten(account.as_str()));
                let says = if by_link { "the link is of" } else { "the field says" };
                let text =
                    format!("This token is of account {of}, but {says} {wanted}. Use a token of account {wanted}.");
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
            (Some(token), Some(url), Some(api)) if problems.is_empty() => {
                Ok((Connection { api, token, scope: url.scope.clone() }, url))
            }
            _ => Err(problems),
        }
    }

    fn by_ids(&self, token: Option<&ApiToken>, needs_pipeline: bool, problems: &mut Problems) -> Option<HarnessUrl> {
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
        let pipeline = match self.pipeline.trim() {
            "" if !needs_pipeline => Some(None),
            text => read(PipelineIdentifier::parse(text), Field::Pipeline, problems).map(Some),
        };
        let execution = match self.execution.trim() {
            "" => Some(None),
            text => read(PlanExecutionId::parse(text), Field::Execution, problems).map(Some),
        };
        Some(HarnessUrl {
            host: host?,
            scope: Scope { account: account?, org: org?, project: project? },
            pipeline: pipeline?,
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

#[cfg(test)]
mod tests;
