//! Matrix and loop stages.

use super::builder::Scenario;
use super::stages::{Draft, approval, build, custom, deploy};
use crate::status::Status::{self, Failed, NotStarted, Success};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("sim_matrix", "Build command line", "A matrix of six combinations; two failed")
            .then(custom("Prepare", Success))
            .then(build("Build", NotStarted).matrix(
                &[("os", &["linux", "macos", "windows"]), ("arch", &["amd64", "arm64"])],
                &[Success, Success, Success, Failed, Success, Failed],
            ))
            .then(custom("Publish", NotStarted))
            .id_begins_with_hyphen(),
        Scenario::new("sim_matrix_in_parallel", "Check payment", "A matrix with failures beside a plain stage")
            .then(build("Build", Success))
            .parallel([browsers(&[Success, Failed, Success, Failed]), build("Docs", Success)])
            .then(deploy("Deploy", NotStarted)),
        Scenario::new("sim_loop", "Move customers", "A stage that runs four times; one round failed")
            .then(build("Build", Success))
            .then(custom("Move batch", NotStarted).repeated(&[Success, Success, Failed, Success]))
            .then(approval("Sign-off", NotStarted)),
    ]
}

fn browsers(statuses: &[Status]) -> Draft {
    build("Browser tests", NotStarted)
        .matrix(&[("browser", &["chromium", "firefox"]), ("size", &["phone", "desktop"])], statuses)
}
