//! What the panels of one loaded execution share.

use std::time::Duration;

use leptos_dom::helpers::set_interval_with_handle;
use reactive_graph::owner::{StoredValue, on_cleanup};
use reactive_graph::prelude::*;

use super::app::{Brought, Page};
use super::follow::Stale;
use super::kept::{Kept, kept};
use super::press::Press;
use super::round::press_name;
use crate::browser::clock;
use crate::domain::execution::{Execution, Millis};
use crate::domain::execution_url::GitRef;
use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId};
use crate::domain::retry_plan::{Extent, RetryPlan};
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::domain::stage_picture::StagePicture;
use crate::harness::endpoint::Connection;
use crate::harness::transport::HttpRequest;
use crate::ui::state::State;
use crate::ui::typed::Typed;
use crate::view_model::confirmation::Confirmation;
use crate::view_model::connect_form::Target;
use crate::view_model::inputs_edit::{InputsEdit, Standing};
use crate::view_model::readiness::{Parts, Readiness};

const CLOCK_STEP: Duration = Duration::from_secs(1);
/// "2 h ago" is renewed this often, and each second while something runs.
const STILL: Millis = 30_000;

/// The page that it is on, and what was loaded.
struct Of {
    page: Page,
    target: Target,
}

/// One loaded execution: what came, what was chosen, and what follows from both.
#[derive(Clone, Copy)]
pub struct ExecutionView {
    of: StoredValue<Of>,
    /// When the button was pressed on this page that started it.
    pub pressed_at: Option<Millis>,
    /// What was asked for and came, part by part.
    pub parts: State<Parts>,
    /// The time, renewed now and then.
    pub now: State<Millis>,
    /// The column that the person chose; without one the preselected is in force.
    pub chosen: State<Option<usize>>,
    /// How much of a group runs again.
    pub extent: State<Extent>,
    /// The notes, as typed.
    pub notes: State<String>,
    /// What a person made of the inputs.
    pub edit: State<InputsEdit>,
    /// An earlier edit of them was kept, and the editor is still to take and check it.
    pub is_edit_to_come: State<bool>,
    /// It goes on: there while it is known not to have ended.
    pub is_live: Kept<()>,
    /// Why what is shown of a run that goes on is not renewed.
    pub stale: State<Option<Stale>>,
    /// The stages, once they are known.
    pub picture: Kept<StagePicture>,
    /// What the choice does.
    pub plan: Kept<RetryPlan>,
    /// Whether the retry can be pressed.
    pub readiness: Kept<Readiness>,
    /// The very request that is shown, copied and sent.
    pub request: Kept<HttpRequest>,
    /// The press and what came of it.
    pub press: Press,
}

