//! When to look at a running execution again.
//!
//! Harness takes 400 calls a minute for a token, and its own page looks every 2 seconds as long as it is
//! open. Here the gaps grow, since most of what runs for long changes seldom.

use super::execution::Millis;

/// Between one look and the next, in milliseconds; the last one is kept.
const GAPS: [u32; 7] = [2_000, 3_000, 4_000, 6_000, 9_000, 12_000, 15_000];
/// At least, while nobody sees the page.
const HIDDEN: u32 = 30_000;
/// At most, however often a look failed.
const FAILING: u32 = 60_000;

/// The looks at one execution, one after the other: the next begins when the last was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    looked_at: Millis,
    looks: usize,
    failures: u32,
}

impl Follow {
    /// It was read just now.
    pub fn new(now: Millis) -> Self {
        Self { looked_at: now, looks: 0, failures: 0 }
    }

    /// A look has ended. After failed ones the gaps double.
    pub fn looked(&mut self, now: Millis, was_answered: bool) {
        self.looked_at = now;
        self.looks += 1;
        self.failures = if was_answered { 0 } else { self.failures + 1 };
    }

    /// Somebody looks at the page again: what it shows should be new.
    pub fn is_seen_again(&mut self) {
        self.looks = 0;
        self.failures = 0;
    }

    /// How many milliseconds to wait before the next look. `jitter`, from 0 to 1, lengthens the wait after a
    /// failure by up to a quarter, so that not all pages come back at the same moment.
    pub fn wait(&self, now: Millis, is_hidden: bool, jitter: f64) -> u32 {
        let gap = GAPS.get(self.looks).or(GAPS.last()).copied().unwrap_or(HIDDEN);
        let gap = if is_hidden { gap.max(HIDDEN) } else { gap };
        let gap = if self.failures == 0 {
            gap
        } else {
            let longer = gap.saturating_mul(2_u32.saturating_pow(self.failures)).min(FAILING);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a quarter of 60,000")]
            let more = (f64::from(longer) / 4.0 * jitter.clamp(0.0, 1.0)) as u32;
            longer + more
        };
        // After the clock was set back, one gap is enough.
        let left = Millis::from(gap) - (now - self.looked_at).max(0);
        u32::try_from(left).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The gaps of looks that are answered at once, `true`, or fail.
    fn gaps(answers: &[bool], is_hidden: bool) -> Vec<u32> {
        let (mut follow, mut now) = (Follow::new(0), 0);
        let mut gaps = Vec::new();
        for was_answered in answers {
            let gap = follow.wait(now, is_hidden, 0.0);
            now += Millis::from(gap);
            follow.looked(now, *was_answered);
            gaps.push(gap / 1_000);
        }
        gaps
    }

    #[test]
    fn the_gaps_grow_from_2_to_15_seconds() {
        assert_eq!(gaps(&[true; 9], false), [2, 3, 4, 6, 9, 12, 15, 15, 15]);
    }

    #[test]
    fn a_hidden_page_looks_twice_a_minute() {
        assert_eq!(gaps(&[true; 3], true), [30, 30, 30]);
    }

    #[test]
    fn failures_double_the_gap_up_to_a_minute_and_an_answer_ends_that() {
        assert_eq!(gaps(&[false, false, false, false, false, true, true], false), [2, 6, 16, 48, 60, 60, 15]);
    }

    #[test]
    fn back_at_the_page_the_next_look_is_due_unless_the_last_was_just_now() {
        let mut follow = Follow::new(0);
        for _ in 0..9 {
            follow.looked(100_000, false);
        }
        assert_eq!(follow.wait(100_500, true, 1.0), 74_500);
        follow.is_seen_again();
        assert_eq!(follow.wait(100_500, false, 1.0), 1_500);
        assert_eq!(follow.wait(130_000, false, 1.0), 0);
    }

    #[test]
    fn a_clock_that_was_set_back_delays_no_look() {
        assert_eq!(Follow::new(3_600_000).wait(0, false, 0.0), 2_000);
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_than_30_looks(
            steps in prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>(), 0_i64..3_000), 1..200)
        ) {
            let (mut follow, mut now, mut looks) = (Follow::new(0), 0, vec![0]);
            for (was_answered, is_hidden, comes_back, takes) in steps {
                if comes_back {
                    follow.is_seen_again();
                }
                now += Millis::from(follow.wait(now, is_hidden, 1.0));
                looks.push(now);
                now += takes;
                follow.looked(now, was_answered);
            }
            for minute in looks.windows(31) {
                prop_assert!(minute[30] - minute[0] >= 60_000);
            }
        }
    }
}
