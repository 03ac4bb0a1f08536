use proptest::prelude::*;

use super::super::execution_status::ExecutionStatus;
use super::super::retry_history::Attempt;
use super::*;

fn id(text: &str) -> PlanExecutionId {
    PlanExecutionId::parse(text).unwrap()
}

fn history(ids: &[&str]) -> RetryHistory {
    let attempt = |(n, text): (usize, &&str)| Attempt {
        execution: id(text),
        status: ExecutionStatus::parse("Failed"),
        started_at: i64::try_from(n).ok(),
        ended_at: None,
        run_sequence: None,
    };
    RetryHistory::new(ids.iter().enumerate().map(attempt).collect(), None)
}

/// A press on `x`, the latest of its chain, answered so.
fn answered(answer: OwnAnswer) -> RetryIntent {
    let (mut intent, first) = RetryIntent::new(id("x"), Way::Plain, 0);
    assert_eq!(first, Step::Look(0));
    assert_eq!(intent.step(Event::History(Some(&history(&["a", "x"]))), 0, 0.0), Step::Send(Way::Plain));
    assert_eq!(intent.step(Event::Answer(answer), 0, 0.0), Step::Look(0));
    intent
}

/// What the looks show, one after the other; `-` for one that fails.
fn verdict(answer: OwnAnswer, looks: &[&str]) -> Option<Verdict> {
    let mut intent = answered(answer);
    for look in looks {
        let ids: Vec<&str> = look.split_whitespace().collect();
        let history = history(&ids);
        intent.step(Event::History((*look != "-").then_some(&history)), 0, 0.0);
    }
    intent.verdict().cloned()
}

#[test]
fn nothing_is_sent_when_a_newer_attempt_is_there_or_the_history_can_t_be_read() {
    for (seen, verdict) in [(Some(history(&["x", "y"])), Verdict::Overtaken(id("y"))), (None, Verdict::Unchecked)] {
        let (mut intent, _) = RetryIntent::new(id("x"), Way::Plain, 0);
        assert_eq!(intent.step(Event::History(seen.as_ref()), 0, 0.0), Step::Rest);
        assert_eq!(intent.verdict(), Some(&verdict));
    }
}

#[test]
fn what_came_of_it_is_what_the_answer_and_the_history_say_together() {
    use OwnAnswer::{Lost, NotLatest, Refused, Started};
    let started = || Started(id("y"));
    let several = |ids: [&str; 2]| Some(Verdict::SeveralStarted(ids.map(id).to_vec()));
    for (answer, looks, expected) in [
        (started(), &["a x y"][..], Some(Verdict::Started(id("y")))),
        (started(), &["a x"], Some(Verdict::Started(id("y")))),
        (started(), &["a x z y"], several(["z", "y"])),
        (started(), &["a x z"], several(["z", "y"])),
        (started(), &["-"; 7], Some(Verdict::Started(id("y")))),
        (started(), &["-"], None),
        (Refused, &["a x"], Some(Verdict::Refused)),
        (Refused, &["-", "a x"], Some(Verdict::Refused)),
        (Refused, &["-"; 7], Some(Verdict::NotSeen { looks: 0 })),
        (Refused, &["a x y"], None),
        (Refused, &["a x y", "a x y"], Some(Verdict::Appeared(id("y")))),
        (NotLatest, &["a x"], None),
        (NotLatest, &["a x y", "-", "a x y"], Some(Verdict::Appeared(id("y")))),
        (NotLatest, &["a x y z"], several(["y", "z"])),
        (Lost, &["a x"; 6], None),
        (Lost, &["a x"; 7], Some(Verdict::NotSeen { looks: 7 })),
        (Lost, &["-", "a x", "-", "-", "-", "-", "a x"], Some(Verdict::NotSeen { looks: 2 })),
        (Lost, &["a x", "a x", "a x", "a x", "a x", "a x", "a x y"], Some(Verdict::Appeared(id("y")))),
        (Lost, &["a x", "a x y", "a x y z"], several(["y", "z"])),
    ] {
        assert_eq!(verdict(answer.clone(), looks), expected, "{answer:?} {looks:?}");
    }
}

