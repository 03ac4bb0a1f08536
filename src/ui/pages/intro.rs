//! The first visit.

use leptos::prelude::*;

/// What the page does, before anything is loaded.
#[component]
pub fn Intro() -> impl IntoView {
    view! {
        <section class="intro" aria-labelledby="intro-h">
            <h1 id="intro-h">"Retry a failed Harness execution from the stage that failed"</h1>
            <ol class="steps">
                <li>
                    <h2>"Paste and load"</h2>
                    <p>"The page reads the execution, its stages, its inputs and its attempts. Reading changes nothing."</p>
                </li>
                <li>
                    <h2>"Choose from where"</h2>
                    <p>"You see which stages run again, which are kept and which run after, and the exact request."</p>
                </li>
                <li>
                    <h2>"Press once"</h2>
                    <p>"One press sends one request. If the answer is lost, the page says so and never sends again by itself."</p>
                </li>
            </ol>
            <dl class="facts-list">
                <div>
                    <dt>"Token"</dt>
                    <dd>"A personal or service account token with the right to view and execute the pipeline. It is held in this page’s memory and is gone when you close it."</dd>
                </div>
                <div>
                    <dt>"Retry"</dt>
                    <dd>"Harness takes over the results of the stages before the chosen ones and runs the rest with the pipeline as it is now. It retries the latest attempt of an execution, within 30 days."</dd>
                </div>
            </dl>
        </section>
    }
}
