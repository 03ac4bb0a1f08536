//! Executions with much in them.

use super::builder::Scenario;
use super::stages::{Draft, deploy};
use crate::status::Status::{self, Failed, NotStarted, Success};

pub fn scenarios() -> Vec<Scenario> {
    vec![twelve_stages_with_long_names(), one_hundred_and_twenty_stages(), a_long_run()]
}

fn twelve_stages_with_long_names() -> Scenario {
    let shows = "Twelve stages with names of 60 characters and a long failure message";
    let mut scenario = Scenario::new("sim_12_stages_long_names", "Deploy everything to all regions", shows);
    for number in 1..=12 {
        let status = match number {
            1..=7 => Success,
            8 => Failed,
            _ => NotStarted,
        };
        scenario = scenario.then(with_long_name(number, status));
    }
    scenario
}

fn with_long_name(number: usize, status: Status) -> Draft {
    let name = format!("Stage {number:02}: deploy the customer notification service to cluster");
    let name: String = name.chars().take(60).collect();
    let draft = deploy(&name, status).identifier(&format!("deploy_notification_service_{number:02}"));
    if status == Failed { draft.because(long_failure()) } else { draft }
}

fn long_failure() -> String {
    let line = "error: Deployment.apps \"notification-service\" is invalid: spec.template.spec.containers[0].resources.limits: \
        Invalid value: \"1500Gi\": must be less than or equal to the memory quota of the namespace; ";
    let mut message = "Shell Script execution failed. Reason: exit status 1\n".to_owned();
    message.push_str(&line.repeat(12));
    message
}

/// Retried, it takes more than half an hour: one stage, 20 side by side, 99 one after another.
fn a_long_run() -> Scenario {
    let later = |name: String| deploy(&name, NotStarted);
    let scenario =
        Scenario::new("sim_long_run", "Deploy the world", "A retry runs 120 stages, 20 of them side by side")
            .then(deploy("Prepare", Failed))
            .parallel((1..=20).map(|region| later(format!("Region {region}"))));
    (1..=99).fold(scenario, |scenario, site| scenario.then(later(format!("Site {site}"))))
}

/// 24 groups of five; the 20th group has failures.
fn one_hundred_and_twenty_stages() -> Scenario {
    let mut scenario = Scenario::new("sim_120_stages", "Deploy all shops", "120 stages in 24 parallel groups");
    for wave in 1..=24 {
        scenario = scenario.parallel((1..=5).map(|shop| {
            let status = match (wave, shop) {
                (20, 2 | 4) => Failed,
                (1..=20, _) => Success,
                _ => NotStarted,
            };
            deploy(&format!("Wave {wave} shop {shop}"), status)
        }));
    }
    scenario
}
