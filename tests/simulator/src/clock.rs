//! Simulated time: starts at the real time, runs at a chosen speed, and can be moved on.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 in simulated time.
pub type Millis = i64;

pub const SECOND: Millis = 1_000;
pub const MINUTE: Millis = 60 * SECOND;
pub const DAY: Millis = 24 * 60 * MINUTE;

#[derive(Debug)]
pub struct Clock {
    started: Instant,
    started_at: Millis,
    speed: f64,
    advanced: Millis,
}

impl Clock {
    pub fn start(speed: f64) -> Clock {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock {
            started: Instant::now(),
            started_at: Millis::try_from(since_1970.as_millis()).unwrap_or(Millis::MAX / 2),
            speed,
            advanced: 0,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a demo does not run for the 300 million years that would be cut off"
    )]
    pub fn now(&self) -> Millis {
        let passed = self.started.elapsed().as_secs_f64() * self.speed * 1_000.0;
        self.started_at + passed as Millis + self.advanced
    }

    pub fn advance(&mut self, by: Millis) {
        self.advanced += by;
    }
}
