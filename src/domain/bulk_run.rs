//! Many executions retried in one go: the frozen selection, whose turn it is, and what came of each.
//!
//! Each row is one intent of its own ([`super::retry_intent`]) with an entry of its own in the journal
//! ([`super::retry_journal`]). What is kept here is which rows there are and how far each came, a line of text for
//! each, so that the page can be closed at any moment: whether a row whose turn had begun was sent, its own entry
//! tells.

use super::execution::Millis;
use super::identifiers::{PipelineIdentifier, PlanExecutionId, StageIdentifier};
use super::retry_journal::{Came, JournalEntry};
use super::retry_plan::RetryStages;

/// Nothing was sent for a row, since this comes first.
pub const OTHER_NOT_KNOWN: &str = "It is not known yet what came of another retry of it. Look at its attempts.";

/// Changes with every change of the form.
const VERSION: &str = "1";

/// One execution of the selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// What is retried.
    pub execution: PlanExecutionId,
    /// Its pipeline.
    pub pipeline: PipelineIdentifier,
    /// The pipeline's name and the number of the run, as people know it.
    pub name: String,
    /// The names of the stages that run again.
    pub what: String,
    /// From where, and how much of that group.
    pub stages: RetryStages,
}

/// How far a row came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowCame {
    /// It has not had its turn.
    #[default]
    Waiting,
    /// Its turn has begun. Read after a reload: it may have been sent.
    Begun,
    /// Harness started this execution.
    Started(PlanExecutionId),
    /// Harness's answer does not say so, but this attempt is new since its turn began.
    Appeared(PlanExecutionId),
    /// More than one attempt is new since its turn began.
    Several(Vec<PlanExecutionId>),
    /// A newer attempt was there before its turn. Nothing was sent.
    Overtaken(PlanExecutionId),
    /// Harness refused it, in these words. Nothing was started.
    Refused(String),
    /// Nothing was sent, for this reason.
    NotSent(String),
    /// It may have started; this is known.
    Unknown(String),
    /// The person took it out before its turn.
    LeftOut,
}

/// How many rows stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what is counted")]
pub struct BulkTally {
    pub waiting: usize,
    pub sending: usize,
    pub started: usize,
    pub refused: usize,
    pub unknown: usize,
    pub not_sent: usize,
    pub left_out: usize,
}

impl BulkTally {
    /// Counts these rows.
    pub fn of<'a>(rows: impl Iterator<Item = &'a RowCame>) -> Self {
        let mut tally = Self::default();
        rows.for_each(|row| *tally.place(row) += 1);
        tally
    }

    /// A row came further.
    pub fn moved(&mut self, from: &RowCame, to: &RowCame) {
        let left = self.place(from);
        *left = left.saturating_sub(1);
        *self.place(to) += 1;
    }

    /// Those that have come to an end.
    pub fn ended(&self) -> usize {
        self.had_a_turn() + self.left_out
    }

    /// Those that have come to an end in a turn of theirs, which took time.
    pub fn had_a_turn(&self) -> usize {
        self.started + self.refused + self.unknown + self.not_sent
    }

    fn place(&mut self, row: &RowCame) -> &mut usize {
        match row {
            RowCame::Waiting => &mut self.waiting,
            RowCame::Begun => &mut self.sending,
            RowCame::Started(_) => &mut self.started,
            RowCame::Refused(_) => &mut self.refused,
            // Whose they are is not known.
            RowCame::Appeared(_) | RowCame::Several(_) | RowCame::Unknown(_) => &mut self.unknown,
            RowCame::Overtaken(_) | RowCame::NotSent(_) => &mut self.not_sent,
            RowCame::LeftOut => &mut self.left_out,
        }
    }
}

impl RowCame {
    /// Nothing was sent, and pressing once more would send it.
    pub fn may_be_sent(&self) -> bool {
        matches!(self, Self::Waiting | Self::NotSent(_))
    }

