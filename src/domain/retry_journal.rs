//! What the browser remembers of a press, so that a reload in the middle of it leaves nobody in the dark.
//!
//! One line of text for each execution that was retried from this browser. It holds what was asked for, a
//! hash of the inputs and what came of it: never the token, the inputs or the notes.

use super::execution::Millis;
use super::identifiers::PlanExecutionId;
use super::retry_intent::{OwnAnswer, Verdict, Way};

/// Changes with every change of the form.
const VERSION: &str = "1";
/// Harness retries no execution that is older than this (`docs/harness-api.md` §2, rule 6).
const KEPT_FOR: Millis = 30 * 24 * 60 * 60 * 1_000;

/// One press, from just before the send to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// The URL of the retry, without its notes: it names scope, pipeline, execution, stages and mode.
    pub request: String,
    /// SHA-256 of the body, in hexadecimal digits; of nothing, if the pipeline has no inputs.
    pub body_hash: String,
    /// The length of the body in bytes.
    pub body_length: usize,
    /// How the body travels.
    pub way: Way,
    /// When the button was pressed.
    pub pressed_at: Millis,
    /// When the entry was last written.
    pub written_at: Millis,
    /// The attempts of the chain before the send.
    pub before: Vec<PlanExecutionId>,
    /// How far it came.
    pub came: Came,
}

/// How far a press came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// It is being sent. Read after a reload: it may have started.
    Sending,
    /// Our own answer gave this execution; whether it is the only one is not known yet.
    Started(PlanExecutionId),
    /// It has ended, with this result: a word and the executions that go with it.
    Ended(String),
    /// What stands there is of another version of the page, or damaged: it may have started.
    Unreadable,
}

/// What was noted then still counts.
pub fn is_recent(noted_at: Millis, now: Millis) -> bool {
    now.saturating_sub(noted_at) <= KEPT_FOR
}

impl JournalEntry {
    /// What is known of the answer to a press whose end is not known; `None` when there is nothing more to
    /// find out.
    pub fn open_answer(&self) -> Option<OwnAnswer> {
        match &self.came {
            Came::Sending | Came::Unreadable => Some(OwnAnswer::Lost),
            Came::Started(execution) => Some(OwnAnswer::Started(execution.clone())),
            Came::Ended(_) => None,
        }
    }

    /// It was not this that was asked for, but something else of the same execution.
    pub fn is_of_another(&self, request: &str) -> bool {
        // Of what can't be read nothing is known.
        !self.request.is_empty() && self.request != request
    }

    /// Its end is known, and Harness would not retry the execution any more.
    pub fn is_of_no_more_use(&self, now: Millis) -> bool {
        self.open_answer().is_none() && !is_recent(self.written_at, now)
    }

    /// As text, for the browser's storage: fields parted by tabs, members of a list by spaces.
    pub fn encode(&self) -> String {
        let came = match &self.came {
            Came::Sending | Came::Unreadable => "sending".to_owned(),
            Came::Started(execution) => format!("started {execution}"),
            Came::Ended(result) => format!("ended {result}"),
        };
        let before: Vec<&str> = self.before.iter().map(PlanExecutionId::as_str).collect();
        let fields = [
            VERSION,
            &came,
            &self.pressed_at.to_string(),
            &self.written_at.to_string(),
            if self.way == Way::Stream { "stream" } else { "plain" },
            &self.body_length.to_string(),
            &self.body_hash,
            &before.join(" "),
            &self.request,
        ];
        fields.join("\t")
    }

    /// Reads what [`JournalEntry::encode`] wrote. Anything else is an entry too, of a press of which nothing is
    /// known: who noted it meant to send.
    pub fn decode(text: &str) -> Self {
        Self::decode_own(text).unwrap_or_else(|| Self {
            request: String::new(),
            body_hash: String::new(),
            body_length: 0,
            way: Way::Plain,
            pressed_at: 0,
            written_at: 0,
            before: Vec::new(),
            came: Came::Unreadable,
        })
    }

    fn decode_own(text: &str) -> Option<Self> {
        let mut fields = text.split('\t');
        let mut next = || fields.next();
        if next()? != VERSION {
            return None;
        }
        let came = match next()?.split_once(' ') {
            None => Came::Sending,
            Some(("started", execution)) => Came::Started(PlanExecutionId::parse(execution).ok()?),
            Some((_, result)) => Came::Ended(result.to_owned()),
        };
        let (pressed_at, written_at) = (next()?.parse().ok()?, next()?.parse().ok()?);
        let way = if next()? == "stream" { Way::Stream } else { Way::Plain };
        let (body_length, body_hash) = (next()?.parse().ok()?, next()?.to_owned());
        let mut before = Vec::new();
        for id in next()?.split_whitespace() {
            before.push(PlanExecutionId::parse(id).ok()?);
        }
        let request = next()?.to_owned();
        Some(Self { request, body_hash, body_length, way, pressed_at, written_at, before, came })
    }
}

