//! The whole page: top, connect, and what was loaded.

use leptos::prelude::*;

use super::pages::execution::ExecutionPage;
use super::pages::intro::Intro;
use super::panels::connect::Connect;
use super::panels::top::Top;
use super::session::Session;
use crate::browser::address;
use crate::config::Config;
use crate::domain::identifiers::PlanExecutionId;
use crate::view_model::connect_form::{ConnectForm, Target};

/// The page.
#[component]
pub fn App(
    /// What the deployment allows.
    config: Config,
) -> impl IntoView {
    let session = Session::provide(config);
    let token_was_in_address = address::take_token_out();
    let form = RwSignal::new(ConnectForm {
        host: session.config().hosts.first().map(ToString::to_string).unwrap_or_default(),
        ..ConnectForm::default()
    });
    // Each load is a new value with a new number, so that what belonged to the last one goes.
    let loaded = RwSignal::new(None::<(usize, Target)>);
    let is_loading = RwSignal::new(false);
    let is_sending = RwSignal::new(false);
    let load = move |target: Target| {
        loaded.update(|loaded| {
            let number = loaded.as_ref().map_or(0, |(number, _)| number + 1);
            *loaded = Some((number, target));
        });
    };
    let show_execution = move |(target, execution): (Target, PlanExecutionId)| {
        form.update(|form| form.set_link(target.pipeline.execution(execution.clone()).link()));
        load(Target { execution: Some(execution), ..target });
    };
    view! {
        <a class="skip" href="#main">"Skip to the execution"</a>
        <Top/>
        <Connect form token_was_in_address is_loading is_sending
            on_load=Callback::new(load)
            on_cancel=Callback::new(move |()| loaded.set(None))/>
        <main id="main" class="wrap" tabindex="-1">
            {move || match loaded.get() {
                None => view! { <Intro/> }.into_any(),
                Some((_, target)) => view! {
                    <ExecutionPage target is_loading is_sending on_show=Callback::new(show_execution)/>
                }.into_any(),
            }}
        </main>
    }
}
