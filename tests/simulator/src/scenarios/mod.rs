//! What stands in the simulated Harness at the start: one pipeline per scenario.
//!
//! A scenario is data, described with [`builder::Scenario`]; adding one is a few lines in the
//! module it fits.

mod attempts;
mod builder;
mod failing_calls;
mod inputs;
mod large;
pub mod many;
mod names;
mod parallel;
mod refused;
mod retries;
mod serial;
mod stages;
mod statuses;
mod strategies;

use crate::faults::Faults;
use crate::world::World;
use builder::Scenario;

/// Puts every scenario into the world, and the faults that belong to some.
pub fn fill(world: &mut World, faults: &Faults) {
    for scenario in all() {
        scenario.enter(world, faults);
    }
    // A list by time needs the executions of all pipelines in the order of their start.
    world.executions.sort_by_key(|execution| execution.created_at);
}

fn all() -> Vec<Scenario> {
    [
        serial::scenarios(),
        parallel::scenarios(),
        strategies::scenarios(),
        inputs::scenarios(),
        attempts::scenarios(),
        refused::scenarios(),
        statuses::scenarios(),
        names::scenarios(),
        large::scenarios(),
        retries::scenarios(),
        failing_calls::scenarios(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
