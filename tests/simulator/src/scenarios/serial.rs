//! Stages one after another.

use super::builder::Scenario;
use super::stages::{approval, build, custom, deploy, scan};
use crate::status::Status::{Failed, NotStarted, Skipped, Success};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("sim_serial", "Deploy shop", "One stage after another; the third failed")
            .then(build("Build", Success))
            .then(deploy("Deploy to test", Success))
            .then(deploy("Deploy to production", Failed))
            .then(approval("Sign-off", NotStarted)),
        Scenario::new("sim_cleanup_always", "Nightly load test", "A clean-up stage ran after the failed one")
            .then(build("Build", Success))
            .then(custom("Load test", Failed).because("p99 latency 812 ms is above the limit of 500 ms"))
            .then(custom("Remove test data", Success).runs_always()),
        Scenario::new(
            "sim_never_reached",
            "Release mobile app",
            "The second of five stages failed; three were never reached",
        )
        .then(build("Build", Success))
        .then(build("Unit tests", Failed).because("3 of 1,204 tests failed"))
        .then(scan("Scan licences", NotStarted))
        .then(custom("Upload to the store", NotStarted))
        .then(approval("Release", NotStarted)),
        Scenario::new("sim_skipped_stage", "Deploy search", "A stage was skipped before the failed one")
            .then(build("Build", Success))
            .then(scan("Security scan", Skipped))
            .then(deploy("Deploy", Failed)),
    ]
}
