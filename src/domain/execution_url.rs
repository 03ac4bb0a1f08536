//! A pasted Harness link, and the link that the page gives back.
//!
//! Forms taken (all of Harness's UI since 2021), where `…` may hold a module and a mode:
//! `{origin}[/{namespace}]/ng/account/{account}/…/orgs/{org}/projects/{project}/pipelines/{pipeline}`
//! `/{deployments|executions|builds}/{execution}/{tab}?…`, and the same behind `/ng/#/`.

use percent_encoding::percent_decode_str;

use super::api_token::holds_token;
use super::host::{Host, Origin, OriginError};
use super::identifiers::{
    AccountIdentifier, IdentifierError, OrgIdentifier, PipelineIdentifier, PlanExecutionId, ProjectIdentifier,
};
use super::scope::Scope;

/// A pipeline of one Harness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineRef {
    /// Which Harness.
    pub host: Host,
    /// Where the pipeline lives.
    pub scope: Scope,
    /// The pipeline.
    pub pipeline: PipelineIdentifier,
}

/// One execution of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionRef {
    /// Its pipeline.
    pub pipeline: PipelineRef,
    /// The execution.
    pub execution: PlanExecutionId,
}

/// What a link of Harness's says, at least its project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HarnessUrl {
    /// Which Harness.
    pub host: Host,
    /// The project.
    pub scope: Scope,
    /// The pipeline, if it names one.
    pub pipeline: Option<PipelineIdentifier>,
    /// The execution, if it names one.
    pub execution: Option<PlanExecutionId>,
    /// The Git branch and repository, when it names them.
    pub git: GitRef,
}

/// What a pasted link of a pipeline or an execution says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionUrl {
    /// The pipeline.
    pub pipeline: PipelineRef,
    /// The execution; a pipeline's link has none, and then its latest execution is meant.
    pub execution: Option<PlanExecutionId>,
    /// The Git branch and repository of the execution, when the link names them.
    pub git: GitRef,
}

/// Branch and repository of a Git-backed pipeline, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitRef {
    /// The branch.
    pub branch: Option<String>,
    /// The repository's name.
    pub repository: Option<String>,
}

/// Why a text is no link to an execution.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecutionUrlError {
    /// Nothing was given.
    #[error("no link")]
    Empty,
    /// A space, a line break or a control character within.
    #[error("the link has a space or a line break in it")]
    Broken,
    /// A token stands in the link: it must be treated as given away.
    #[error("a token stands in the link")]
    HoldsToken,
    /// Not a web address of a host that may get a token.
    #[error("the link’s address {0}")]
    Origin(#[from] OriginError),
    /// No `/ng/account/…`: not a page of Harness's.
    #[error("the link is not one of Harness’s")]
    NotHarness,
    /// A link of Harness's that ends too early.
    #[error("the link names no {0}")]
    Missing(&'static str),
    /// A part that is not what Harness would put there.
    #[error(transparent)]
    Identifier(#[from] IdentifierError),
}

impl ExecutionUrl {
    /// Reads a pasted link; spaces and line breaks around it are dropped, a missing `https://` is
    /// taken as meant.
    ///
    /// # Errors
    /// When no pipeline can be read from it, with the part that is missing or wrong.
    pub fn parse(text: &str) -> Result<Self, ExecutionUrlError> {
        let HarnessUrl { host, scope, pipeline, execution, git } = HarnessUrl::parse(text)?;
        let pipeline = pipeline.ok_or(ExecutionUrlError::Missing("pipeline"))?;
        Ok(Self { pipeline: PipelineRef { host, scope, pipeline }, execution, git })
    }
}

impl HarnessUrl {
    /// Reads a pasted link, as [`ExecutionUrl::parse`] does.
    ///
    /// # Errors
    /// When no project can be read from it, with the part that is missing or wrong.
    pub fn parse(text: &str) -> Result<Self, ExecutionUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ExecutionUrlError::Empty);
        }
        if holds_token(text) {
            return Err(ExecutionUrlError::HoldsToken);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(ExecutionUrlError::Broken);
        }
        let with_scheme;
        let address = if text.contains("://") {
            text
        } else {
            with_scheme = format!("https://{text}");
            with_scheme.as_str()
        };
        let (origin, rest) = match Origin::split_from(address) {
            Ok(split) => split,
            Err(_) if !text.contains("://") => return Err(ExecutionUrlError::NotHarness),
            Err(error) => return Err(error.into()),
        };
        let Parts { namespace, segments, query } = Parts::split(rest)?;

        let mut segments = segments.into_iter();
        let mut after = |name: &[&str], what| {
            segments
                .by_ref()
                .find(|segment| name.contains(segment))
                .and_then(|_| segments.next())
                .filter(|value| !value.is_empty())
                .ok_or(ExecutionUrlError::Missing(what))
                .map(percent_decode)
        };
        let account = AccountIdentifier::parse(&after(&["account"], "account")?)?;
        let org = OrgIdentifier::parse(&after(&["orgs"], "org")?)?;
        let project = ProjectIdentifier::parse(&after(&["projects"], "project")?)?;
        let pipeline = match after(&["pipelines"], "pipeline") {
            Ok(identifier) => Some(PipelineIdentifier::parse(&identifier)?),
            Err(_) => None,
        };
        let execution = match after(&["deployments", "executions", "builds"], "execution") {
            Ok(id) => Some(PlanExecutionId::parse(&id)?),
            Err(_) => None,
        };
        Ok(Self {
            host: Host { origin, namespace },
            scope: Scope { account, org, project },
            pipeline,
            execution,
            git: GitRef { branch: query_value(query, "branch"), repository: query_value(query, "repoName") },
        })
    }
}

