//! Executions whose retry takes a turn of its own.

use super::builder::Scenario;
use super::stages::{approval, build, deploy};
use crate::pipeline::OnRetry;
use crate::status::Status::{Failed, NotStarted, Success};

pub fn scenarios() -> Vec<Scenario> {
    let shop = |identifier: &str, name: &str, shows, on_retry| {
        Scenario::new(identifier, name, shows)
            .then(build("Build", Success))
            .then(deploy("Deploy", Failed))
            .then(approval("Sign-off", NotStarted))
            .on_retry(on_retry)
    };
    vec![
        shop("sim_fails_again", "Deploy recommendations", "Fails again when retried", OnRetry::FailsAgain),
        shop(
            "sim_approval_waiting",
            "Deploy invoices",
            "Waits for an approval when retried",
            OnRetry::WaitsForApproval,
        ),
        shop("sim_queued", "Deploy loyalty", "Waits in a queue for a minute when retried", OnRetry::Queues),
    ]
}
