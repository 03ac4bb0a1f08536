//! So many calls a minute, as Harness's edge counts them: for each token, in any 60 seconds. Preflights carry none and
//! are not counted.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub struct Limiter {
    most: Option<usize>,
    calls: Mutex<VecDeque<Instant>>,
}

impl Limiter {
    /// Without a limit every call is let through.
    pub fn new(most: Option<usize>) -> Limiter {
        Limiter { most, calls: Mutex::default() }
    }

    /// Whether a call that comes now is let through; one that is not is not counted either.
    pub fn lets_through(&self, now: Instant) -> bool {
        let Some(most) = self.most else { return true };
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        while calls.front().is_some_and(|call| now.duration_since(*call) >= MINUTE) {
            calls.pop_front();
        }
        let may = calls.len() < most;
        if may {
            calls.push_back(now);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_calls_are_let_through_in_any_minute() {
        let limiter = Limiter::new(Some(2));
        let start = Instant::now();
        let at = |seconds: u64| limiter.lets_through(start + Duration::from_secs(seconds));
        assert_eq!(
            [at(0), at(30), at(31), at(59), at(60), at(61), at(90)],
            [true, true, false, false, true, false, true]
        );
        assert!(Limiter::new(None).lets_through(start));
    }
}