impl ExecutionView {
    /// Of this execution, with what a press brought along; nothing else has come yet.
    pub fn new(page: Page, target: &Target, execution: &PlanExecutionId, brought: Option<Brought>) -> Self {
        let pressed_at = brought.as_ref().map(|brought| brought.pressed_at);
        let was_followed = brought.is_some();
        let parts = brought.map_or_else(Parts::default, |brought| Parts {
            execution: Some(Ok(brought.execution)),
            history: brought.history.map(Ok),
            inputs: brought.inputs.map(Ok),
            was_followed,
            ..Parts::default()
        });
        let parts = State::new(parts);
        let is_live = kept(move || {
            let is_live = |parts: &Parts| matches!(&parts.execution, Some(Ok(execution)) if !execution.has_ended());
            parts.with(is_live).then_some(())
        });
        let now = State::new(clock::now());
        let tick = move || {
            let (was, is) = (now.with_untracked(|now| *now), clock::now());
            if is_live.with_untracked(|live| live.is_some()) || is - was >= STILL {
                now.set(is);
            }
        };
        if let Ok(ticking) = set_interval_with_handle(tick, CLOCK_STEP) {
            on_cleanup(move || ticking.clear());
        }
        let chosen = State::new(None);
        let extent = State::new(Extent::default());
        let name = press_name(&target.connection, execution);
        let Typed { notes, edit, .. } = Typed::take(page, &name).unwrap_or_default();
        let is_edit_to_come = State::new(edit.yaml.is_some());
        let (notes, edit) = (State::new(notes), State::new(edit));
        let picture = kept(move || parts.with(Parts::picture));
        let plan = kept(move || {
            picture.with(|picture| {
                let picture = picture?;
                picture.plan(chosen.get().or(picture.preselected())?, extent.get())
            })
        });
        let of_pipeline = &target.pipeline;
        page.confirmation.silently(|held| held.begin(&of_pipeline.scope, &of_pipeline.pipeline));
        let readiness = kept(move || {
            let readiness = parts.with(|parts| picture.with(|picture| parts.readiness(picture)));
            let readiness = edit.with(|edit| readiness.with_edit(edit));
            Some(page.confirmation.with(|held| readiness.with_confirmation(held)))
        });
        let connection = target.connection.clone();
        let of = target.pipeline.execution(execution.clone());
        let request = kept(move || {
            let plan = plan.get()?;
            parts.with(|parts| {
                let original = parts.inputs.as_ref()?.as_ref().ok()?;
                let edited = edit.with(|edit| edit.yaml.clone()).map(RuntimeInputs::edited);
                let inputs = edited.as_ref().unwrap_or(original);
                notes.with(|notes| {
                    Some(connection.retry(&of.pipeline.pipeline, &of.execution, &plan.stages, notes, inputs))
                })
            })
        });
        let press = Press::new(target.clone(), execution.clone(), name, request, readiness, page);
        Typed::keep(page, press, notes, edit);
        let target = Target { execution: Some(execution.clone()), ..target.clone() };
        let of = StoredValue::new(Of { page, target });
        let stale = State::new(None);
        Self {
            of,
            pressed_at,
            parts,
            now,
            chosen,
            extent,
            notes,
            edit,
            is_edit_to_come,
            is_live,
            stale,
            picture,
            plan,
            readiness,
            request,
            press,
        }
    }

    /// The edit stands otherwise now.
    pub fn edit_stands(&self, how: impl FnOnce(&mut InputsEdit)) {
        self.edit.update(how);
        let is_known = self.edit.with_untracked(|edit| edit.standing != Standing::Checking);
        if is_known && self.is_edit_to_come.with_untracked(|is| *is) {
            self.is_edit_to_come.set(false);
        }
    }

    /// Loads another execution of this pipeline, or this one again.
    pub fn show(&self, execution: PlanExecutionId) {
        self.of.with_value(|of| of.page.show(&of.target, execution));
    }

    /// Where it was loaded from, and as whom.
    pub fn connection(&self) -> Connection {
        self.of.with_value(|of| of.target.connection.clone())
    }

    /// The pipeline of it.
    pub fn pipeline(&self) -> PipelineIdentifier {
        self.of.with_value(|of| of.target.pipeline.pipeline.clone())
    }

    /// Branch and repository to ask for the retry groups with.
    pub fn git(&self) -> GitRef {
        let known = self.parts.with_untracked(|parts| match &parts.execution {
            Some(Ok(execution)) => execution.git.clone(),
            _ => None,
        });
        known.unwrap_or_else(|| self.of.with_value(|of| of.target.git.clone()))
    }

    /// Whether and when the person wants to be told what happens.
    pub fn tells(&self) -> State<bool> {
        self.of.with_value(|of| of.page.tells)
    }

    /// What a person typed to confirm a retry in production.
    pub fn confirmation(&self) -> State<Confirmation> {
        self.of.with_value(|of| of.page.confirmation)
    }

    /// The page of an execution of this pipeline in Harness.
    pub fn link_to(&self, execution: PlanExecutionId) -> String {
        self.of.with_value(|of| of.target.pipeline.execution(execution).link())
    }

    /// Reads the execution, once it is there.
    pub fn with_execution<T>(&self, read: impl FnOnce(&Execution) -> T) -> Option<T> {
        self.parts.with(|parts| match &parts.execution {
            Some(Ok(execution)) => Some(read(execution)),
            _ => None,
        })
    }

    /// It goes on, or was seen to.
    pub fn was_followed(&self) -> bool {
        self.is_live.is_there() || self.parts.with(|parts| parts.was_followed)
    }

    /// Whether the retry can be pressed, just now.
    pub fn readiness(&self) -> Readiness {
        self.readiness.get().unwrap_or(Readiness::Loading)
    }

    /// There is a column to choose.
    pub fn can_choose(&self) -> bool {
        self.picture.with(|picture| picture.is_some_and(|picture| picture.preselected().is_some()))
    }
}
