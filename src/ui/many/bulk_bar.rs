//! The bar below the list: one rule for all, the counts, and the button.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::owner::on_cleanup;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, Node};

use super::{ListView, ManyRow};
use crate::browser::download::download;
use crate::browser::field::typed;
use crate::browser::{address, dialog};
use crate::domain::bulk_run::BulkRow;
use crate::domain::retry_plan::Extent;
use crate::ui::kept::{Kept, kept};
use crate::ui::kit::button::button;
use crate::ui::kit::el::{El, IntoNode, afterwards, classed, el, live, live_text, text};
use crate::ui::kit::icon::with_icon;
use crate::ui::state::State;
use crate::view_model::bulk_script::script;
use crate::view_model::bulk_words::{CONFIRMED_ABOVE, Check, executions, names, row_name};
use crate::view_model::stage_choice::rule_words;

const CONFIRMATION: &str = "confirm-many";

/// How the ticked rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    ready: usize,
    checking: usize,
    cannot: usize,
    unread: usize,
    differ: usize,
    is_production: bool,
}

/// `begin` gets the rows that are ready, when the button is pressed.
pub fn bulk_bar(view: ListView, begin: impl Fn(Vec<BulkRow>) + Clone + 'static) -> El {
    let counts = kept(move || Some(count(view)));
    let confirmation = State::new(String::new());
    let wanted = kept(move || {
        let counts = counts.get()?;
        let project = view.list().scope.project.to_string();
        if counts.is_production {
            Some(project)
        } else {
            (counts.ready > CONFIRMED_ABOVE).then(|| counts.ready.to_string())
        }
    });
    // What was typed confirms what stood there then, and nothing else.
    let confirmed = kept(move || {
        let Counts { ready, differ, .. } = counts.get()?;
        Some((wanted.get()?, ready, differ, view.rule.get()))
    });
    afterwards(Box::new(move || {
        confirmed.with(|_| ());
        confirmation.set(String::new());
    }));
    let is_confirmed = kept(move || {
        let is_so = wanted.with(|wanted| wanted.is_none_or(|wanted| confirmation.with(|typed| typed.trim() == wanted)));
        is_so.then_some(())
    });
    let is_ready = kept(move || {
        let counts = counts.get()?;
        (counts.ready > 0 && counts.checking == 0 && is_confirmed.is_there()).then_some(())
    });
    let press = move || {
        if is_ready.with_untracked(|is| is.is_some()) {
            begin(ready_rows(view));
        }
    };
    let by_keys = press.clone();
    let keys = window_event_listener_untyped("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.repeat() && !dialog::is_one_open()
        {
            event.prevent_default();
            by_keys();
        }
    });
    on_cleanup(move || keys.remove());
    let words = live_text(move || {
        let ready = counts.get().unwrap_or_default().ready;
        if ready == 0 { "Retry executions".to_owned() } else { format!("Retry {}", executions(ready)) }
    });
    let key = el("kbd").attr("aria-hidden", "true").child("Ctrl Enter");
    let retry = button("primary large", vec![el("span").child(words).into_node(), key.into_node()], press)
        .live_attr("aria-disabled", move || (!is_ready.is_there()).then(|| "true".to_owned()))
        .live_attr("aria-describedby", move || (!is_ready.is_there()).then(|| "why-many".to_owned()))
        .attr("aria-keyshortcuts", "Control+Enter");
    let is_any = kept(move || counts.with(|counts| counts.is_some_and(|counts| counts.ready > 0)).then_some(()));
    let as_script = live(move || {
        is_any.is_there().then(|| {
            button("quiet small", "Download bash script", move || {
                let script = script(&view.connection(), &ready_rows(view), &address::origin());
                download("pipeline-retry.sh", &script);
            })
            // It does the same, so it takes the same.
            .live_flag("disabled", move || !is_ready.is_there())
        })
    });
    classed("footer", "bar").child(confirm(counts, wanted, confirmation)).child(
        classed("div", "bar-row")
            .child(rule(view))
            .child(tally(view, counts, is_confirmed))
            .child(classed("div", "bar-buttons").child(as_script).child(retry)),
    )
}

fn rule(view: ListView) -> El {
    let option = |this: Extent| {
        let radio = el("input")
            .attr("type", "radio")
            .attr("name", "rule")
            .is("checked", move || view.rule.get() == this)
            .on("change", move |_| view.rule.set(this));
        classed("label", "check").child(radio).child(rule_words(this))
    };
    classed("fieldset", "rule")
        .child(el("legend").child("In the last group with a failed stage, run"))
        .child(option(Extent::OnlyFailed))
        .child(option(Extent::All))
}