impl From<&Verdict> for Came {
    fn from(verdict: &Verdict) -> Self {
        let (word, executions): (_, &[PlanExecutionId]) = match verdict {
            Verdict::Unchecked => ("unchecked", &[]),
            Verdict::Overtaken(latest) => ("overtaken", std::slice::from_ref(latest)),
            Verdict::TooLate => ("too-late", &[]),
            Verdict::NotWritten => ("not-written", &[]),
            Verdict::Started(own) => ("started", std::slice::from_ref(own)),
            Verdict::Refused => ("refused", &[]),
            Verdict::Appeared(new) => ("appeared", std::slice::from_ref(new)),
            Verdict::SeveralStarted(all) => ("several", all),
            Verdict::NotSeen { .. } => ("not-seen", &[]),
        };
        let mut result = word.to_owned();
        for execution in executions {
            result.push(' ');
            result.push_str(execution.as_str());
        }
        Self::Ended(result)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> PlanExecutionId {
        PlanExecutionId::parse(text).unwrap()
    }

    fn entry(came: Came) -> JournalEntry {
        JournalEntry {
            request: "https://app.harness.io/pipeline/api/pipeline/execute/retry/deploy?planExecutionId=x".into(),
            body_hash: "00ff".into(),
            body_length: 2,
            way: Way::Stream,
            pressed_at: 1_000,
            written_at: 2_000,
            before: vec![id("a"), id("x")],
            came,
        }
    }

    #[test]
    fn an_entry_is_one_line_that_says_what_was_asked_and_what_came_of_it() {
        assert_eq!(
            entry(Came::from(&Verdict::SeveralStarted(vec![id("y"), id("z")]))).encode(),
            "1\tended several y z\t1000\t2000\tstream\t2\t00ff\ta x\t\
             https://app.harness.io/pipeline/api/pipeline/execute/retry/deploy?planExecutionId=x"
        );
    }

    #[test]
    fn only_a_press_whose_end_is_not_known_is_to_be_looked_for() {
        for (came, answer) in [
            (Came::Sending, Some(OwnAnswer::Lost)),
            (Came::Started(id("y")), Some(OwnAnswer::Started(id("y")))),
            (Came::Unreadable, Some(OwnAnswer::Lost)),
            (Came::from(&Verdict::Refused), None),
            (Came::from(&Verdict::NotSeen { looks: 7 }), None),
        ] {
            assert_eq!(entry(came).open_answer(), answer);
        }
    }

    #[test]
    fn only_what_ended_over_30_days_ago_is_of_no_more_use() {
        for (came, later, expected) in [
            (Came::Ended("refused".into()), 2_592_000_000, false),
            (Came::Ended("refused".into()), 2_592_000_001, true),
            (Came::Sending, 2_592_000_001, false),
            (Came::Unreadable, 2_592_000_001, false),
            (Came::Started(id("y")), 2_592_000_001, false),
        ] {
            let entry = entry(came);
            assert_eq!(entry.is_of_no_more_use(entry.written_at + later), expected, "{entry:?}");
        }
    }

    #[test]
    fn what_is_no_entry_of_this_version_may_have_been_sent() {
        let good = entry(Came::Sending).encode();
        for text in ["", "2\tsending", &good.replacen('1', "2", 1), &good.replace("\t1000", "\tx"), &good[..30]] {
            let read = JournalEntry::decode(text);
            assert_eq!((&read.came, read.open_answer()), (&Came::Unreadable, Some(OwnAnswer::Lost)), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            came in prop_oneof![
                Just(Came::Sending),
                "[A-Za-z0-9_-]{1,30}".prop_map(|text| Came::Started(id(&text))),
                "[a-z-]{1,9}( [A-Za-z0-9_-]{1,9}){0,3}".prop_map(Came::Ended),
            ],
            before in prop::collection::vec("[A-Za-z0-9_-]{1,30}", 0..5),
            request in "[!-~]{0,80}",
            (pressed_at, written_at, body_length) in any::<(i64, i64, usize)>(),
            is_stream in any::<bool>(),
        ) {
            let entry = JournalEntry {
                request, body_length, pressed_at, written_at, came,
                body_hash: "0a".repeat(32),
                way: if is_stream { Way::Stream } else { Way::Plain },
                before: before.iter().map(|text| id(text)).collect(),
            };
            prop_assert_eq!(JournalEntry::decode(&entry.encode()), entry);
        }

        #[test]
        fn whatever_stands_there_is_read_without_a_trap(text in "\\PC*|(1|2)(\t[a-z0-9 ]*){0,9}") {
            let _ = JournalEntry::decode(&text);
        }
    }
}
