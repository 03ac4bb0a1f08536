//! The shape of what comes, so that nothing moves when it is there.

use leptos::prelude::*;

/// An execution that is being loaded.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <section class="sheet loading" aria-busy="true" aria-labelledby="loading-h">
            <h1 class="sr" id="loading-h">"Execution"</h1>
            <p class="sr" role="status">"Loading the execution, its stages, its attempts and its inputs"</p>
            <header class="exec">
                <div class="exec-title"><span class="bone w-title"></span><span class="bone w-badge"></span></div>
                <dl class="facts">
                    <div><dt>"Started"</dt><dd><span class="bone w-3"></span></dd></div>
                    <div><dt>"By"</dt><dd><span class="bone w-4"></span></dd></div>
                    <div><dt>"Attempt"</dt><dd><span class="bone w-3"></span></dd></div>
                    <div><dt>"Can be retried for"</dt><dd><span class="bone w-4"></span></dd></div>
                </dl>
                <div class="bone w-message"></div>
            </header>
            <section class="part stages-part">
                <div class="part-head"><h2>"Retry from"</h2></div>
                <div class="rail bones"><span class="bone"></span><span class="bone"></span><span class="bone"></span></div>
                <div class="choice"><span class="bone w-sentence"></span></div>
            </section>
            <div class="split">
                <div class="split-main">
                    <section class="part"><div class="part-head"><h2>"Inputs"</h2></div><span class="bone w-line"></span></section>
                    <section class="part"><div class="part-head"><h2>"Notes"</h2></div><span class="bone w-area"></span></section>
                </div>
                <section class="part request"><div class="part-head"><h2>"Request"</h2></div><span class="bone w-block"></span></section>
            </div>
            <footer class="bar"><div class="bar-row"><span class="bone w-tally"></span></div></footer>
        </section>
    }
}
