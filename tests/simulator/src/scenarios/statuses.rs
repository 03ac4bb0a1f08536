//! Executions that ended, or did not end, in other ways than failing.

use super::builder::Scenario;
use super::stages::{approval, build, deploy};
use crate::status::Status::{
    self, Aborted, AbortedByFreeze, ApprovalRejected, Expired, Marinating, NotStarted, Running, Success,
};

pub fn scenarios() -> Vec<Scenario> {
    let with = |identifier: &str, name: &str, shows, deployed: Status| {
        Scenario::new(identifier, name, shows)
            .then(build("Build", Success))
            .then(deploy("Deploy", deployed))
            .then(approval("Sign-off", if deployed == Success { Success } else { NotStarted }))
    };
    vec![
        with("sim_running", "Deploy gift cards", "Still running", Running).cannot_retry(),
        with("sim_succeeded", "Deploy coupons", "Succeeded: nothing to retry", Success).cannot_retry(),
        with("sim_aborted", "Deploy returns", "Aborted by a person", Aborted),
        with("sim_expired", "Deploy delivery", "Expired: a stage took too long", Expired),
        Scenario::new("sim_approval_rejected", "Release checkout", "An approval was rejected")
            .then(build("Build", Success))
            .then(approval("Approve", ApprovalRejected))
            .then(deploy("Deploy", NotStarted)),
        with("sim_frozen", "Deploy banking", "Stopped by a deployment freeze", AbortedByFreeze),
        with("sim_unknown_status", "Deploy kitchen", "A status word that nobody knows yet", Marinating),
    ]
}
