//! How fast this browser may call.

use crate::domain::execution::Millis;

const MINUTE: Millis = 60_000;

/// So many calls a minute, of all tabs together. Harness takes 400 for one token (rate limits page of
/// Harness's documentation); the rest is for what else the token does.
pub const MOST: usize = 300;

/// The calls of the last minute.
#[derive(Debug, Default)]
pub struct Pace {
    calls: Vec<Millis>,
}

impl Pace {
    /// A call was made, by this tab or another.
    pub fn note(&mut self, now: Millis) {
        self.calls.retain(|call| (0..MINUTE).contains(&(now - call)));
        self.calls.push(now);
    }

    /// The calls that this tab knows of, for one that was opened after them.
    pub fn calls(&self) -> &[Millis] {
        &self.calls
    }

    /// Another tab knows of these calls, in order. Most of them may be known: whoever knows of more is
    /// believed, and what was made after its last word is kept.
    pub fn learn(&mut self, mut told: Vec<Millis>) {
        if told.len() > self.calls.len() {
            let last = told.last().copied().unwrap_or_default();
            told.extend(self.calls.iter().filter(|call| **call > last));
            self.calls = told;
        }
    }

    /// How many milliseconds a call must wait.
    pub fn wait(&self, now: Millis) -> u32 {
        let full = self.calls.len().checked_sub(MOST).and_then(|n| self.calls.get(n));
        let wait = full.map_or(0, |call| call + MINUTE - now);
        // After the clock was set back, a minute is enough.
        u32::try_from(wait.clamp(0, MINUTE)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_call_after_the_last_allowed_one_waits_until_the_first_is_a_minute_old() {
        let mut pace = Pace::default();
        for n in 0..MOST {
            assert_eq!(pace.wait(1_000), 0, "call {n}");
            pace.note(1_000);
        }
        for (now, wait) in [(1_000, 60_000), (31_000, 30_000), (61_000, 0), (-3_600_000, 60_000)] {
            assert_eq!(pace.wait(now), wait, "at {now}");
        }
        pace.note(61_000);
        assert_eq!((pace.wait(61_000), pace.calls.len()), (0, 1), "what is a minute old is forgotten");
    }

    #[test]
    fn a_tab_learns_of_the_calls_before_it_once_however_many_tell() {
        let mut pace = Pace::default();
        pace.note(1_050);
        for told in [vec![900, 1_000], vec![901, 1_001], vec![1_001], vec![]] {
            pace.learn(told);
        }
        assert_eq!(pace.calls(), [900, 1_000, 1_050]);
        pace.learn((0..300).map(|n| 1_000 + n).collect());
        assert_eq!((pace.calls().len(), pace.wait(2_000)), (300, 59_000));
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_calls_than_are_allowed(gaps in prop::collection::vec(0_i64..400, 1..1_500)) {
            let (mut pace, mut now, mut calls) = (Pace::default(), 0, Vec::new());
            for gap in gaps {
                now += gap;
                now += i64::from(pace.wait(now));
                pace.note(now);
                calls.push(now);
            }
            for minute in calls.windows(MOST + 1) {
                prop_assert!(minute[MOST] - minute[0] >= MINUTE);
            }
        }
    }
}
