//! The whole page: top, connect, and what was loaded.

use std::mem::take;

use any_spawner::Executor;
use reactive_graph::owner::{Owner, on_cleanup};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Node};

use super::idle::forget_when_unused;
use super::kit::button::button;
use super::kit::el::{El, IntoNode, append, classed, live, template};
use super::kit::message::message;
use super::pages::loaded_page;
use super::panels::connect::connect;
use super::panels::top::top;
use super::session::Session;
use crate::browser::{self, address, bulk_journal};
use crate::config::Config;
use crate::domain::execution::{Execution, Millis};
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_history::RetryHistory;
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::harness::endpoint::Connection;
use crate::ui::state::State;
use crate::ui::typed::Typed;
use crate::view_model::confirmation::Confirmation;
use crate::view_model::connect_form::{ConnectForm, ListTarget, Target};
use crate::view_model::user_message::UserMessage;

/// What the form and the page below it tell each other.
#[derive(Clone, Copy)]
pub struct Page {
    /// What was typed, the token apart.
    pub form: State<ConnectForm>,
    /// What was loaded. Each load sets it anew, and what belonged to the last one goes.
    pub loaded: State<Option<Loaded>>,
    /// Not one execution is to be loaded, but the failed ones of a project.
    pub is_many: State<bool>,
    /// The link of what is shown, as the address has it; empty for nothing.
    pub shown: State<String>,
    /// Something is being loaded.
    pub is_loading: State<bool>,
    /// A retry is being sent: the form is locked.
    pub is_sending: State<bool>,
    /// The deployment lets the body of a retry travel as a stream.
    pub may_stream: State<bool>,
    /// What a press has just started, until its view takes it.
    pub brought: State<Option<Brought>>,
    /// The person wants to be told, when the page is hidden, that an execution ended or needs somebody.
    pub tells: State<bool>,
    /// What a person typed to confirm a retry in production.
    pub confirmation: State<Confirmation>,
    /// What was typed for the execution that was shown last, until it is shown again.
    pub typed: State<Option<Typed>>,
}

/// What can be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// One execution.
    One(Target),
    /// Those of a project that failed.
    Many(ListTarget),
}

impl Loaded {
    /// Where from, and as whom.
    pub fn connection(&self) -> &Connection {
        match self {
            Self::One(target) => &target.connection,
            Self::Many(target) => &target.connection,
        }
    }
}

/// An execution that a press on this page started.
#[derive(Clone, Debug)]
pub struct Brought {
    /// As it was read first.
    pub execution: Execution,
    /// Its chain, if that came.
    pub history: Option<RetryHistory>,
    /// Its inputs, if they came.
    pub inputs: Option<RuntimeInputs>,
    /// When the button was pressed.
    pub pressed_at: Millis,
}

impl Page {
    /// Loads this.
    pub fn load(&self, loaded: Loaded) {
        self.is_many.set(matches!(loaded, Loaded::Many(_)));
        self.loaded.set(Some(loaded));
    }

    /// What a press has just started, if it is this one.
    pub fn take_brought(&self, execution: &PlanExecutionId) -> Option<Brought> {
        let mut brought = None;
        self.brought.update(|held| brought = held.take());
        brought.filter(|brought| brought.execution.id == *execution)
    }

    /// From one execution to the list of its project's, or from a list back to the form.
    pub fn go_to(&self, is_many: bool) {
        match self.loaded.with_untracked(Clone::clone) {
            Some(Loaded::One(target)) if is_many => self.load(Loaded::Many(ListTarget::of(target))),
            Some(Loaded::Many(_)) if !is_many => self.close(),
            _ => {}
        }
        self.is_many.set(is_many);
    }

    /// Shows nothing any more.
    pub fn close(&self) {
        self.shown.set(String::new());
        self.loaded.set(None);
    }

    /// Loads another execution of the same pipeline.
    pub fn show(&self, target: &Target, execution: PlanExecutionId) {
        let link = target.pipeline.execution(execution.clone()).link();
        self.form.update(|form| form.set_link(link));
        self.load(Loaded::One(Target { execution: Some(execution), ..target.clone() }));
    }
}

/// Puts the page at the end of this element, with this link in its form. What follows signals does so as long as what
/// is given back lives.
pub fn mount(place: &HtmlElement, config: Config, link: &str) -> Owner {
    // Fails only where it was done before.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    append(place, &owner.with(|| page(config, link)));
    owner
}

/// The second part of the program.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Rest {
    #[default]
    Coming,
    There,
    Missing,
}

fn fetch_rest(rest: State<Rest>) {
    rest.set(Rest::Coming);
    spawn_local(async move {
        let is_there = browser::rest::is_there().await;
        rest.set(if is_there { Rest::There } else { Rest::Missing });
    });
}

/// A run of many that an earlier visit has not seen to its end.
fn unfinished_run() -> Option<El> {
    let project = bulk_journal::projects().pop()?;
    let (_, project) = project.split_once('/')?;
    let words = UserMessage::plain(
        &format!("A bulk retry in {project} is still open."),
        "Load the link of that project: the page finds out what was sent, and sends nothing more before you press Go on.",
    );
    Some(classed("div", "alone").child(message(words, "warn", vec![])))
}

/// The page, for a deployment with this config.
fn page(mut config: Config, link: &str) -> Node {
    let token_was_in_address = address::take_token_out();
    let [account, org, project, pipeline] = take(&mut config.defaults);
    let (production, help) = (take(&mut config.production), take(&mut config.help));
    let may_stream_body = config.may_stream_body;
    let host = config.hosts.first().map(ToString::to_string).unwrap_or_default();
    let session = Session::new(config);
    let mut form = ConnectForm { host, account, org, project, pipeline, ..ConnectForm::default() };
    if !link.is_empty() {
        form.set_link(link.to_owned());
    }
    let page = Page {
        form: State::new(form),
        loaded: State::new(None),
        is_many: State::new(false),
        shown: State::new(String::new()),
        is_loading: State::new(false),
        is_sending: State::new(false),
        brought: State::new(None),
        tells: State::new(false),
        may_stream: State::new(may_stream_body),
        confirmation: State::new(Confirmation::new(production)),
        typed: State::new(None),
    };
    forget_when_unused(page, session);
    let rest = State::new(Rest::Coming);
    fetch_rest(rest);
    let main = classed("main", "wrap").attr("id", "main").attr("tabindex", "-1").child(live(move || {
        match (page.loaded.get(), rest.get()) {
            (None, _) => {
                // By now what was shown has gone, and has left it here.
                if session.was_unused() {
                    page.typed.set(None);
                }
                vec![unfinished_run().into_node(), template("intro")].into_node()
            }
            (Some(loaded), Rest::There) => loaded_page(page, loaded),
            (Some(_), Rest::Coming) => {
                page.is_loading.set(true);
                on_cleanup(move || page.is_loading.set(false));
                template("skeleton")
            }
            (Some(_), Rest::Missing) => {
                let again = button("secondary", "Load again", move || fetch_rest(rest));
                let words = UserMessage::plain(
                    "A part of this page could not be loaded.",
                    "Nothing was sent. Check your connection, then load it again.",
                );
                let message = message(words, "bad", vec![again.into_node()]);
                classed("div", "alone").attr("role", "alert").child(message).into_node()
            }
        }
    }));
    let skip = classed("a", "skip").attr("href", "#main").child("Skip to the content");
    vec![skip, top(page, help), connect(page, session, token_was_in_address), main].into_node()
}