fn tally(view: ListView, counts: Kept<Counts>, is_confirmed: Kept<()>) -> El {
    let words = live(move || {
        let Counts { ready, checking, cannot, unread, differ, .. } = counts.get().unwrap_or_default();
        let elsewhere = view.elsewhere.with(Vec::len);
        if ready + checking + cannot + unread + elsewhere == 0 {
            return with_icon("reason", "info", "Tick what is to be retried. Each is then checked; nothing is sent.")
                .into_node();
        }
        let count = |count: usize, words: &'static str| {
            (count > 0).then(|| el("span").child(text("b", "num", count.to_string())).child(words))
        };
        vec![
            count(ready, " ready").into_node(),
            count(checking, " still checking").into_node(),
            count(cannot, " can’t be retried").into_node(),
            count(unread, " not checked").into_node(),
            count(differ, if differ == 1 { " differs from the rule" } else { " differ from the rule" }).into_node(),
            count(elsewhere, " ticked but not in this list, so not retried").into_node(),
            (ready > 0 && !is_confirmed.is_there()).then(|| el("span").child("to be confirmed")).into_node(),
        ]
        .into_node()
    });
    classed("div", "tally").attr("id", "why-many").child(words)
}

fn confirm(counts: Kept<Counts>, wanted: Kept<String>, confirmation: State<String>) -> Node {
    // The field stays while what it asks for changes.
    let is_wanted = kept(move || wanted.is_there().then_some(()));
    live(move || {
        is_wanted.is_there().then(|| {
            let what = classed("b", "mono").child(live_text(move || wanted.get().unwrap_or_default()));
            let why = live_text(move || {
                let is_production = counts.get().unwrap_or_default().is_production;
                if is_production {
                    "Production: type ".to_owned()
                } else {
                    format!("More than {CONFIRMED_ABOVE}: type ")
                }
            });
            let label = el("label").attr("for", CONFIRMATION);
            let label = label.child(why).child(what).child(" to retry these");
            let input = classed("input", "mono")
                .attr("id", CONFIRMATION)
                .attr("autocomplete", "off")
                .attr("autocapitalize", "off")
                .attr("spellcheck", "false")
                .value(move || confirmation.get())
                .on("input", move |_| confirmation.set(typed(CONFIRMATION)));
            classed("div", "field").child(label).child(input)
        })
    })
}

fn count(view: ListView) -> Counts {
    let production = view.page().confirmation;
    let scope = view.list().scope;
    let mut counts = Counts::default();
    for row in view.rows.get() {
        // What can't be retried was unticked when that was found.
        if !row.is_ticked.get() {
            counts.cannot += usize::from(row.check.with(|check| matches!(check, Check::Cannot(_))));
            continue;
        }
        row.check.with(|check| match check {
            Check::No | Check::Waiting | Check::Asking => counts.checking += 1,
            Check::Can(_) => {
                counts.ready += 1;
                let differs = row.extent.get().is_some_and(|own| check.offers_extent() && own != view.rule.get());
                counts.differ += usize::from(differs);
                let is_production =
                    row.with_latest(|latest| production.with(|held| held.counts(&scope, &latest.pipeline)));
                counts.is_production |= is_production == Some(true);
            }
            Check::Cannot(_) | Check::Unread(_) => counts.unread += 1,
        });
    }
    counts
}

fn ready_rows(view: ListView) -> Vec<BulkRow> {
    let row = |row: &ManyRow| {
        if !row.is_ticked.with_untracked(|is| *is) {
            return None;
        }
        let own = row.extent.with_untracked(|own| *own);
        let extent = own.unwrap_or_else(|| view.rule.with_untracked(|rule| *rule));
        let (plan, what) = row.check.with_untracked(|check| {
            let (Check::Can(picture), Some(plan)) = (check, check.plan(extent)) else { return None };
            let what = names(picture, &plan);
            Some((plan, what))
        })?;
        row.chain.with_untracked(|chain| {
            let latest = &chain.as_ref()?.latest;
            Some(BulkRow {
                execution: latest.id.clone(),
                pipeline: latest.pipeline.clone(),
                name: row_name(latest),
                what,
                stages: plan.stages,
            })
        })
    };
    view.rows.with_untracked(|rows| rows.iter().filter_map(row).collect())
}