impl ExecutionRef {
    /// The execution's page in Harness, in the form that Harness's own command line makes.
    pub fn link(&self) -> String {
        let PipelineRef { host, scope, pipeline } = &self.pipeline;
        format!(
            "{}{}/ng/account/{}/all/orgs/{}/projects/{}/pipelines/{pipeline}/executions/{}/pipeline",
            host.origin, host.namespace, scope.account, scope.org, scope.project, self.execution,
        )
    }
}

impl PipelineRef {
    /// One execution of this pipeline.
    pub fn execution(&self, execution: PlanExecutionId) -> ExecutionRef {
        ExecutionRef { pipeline: self.clone(), execution }
    }
}

struct Parts<'a> {
    namespace: String,
    segments: Vec<&'a str>,
    query: &'a str,
}

impl<'a> Parts<'a> {
    /// Splits what follows the origin at `/ng`, on either side of the old UI's `#`.
    fn split(rest: &'a str) -> Result<Self, ExecutionUrlError> {
        let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, query) = before.split_once('?').unwrap_or((before, ""));
        let is_namespace = |text: &str| {
            text.split('/').all(|part| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
        };
        let (namespace, tail) = match path.split_once("/ng/") {
            Some((namespace, tail)) => (namespace, tail),
            None => (path.strip_suffix("/ng").ok_or(ExecutionUrlError::NotHarness)?, ""),
        };
        if !is_namespace(namespace) || namespace.contains("//") {
            return Err(ExecutionUrlError::NotHarness);
        }
        // In the old UI all of the path and the query stand behind the `#`.
        let (tail, query) = match fragment.strip_prefix('/') {
            Some(routed) if tail.is_empty() => routed.split_once('?').unwrap_or((routed, "")),
            _ => (tail, query),
        };
        if !tail.starts_with("account/") {
            return Err(ExecutionUrlError::NotHarness);
        }
        Ok(Self { namespace: namespace.to_owned(), segments: tail.split('/').collect(), query })
    }
}

/// What percent-encoding hides.
pub fn percent_decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn query_value(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| percent_decode(&value.replace('+', " ")))
}

#[cfg(test)]
mod tests;
