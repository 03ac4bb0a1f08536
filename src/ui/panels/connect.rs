//! The form: which execution, and who asks.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::ids::Ids;
use crate::browser::token_of_this_tab;
use crate::ui::kit::icon::Icon;
use crate::ui::kit::problem::Problem;
use crate::ui::session::{Holder, Session};
use crate::view_model::connect_form::{ConnectForm, Field, Problems, Target};

/// The problem of a field, if it has one.
pub fn problem_of(problems: RwSignal<Problems>, field: Field) -> Option<String> {
    problems.with(|problems| problems.iter().find(|(at, _)| *at == field).map(|(_, text)| text.clone()))
}

/// The form. Nothing is sent before everything in it is right.
#[component]
pub fn Connect(
    /// What was typed, the token apart.
    form: RwSignal<ConnectForm>,
    /// A token stood in the page's address and was taken out.
    token_was_in_address: bool,
    /// Something is being loaded.
    is_loading: RwSignal<bool>,
    /// A retry is being sent.
    is_sending: RwSignal<bool>,
    /// Load this.
    on_load: Callback<Target>,
    /// Stop loading.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let Some(session) = Session::current() else { return ().into_any() };
    let problems = RwSignal::new(Problems::new());
    let token_input: NodeRef<html::Input> = NodeRef::new();
    let keep = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // Read from the field and nowhere kept: no signal ever holds the secret.
        let typed = token_input.get_untracked().map(|input| input.value()).unwrap_or_default();
        let held = session.held();
        let hosts = session.config().hosts;
        let typed = if typed.trim().is_empty() && held.is_none() {
            token_of_this_tab::kept().map(|token| token.header_value().to_owned()).unwrap_or_default()
        } else {
            typed
        };
        match form.with_untracked(|form| form.check(&typed, held.as_ref(), &hosts)) {
            Ok(target) => {
                problems.set(Problems::new());
                let was_kept =
                    session.holder().is_some_and(|holder| holder.is_kept) || token_of_this_tab::kept().is_some();
                session.hold(target.connection.clone(), keep.get_untracked() || was_kept);
                if let Some(input) = token_input.get_untracked() {
                    input.set_value("");
                }
                on_load.run(target);
            }
            Err(found) => {
                // A held token that does not fit makes way for the field, where its problem stands.
                if found.iter().any(|(field, _)| *field == Field::Token) && held.is_some() {
                    session.forget();
                }
                problems.set(found);
            }
        }
    };
    let link_problem = move || problem_of(problems, Field::Link);
    let recognised = Memo::new(move |_| form.with(ConnectForm::recognised));
    view! {
        <form class="connect" aria-label="Connect to Harness" on:submit=submit novalidate>
            <fieldset class="wrap" disabled=move || is_sending.get()>
                {token_was_in_address.then(|| view! {
                    <p class="problem token-leak" role="alert"><Icon name="warn"/><span>
                        "A token stood in this page’s address. It was taken out, but it may be in your history, and whoever got the link has it: revoke it in Harness."
                    </span></p>
                })}
                <div class="field">
                    <label for="link">"Execution link"</label>
                    <input id="link" class="mono" type="text" inputmode="url" spellcheck="false" autocomplete="off"
                        autocapitalize="off" placeholder="https://app.harness.io/ng/account/…/executions/…"
                        aria-describedby="link-note"
                        aria-invalid=move || link_problem().is_some().then_some("true")
                        prop:value=move || form.with(|form| form.link.clone())
                        on:input:target=move |event| {
                            form.update(|form| form.set_link(event.target().value()));
                            problems.update(|problems| problems.retain(|(field, _)| *field == Field::Token));
                        }/>
                    {move || match (link_problem(), recognised.get()) {
                        (Some(text), _) => view! { <Problem id="link-note" text/> }.into_any(),
                        (None, Some(text)) => view! {
                            <p class="hint scope" id="link-note"><Icon name="ok" class="ok"/><span class="mono">{text}</span></p>
                        }.into_any(),
                        (None, None) => view! {
                            <p class="hint" id="link-note">"The execution’s address, from any of its tabs."</p>
                        }.into_any(),
                    }}
                    <Ids form problems/>
                </div>
                {move || match session.holder() {
                    Some(holder) => view! { <Held holder session/> }.into_any(),
                    None => view! { <TokenField form problems token_input keep session/> }.into_any(),
                }}
                <div class="field go">
                    {move || if is_loading.get() {
                        view! {
                            <button type="button" class="secondary" on:click=move |_| on_cancel.run(())>
                                <Icon name="running" class="spin"/>"Cancel"
                            </button>
                        }.into_any()
                    } else {
                        let class = if session.holder().is_some() { "secondary" } else { "primary" };
                        view! { <button type="submit" class=class>"Load"</button> }.into_any()
                    }}
                </div>
            </fieldset>
        </form>
    }
    .into_any()
}

#[component]
fn TokenField(
    form: RwSignal<ConnectForm>,
    problems: RwSignal<Problems>,
    token_input: NodeRef<html::Input>,
    keep: RwSignal<bool>,
    session: Session,
) -> impl IntoView {
    let is_kept = token_of_this_tab::kept().is_some();
    let problem = move || problem_of(problems, Field::Token);
    let receiver = move || form.with(|form| session.config().receiver_of(form.field(Field::Host)));
    view! {
        <div class="field token">
            <label for="token">"Token"</label>
            <input id="token" type="password" autocomplete="off" spellcheck="false" autocapitalize="off"
                placeholder=if is_kept { "kept for this tab" } else { "pat.… or sat.…" }
                node_ref=token_input aria-describedby="token-note"
                aria-invalid=move || problem().is_some().then_some("true")
                on:input=move |_| problems.update(|problems| problems.retain(|(field, _)| *field != Field::Token))/>
            {move || match problem() {
                Some(text) => view! { <Problem id="token-note" text/> }.into_any(),
                None => view! {
                    <p class="hint" id="token-note">
                        {match receiver() {
                            Some(receiver) => view! { "Goes to "<span class="mono">{receiver}</span>" and nowhere else." }.into_any(),
                            None => view! { "Goes to the Harness of your link and nowhere else." }.into_any(),
                        }}
                    </p>
                }.into_any(),
            }}
            {session.config().offers_keeping_token.then(|| view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || keep.get()
                        on:change:target=move |event| keep.set(event.target().checked())/>
                    "Keep for this tab"
                </label>
            })}
        </div>
    }
}

#[component]
fn Held(holder: Holder, session: Session) -> impl IntoView {
    let Holder { masked, receiver, is_kept } = holder;
    view! {
        <div class="field token held">
            <span class="label">"Token"</span>
            <p class="held-box">
                <Icon name="key"/>
                <span class="mono soft">{masked}</span>
                <button type="button" class="quiet small" on:click=move |_| session.forget()>"Forget"</button>
            </p>
            <p class="hint">
                {if is_kept { "Kept for this tab, for " } else { "In memory only, for " }}
                <span class="mono">{receiver}</span>"."
            </p>
        </div>
    }
}
