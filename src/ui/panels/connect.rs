//! The form: which execution, and who asks.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::owner::on_cleanup;
use web_sys::Node;

use super::field::Spec;
use super::ids::ids;
use crate::browser::address;
use crate::browser::field::{is_ticked, typed};
use crate::domain::executions_url::MARK;
use crate::ui::app::{Loaded, Page};
use crate::ui::kept::kept;
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, classed, el, live, text};
use crate::ui::kit::icon::{icon, with_icon};
use crate::ui::session::{Holder, Session};
use crate::ui::state::State;
use crate::view_model::connect_form::{ConnectForm, Field, HeldToken, Problems};
use crate::view_model::page_link::{Arrival, arrival};

const LINK: Spec = Spec { field: Field::Link, id: "link", note: "link-note", label: "Harness link" };
const TOKEN: Spec = Spec { field: Field::Token, id: "token", note: "token-note", label: "Token" };
const KEEP: &str = "keep-token";
/// Stands in the example of a link where the config names no single host, and in index.html's.
const SAAS: &str = "https://app.harness.io";
const UNUSED: &str = "Nobody used this page for a while, so it forgot the token and closed what was loaded.";

/// The form. Nothing is sent before everything in it is right.
pub fn connect(page: Page, session: Session, token_was_in_address: bool) -> El {
    let problems = State::new(Problems::new());
    let token = live(move || match session.holder() {
        Some(holder) => held(page, holder, session),
        None => token_field(page, session, problems),
    });
    let go = live(move || {
        if page.is_loading.get() {
            let words = vec![icon("running", "spin").into_node(), "Cancel".into_node()];
            return button("secondary", words, move || page.close());
        }
        let look = if session.holder().is_some() { "secondary" } else { "primary" };
        classed("button", look).attr("type", "submit").child("Load")
    });
    let leak = "A token stood in this page’s address. It was taken out, but it may be in your history, and whoever got the link has it: revoke it in Harness.";
    // What was typed before the page had started is newer than the address.
    if page.form.with_untracked(|form| form.link.is_empty()) {
        arrive(page, session, problems);
    }
    let moved = window_event_listener_untyped("hashchange", move |_| arrive(page, session, problems));
    on_cleanup(move || moved.remove());
    let fields = classed("fieldset", "wrap")
        .live_flag("disabled", move || page.is_sending.get())
        .child(token_was_in_address.then(|| with_icon("problem token-leak", "warn", leak).attr("role", "alert")))
        .child(live(move || session.was_unused().then(|| with_icon("problem token-leak", "info", UNUSED))))
        .child(link_field(page, problems))
        .child(token)
        .child(classed("div", "field go").child(go));
    classed("form", "connect")
        .attr("aria-label", "Connect to Harness")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            submit(page, session, problems);
        })
        .child(fields)
}

/// The page was opened by a link, or the person went back or forward to one.
fn arrive(page: Page, session: Session, problems: State<Problems>) {
    let link = address::fragment();
    let is_locked = page.is_sending.with_untracked(|is_sending| *is_sending);
    match page.shown.with_untracked(|shown| arrival(&link, shown)) {
        Arrival::Close if !is_locked => page.close(),
        Arrival::Open if !is_locked => {
            let of_list = link.strip_prefix(MARK).map(str::to_owned);
            page.is_many.set(of_list.is_some());
            page.form.update(|form| form.set_link(of_list.unwrap_or(link)));
            if session.held().is_some() {
                submit(page, session, problems);
            }
        }
        _ => {}
    }
}

fn submit(page: Page, session: Session, problems: State<Problems>) {
    let held = session.held();
    // Read from the field and kept in no signal: nothing that renders can subscribe to the secret.
    let token = TOKEN.typed();
    let keep = is_ticked(KEEP) || session.holder().is_some_and(|holder| holder.is_kept);
    let is_many = page.is_many.with_untracked(|is_many| *is_many);
    let checked = session.with_config(|config| {
        page.form.with_untracked(|form| {
            if is_many || form.is_of_project() {
                let list = form.check_list(&token, held.as_ref(), &config.hosts)?;
                Ok(Loaded::Many(list.filtered_as(&address::fragment())))
            } else {
                form.check(&token, held.as_ref(), &config.hosts).map(Loaded::One)
            }
        })
    });
    match checked {
        Ok(loaded) => {
            problems.set(Problems::new());
            // The token's field goes with this, and what was typed in it.
            session.hold(HeldToken::of(loaded.connection()), keep);
            page.load(loaded);
        }
        Err(found) => {
            // A held token that does not fit makes way for the field, where its problem stands.
            if held.is_some() && found.iter().any(|(field, _)| *field == Field::Token) {
                session.forget();
            }
            problems.set(found);
        }
    }
}

fn link_field(page: Page, problems: State<Problems>) -> El {
    let mut example = page.form.with_untracked(|form| form.host.clone());
    if example.is_empty() {
        example.push_str(SAAS);
    }
    example.push_str("/ng/account/…");
    let recognised = kept(move || page.form.with(ConnectForm::recognised));
    let input = LINK
        .input("text", "mono", problems)
        .attr("inputmode", "url")
        .attr("placeholder", example)
        .value(move || page.form.with(|form| form.link.clone()))
        .on("input", move |_| {
            page.form.update(|form| form.set_link(typed(LINK.id)));
            problems.update(|problems| problems.retain(|(field, _)| *field == Field::Token));
        });
    let hint = move || match recognised.get() {
        Some(names) => classed("p", "hint scope").child(icon("ok", "ok")).child(text("span", "mono", names)),
        None => text("p", "hint", "The link of an execution, or of a project for all that failed in it."),
    };
    LINK.with(input, problems, hint).child(ids(page, problems))
}

fn token_field(page: Page, session: Session, problems: State<Problems>) -> Node {
    let input = TOKEN
        .input("password", "", problems)
        .attr("placeholder", "pat.… or sat.…")
        .on("input", move |_| problems.update(|problems| problems.retain(|(field, _)| *field != Field::Token)));
    let offers_keeping = session.with_config(|config| config.offers_keeping_token);
    let hint = move || {
        let receiver = page.form.with(|form| session.with_config(|config| config.receiver_of(&form.host)));
        let line = classed("p", "hint").child("Goes to ");
        match receiver {
            Some(receiver) => line.child(text("span", "mono", receiver)),
            None => line.child("the Harness of your link"),
        }
        .child(" and nowhere else.")
    };
    let keep = classed("label", "check")
        .child(el("input").attr("type", "checkbox").attr("id", KEEP))
        .child("Keep for this tab");
    TOKEN.with(input, problems, hint).child(offers_keeping.then_some(keep)).into_node()
}

fn held(page: Page, holder: Holder, session: Session) -> Node {
    let Holder { masked, receiver, is_kept } = holder;
    let words = if is_kept { "Kept for this tab, for " } else { "In memory only, for " };
    classed("div", "field token held")
        .child(text("span", "label", "Token"))
        .child(classed("p", "held-box").child(icon("key", "")).child(text("span", "mono soft", masked)).child(button(
            "quiet small",
            "Forget",
            // What was loaded with it holds it too.
            move || {
                session.forget();
                page.close();
            },
        )))
        .child(classed("p", "hint").child(words).child(text("span", "mono", receiver)).child("."))
        .into_node()
}
