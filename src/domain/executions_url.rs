//! The list of failed executions of a project as a link, so that it can be sent to somebody.

use super::execution::Millis;
use super::execution_status::ExecutionStatus;
use super::execution_url::{ExecutionUrlError, HarnessUrl, percent_decode};
use super::host::Host;
use super::identifiers::PipelineIdentifier;
use super::scope::Scope;

/// What tells a list's link from an execution's.
pub const MARK: &str = "failed:";
const DAY: Millis = 24 * 60 * 60 * 1_000;
/// Harness retries no execution that is older than this (`docs/harness-api.md` §2, rule 6).
pub const MOST_DAYS: u32 = 30;

/// Which executions are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionFilter {
    /// Of this pipeline; of all without one.
    pub pipeline: Option<PipelineIdentifier>,
    /// That ended so; in any failed way if there is none.
    pub statuses: Vec<ExecutionStatus>,
    /// Harness looks for this in names and ids; empty for all.
    pub text: String,
    /// Started in the last so many days.
    pub days: u32,
    /// Also those that were retried since.
    pub shows_retried: bool,
}

/// A list of executions of one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionsUrl {
    /// Which Harness.
    pub host: Host,
    /// The project.
    pub scope: Scope,
    /// Which of its executions.
    pub filter: ExecutionFilter,
}

impl Default for ExecutionFilter {
    fn default() -> Self {
        Self { pipeline: None, statuses: Vec::new(), text: String::new(), days: MOST_DAYS, shows_retried: false }
    }
}

impl ExecutionFilter {
    /// So far ahead, in milliseconds, lists are asked for: clocks differ.
    pub const AHEAD: Millis = DAY;

    /// The statuses to ask for.
    pub fn statuses(&self) -> &[ExecutionStatus] {
        if self.statuses.is_empty() { &ExecutionStatus::FAILED } else { &self.statuses }
    }

    /// Started between these times, in milliseconds since 1970.
    pub fn time_range(&self, now: Millis) -> (Millis, Millis) {
        (now - Millis::from(self.days) * DAY, now + Self::AHEAD)
    }
}

impl ExecutionsUrl {
    /// Reads what stands behind the `#` of the page; `None` when that is not a list's link.
    pub fn parse(fragment: &str) -> Option<Result<Self, ExecutionUrlError>> {
        let link = fragment.strip_prefix(MARK)?;
        Some(HarnessUrl::parse(link).map(|url| {
            let query = link.split_once('?').map(|(_, query)| query).unwrap_or_default();
            Self { host: url.host, scope: url.scope, filter: filter(url.pipeline, query) }
        }))
    }

    /// The link, as [`ExecutionsUrl::parse`] reads it. What is as usual is left out.
    pub fn link(&self) -> String {
        let Self { host, scope, filter } = self;
        let mut link = format!(
            "{MARK}{}{}/ng/account/{}/all/orgs/{}/projects/{}",
            host.origin, host.namespace, scope.account, scope.org, scope.project
        );
        if let Some(pipeline) = &filter.pipeline {
            link.push_str("/pipelines/");
            link.push_str(pipeline.as_str());
        }
        let usual = ExecutionFilter::default();
        let mut query: Vec<(&str, String)> = Vec::new();
        query.extend(filter.statuses.iter().map(|status| ("status", status.word().to_owned())));
        query.extend((!filter.text.is_empty()).then(|| ("text", filter.text.clone())));
        query.extend((filter.days != usual.days).then(|| ("days", filter.days.to_string())));
        query.extend(filter.shows_retried.then(|| ("retried", "true".to_owned())));
        for (n, (name, value)) in query.iter().enumerate() {
            link.push(if n == 0 { '?' } else { '&' });
            link.push_str(name);
            link.push('=');
            link.extend(percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC));
        }
        link
    }
}

/// What makes no sense is left out: a link that was typed over still opens a list.
fn filter(pipeline: Option<PipelineIdentifier>, query: &str) -> ExecutionFilter {
    let mut filter = ExecutionFilter { pipeline, ..ExecutionFilter::default() };
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = percent_decode(value);
        match name {
            "status" => {
                let status = ExecutionStatus::parse(&value);
                if status.is_failed() && !filter.statuses.contains(&status) {
                    filter.statuses.push(status);
                }
            }
            "text" => filter.text = value,
            "days" => filter.days = value.parse().unwrap_or(MOST_DAYS).clamp(1, MOST_DAYS),
            "retried" => filter.shows_retried = value == "true",
            _ => {}
        }
    }
    filter
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use ExecutionStatus as S;

    const PROJECT: &str = "https://app.harness.io/ng/account/ACC/all/orgs/default/projects/shop";

    fn read(fragment: &str) -> ExecutionsUrl {
        ExecutionsUrl::parse(fragment).unwrap().unwrap()
    }

    #[test]
    fn a_project_s_link_lists_all_that_failed_lately() {
        let url = read(&format!("failed:{PROJECT}"));
        assert_eq!(url.filter, ExecutionFilter::default());
        assert_eq!(url.filter.statuses(), S::FAILED);
        assert_eq!(url.filter.time_range(31 * DAY), (DAY, 32 * DAY));
        assert_eq!(url.link(), format!("failed:{PROJECT}"));
    }

    #[test]
    fn what_an_execution_s_link_says_is_no_list() {
        for fragment in ["", "main", PROJECT] {
            assert_eq!(ExecutionsUrl::parse(fragment), None, "{fragment}");
        }
    }

    #[test]
    fn a_list_s_link_that_names_no_project_says_what_is_missing() {
        let link = "failed:https://app.harness.io/ng/account/ACC/all/orgs/default";
        assert_eq!(ExecutionsUrl::parse(link), Some(Err(ExecutionUrlError::Missing("project"))));
    }

    #[test]
    fn what_makes_no_sense_in_a_link_is_left_out() {
        let url = read(&format!("failed:{PROJECT}?status=Success&status=failed&status=Failed&days=900&x=y&retried=no"));
        assert_eq!(url.filter, ExecutionFilter { statuses: vec![S::Failed], ..ExecutionFilter::default() });
    }

    proptest! {
        #[test]
        fn what_a_link_says_is_what_was_filtered_by(
            pipeline in prop::option::of("[a-z_][a-z0-9_$]{0,20}"),
            statuses in prop::sample::subsequence(S::FAILED.to_vec(), 0..6),
            text in "\\PC{0,20}",
            days in 1..=MOST_DAYS,
            shows_retried: bool,
        ) {
            let pipeline = pipeline.map(|text| PipelineIdentifier::parse(&text).unwrap());
            let filter = ExecutionFilter { pipeline, statuses, text, days, shows_retried };
            let url = ExecutionsUrl { filter, ..read(&format!("failed:{PROJECT}")) };
            // A token in the text is refused before anything else, as in every link.
            prop_assume!(!crate::domain::api_token::holds_token(&url.link()));
            prop_assert_eq!(read(&url.link()), url);
        }
    }
}
