//! Whose turn it is between the editor and the worker that checks: one text at a time, the newest next, and
//! an end to a worker that takes too long.

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The person has paused after typing: there is a text to check.
    Asked,
    /// The worker has started.
    Ready,
    /// The worker has answered the question of this number.
    Answered(u32),
    /// The time is over for the start of a worker, at the question of this number.
    NotReady(u32),
    /// The time is over for the question of this number.
    TimedOut(u32),
    /// The worker has ended by itself.
    Failed,
}

/// What is to be done then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Start a worker and its time, for the question of this number.
    Start(u32),
    /// Give the worker the newest text, under this number, and start its time.
    Post(u32),
    /// End the worker.
    Stop,
    /// The answer is of the newest text: show it.
    Show,
    /// The newest text can't be checked.
    GiveUp(WhyOff),
}

/// Why a text was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyOff {
    /// The check took too long.
    TooLong,
    /// The worker did not start, or broke off.
    Broken,
}

/// The turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    worker: Worker,
    /// The number of the newest text.
    newest: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Worker {
    #[default]
    None,
    /// For the text of this number; it gets the newest.
    Starting(u32),
    Idle,
    /// With the text of this number.
    Busy(u32),
}

impl Turns {
    /// What follows from an event, in order.
    pub fn step(&mut self, event: Event) -> Vec<Act> {
        match (event, self.worker) {
            (Event::Asked, worker) => {
                self.newest += 1;
                match worker {
                    Worker::None => self.start(),
                    Worker::Idle => self.post(),
                    Worker::Starting(_) | Worker::Busy(_) => vec![],
                }
            }
            (Event::Ready, Worker::Starting(_)) => self.post(),
            (Event::Answered(number), Worker::Busy(asked)) if number == asked => {
                if number == self.newest {
                    self.worker = Worker::Idle;
                    vec![Act::Show]
                } else {
                    self.post()
                }
            }
            (Event::TimedOut(number), Worker::Busy(asked)) if number == asked => self.ended(number, WhyOff::TooLong),
            (Event::NotReady(number), Worker::Starting(asked)) if number == asked => {
                // Texts that came meanwhile would not start another one any better.
                self.ended(self.newest, WhyOff::Broken)
            }
            (Event::Failed, Worker::Busy(number)) => self.ended(number, WhyOff::Broken),
            (Event::Failed, Worker::Starting(_) | Worker::Idle) => self.ended(self.newest, WhyOff::Broken),
            _ => vec![],
        }
    }

    fn start(&mut self) -> Vec<Act> {
        self.worker = Worker::Starting(self.newest);
        vec![Act::Start(self.newest)]
    }

    fn post(&mut self) -> Vec<Act> {
        self.worker = Worker::Busy(self.newest);
        vec![Act::Post(self.newest)]
    }

    /// A newer text than the one that it ended with gets a worker of its own.
    fn ended(&mut self, with: u32, why: WhyOff) -> Vec<Act> {
        let was_idle = self.worker == Worker::Idle;
        self.worker = Worker::None;
        let mut acts = vec![Act::Stop];
        if with != self.newest {
            acts.extend(self.start());
        } else if !was_idle {
            acts.push(Act::GiveUp(why));
        }
        acts
    }
}

#[cfg(test)]
mod tests {
    use super::Act::{GiveUp, Post, Show, Start, Stop};
    use super::Event::{Answered, Asked, Failed, NotReady, Ready, TimedOut};
    use super::*;
    use proptest::prelude::*;

    fn acts(events: &[Event]) -> Vec<Act> {
        let mut turns = Turns::default();
        events.iter().flat_map(|event| turns.step(*event)).collect()
    }

    #[test]
    fn the_worker_gets_one_text_at_a_time_and_the_newest_next() {
        for (events, expected) in [
            (&[Asked, Ready, Answered(1)][..], &[Start(1), Post(1), Show][..]),
            (&[Asked, Asked, Asked, Ready, Answered(3)], &[Start(1), Post(3), Show]),
            (&[Asked, Ready, Asked, Asked, Answered(1), Answered(3)], &[Start(1), Post(1), Post(3), Show]),
            (&[Asked, Ready, Answered(1), Asked, Answered(2)], &[Start(1), Post(1), Show, Post(2), Show]),
            // Stale and foreign news change nothing.
            (&[Asked, Ready, Answered(7), TimedOut(7), Ready], &[Start(1), Post(1)]),
            (&[Asked, Ready, Answered(1), TimedOut(1), Answered(1)], &[Start(1), Post(1), Show]),
        ] {
            assert_eq!(acts(events), expected, "{events:?}");
        }
    }

    #[test]
    fn a_worker_that_takes_too_long_or_breaks_is_ended_and_a_newer_text_gets_another() {
        let (long, broken) = (GiveUp(WhyOff::TooLong), GiveUp(WhyOff::Broken));
        for (events, expected) in [
            (&[Asked, Ready, TimedOut(1)][..], &[Start(1), Post(1), Stop, long][..]),
            (&[Asked, Ready, Asked, TimedOut(1), Ready], &[Start(1), Post(1), Stop, Start(2), Post(2)]),
            (&[Asked, NotReady(1)], &[Start(1), Stop, broken]),
            (&[Asked, NotReady(1), Asked, NotReady(1), Ready], &[Start(1), Stop, broken, Start(2), Post(2)]),
            (&[Asked, Ready, NotReady(1)], &[Start(1), Post(1)]),
            (&[Asked, Failed], &[Start(1), Stop, broken]),
            (&[Asked, Ready, Failed, Asked], &[Start(1), Post(1), Stop, broken, Start(2)]),
            // What was shown stays right when an idle worker ends.
            (&[Asked, Ready, Answered(1), Failed], &[Start(1), Post(1), Show, Stop]),
        ] {
            assert_eq!(acts(events), expected, "{events:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_shown_or_given_up_or_followed_by_a_newer_one(choices in prop::collection::vec(0..4, 0..40)) {
            let mut turns = Turns::default();
            let mut settled = 0;
            let mut pending: Option<Act> = None;
            let mut handle = |acts: Vec<Act>, turns: &Turns, pending: &mut Option<Act>| {
                for act in acts {
                    match act {
                        Start(_) | Post(_) => *pending = Some(act),
                        Show | GiveUp(_) => { settled = turns.newest; *pending = None; }
                        Stop => *pending = None,
                    }
                }
            };
            // The world answers, fails or times out what is pending; at the end everything is answered.
            for choice in choices.into_iter().chain([1; 8]) {
                let event = match (choice, pending) {
                    (0, _) => Asked,
                    (1, Some(Start(_))) => Ready,
                    (1, Some(Post(number))) => Answered(number),
                    (2, Some(Start(number))) => NotReady(number),
                    (2, Some(Post(number))) => TimedOut(number),
                    (3, Some(_)) => Failed,
                    _ => continue,
                };
                let acts = turns.step(event);
                handle(acts, &turns, &mut pending);
            }
            prop_assert_eq!(settled, turns.newest);
        }
    }
}
