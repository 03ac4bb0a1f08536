//! The page's own address: behind the `#` stands the link of the execution that is shown, or of the list.

use crate::domain::execution_url::{ExecutionRef, ExecutionUrl};
use crate::domain::executions_url::ExecutionsUrl;

/// What a change of the address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Nothing: it says what is shown already, or names a place on the page.
    Stay,
    /// Nothing is to be shown.
    Close,
    /// What it says is to be shown: an execution, or a list of them.
    Open,
}

/// What this behind the `#` asks for, while `shown` is the link of what is shown, empty for nothing.
pub fn arrival(fragment: &str, shown: &str) -> Arrival {
    if fragment == shown {
        Arrival::Stay
    } else if fragment.is_empty() {
        Arrival::Close
    } else if ExecutionUrl::parse(fragment).is_ok() || matches!(ExecutionsUrl::parse(fragment), Some(Ok(_))) {
        Arrival::Open
    } else {
        Arrival::Stay
    }
}

/// Whether this behind the `#` led to the execution, perhaps by another link of it or that of its pipeline.
pub fn led_to(fragment: &str, execution: &ExecutionRef) -> bool {
    ExecutionUrl::parse(fragment).is_ok_and(|url| {
        url.pipeline == execution.pipeline && url.execution.is_none_or(|named| named == execution.execution)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIPELINE: &str = "https://app.harness.io/ng/account/ACC/all/orgs/o/projects/p/pipelines/deploy";

    #[test]
    fn an_address_opens_an_execution_closes_it_or_asks_for_nothing() {
        let (one, other) = (format!("{PIPELINE}/executions/1/pipeline"), format!("{PIPELINE}/executions/2/inputs"));
        for (fragment, shown, expected) in [
            ("", "", Arrival::Stay),
            (&one, "", Arrival::Open),
            (&one, &one, Arrival::Stay),
            (&other, &one, Arrival::Open),
            ("", &one, Arrival::Close),
            ("main", &one, Arrival::Stay),
            ("main", "", Arrival::Stay),
        ] {
            assert_eq!(arrival(fragment, shown), expected, "{fragment:?} while {shown:?} is shown");
        }
    }

    #[test]
    fn any_link_of_the_execution_and_its_pipeline_s_leads_to_it() {
        let url = ExecutionUrl::parse(&format!("{PIPELINE}/executions/1/pipeline")).unwrap();
        let execution = url.pipeline.execution(url.execution.unwrap());
        for (fragment, expected) in [
            (execution.link(), true),
            (format!("{PIPELINE}/executions/1/inputs?step=a"), true),
            (format!("{PIPELINE}/executions"), true),
            (format!("{PIPELINE}/executions/2/pipeline"), false),
            (PIPELINE.replace("deploy", "other"), false),
            (String::new(), false),
        ] {
            assert_eq!(led_to(&fragment, &execution), expected, "{fragment}");
        }
    }
}
