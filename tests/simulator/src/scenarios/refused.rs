//! Executions that Harness does not retry, or not as they stand.

use super::builder::Scenario;
use super::stages::{approval, build, deploy};
use crate::status::Status::{Failed, NotStarted, Success};

pub fn scenarios() -> Vec<Scenario> {
    let shop = |identifier: &str, name: &str, shows| {
        Scenario::new(identifier, name, shows)
            .then(build("Build", Success))
            .then(deploy("Deploy", Failed))
            .then(approval("Sign-off", NotStarted))
    };
    vec![
        shop("sim_too_old", "Deploy archive", "31 days old: too old for a retry").days_old(31).cannot_retry(),
        shop("sim_stages_changed", "Deploy stock", "A stage was added to the pipeline since")
            .stages_now(&["build", "smoke_test", "deploy", "sign_off"])
            .cannot_retry(),
        Scenario::new("sim_rollback", "Deploy checkout", "The execution was rolled back")
            .then(build("Build", Success))
            .then(deploy("Deploy", Failed))
            .then(deploy("Roll back Deploy", Success).identifier("prb_deploy").of_rollback())
            .rolled_back()
            .cannot_retry(),
        shop("sim_pipeline_deleted", "Deploy old shop", "The pipeline was deleted since")
            .pipeline_deleted()
            .cannot_retry(),
        Scenario::new("sim_no_stages", "Deploy forum", "Failed before its first stage: there is none to retry")
            .cannot_retry(),
        shop("sim_remote", "Deploy from Git", "Kept in Git: the retry stages need branch and repository")
            .in_git("release/1.4", "shop-pipelines"),
    ]
}
