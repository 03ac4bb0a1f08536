use proptest::prelude::*;

use super::*;
use crate::domain::retry_intent::{Verdict, Way};

fn id(text: &str) -> PlanExecutionId {
    PlanExecutionId::parse(text).unwrap()
}

fn row() -> BulkRow {
    let stage = |text| StageIdentifier::parse(text).unwrap();
    BulkRow {
        execution: id("-E1"),
        pipeline: PipelineIdentifier::parse("deploy").unwrap(),
        name: "Deploy\tshop #57".into(),
        what: "EU and US".into(),
        stages: RetryStages { identifiers: vec![stage("eu"), stage("us")], run_all: false },
    }
}

#[test]
fn a_row_is_one_line_that_says_what_is_sent_and_how_far_it_came() {
    for (came, words) in [
        (RowCame::Waiting, "waiting"),
        (RowCame::Begun, "begun"),
        (RowCame::Several(vec![id("y"), id("z")]), "several y z"),
        (RowCame::Refused("Not\nthe latest.".into()), "refused Not the latest."),
    ] {
        let line = format!("1\t{words}\t-E1\tdeploy\tfailed\teu us\tDeploy shop #57\tEU and US");
        assert_eq!(row().encode(&came), line);
    }
}

#[test]
fn what_is_no_row_is_none() {
    let good = row().encode(&RowCame::Started(id("y")));
    for text in
        ["", "2\twaiting", &good.replace("started y", "started"), &good.replace("deploy", "de ploy"), &good[..24]]
    {
        assert_eq!(BulkRow::decode(text), None, "{text:?}");
    }
}

#[test]
fn only_what_was_surely_not_sent_may_be_sent() {
    for (came, expected) in [
        (RowCame::Waiting, true),
        (RowCame::LeftOut, false),
        (RowCame::NotSent("offline".into()), true),
        (RowCame::Begun, false),
        (RowCame::Unknown("lost".into()), false),
        (RowCame::Appeared(id("y")), false),
        (RowCame::Overtaken(id("y")), false),
        (RowCame::Refused("no".into()), false),
    ] {
        assert_eq!(came.may_be_sent(), expected, "{came:?}");
    }
}

#[test]
fn what_came_of_another_press_is_not_told_as_this_row_s() {
    let words = |came: RowCame| came.after_another_press().encode();
    for (came, expected) in [
        (RowCame::Started(id("y")), "overtaken y"),
        (RowCame::Appeared(id("y")), "overtaken y"),
        (RowCame::Several(vec![id("y"), id("z")]), "overtaken z"),
        (RowCame::Overtaken(id("y")), "overtaken y"),
        (RowCame::Refused("no".into()), "not-sent Another retry of it was refused"),
        (RowCame::Begun, "not-sent It is not known yet"),
        // It may have started, and nobody sends it again without looking.
        (RowCame::Unknown("lost".into()), "unknown lost"),
    ] {
        let told = words(came);
        assert!(told.starts_with(expected), "{told:?}: {expected:?}");
    }
}

fn entry(came: Came, pressed_at: Millis) -> JournalEntry {
    JournalEntry {
        request: OWN.to_owned(),
        body_hash: String::new(),
        body_length: 0,
        way: Way::Plain,
        pressed_at,
        written_at: pressed_at,
        before: Vec::new(),
        came,
    }
}

/// What the row sends.
const OWN: &str = "https://harness.test/retry?stages=own";

#[test]
fn after_a_reload_the_row_s_own_entry_tells_how_far_it_came() {
    let ended = |verdict: Verdict| Came::from(&verdict);
    for (came, pressed_at, expected) in [
        (Came::Sending, 10, RowCame::Begun),
        (Came::Started(id("y")), 11, RowCame::Begun),
        (ended(Verdict::Started(id("y"))), 11, RowCame::Started(id("y"))),
        (ended(Verdict::Appeared(id("y"))), 11, RowCame::Appeared(id("y"))),
        (ended(Verdict::SeveralStarted(vec![id("y"), id("z")])), 11, RowCame::Several(vec![id("y"), id("z")])),
        // Of an earlier press on the same execution.
        (ended(Verdict::Refused), 9, RowCame::Waiting),
        (Came::Sending, 9, RowCame::Begun),
    ] {
        assert_eq!(RowCame::of_entry(Some(&entry(came.clone(), pressed_at)), 10, OWN), expected, "{came:?}");
    }
    assert!(matches!(RowCame::of_entry(Some(&entry(ended(Verdict::Refused), 10)), 10, OWN), RowCame::Refused(_)));
    let not_seen = ended(Verdict::NotSeen { looks: 7 });
    assert!(matches!(RowCame::of_entry(Some(&entry(not_seen, 10)), 10, OWN), RowCame::Unknown(_)));
    assert_eq!(RowCame::of_entry(None, 10, OWN), RowCame::Waiting);
}

#[test]
fn what_another_tab_sent_meanwhile_is_not_told_as_this_row_s() {
    let came = |verdict| {
        let entry = JournalEntry { request: "https://harness.test/retry?stages=all".to_owned(), ..entry(verdict, 11) };
        RowCame::of_entry(Some(&entry), 10, OWN)
    };
    assert_eq!(came(Came::from(&Verdict::Started(id("y")))), RowCame::Overtaken(id("y")));
    assert_eq!(came(Came::from(&Verdict::Refused)), RowCame::Waiting);
    assert_eq!(came(Came::Sending), RowCame::Begun, "first it is found out");
}

fn any_came() -> impl Strategy<Value = RowCame> {
    let ids = "[A-Za-z0-9_-]{1,20}".prop_map(|text| id(&text)).boxed();
    let words = "[ -~’]{0,40}".prop_map(|text: String| text.trim().to_owned()).boxed();
    prop_oneof![
        Just(RowCame::Waiting),
        Just(RowCame::Begun),
        Just(RowCame::LeftOut),
        ids.clone().prop_map(RowCame::Started),
        ids.clone().prop_map(RowCame::Appeared),
        ids.clone().prop_map(RowCame::Overtaken),
        prop::collection::vec(ids, 2..4).prop_map(RowCame::Several),
        words.clone().prop_map(RowCame::Refused),
        words.clone().prop_map(RowCame::NotSent),
        words.prop_map(RowCame::Unknown),
    ]
}

proptest! {
    #[test]
    fn what_was_written_is_read(
        came in any_came(),
        stages in prop::collection::vec("[a-z0-9_.]{1,9}", 1..5),
        name in "[ -~]{0,30}",
        run_all: bool,
    ) {
        let identifiers = stages.iter().map(|text| StageIdentifier::parse(text).unwrap()).collect();
        let row = BulkRow { name, stages: RetryStages { identifiers, run_all }, ..row() };
        prop_assert_eq!(BulkRow::decode(&row.encode(&came)), Some((row, came)));
    }

    #[test]
    fn counts_follow_every_step(steps in prop::collection::vec((0_usize..6, any_came()), 0..40)) {
        let mut rows = vec![RowCame::Waiting; 6];
        let mut tally = BulkTally::of(rows.iter());
        for (n, came) in steps {
            tally.moved(&rows[n], &came);
            rows[n] = came;
            prop_assert_eq!(tally, BulkTally::of(rows.iter()));
            prop_assert_eq!(tally.waiting + tally.sending + tally.ended(), rows.len());
        }
    }

    #[test]
    fn whatever_stands_there_is_read_without_a_trap(text in "\\PC*|1(\t[a-z0-9 -]*){0,8}") {
        let _ = BulkRow::decode(&text);
    }
}