/// A press on `x` whose body travels as a stream, after the check.
fn streaming() -> RetryIntent {
    let (mut intent, _) = RetryIntent::new(id("x"), Way::Stream, 0);
    assert_eq!(intent.step(Event::History(Some(&history(&["a", "x"]))), 0, 0.0), Step::Send(Way::Stream));
    assert_eq!(intent.before(), [id("a"), id("x")]);
    intent
}

#[test]
fn the_answer_to_a_stream_is_the_whole_truth_about_it() {
    use OwnAnswer::{NotLatest, Refused, Started};
    for (answer, verdict) in
        [(Started(id("y")), Verdict::Started(id("y"))), (Refused, Verdict::Refused), (NotLatest, Verdict::Refused)]
    {
        let mut intent = streaming();
        assert_eq!(intent.step(Event::Answer(answer), 0, 0.0), Step::Rest);
        assert_eq!(intent.verdict(), Some(&verdict));
    }
    let mut lost = streaming();
    assert_eq!(lost.step(Event::Answer(OwnAnswer::Lost), 0, 0.0), Step::Look(0));
}

#[test]
fn a_stream_that_was_never_read_is_followed_by_plain_bytes_once() {
    let mut intent = streaming();
    assert_eq!(intent.step(Event::NeverRead, SEND_WITHIN, 0.0), Step::Send(Way::Plain));
    assert_eq!(intent.before(), [id("a"), id("x")]);
    assert_eq!(intent.step(Event::NeverRead, 0, 0.0), Step::Rest);
    // The bytes may have been sent twice: their answer is looked at as always.
    assert_eq!(intent.step(Event::Answer(OwnAnswer::Refused), 0, 0.0), Step::Look(0));
}

#[test]
fn nothing_is_sent_long_after_the_press_nor_without_a_journal() {
    let same = history(&["a", "x"]);
    for (now, step) in [
        (SEND_WITHIN, Step::Send(Way::Plain)),
        (SEND_WITHIN + 1, Step::Rest),
        (-SEND_WITHIN, Step::Send(Way::Plain)),
        (-SEND_WITHIN - 1, Step::Rest),
    ] {
        let (mut intent, _) = RetryIntent::new(id("x"), Way::Plain, 0);
        assert_eq!(intent.step(Event::History(Some(&same)), now, 0.0), step);
        assert_eq!(intent.verdict(), (step == Step::Rest).then_some(&Verdict::TooLate));
    }
    let mut late = streaming();
    assert_eq!(late.step(Event::NeverRead, SEND_WITHIN + 1, 0.0), Step::Rest);
    assert_eq!(late.verdict(), Some(&Verdict::TooLate));
    let mut unwritten = streaming();
    assert_eq!(unwritten.step(Event::NotWritten, 0, 0.0), Step::Rest);
    assert_eq!(unwritten.verdict(), Some(&Verdict::NotWritten));
}

#[test]
fn what_an_earlier_visit_sent_is_looked_for_and_never_sent() {
    for (answer, looks, expected) in [
        (OwnAnswer::Lost, &["a x y", "a x y"][..], Verdict::Appeared(id("y"))),
        (OwnAnswer::Lost, &["a x"; 7], Verdict::NotSeen { looks: 7 }),
        (OwnAnswer::Started(id("y")), &["a x y"], Verdict::Started(id("y"))),
        (OwnAnswer::Started(id("y")), &["a x y z"], Verdict::SeveralStarted(vec![id("y"), id("z")])),
    ] {
        let (mut intent, first) = RetryIntent::resume(id("x"), vec![id("a"), id("x")], answer, 0);
        assert_eq!(first, Step::Look(0));
        for look in looks {
            let ids: Vec<&str> = look.split_whitespace().collect();
            let step = intent.step(Event::History(Some(&history(&ids))), 3_600_000, 0.0);
            assert!(!matches!(step, Step::Send(_)));
        }
        assert_eq!(intent.verdict(), Some(&expected));
    }
}

