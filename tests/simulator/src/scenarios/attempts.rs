//! Chains of attempts.

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
        shop("sim_older_attempt", "Deploy wish list", "Attempt 1 of 3: only the latest can be retried").attempts(3, 1),
        shop("sim_two_attempts", "Deploy reviews", "Attempt 2 of 2, the latest").attempts(2, 2),
    ]
}
