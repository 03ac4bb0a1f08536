//! Parallel groups.

use super::builder::Scenario;
use super::stages::{approval, build, deploy};
use crate::status::Status::{Errored, Failed, IgnoreFailed, NotStarted, Success};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("sim_parallel_some_failed", "Deploy shop to regions", "Two of three parallel stages failed")
            .then(build("Build", Success))
            .parallel([
                deploy("EU", Failed).because("Helm upgrade failed: timed out waiting for the condition"),
                deploy("US", Success),
                deploy("AP", Failed).because("Shell Script execution failed. Reason: exit status 1"),
            ])
            .then(approval("Sign-off", NotStarted)),
        Scenario::new(
            "sim_parallel_errored",
            "Deploy basket to regions",
            "A parallel stage is Errored, another Failed",
        )
        .then(build("Build", Success))
        .parallel([deploy("EU", Failed), deploy("US", Errored), deploy("AP", Success)])
        .then(approval("Sign-off", NotStarted)),
        Scenario::new("sim_parallel_all_failed", "Deploy prices to regions", "All parallel stages failed")
            .then(build("Build", Success))
            .parallel([deploy("EU", Failed), deploy("US", Failed), deploy("AP", Failed)])
            .then(approval("Sign-off", NotStarted)),
        Scenario::new(
            "sim_ignore_failed",
            "Deploy accounts",
            "A failed stage whose failure was ignored, beside one that counts",
        )
        .then(build("Build", Success))
        .parallel([deploy("EU", Failed), deploy("US", IgnoreFailed), deploy("AP", Success)])
        .then(approval("Sign-off", NotStarted)),
    ]
}