#[test]
fn where_it_is_not_known_what_was_there_before_only_what_stands_after_this_execution_is_new() {
    for (looks, expected) in [
        (["a x"; 7], Verdict::NotSeen { looks: 7 }),
        (["a x y"; 7], Verdict::Appeared(id("y"))),
        (["a x y z"; 7], Verdict::SeveralStarted(vec![id("y"), id("z")])),
    ] {
        let (mut intent, _) = RetryIntent::resume(id("x"), Vec::new(), OwnAnswer::Lost, 0);
        for look in looks {
            let ids: Vec<&str> = look.split_whitespace().collect();
            intent.step(Event::History(Some(&history(&ids))), 0, 0.0);
        }
        assert_eq!(intent.verdict(), Some(&expected));
    }
}

#[test]
fn the_first_retry_of_an_execution_makes_its_chain() {
    let (mut intent, _) = RetryIntent::new(id("x"), Way::Plain, 0);
    assert_eq!(intent.step(Event::History(Some(&RetryHistory::default())), 0, 0.0), Step::Send(Way::Plain));
    intent.step(Event::Answer(OwnAnswer::Started(id("y"))), 0, 0.0);
    intent.step(Event::History(Some(&history(&["x", "y"]))), 0, 0.0);
    assert_eq!(intent.verdict(), Some(&Verdict::Started(id("y"))));
}

#[test]
fn looks_come_at_growing_gaps_and_end() {
    let mut intent = answered(OwnAnswer::Lost);
    let nothing_new = history(&["a", "x"]);
    let mut gaps = Vec::new();
    while let Step::Look(gap) = intent.step(Event::History(Some(&nothing_new)), 0, 1.0) {
        gaps.push(gap);
        assert_eq!(intent.is_looking(), Some((&OwnAnswer::Lost, gaps.len())));
    }
    assert_eq!(gaps, [1_250, 2_500, 5_000, 10_000, 18_750, 18_750]);
    assert_eq!(intent.is_looking(), None);
}

