//! The same work as a bash script, for those who would rather run it in a pipeline, or for thousands.
//!
//! Every address in it is that of a request which the page itself would send.

use super::curl::quote;
use crate::domain::bulk_run::BulkRow;
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::harness::endpoint::Connection;
use crate::harness::pace::{LARGE, LARGE_EVERY, MOST};
use crate::harness::transport::HttpRequest;

/// Calls that a row makes.
const CALLS: usize = 3;

/// The script; `page_origin` completes the addresses where the deployment uses a proxy of its own.
pub fn script(connection: &Connection, rows: &[BulkRow], page_origin: &str) -> String {
    let whole = |request: &HttpRequest| {
        let url = request.url();
        quote(&if url.starts_with('/') { format!("{page_origin}{url}") } else { url })
    };
    let pause = f64::from(u32::try_from(CALLS * 60).unwrap_or_default()) / f64::from(u32::try_from(MOST).unwrap_or(1));
    let script = HEAD.replace("COUNT", &rows.len().to_string()).replace("PAUSE", &format!("{pause:.1}"));
    let mut script = script.replace("LARGE", &LARGE.to_string()).replace("EVERY", &(LARGE_EVERY / 1_000).to_string());
    for row in rows {
        let retry = connection.retry(&row.pipeline, &row.execution, &row.stages, "", &RuntimeInputs::default());
        let history = connection.retry_history(&row.pipeline, &row.execution);
        let inputs = connection.runtime_inputs(&row.execution);
        let words = [
            "retry".to_owned(),
            quote(&row.name),
            quote(row.execution.as_str()),
            whole(&history),
            whole(&inputs),
            whole(&retry),
        ];
        script.push_str(&words.join(" "));
        script.push('\n');
    }
    script.push_str("exit $all_started\n");
    script
}

const HEAD: &str = r#"#!/usr/bin/env bash
# Failed executions to retry in Harness: COUNT. Each is sent once, with the inputs that it ran with.
# Needs curl, jq and a token in HARNESS_API_KEY. What was sent is noted in the file $SENT before it is sent, beside
# this script unless you say where: run again, it goes on with the rest. An answer that is lost is never a reason to
# send again. Ends with 1 when anything is left to look at.
set -uo pipefail
: "${HARNESS_API_KEY:?holds no token}"
SENT="${SENT:-$(dirname "$0")/pipeline-retry.sent}"
command -v jq >/dev/null || { echo "jq is missing" >&2; exit 1; }
body=$(mktemp) && answer=$(mktemp) && touch "$SENT" || exit 1
mkdir "$SENT.lock" || { echo "another run of this uses $SENT; if there is none, remove $SENT.lock" >&2; exit 1; }
trap 'rm -f "$body" "$answer"; rmdir "$SENT.lock"' EXIT

call() {
  curl --disable --silent --show-error --max-time 120 --config /dev/fd/3 "$@" 3<<END_OF_TOKEN
header = "x-api-key: ${HARNESS_API_KEY}"
END_OF_TOKEN
}

# An answer of Harness's, or an error: an empty one too, which jq alone would take for nothing to do.
DATA='input | if .status == "SUCCESS" and (.data | type) == "object" then .data else error("no answer of Harness") end'

# What is said of a row that did not start.
all_started=0
left() {
  echo "$1"
  all_started=1
}

# Its name, its id, and where its attempts, its inputs and its retry are.
retry() {
  local name=$1 id=$2 latest status new
  if grep -qxF -e "$id" "$SENT"; then echo "sent before: $name"; return; fi
  sleep PAUSE
  call --fail "$4" | jq -nj "$DATA"' | .inputSetYaml // "" | if . == "null" then "" else . end' >"$body" ||
    { left "not sent, its inputs can't be read: $name"; return; }
  # Of large bodies Harness takes one in that time.
  [ "$(wc -c <"$body")" -le LARGE ] || sleep EVERY
  # Last, so that as little as can be happens between it and the retry.
  latest=$(call --fail "$3" | jq -nr "$DATA"' | [.latestExecutionId, (.executionInfos // [] | max_by(.startTs) | .uuid)] | map(select(. // "" != "")) | first // ""') ||
    { left "not sent, its attempts can't be read: $name"; return; }
  if [ -n "$latest" ] && [ "$latest" != "$id" ]; then left "not sent, a newer attempt exists: $name, $latest"; return; fi
  # What an empty answer leaves there would be the last row's.
  : >"$answer"
  echo "$id" >>"$SENT" || { left "not sent, $SENT can't be written: $name"; return; }
  status=$(call --request POST --header 'Content-Type: application/yaml' --data-binary @"$body" \
    --output "$answer" --write-out '%{http_code}' "$5") || status=000
  new=$(jq -r '(.data.planExecution.uuid // .planExecution.uuid) // empty' "$answer" 2>/dev/null)
  case "$status" in
    2*) if [ -n "$new" ]; then echo "started: $name, $new"; else left "unknown, look at its attempts: $name"; fi ;;
    408 | 499) left "unknown ($status), look at its attempts: $name" ;;
    4*)
      # Nothing was started: it may be tried again. Without any line left, grep says 1; what it can't do is more.
      grep -vxF -e "$id" "$SENT" >"$SENT.new"
      [ $? -le 1 ] && mv "$SENT.new" "$SENT"
      left "refused ($status): $name: $(jq -r '.message // ""' "$answer" 2>/dev/null)"
      ;;
    *) left "unknown ($status), look at its attempts: $name" ;;
  esac
}

"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId, StageIdentifier};
    use crate::domain::retry_plan::RetryStages;
    use crate::harness::endpoint::examples::connection;

    #[test]
    fn every_row_is_a_line_with_the_addresses_that_the_page_uses_and_no_token() {
        let stage = |text| StageIdentifier::parse(text).unwrap();
        let row = BulkRow {
            execution: PlanExecutionId::parse("-E1").unwrap(),
            pipeline: PipelineIdentifier::parse("deploy$shop").unwrap(),
            name: "Ann's shop #57; rm -rf $HOME".into(),
            what: "EU".into(),
            stages: RetryStages { identifiers: vec![stage("eu"), stage("us")], run_all: false },
        };
        let script = script(&connection(), std::slice::from_ref(&row), "https://page");
        let line = script.lines().find(|line| line.starts_with("retry '")).unwrap();
        assert!(line.starts_with(r"retry 'Ann'\''s shop #57; rm -rf $HOME' '-E1' 'https://app.harness.io/"), "{line}");
        assert!(line.ends_with("&planExecutionId=-E1&retryStages=eu&retryStages=us&runAllStages=false'"), "{line}");
        assert!(script.contains("retry in Harness: 1. ") && script.contains("sleep 0.5"), "{script}");
        assert!(script.contains("-le 500000 ] || sleep 10\n"), "{script}");
        assert!(!script.contains("CANARY"), "a token");
    }
}
