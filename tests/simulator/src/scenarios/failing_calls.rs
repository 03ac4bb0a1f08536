//! Ordinary executions of which one call always goes wrong.

use super::builder::Scenario;
use super::stages::{approval, build, deploy};
use crate::call::Call::{Detail, Inputs, Retry, RetryHistory, RetryStages};
use crate::fault::Fault;
use crate::faults::FaultRule;
use crate::status::Status::{Failed, NotStarted, Success};
use std::time::Duration;

const SLOW: Fault = Fault::Slow(Duration::from_secs(3));

pub fn scenarios() -> Vec<Scenario> {
    let ordinary = |identifier: &str, shows| {
        // A name a person can tell the many apart by.
        let name = format!("Deploy shop ({})", identifier.trim_start_matches("sim_").replace('_', " "));
        Scenario::new(identifier, &name, shows)
            .then(build("Build", Success))
            .parallel([deploy("EU", Failed), deploy("US", Success)])
            .then(approval("Sign-off", NotStarted))
    };
    let lost = || FaultRule::always(Retry, Fault::LostReply);
    let with = |identifier: &str, shows, call, fault| ordinary(identifier, shows).failing(call, fault);
    vec![
        with("sim_lost_reply", "The retry takes, and its answer is lost", Retry, Fault::LostReply),
        with("sim_twin", "The browser sends the retry twice, and both start", Retry, Fault::Twin),
        ordinary("sim_twin_lost", "The retry is sent twice, both start, and both answers are lost")
            .meeting(lost().racing()),
        ordinary("sim_late_start", "The retry's answer is lost, and what it starts appears 10 seconds later")
            .meeting(lost().starting_late(Duration::from_secs(10))),
        ordinary("sim_colleague", "Somebody else's retry comes just before, so that this one is refused")
            .meeting(FaultRule::always(Retry, Fault::Nothing).after_a_colleague())
            .cannot_retry(),
        with("sim_retry_html", "The retry is answered by a proxy's HTML page", Retry, Fault::Html).cannot_retry(),
        with("sim_retry_500", "The retry is answered with 500", Retry, Fault::Status(500)).cannot_retry(),
        with("sim_retry_429", "The retry is answered with 429", Retry, Fault::Status(429)).cannot_retry(),
        with("sim_retry_415", "The retry is answered with 415", Retry, Fault::Status(415)).cannot_retry(),
        with("sim_retry_411", "The retry is answered with 411", Retry, Fault::Status(411)).cannot_retry(),
        with("sim_retry_slow", "The retry is answered after 3 seconds", Retry, SLOW),
        with("sim_not_latest_only_at_post", "Only the retry itself says: not the latest", Retry, Fault::NotLatest)
            .cannot_retry(),
        with("sim_retry_stages_404", "The retry stages are answered with 404", RetryStages, Fault::Status(404)),
        with("sim_retry_stages_403", "The token may not retry", RetryStages, Fault::Status(403)).cannot_retry(),
        with("sim_history_500", "The retry history is answered with 500", RetryHistory, Fault::Status(500))
            .cannot_retry(),
        with("sim_detail_html", "The details are answered by a proxy's HTML page", Detail, Fault::Html).cannot_retry(),
        with("sim_detail_500", "The details are answered with 500", Detail, Fault::Status(500)).cannot_retry(),
        with("sim_detail_slow", "The details are answered after 3 seconds", Detail, SLOW),
        with("sim_200_error", "The details are 200 with an error inside", Detail, Fault::ErrorIn200).cannot_retry(),
        with("sim_inputs_500", "The inputs are answered with 500", Inputs, Fault::Status(500)).cannot_retry(),
        with("sim_inputs_garbage", "The inputs' answer ends in the middle", Inputs, Fault::Garbage).cannot_retry(),
    ]
}
