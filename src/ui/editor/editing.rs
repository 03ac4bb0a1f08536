//! What the parts of the editor share: the draft, what is wrong with it, and how it stands.

use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use leptos_dom::helpers::set_timeout;
use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::prelude::*;
use web_sys::Element;

use super::checking::Checking;
use super::findings;
use crate::browser::between::say;
use crate::domain::draft::{Draft, Hunk};
use crate::ui::state::State;
use crate::view_model::checker_turns::WhyOff;
use crate::view_model::inputs_edit::{STANDS, Standing, in_words, values_in_words};
use crate::view_model::sections::{line_at, section_of_line};
use crate::yaml_check::{Change, Finding, Report, Weight};
use crate::yaml_lexer::{Place, outline, value_count};

/// After so long without a key the text is looked at.
const PAUSE: Duration = Duration::from_millis(200);
/// By then the text has been painted.
const SHOWN_FIRST: Duration = Duration::from_millis(60);

/// The draft and everything that follows from it.
#[derive(Clone, Copy)]
pub struct Editing {
    draft: State<Draft>,
    /// The bytes of the draft's text that stand in the field.
    section: State<Option<Range<usize>>>,
    /// Counts what was changed from outside the field.
    renewed: State<u32>,
    /// Counts what was typed.
    typed: State<u32>,
    /// The count at which the text was last given to the checker.
    asked_at: State<u32>,
    /// The line, counted from 0, that is or was at the top of what is seen.
    pub top_line: State<usize>,
    /// The line, counted from 0, of what was looked for and found.
    pub found: State<Option<usize>>,
    /// What the checker found.
    pub findings: State<Vec<Finding>>,
    /// The values that differ, as the checker found them; `None` where it did not compare them.
    pub changes: State<Option<Vec<Change>>>,
    /// The lines that differ.
    pub hunks: State<Vec<Hunk>>,
    /// The stages and other parts of the inputs, once they are known.
    pub places: State<Vec<Place>>,
    /// How many values the original has, once they are counted.
    values: State<Option<usize>>,
    /// Why there is no check, in a sentence.
    pub off: State<Option<String>>,
    held: StoredValue<Rc<Held>, LocalStorage>,
}

struct Held {
    checking: Checking,
    /// Where the page hears how the edit stands.
    place: Element,
    pipeline: String,
}

impl Editing {
    /// Of this text, as it was in the execution, and what was made of it before; empty for nothing.
    pub fn new(original: &str, edited: &str, pipeline: String, place: Element) -> Self {
        let mut draft = Draft::new(original);
        if !edited.is_empty() {
            draft.replace(0..draft.text().len(), edited);
        }
        let held = Held { checking: Checking::default(), place, pipeline };
        let editing = Self {
            draft: State::new(draft),
            section: State::new(None),
            renewed: State::new(0),
            typed: State::new(0),
            asked_at: State::new(0),
            top_line: State::new(0),
            found: State::new(None),
            findings: State::new(vec![]),
            changes: State::new(None),
            hunks: State::new(vec![]),
            places: State::new(vec![]),
            values: State::new(None),
            off: State::new(None),
            held: StoredValue::new_local(Rc::new(held)),
        };
        editing.with_held(|held| held.checking.hear(move |outcome| editing.checked(outcome)));
        if !edited.is_empty() {
            editing.settle();
        }
        // Both read all of the text: it is shown first.
        set_timeout(move || editing.survey(), SHOWN_FIRST);
        editing
    }

    fn with_held(&self, act: impl FnOnce(&Held)) {
        // Gone with the panel.
        if let Some(held) = self.held.try_get_value() {
            act(&held);
        }
    }

