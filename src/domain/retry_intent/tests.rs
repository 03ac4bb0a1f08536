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
    let (mut intent, first) = RetryIntent::new(id("x"));
    assert_eq!(first, Step::Look(0));
    assert_eq!(intent.step(Event::History(Some(&history(&["a", "x"]))), 0.0), Step::Send);
    assert_eq!(intent.step(Event::Answer(answer), 0.0), Step::Look(0));
    intent
}

/// What the looks show, one after the other; `-` for one that fails.
fn verdict(answer: OwnAnswer, looks: &[&str]) -> Option<Verdict> {
    let mut intent = answered(answer);
    for look in looks {
        let ids: Vec<&str> = look.split_whitespace().collect();
        let history = history(&ids);
        intent.step(Event::History((*look != "-").then_some(&history)), 0.0);
    }
    intent.verdict().cloned()
}

#[test]
fn nothing_is_sent_when_a_newer_attempt_is_there_or_the_history_can_t_be_read() {
    for (seen, verdict) in [(Some(history(&["x", "y"])), Verdict::Overtaken(id("y"))), (None, Verdict::Unchecked)] {
        let (mut intent, _) = RetryIntent::new(id("x"));
        assert_eq!(intent.step(Event::History(seen.as_ref()), 0.0), Step::Rest);
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

#[test]
fn the_first_retry_of_an_execution_makes_its_chain() {
    let (mut intent, _) = RetryIntent::new(id("x"));
    assert_eq!(intent.step(Event::History(Some(&RetryHistory::default())), 0.0), Step::Send);
    intent.step(Event::Answer(OwnAnswer::Started(id("y"))), 0.0);
    intent.step(Event::History(Some(&history(&["x", "y"]))), 0.0);
    assert_eq!(intent.verdict(), Some(&Verdict::Started(id("y"))));
}

#[test]
fn looks_come_at_growing_gaps_and_end() {
    let mut intent = answered(OwnAnswer::Lost);
    let nothing_new = history(&["a", "x"]);
    let mut gaps = Vec::new();
    while let Step::Look(gap) = intent.step(Event::History(Some(&nothing_new)), 1.0) {
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
}

fn any_happening() -> impl Strategy<Value = Happening> {
    let later = prop::sample::subsequence(vec!["y", "z", "colleague"], 0..=3);
    prop_oneof![
        later.prop_map(|later| Happening::History(Some([vec!["a", "x"], later].concat()))),
        Just(Happening::History(None)),
        Just(Happening::Answer(OwnAnswer::Lost)),
        Just(Happening::Answer(OwnAnswer::Refused)),
        Just(Happening::Answer(OwnAnswer::NotLatest)),
        Just(Happening::Answer(OwnAnswer::Started(id("y")))),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_an_intent_is_sent_at_most_once(all in prop::collection::vec(any_happening(), 0..40)) {
        let (mut intent, _) = RetryIntent::new(id("x"));
        let (mut sends, mut own) = (0, None);
        for happening in &all {
            let step = match happening {
                Happening::History(ids) => {
                    let seen = ids.as_ref().map(|ids| history(ids));
                    intent.step(Event::History(seen.as_ref()), 0.5)
                }
                Happening::Answer(answer) => {
                    if sends == 1 && own.is_none() && intent.is_looking().is_none() && intent.verdict().is_none() {
                        own = Some(answer.clone());
                    }
                    intent.step(Event::Answer(answer.clone()), 0.5)
                }
            };
            sends += usize::from(step == Step::Send);
            prop_assert_eq!(matches!(step, Step::Rest), intent.verdict().is_some() || !matches!(step, Step::Look(_) | Step::Send));
        }
        prop_assert!(sends <= 1);
        match intent.verdict() {
            Some(Verdict::Started(execution)) => {
                prop_assert_eq!(own, Some(OwnAnswer::Started(execution.clone())));
            }
            Some(Verdict::Refused) => prop_assert_eq!(own, Some(OwnAnswer::Refused)),
            Some(Verdict::Unchecked | Verdict::Overtaken(_)) => prop_assert_eq!(sends, 0),
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
            if intent.step(Event::History((!fails).then_some(&seen)), 0.0) == Step::Rest {
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
            Some(Verdict::Unchecked | Verdict::Overtaken(_)) | None => prop_assert!(false, "it was sent"),
        }
    }
}