#[derive(Clone, Debug)]
enum Happening {
    History(Option<Vec<&'static str>>),
    Answer(OwnAnswer),
    NeverRead,
    NotWritten,
    Asleep,
}

fn any_happening() -> impl Strategy<Value = Happening> {
    let later = prop::sample::subsequence(vec!["y", "z", "colleague"], 0..=3);
    prop_oneof![
        later.prop_map(|later| Happening::History(Some([vec!["a", "x"], later].concat()))),
        Just(Happening::History(None)),
        Just(Happening::NeverRead),
        Just(Happening::NotWritten),
        Just(Happening::Asleep),
        Just(Happening::Answer(OwnAnswer::Lost)),
        Just(Happening::Answer(OwnAnswer::Refused)),
        Just(Happening::Answer(OwnAnswer::NotLatest)),
        Just(Happening::Answer(OwnAnswer::Started(id("y")))),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_an_intent_is_sent_at_most_once(
        all in prop::collection::vec(any_happening(), 0..40),
        is_stream in any::<bool>(),
    ) {
        let way = if is_stream { Way::Stream } else { Way::Plain };
        let (mut intent, _) = RetryIntent::new(id("x"), way, 0);
        let (mut sends, mut own, mut now) = (0, None, 0);
        for happening in &all {
            let step = match happening {
                Happening::History(ids) => {
                    let seen = ids.as_ref().map(|ids| history(ids));
                    intent.step(Event::History(seen.as_ref()), now, 0.5)
                }
                Happening::Answer(answer) => {
                    if sends == 1 && own.is_none() && intent.is_looking().is_none() && intent.verdict().is_none() {
                        own = Some(answer.clone());
                    }
                    intent.step(Event::Answer(answer.clone()), now, 0.5)
                }
                Happening::NeverRead => {
                    let is_sending = sends == 1 && intent.is_looking().is_none() && intent.verdict().is_none();
                    let step = intent.step(Event::NeverRead, now, 0.5);
                    // What the browser never read did not leave it.
                    let was_unread = step == Step::Send(Way::Plain) || intent.verdict() == Some(&Verdict::TooLate);
                    sends -= usize::from(is_sending && was_unread);
                    step
                }
                Happening::NotWritten => {
                    let is_sending = sends == 1 && intent.is_looking().is_none() && intent.verdict().is_none();
                    let step = intent.step(Event::NotWritten, now, 0.5);
                    sends -= usize::from(is_sending);
                    step
                }
                Happening::Asleep => {
                    now += 3_600_000;
                    Step::Rest
                }
            };
            prop_assert!(step == Step::Rest || intent.verdict().is_none(), "nothing is done after its end");
            prop_assert!(!matches!(step, Step::Send(_)) || now == 0, "nothing is sent an hour after the press");
            sends += usize::from(matches!(step, Step::Send(_)));
        }
        prop_assert!(sends <= 1);
        match intent.verdict() {
            Some(Verdict::Started(execution)) => {
                prop_assert_eq!(own, Some(OwnAnswer::Started(execution.clone())));
            }
            Some(Verdict::Refused) => {
                prop_assert!(own == Some(OwnAnswer::Refused) || is_stream && own == Some(OwnAnswer::NotLatest));
            }
            Some(Verdict::Unchecked | Verdict::Overtaken(_) | Verdict::TooLate | Verdict::NotWritten) => {
                prop_assert_eq!(sends, 0);
            }
            Some(_) => prop_assert_eq!(sends, 1),
            None => {}
        }
    }

    /// A server that starts none, one or two executions for a press, at any of the looks, beside those of
    /// a colleague; and looks that fail.
    #[test]
    fn the_verdict_never_contradicts_what_the_server_did(
        copies in 0_usize..=2,
        starts_at in prop::collection::vec(0_usize..3, 2),
        fails in prop::collection::vec(any::<bool>(), 7),
        answer_is_lost in any::<bool>(),
        colleague_at in prop::option::of(0_usize..7),
    ) {
        let own: Vec<(&str, usize)> = ["y", "z"].into_iter().zip(starts_at).take(copies).collect();
        let answer = match own.first() {
            Some((first, 0)) if !answer_is_lost => OwnAnswer::Started(id(first)),
            None if !answer_is_lost => OwnAnswer::Refused,
            _ => OwnAnswer::Lost,
        };
        let mut intent = answered(answer);
        let mut shown: Vec<&str> = Vec::new();
        for (look, fails) in fails.into_iter().enumerate() {
            shown = vec!["a", "x"];
            shown.extend(own.iter().filter(|(_, at)| *at <= look).map(|(id, _)| *id));
            shown.extend(colleague_at.filter(|at| *at <= look).map(|_| "colleague"));
            let seen = history(&shown);
            if intent.step(Event::History((!fails).then_some(&seen)), 0, 0.0) == Step::Rest {
                break;
            }
        }
        let started: Vec<PlanExecutionId> = own.iter().map(|(text, _)| id(text)).collect();
        let verdict = intent.verdict();
        prop_assert!(verdict.is_some(), "seven looks end it");
        match verdict {
            Some(Verdict::Started(execution)) => prop_assert_eq!(Some(execution), started.first()),
            Some(Verdict::Refused) => prop_assert!(started.is_empty()),
            Some(Verdict::Appeared(execution)) => prop_assert!(shown.iter().any(|text| id(text) == *execution)),
            Some(Verdict::SeveralStarted(all)) => prop_assert!(all.len() > 1),
            Some(Verdict::NotSeen { looks }) => {
                prop_assert!(started.is_empty() || *looks < 7, "what is there from the third look on is seen");
            }
            Some(Verdict::Unchecked | Verdict::Overtaken(_) | Verdict::TooLate | Verdict::NotWritten) | None => {
                prop_assert!(false, "it was sent");
            }
        }
    }
}