    /// Its turn has ended, and there is no other execution to look at.
    pub fn is_without_execution(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::NotSent(_) | Self::Unknown(_))
    }

    /// The executions to look at.
    pub fn executions(&self) -> &[PlanExecutionId] {
        match self {
            Self::Started(one) | Self::Appeared(one) | Self::Overtaken(one) => std::slice::from_ref(one),
            Self::Several(all) => all,
            _ => &[],
        }
    }

    /// What the journal of presses knows of a row whose turn had begun at this time or later, and which sends
    /// `request`, a URL. Without an entry nothing was sent, and the row waits; while its end is not known it has
    /// begun.
    pub fn of_entry(entry: Option<&JournalEntry>, begun_at: Millis, request: &str) -> Self {
        let Some(entry) = entry else { return Self::Waiting };
        let came = match &entry.came {
            // Whenever it was: nothing is sent before it was found out.
            Came::Sending | Came::Started(_) | Came::Unreadable => return Self::Begun,
            Came::Ended(_) if entry.pressed_at < begun_at => return Self::Waiting,
            Came::Ended(result) if result == "refused" => Self::Refused("Harness refused it.".to_owned()),
            Came::Ended(result) => Self::decode(result).unwrap_or_else(|| {
                Self::Unknown("No new attempt had shown up when this was last looked at.".to_owned())
            }),
        };
        // Another tab's, pressed while this row's inputs were read.
        match came {
            Self::Refused(_) if entry.is_of_another(request) => Self::Waiting,
            came if entry.is_of_another(request) => came.after_another_press(),
            came => came,
        }
    }

    /// What is true of a row whose turn went to finding out what came of another press on its execution: for the
    /// row itself nothing was sent.
    #[must_use]
    pub fn after_another_press(self) -> Self {
        let not_sent = |words: &str| Self::NotSent(words.to_owned());
        match self {
            Self::Started(new) | Self::Appeared(new) => Self::Overtaken(new),
            Self::Several(mut all) => all.pop().map_or(Self::Waiting, Self::Overtaken),
            Self::Refused(_) => not_sent("Another retry of it was refused. It can be sent now."),
            Self::Waiting | Self::Begun => not_sent(OTHER_NOT_KNOWN),
            Self::Unknown(_) | Self::Overtaken(_) | Self::NotSent(_) | Self::LeftOut => self,
        }
    }

    /// Those that started since its turn began.
    pub fn new_executions(&self) -> &[PlanExecutionId] {
        if let Self::Overtaken(_) = self { &[] } else { self.executions() }
    }

    /// The one execution that there is because of it.
    pub fn new_execution(&self) -> Option<&PlanExecutionId> {
        match self {
            Self::Started(new) | Self::Appeared(new) => Some(new),
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Begun => "begun",
            Self::Started(_) => "started",
            Self::Appeared(_) => "appeared",
            Self::Several(_) => "several",
            Self::Overtaken(_) => "overtaken",
            Self::Refused(_) => "refused",
            Self::NotSent(_) => "not-sent",
            Self::Unknown(_) => "unknown",
            Self::LeftOut => "left-out",
        }
    }

    fn encode(&self) -> String {
        let words = match self {
            Self::Refused(words) | Self::NotSent(words) | Self::Unknown(words) => on_one_line(words),
            came => came.executions().iter().map(PlanExecutionId::as_str).collect::<Vec<_>>().join(" "),
        };
        [self.word(), &words].join(" ").trim_end().to_owned()
    }

    fn decode(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let one = || PlanExecutionId::parse(rest).ok();
        Some(match word {
            "waiting" => Self::Waiting,
            "begun" => Self::Begun,
            "started" => Self::Started(one()?),
            "appeared" => Self::Appeared(one()?),
            "overtaken" => Self::Overtaken(one()?),
            "several" => {
                Self::Several(rest.split(' ').map(|id| PlanExecutionId::parse(id).ok()).collect::<Option<_>>()?)
            }
            "refused" => Self::Refused(rest.to_owned()),
            "not-sent" => Self::NotSent(rest.to_owned()),
            "unknown" => Self::Unknown(rest.to_owned()),
            "left-out" => Self::LeftOut,
            _ => return None,
        })
    }
}

impl BulkRow {
    /// As text, for the browser's storage: fields parted by tabs, members of a list by spaces.
    pub fn encode(&self, came: &RowCame) -> String {
        let stages: Vec<&str> = self.stages.identifiers.iter().map(StageIdentifier::as_str).collect();
        let fields = [
            VERSION,
            &came.encode(),
            self.execution.as_str(),
            self.pipeline.as_str(),
            if self.stages.run_all { "all" } else { "failed" },
            &stages.join(" "),
            &on_one_line(&self.name),
            &on_one_line(&self.what),
        ];
        fields.join("\t")
    }

    /// Reads what [`BulkRow::encode`] wrote; `None` for anything else.
    pub fn decode(text: &str) -> Option<(Self, RowCame)> {
        let mut fields = text.split('\t');
        let mut next = || fields.next();
        if next()? != VERSION {
            return None;
        }
        let came = RowCame::decode(next()?)?;
        let execution = PlanExecutionId::parse(next()?).ok()?;
        let pipeline = PipelineIdentifier::parse(next()?).ok()?;
        let run_all = next()? == "all";
        let identifiers = next()?.split(' ').map(|id| StageIdentifier::parse(id).ok()).collect::<Option<_>>()?;
        let (name, what) = (next()?.to_owned(), next()?.to_owned());
        Some((Self { execution, pipeline, name, what, stages: RetryStages { identifiers, run_all } }, came))
    }
}

/// Without what parts fields and lines.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
