//! The worker that checks, kept to its turns.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos_dom::helpers::set_timeout;

use crate::browser::worker::{Checker, News};
use crate::view_model::checker_turns::{Act, Event, Turns, WhyOff};
use crate::yaml_check::Report;

/// A check that takes longer is ended. A megabyte takes under one second.
const CHECK_LIMIT: Duration = Duration::from_secs(4);
/// A worker that is not there by then does not come: its program has some 80 kB.
const START_LIMIT: Duration = Duration::from_secs(20);

type Hear = Box<dyn Fn(Result<Report, WhyOff>)>;

/// The checker, as the editor asks it. Its worker ends with it.
#[derive(Default)]
pub struct Checking(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    turns: Turns,
    worker: Option<Checker>,
    /// The newest text, with what it is checked against.
    question: [String; 3],
    hear: Option<Rc<Hear>>,
}

impl Checking {
    /// Whoever asks hears of the newest text alone.
    pub fn hear(&self, hear: impl Fn(Result<Report, WhyOff>) + 'static) {
        self.0.borrow_mut().hear = Some(Rc::new(Box::new(hear)));
    }

    /// Asks about this text; an older one that waits is forgotten.
    pub fn ask(&self, original: &str, edited: &str, pipeline: &str) {
        self.0.borrow_mut().question = [original, edited, pipeline].map(str::to_owned);
        happen(&Rc::downgrade(&self.0), Event::Asked, None);
    }
}

fn happen(checking: &Weak<RefCell<Inner>>, event: Event, mut report: Option<Report>) {
    let Some(inner) = checking.upgrade() else { return };
    let acts = inner.borrow_mut().turns.step(event);
    for act in acts {
        match act {
            Act::Start(number) => {
                let of = checking.clone();
                let worker = Checker::start(move |news| hear(&of, news));
                let has_started = worker.is_some();
                inner.borrow_mut().worker = worker;
                if has_started {
                    later(checking, START_LIMIT, Event::NotReady(number));
                } else {
                    happen(checking, Event::Failed, None);
                }
            }
            Act::Post(number) => {
                let is_posted = {
                    let inner = inner.borrow();
                    let [original, edited, pipeline] = &inner.question;
                    let number = number.to_string();
                    let fields = [number.as_str(), original, edited, pipeline];
                    inner.worker.as_ref().is_some_and(|worker| worker.post(&fields))
                };
                if is_posted {
                    later(checking, CHECK_LIMIT, Event::TimedOut(number));
                } else {
                    happen(checking, Event::Failed, None);
                }
            }
            Act::Stop => inner.borrow_mut().worker = None,
            Act::Show => tell(&inner, report.take().ok_or(WhyOff::Broken)),
            Act::GiveUp(why) => tell(&inner, Err(why)),
        }
    }
}

fn tell(inner: &Rc<RefCell<Inner>>, outcome: Result<Report, WhyOff>) {
    // Not borrowed while it is told: whoever hears may ask again.
    let hear = inner.borrow().hear.clone();
    if let Some(hear) = hear {
        hear(outcome);
    }
}

fn later(checking: &Weak<RefCell<Inner>>, after: Duration, event: Event) {
    let checking = checking.clone();
    set_timeout(move || happen(&checking, event, None), after);
}

fn hear(checking: &Weak<RefCell<Inner>>, news: News) {
    match news {
        News::Ready => happen(checking, Event::Ready, None),
        News::Failed => happen(checking, Event::Failed, None),
        News::Answer(fields) => {
            let Some((number, report)) = fields.split_first() else { return };
            let Ok(number) = number.parse() else { return };
            happen(checking, Event::Answered(number), Report::from_fields(report));
        }
    }
}
