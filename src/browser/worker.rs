//! The worker that checks YAML, seen from the editor; and the editor, seen from the worker.

use js_sys::{Array, JsString};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What the worker says when it has started: what is posted before that is lost.
const READY: &str = "ready";

/// What comes from the worker.
pub enum News {
    /// It can be asked now.
    Ready,
    /// The fields that it answered with.
    Answer(Vec<String>),
    /// It has ended by itself.
    Failed,
}

/// A worker, until it is dropped.
pub struct Checker(Worker);

impl Checker {
    /// Starts one. `None` where the browser does not, or index.html does not name it.
    pub fn start(hear: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let named = super::document().query_selector("meta[name=yaml_worker]").ok()??;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&named.get_attribute("content")?, &options).ok()?;
        let answered = hear.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            answered(match event.data().dyn_into::<Array>() {
                Ok(fields) => News::Answer(texts(&fields)),
                Err(_) => News::Ready,
            });
        });
        let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            // It is said on the page; the console stays for what nobody expected.
            event.prevent_default();
            hear(News::Failed);
        });
        worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
        Some(Self(worker))
    }

    /// Asks. `false` when it can't be.
    pub fn post(&self, fields: &[&str]) -> bool {
        self.0.post_message(&array(fields.iter().copied())).is_ok()
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        self.0.set_onmessage(None);
        self.0.set_onerror(None);
        self.0.terminate();
    }
}

/// In the worker: answers whatever comes, for as long as it lives.
pub fn serve(answer: impl Fn(Vec<String>) -> Vec<String> + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let heard = scope.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let fields = event.data().dyn_into::<Array>().map(|fields| texts(&fields)).unwrap_or_default();
        let answer = answer(fields);
        // Fails only when nobody is there any more.
        let _ = heard.post_message(&array(answer.iter().map(String::as_str)));
    });
    scope.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    let _ = scope.post_message(&JsString::from(READY));
}

fn array<'a>(fields: impl Iterator<Item = &'a str>) -> Array {
    fields.map(JsValue::from_str).collect()
}

fn texts(fields: &Array) -> Vec<String> {
    fields.iter().map(|field| field.as_string().unwrap_or_default()).collect()
}
