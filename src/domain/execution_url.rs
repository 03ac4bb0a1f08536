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

/// What a pasted link says.
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
    #[error("the link's address {0}")]
    Origin(#[from] OriginError),
    /// No `/ng/account/…`: not a page of Harness's.
    #[error("the link is not one of Harness's")]
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
                .map(decode)
        };
        let account = AccountIdentifier::parse(&after(&["account"], "account")?)?;
        let org = OrgIdentifier::parse(&after(&["orgs"], "org")?)?;
        let project = ProjectIdentifier::parse(&after(&["projects"], "project")?)?;
        let pipeline = PipelineIdentifier::parse(&after(&["pipelines"], "pipeline")?)?;
        let execution = match after(&["deployments", "executions", "builds"], "execution") {
            Ok(id) => Some(PlanExecutionId::parse(&id)?),
            Err(_) => None,
        };
        Ok(Self {
            pipeline: PipelineRef {
                host: Host { origin, namespace },
                scope: Scope { account, org, project },
                pipeline,
            },
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

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn query_value(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| decode(&value.replace('+', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<(String, String, String), String> {
        ExecutionUrl::parse(text).map_err(|e| e.to_string()).map(|url| {
            let PipelineRef { host, scope, pipeline } = url.pipeline;
            (
                format!("{}{}", host.origin, host.namespace),
                format!("{} {} {} {pipeline}", scope.account, scope.org, scope.project),
                url.execution.map_or("latest".into(), |id| id.to_string()),
            )
        })
    }

    #[test]
    fn takes_every_form_of_link_that_harness_makes() {
        let tail = "orgs/default/projects/shop/pipelines/deploy";
        for (text, base, execution) in [
            (
                format!(
                    "https://app.harness.io/ng/account/ACC/module/ci/{tail}/executions/exec_1/pipeline?step=a&stage=b"
                ),
                "https://app.harness.io",
                "exec_1",
            ),
            (
                format!("https://app.harness.io/ng/account/ACC/cd/{tail}/deployments/-JuPz3/pipeline?storeType=INLINE"),
                "https://app.harness.io",
                "-JuPz3",
            ),
            (
                format!("https://acme.harness.io/ng/account/ACC/all/{tail}/executions/E/inputs"),
                "https://acme.harness.io",
                "E",
            ),
            (
                format!("https://acme.harness.io/ng/account/ACC/all/cd/{tail}/executions/E"),
                "https://acme.harness.io",
                "E",
            ),
            (
                format!("https://app.harness.io/ng/#/account/ACC/ci/{tail}/builds/E/pipeline"),
                "https://app.harness.io",
                "E",
            ),
            (
                format!("https://app.harness.io/ng#/account/ACC/ci/{tail}/builds/E/pipeline"),
                "https://app.harness.io",
                "E",
            ),
            (
                format!("https://app.harness.io/gratis/ng/account/ACC/cd/{tail}/executions/E/pipeline"),
                "https://app.harness.io/gratis",
                "E",
            ),
            (
                format!("https://harness.acmecorp.com/ng/account/ACC/cd/{tail}/executions/E/pipeline#logs"),
                "https://harness.acmecorp.com",
                "E",
            ),
            (
                format!("http://127.0.0.1:8081/ng/account/ACC/all/{tail}/executions/E/pipeline"),
                "http://127.0.0.1:8081",
                "E",
            ),
            (format!("app.harness.io/ng/account/ACC/all/{tail}/executions/E"), "https://app.harness.io", "E"),
            (
                format!("  https://app.harness.io/ng/account/ACC/all/{tail}/executions/E\r\n"),
                "https://app.harness.io",
                "E",
            ),
            (
                format!("https://app.harness.io/ng/account/ACC/all/{tail}/pipeline-studio"),
                "https://app.harness.io",
                "latest",
            ),
            (
                format!("https://app.harness.io/ng/account/ACC/all/{tail}/executions"),
                "https://app.harness.io",
                "latest",
            ),
            (
                format!("https://app.harness.io/ng/account/ACC/all/{tail}/executions/%45/pipeline"),
                "https://app.harness.io",
                "E",
            ),
        ] {
            assert_eq!(parse(&text), Ok((base.into(), "ACC default shop deploy".into(), execution.into())), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_other_texts() {
        let app = "https://app.harness.io/ng/account/ACC";
        for (text, problem) in [
            (String::new(), "no link"),
            ("hello".into(), "the link is not one of Harness's"),
            ("https://github.com/acme/shop/actions/runs/1".into(), "the link is not one of Harness's"),
            ("https://app.harness.io/auth/#/signin".into(), "the link is not one of Harness's"),
            ("https://app.harness.io/ng".into(), "the link is not one of Harness's"),
            ("https://app.harness.io/a%2Fb/ng/account/ACC/orgs/a".into(), "the link is not one of Harness's"),
            (format!("{app}/main-dashboard"), "the link names no org"),
            (format!("{app}/all/orgs/default"), "the link names no project"),
            (format!("{app}/all/orgs/default/projects/shop/pipelines"), "the link names no pipeline"),
            (format!("{app}/all/orgs//projects/shop"), "the link names no org"),
            (format!("{app}/all/orgs/default/projects/sh op"), "the link has a space or a line break in it"),
            (format!("{app}/all/orgs/default/\nprojects/shop"), "the link has a space or a line break in it"),
            (
                format!("{app}/all/orgs/..%2F..%2Fx/projects/p/pipelines/x"),
                "the org identifier `../../x` may hold only letters, digits, _ and $",
            ),
            (
                format!("{app}/all/orgs/../projects/p/pipelines/x"),
                "the org identifier `..` may hold only letters, digits, _ and $",
            ),
            (
                format!("{app}/all/orgs/o/projects/p/pipelines/a%2Fb/executions/e"),
                "the pipeline identifier `a/b` may hold only letters, digits, _ and $",
            ),
            (
                format!("{app}/all/orgs/o/projects/p/pipelines/x/executions/ä"),
                "the execution id `ä` may hold only letters, digits, _ and -",
            ),
            (
                format!("{app}/all/orgs/o/projects/p/pipelines/x/executions/a%00b"),
                "the execution id `a\0b` may hold only letters, digits, _ and -",
            ),
            ("ftp://app.harness.io/ng/account/ACC".into(), "the link's address must begin with https://"),
            (
                "https://me@app.harness.io/ng/account/ACC".into(),
                "the link's address has a user name in it (the part before @)",
            ),
            (format!("{app}/all/orgs/o?token=pat.ACC.id.secret"), "a token stands in the link"),
            (format!("{app}/all/orgs/o#pat.ACC.id.secret"), "a token stands in the link"),
        ] {
            assert_eq!(parse(&text), Err(problem.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_branch_and_repository_come_from_the_query() {
        let url = ExecutionUrl::parse(
            "https://app.harness.io/ng/account/A/all/orgs/o/projects/p/pipelines/x/executions/e/pipeline?storeType=REMOTE&repoName=shop&branch=feature%2Fa+b",
        ).unwrap();
        assert_eq!(url.git.branch.as_deref(), Some("feature/a b"));
        assert_eq!(url.git.repository.as_deref(), Some("shop"));
    }

    proptest! {
        #[test]
        fn a_link_read_and_written_is_the_same_execution(
            host in "[a-z]{1,8}(\\.[a-z]{1,5}){1,2}", namespace in "(/[a-z]{2,6})?",
            account in "[A-Za-z0-9_-]{1,22}", org in "[a-zA-Z_][0-9a-zA-Z_$]{0,9}",
            project in "[a-zA-Z_][0-9a-zA-Z_$]{0,9}", pipeline in "[a-zA-Z_][0-9a-zA-Z_$]{0,9}",
            execution in "[A-Za-z0-9_-]{1,22}",
        ) {
            prop_assume!(!namespace.starts_with("/ng"));
            let text = format!("https://{host}{namespace}/ng/account/{account}/all/orgs/{org}/projects/{project}/pipelines/{pipeline}/executions/{execution}/pipeline");
            let url = ExecutionUrl::parse(&text).unwrap();
            prop_assert_eq!(url.pipeline.execution(url.execution.unwrap()).link(), text);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,80}", tail in "[/a-z%#?&=.:@\\\\]{0,60}") {
            let _ = ExecutionUrl::parse(&text);
            let _ = ExecutionUrl::parse(&format!("https://app.harness.io/ng/{tail}"));
            let _ = ExecutionUrl::parse(&format!("https://{tail}"));
        }
    }
}
