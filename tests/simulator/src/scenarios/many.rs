//! After an outage: many chains of a few pipelines, in a project of their own.

use super::builder::Scenario;
use super::stages::{Draft, approval, build, deploy};
use crate::status::Status::{self, Aborted, Expired, Failed, NotStarted, Success};
use crate::world::World;

const PIPELINES: [(&str, &str); 5] = [
    ("many_shop", "Deploy shop"),
    ("many_payments", "Deploy payments"),
    ("many_search", "Deploy search"),
    ("many_accounts", "Deploy accounts"),
    ("many_mail", "Deploy mail"),
];
const CAUSES: [&str; 4] = [
    "connection to the registry timed out after 30 s",
    "health check of the new version failed 3 times",
    "no delegate is connected that fits the selector",
    "quota exceeded: 200 of 200 pods",
];

/// Adds so many chains of one to four attempts. The latest attempt of each sixth has passed; one in twenty is too old
/// to be retried.
pub fn enter(world: &mut World, chains: usize) {
    for number in 1..=chains {
        let attempts = 1 + number % 4;
        let minutes = i64::try_from(number).unwrap_or_default();
        let chain = scenario(number, true).attempts(attempts, 1).minutes_old(180 + minutes);
        let chain = if number % 20 == 7 { chain.days_old(31) } else { chain };
        let last = (number % 6 == 5 && attempts > 1).then(|| scenario(number, false));
        chain.enter_as_one_of_many(world, number, last);
    }
    // A list by time needs the executions of all pipelines in the order of their start.
    world.executions.sort_by_key(|execution| execution.created_at);
}

fn scenario(number: usize, has_failed: bool) -> Scenario {
    let nth = |of: usize, step: usize| number / step % of;
    let (identifier, name) = PIPELINES.get(nth(PIPELINES.len(), 1)).copied().unwrap_or_default();
    let cause = CAUSES.get(nth(CAUSES.len(), 2)).copied().unwrap_or_default();
    let hows = [Failed, Failed, Aborted, Failed, Expired];
    let how = hows.get(nth(hows.len(), 3)).copied().filter(|_| has_failed).unwrap_or(Success);
    let after = if has_failed { NotStarted } else { Success };
    let region = |name: &str, status: Status| -> Draft {
        let draft = deploy(name, status);
        if status == Success { draft } else { draft.because(cause) }
    };
    let other = if number.is_multiple_of(3) { how } else { Success };
    Scenario::new(identifier, name, "One of many")
        .then(build("Build", Success))
        .parallel([region("EU", how), region("US", other), region("AP", Success)])
        .then(approval("Sign-off", after))
}
