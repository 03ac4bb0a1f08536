//! How fast this browser may call.

use crate::domain::execution::Millis;

const MINUTE: Millis = 60_000;

/// So many calls a minute, of all tabs together. Harness takes 400 for one token (rate limits page of
/// Harness's documentation); the rest is for what else the token does.
pub const MOST: usize = 300;

/// The calls of the last minute, in order.
#[derive(Debug, Default)]
pub struct Pace {
    calls: Vec<Millis>,
}

impl Pace {
    /// This tab makes a call. Gives the time by which the other tabs know it: no two of a tab have the same.
    pub fn make(&mut self, now: Millis) -> Millis {
        self.calls.retain(|call| is_recent(*call, now));
        let call = self.calls.last().map_or(now, |last| now.max(last + 1));
        self.calls.push(call);
        call
    }

    /// A call of another tab, also one that was told before.
    pub fn note(&mut self, call: Millis) {
        self.calls.retain(|known| *known > call - MINUTE);
        let at = self.calls.partition_point(|known| *known < call);
        if self.calls.get(at) != Some(&call) {
            self.calls.insert(at, call);
        }
    }

    /// The calls that are known here, for a tab that was opened after them.
    pub fn calls(&self) -> &[Millis] {
        &self.calls
    }

    /// How many milliseconds a call must wait.
    pub fn wait(&self, now: Millis) -> u32 {
        let full = self.calls.iter().rev().filter(|call| is_recent(**call, now)).nth(MOST - 1);
        let wait = full.map_or(0, |call| call + MINUTE - now);
        u32::try_from(wait.clamp(0, MINUTE)).unwrap_or_default()
    }
}

/// In the last minute, or by a clock that was then set back a little.
fn is_recent(call: Millis, now: Millis) -> bool {
    now.abs_diff(call) < MINUTE.unsigned_abs()
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
            pace.make(1_000);
        }
        for (now, wait) in [(1_299, 59_701), (31_000, 30_000), (61_000, 0), (-3_600_000, 0)] {
            assert_eq!(pace.wait(now), wait, "at {now}");
        }
        pace.make(61_299);
        assert_eq!((pace.wait(61_299), pace.calls()), (0, &[61_299][..]), "what is a minute old is forgotten");
    }

    #[test]
    fn after_the_clock_was_set_back_the_calls_before_it_are_forgotten() {
        let mut pace = Pace::default();
        pace.make(3_600_000);
        assert_eq!((pace.make(1_000), pace.calls().len()), (1_000, 1));
    }

    #[test]
    fn a_call_counts_once_however_often_it_is_told() {
        let mut pace = Pace::default();
        assert_eq!([pace.make(1_000), pace.make(1_000), pace.make(1_050)], [1_000, 1_001, 1_050]);
        for told in [900, 1_000, 1_001, 900, 1_049, 2_000, 1_049] {
            pace.note(told);
        }
        assert_eq!(pace.calls(), [900, 1_000, 1_001, 1_049, 1_050, 2_000]);
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_calls_than_are_allowed(gaps in prop::collection::vec((0_i64..200, 0..3_usize), 1..700)) {
            let (mut tabs, mut now, mut calls) = ([(); 3].map(|()| Pace::default()), 0, Vec::new());
            for (gap, tab) in gaps {
                now += gap;
                now += i64::from(tabs[tab].wait(now));
                let call = tabs[tab].make(now);
                for other in (0..3).filter(|other| *other != tab) {
                    tabs[other].note(call);
                }
                calls.push(call);
            }
            for minute in calls.windows(MOST + 1) {
                prop_assert!(minute[MOST] - minute[0] >= MINUTE);
            }
        }
    }
}
