//! Times in words. All times are milliseconds since 1970.

use crate::domain::execution::Millis;

const SECOND: Millis = 1000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// How long ago: `2 h ago`. A clock that runs a little behind reads as `just now`.
pub fn ago(then: Millis, now: Millis) -> String {
    match now - then {
        ..MINUTE => "just now".to_owned(),
        passed @ ..HOUR => format!("{} min ago", passed / MINUTE),
        passed @ ..DAY => format!("{} h ago", passed / HOUR),
        passed => match passed / DAY {
            1 => "1 day ago".to_owned(),
            days => format!("{days} days ago"),
        },
    }
}

/// How long: `4m 10s`, `1h 04m`.
pub fn duration(from: Millis, to: Millis) -> String {
    let passed = (to - from).max(0);
    if passed >= HOUR {
        format!("{}h {:02}m", passed / HOUR, passed % HOUR / MINUTE)
    } else {
        format!("{}m {:02}s", passed / MINUTE, passed % MINUTE / SECOND)
    }
}

/// How much longer Harness takes a retry: 30 days from the start of the first attempt.
///
/// Source: server `RetryExecutionHelper` (`docs/harness-api.md` §2, rules 6 and 6b).
pub fn retryable_for(first_started_at: Millis, now: Millis) -> String {
    match first_started_at + 30 * DAY - now {
        ..=0 => "Over: 30 days have passed".to_owned(),
        left @ ..HOUR => more((left / MINUTE).max(1), "minute"),
        left @ ..DAY => more(left / HOUR, "hour"),
        left => more(left / DAY, "day"),
    }
}

fn more(count: Millis, unit: &str) -> String {
    format!("{count} more {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_words() {
        for (passed, words) in [
            (-5 * SECOND, "just now"),
            (59 * SECOND, "just now"),
            (61 * SECOND, "1 min ago"),
            (2 * HOUR + MINUTE, "2 h ago"),
            (25 * HOUR, "1 day ago"),
            (49 * HOUR, "2 days ago"),
        ] {
            assert_eq!(ago(0, passed), words);
        }
    }

    #[test]
    fn durations_fit_a_chip() {
        for (passed, words) in [
            (-1, "0m 00s"),
            (41 * SECOND, "0m 41s"),
            (250 * SECOND, "4m 10s"),
            (64 * MINUTE, "1h 04m"),
            (2 * HOUR, "2h 00m"),
        ] {
            assert_eq!(duration(0, passed), words);
        }
    }

    #[test]
    fn thirty_days_count_down() {
        for (passed, words) in [
            (2 * HOUR, "29 more days"),
            (28 * DAY + HOUR, "1 more day"),
            (29 * DAY + HOUR, "23 more hours"),
            (30 * DAY - MINUTE * 5, "5 more minutes"),
            (31 * DAY, "Over: 30 days have passed"),
        ] {
            assert_eq!(retryable_for(0, passed), words);
        }
    }
}