    /// Reads the draft once.
    pub fn with_draft<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with_untracked(read)
    }

    /// What stands in the field; `None` while the text is only read.
    pub fn section(&self) -> Option<Range<usize>> {
        // A section grows with what is typed into it; that makes no other field of it.
        self.section.get()
    }

    /// Whoever calls this is told when the text was changed from outside the field.
    pub fn is_renewed(&self) {
        self.renewed.get();
    }

    /// Something is being edited.
    pub fn is_editing(&self) -> bool {
        self.section.with(Option::is_some)
    }

    /// Opens the part of the text with this line, counted from 0.
    pub fn edit_at(&self, line: usize) {
        self.top_line.set(line);
        let section = self.with_draft(|draft| section_of_line(draft.text(), line));
        self.section.set(Some(section));
    }

    /// Opens the part before or after the one that is open.
    pub fn turn(&self, is_forward: bool) {
        let Some(section) = self.section.with_untracked(Clone::clone) else { return };
        let to = if is_forward { section.end } else { section.start.saturating_sub(1) };
        let line = self.with_draft(|draft| line_at(draft.text(), to));
        self.edit_at(line);
    }

    /// Ends the editing; what was edited stays.
    pub fn done(&self) {
        self.found.set(None);
        self.section.set(None);
    }

    /// The text is shown no longer: what was typed last goes along.
    pub fn leave(&self) {
        if self.with_draft(Draft::is_changed) {
            self.tell(Standing::Checking, &self.with_draft(Draft::bytes), "");
        } else {
            self.tell_original();
        }
    }

    /// The byte of the draft at which the field begins.
    pub fn start(&self) -> usize {
        self.section.with_untracked(|section| section.as_ref().map_or(0, |section| section.start))
    }

    /// The line, counted from 0, at which the field begins.
    pub fn first_line(&self) -> usize {
        self.with_draft(|draft| line_at(draft.text(), self.start()))
    }

    /// The field now holds this.
    pub fn type_in(&self, field: &str) {
        let Some(section) = self.section.with_untracked(Clone::clone) else { return };
        // Not told to anyone: the field shows it already.
        self.section.silently(|held| *held = Some(section.start..section.start + field.len()));
        self.draft.silently(|draft| draft.replace(section, field));
        if self.found.with_untracked(Option::is_some) {
            self.found.set(None);
        }
        self.wait_and_settle();
    }

    /// Undoes one change.
    pub fn undo(&self, hunk: &Hunk) {
        // What was typed since it was listed may have moved it: then it is listed anew.
        if !self.with_draft(|draft| draft.hunks().contains(hunk)) {
            return self.settle();
        }
        self.draft.silently(|draft| draft.undo(hunk));
        self.renew(hunk.after.start);
    }

    /// Goes back to the original.
    pub fn reset(&self) {
        self.draft.silently(Draft::reset);
        let line = self.top_line.with_untracked(|line| *line);
        self.renew(line);
    }

    fn renew(&self, line: usize) {
        self.found.set(None);
        if self.section.with_untracked(Option::is_some) {
            self.edit_at(line);
        }
        self.renewed.update(|count| *count += 1);
        self.settle();
    }

    fn wait_and_settle(&self) {
        self.tell(Standing::Checking, "", "");
        self.typed.silently(|count| *count += 1);
        let (editing, stamp) = (*self, self.typed.with_untracked(|count| *count));
        let settle = move || {
            if editing.typed.with_untracked(|count| *count == stamp) {
                editing.settle();
            }
        };
        set_timeout(settle, PAUSE);
    }

    /// Looks at what differs, and has it checked.
    fn settle(&self) {
        // What was to be looked at in a moment is looked at now: listed once more, the list would lose the focus.
        self.typed.silently(|count| *count += 1);
        let hunks = self.with_draft(Draft::hunks);
        let is_changed = !hunks.is_empty();
        self.hunks.set(hunks);
        self.find_places();
        if !is_changed {
            self.findings.set(vec![]);
            self.changes.set(None);
            self.off.set(None);
            self.tell_original();
            return;
        }
        self.tell(Standing::Checking, "", "");
        self.asked_at.silently(|count| *count = self.typed.with_untracked(|typed| *typed));
        self.with_held(|held| {
            self.with_draft(|draft| held.checking.ask(draft.plain_original(), draft.text(), &held.pipeline));
        });
    }

    fn checked(&self, outcome: Result<Report, WhyOff>) {
        // What was typed since was not looked at, and is about to be.
        let is_older = self.typed.with_untracked(|typed| self.asked_at.with_untracked(|asked| asked != typed));
        if is_older || !self.with_draft(Draft::is_changed) {
            return;
        }
        let yaml = self.with_draft(Draft::bytes);
        match outcome {
            Ok(Report { findings, changes }) => {
                let error = findings.iter().find(|finding| finding.weight == Weight::Error);
                match error {
                    Some(error) => self.tell(Standing::Broken, &yaml, &findings::in_words(error)),
                    None => self.tell(Standing::Checked, &yaml, &in_words(changes.len())),
                }
                self.off.set(None);
                self.changes.set(error.is_none().then_some(changes));
                self.findings.set(findings);
            }
            Err(why) => {
                let why = match why {
                    WhyOff::TooLong => "The check took too long and was ended.",
                    WhyOff::Broken => "The check could not be started, or broke off.",
                };
                self.off.set(Some(why.to_owned()));
                self.findings.set(vec![]);
                self.changes.set(None);
                self.tell(Standing::Unchecked, &yaml, why);
            }
        }
    }

    fn survey(&self) {
        self.values.set(Some(self.with_draft(|draft| value_count(draft.plain_original()))));
        self.find_places();
        if !self.with_draft(Draft::is_changed) {
            self.tell_original();
        }
    }

    fn find_places(&self) {
        let places = self.with_draft(|draft| outline(draft.text()));
        // Most edits move none.
        if self.places.with_untracked(|before| *before != places) {
            self.places.set(places);
        }
    }

    fn tell_original(&self) {
        let words = self.values.with_untracked(|values| values.map(values_in_words));
        self.tell(Standing::Original, "", &words.unwrap_or_default());
    }

    fn tell(&self, standing: Standing, yaml: &str, words: &str) {
        self.with_held(|held| say(&held.place, STANDS, &[standing.word(), yaml, words]));
    }
}
