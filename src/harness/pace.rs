//! How fast this browser may call.

use crate::domain::execution::Millis;

const MINUTE: Millis = 60_000;

/// So many calls a minute, of all tabs together. Harness takes 400 for one token (rate limits page of
/// Harness's documentation); the rest is for what else the token does.
pub const MOST: usize = 390;

/// Harness takes one body of more characters in so many milliseconds (the same page).
pub const LARGE: usize = 500_000;
/// See [`LARGE`].
pub const LARGE_EVERY: Millis = 10_000;

/// Whoever must wait looks again after so many milliseconds.
const PAUSE: u32 = 1_000;

/// An installation may take fewer calls. Told so, at most half as many are made for so long, and so on down to the
/// fewest.
const SLOW_FOR: Millis = 5 * MINUTE;
const FEWEST: usize = 40;

/// The calls of the last minute.
#[derive(Debug, Default)]
pub struct Pace {
    calls: Vec<Millis>,
    /// So many a minute at most, since this time.
    slow: Option<(usize, Millis)>,
}

impl Pace {
    /// This tab makes a call. Gives the time by which the other tabs know it: no two calls have the same.
    pub fn make(&mut self, now: Millis) -> Millis {
        let mut call = now;
        while self.calls.contains(&call) {
            call += 1;
        }
        self.note(call);
        call
    }

    /// A call, of another tab perhaps, and perhaps told before.
    pub fn note(&mut self, call: Millis) {
        self.calls.retain(|known| *known > call - MINUTE);
        if !self.calls.contains(&call) {
            self.calls.push(call);
        }
    }

    /// The calls that are known here, for a tab that was opened after them.
    pub fn calls(&self) -> &[Millis] {
        &self.calls
    }

    /// How many milliseconds a call must wait before it asks again; 0 when it may be made.
    pub fn wait(&self, now: Millis) -> u32 {
        self.wait_for(1, now)
    }

    /// As [`Pace::wait`], for so many calls that are to follow each other without a wait.
    pub fn wait_for(&self, calls: usize, now: Millis) -> u32 {
        // What lies far ahead was before the clock was set back.
        let lately = self.calls.iter().filter(|call| now.abs_diff(**call) < MINUTE.unsigned_abs());
        if lately.count() + calls <= self.most(now).max(calls) { 0 } else { PAUSE }
    }

    /// Harness said that there are too many calls.
    pub fn too_many(&mut self, now: Millis) {
        self.slow = Some(((self.most(now) / 2).max(FEWEST), now));
    }

    /// So many a minute, just now.
    pub fn most(&self, now: Millis) -> usize {
        self.slow.filter(|(_, since)| now.abs_diff(*since) < SLOW_FOR.unsigned_abs()).map_or(MOST, |(most, _)| most)
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
            pace.make(1_000);
        }
        for (now, wait) in [(1_389, PAUSE), (60_999, PAUSE), (61_000, 0), (-3_600_000, 0)] {
            assert_eq!(pace.wait(now), wait, "at {now}");
        }
        pace.make(61_389);
        assert_eq!(pace.calls(), [61_389], "what is a minute old is forgotten");
    }

    #[test]
    fn a_call_counts_once_however_often_it_is_told() {
        let mut pace = Pace::default();
        assert_eq!([pace.make(1_000), pace.make(1_000), pace.make(1_050)], [1_000, 1_001, 1_050]);
        for told in [900, 1_000, 1_001, 900, 1_049, 2_000, 1_049] {
            pace.note(told);
        }
        assert_eq!(pace.calls(), [1_000, 1_001, 1_050, 900, 1_049, 2_000]);
    }

    #[test]
    fn told_that_there_are_too_many_calls_it_makes_fewer_for_a_while() {
        let mut pace = Pace::default();
        for (now, most) in [(0, 390), (1_000, 195), (2_000, 97), (3_000, 48), (4_000, 40), (5_000, 40)] {
            assert_eq!(pace.most(now), most, "at {now}");
            pace.too_many(now);
        }
        for _ in 0..40 {
            assert_eq!(pace.wait(6_000), 0);
            pace.make(6_000);
        }
        assert_eq!(pace.wait(6_100), PAUSE);
        assert_eq!(pace.most(5_000 + SLOW_FOR), MOST, "then all of it again");
    }

    #[test]
    fn what_needs_more_calls_than_are_allowed_waits_for_an_empty_minute_and_not_for_ever() {
        let mut pace = Pace::default();
        for now in 0..4 {
            pace.too_many(now);
        }
        assert_eq!(pace.wait_for(100, 10), 0);
        pace.make(10);
        assert_eq!([pace.wait_for(100, 20), pace.wait_for(100, 60_010)], [PAUSE, 0]);
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_calls_than_are_allowed(gaps in prop::collection::vec((0_i64..200, 0..3_usize), 1..700)) {
            let (mut tabs, mut now, mut calls) = ([(); 3].map(|()| Pace::default()), 0, Vec::new());
            for (gap, tab) in gaps {
                now += gap;
                while tabs[tab].wait(now) > 0 {
                    now += i64::from(tabs[tab].wait(now));
                }
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
