//! The exact request, and a command that sends it from a shell.

use leptos::prelude::*;

use crate::browser::address;
use crate::harness::transport::HttpRequest;
use crate::ui::kit::copy_button::CopyButton;
use crate::ui::kit::icon::Icon;
use crate::view_model::curl::curl;
use crate::view_model::readiness::Readiness;
use crate::view_model::request_preview::{Preview, Row, preview};

/// What would be sent, the token masked.
#[component]
pub fn Request(
    /// The very request that the button sends.
    request: Memo<Option<HttpRequest>>,
    /// Whether it can be sent.
    readiness: Memo<Readiness>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let can_send = !matches!(readiness.get(), Readiness::Blocked(_));
        request.with(|request| request.as_ref().filter(|_| can_send).map(preview))
    });
    let row = |Row { name, value, words }: Row| {
        view! { <div><dt>{name}</dt><dd>{value}{(!words.is_empty()).then(|| view! { " "<i>{words}</i> })}</dd></div> }
    };
    let as_curl = Callback::new(move |()| {
        request.with_untracked(|request| {
            request.as_ref().map(|request| curl(request, &address::origin())).unwrap_or_default()
        })
    });
    view! {
        <section class="part request" aria-labelledby="req-h">
            <div class="part-head">
                <h2 id="req-h">"Request"</h2>
                <p class="soft">{move || shown.with(Option::is_some).then_some("Sent once, as shown")}</p>
            </div>
            {move || match shown.get() {
                Some(Preview { method, address, query, rest }) => view! {
                    <div class="wire mono" tabindex="0" role="group" aria-label="The request">
                        <p class="wire-line"><b>{method}</b>" "{address}</p>
                        <dl>{query.into_iter().map(row).collect_view()}</dl>
                        <dl>{rest.into_iter().map(row).collect_view()}</dl>
                    </div>
                    <div class="copy-row">
                        <CopyButton label="Copy as curl" text=as_curl/>
                        <span class="hint">"reads the token from "<span class="mono">"HARNESS_API_KEY"</span></span>
                    </div>
                }.into_any(),
                None if matches!(readiness.get(), Readiness::Blocked(_)) => view! {
                    <p class="none"><Icon name="info"/><span>"No request: this can’t be retried as it stands."</span></p>
                }.into_any(),
                None => view! { <span class="bone w-block"></span> }.into_any(),
            }}
        </section>
    }
}
