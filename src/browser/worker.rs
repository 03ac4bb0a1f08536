//! The worker that checks YAML, seen from the editor; and the editor, seen from the worker.

use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, JsString};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, MessageEvent, RequestInit, Response, Url, Worker, WorkerOptions,
    WorkerType,
};

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

/// A worker, until it is dropped. It is there once its script has come.
pub struct Checker(Rc<OnceCell<Running>>);

struct Running {
    worker: Worker,
    script: String,
}

impl Checker {
    /// Starts one. `None` where index.html does not name it.
    pub fn start(hear: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let named = super::document().query_selector("meta[name=yaml_worker]").ok()??;
        let (address, integrity) = (named.get_attribute("content")?, named.get_attribute("data-integrity")?);
        let place = Rc::new(OnceCell::new());
        let waiting = Rc::downgrade(&place);
        spawn_local(async move {
            if begin(&waiting, &address, &integrity, hear.clone()).await.is_err() {
                hear(News::Failed);
            }
        });
        Some(Self(place))
    }

    /// Asks. `false` when it can't be.
    pub fn post(&self, fields: &[&str]) -> bool {
        let running = self.0.get();
        running.is_some_and(|running| running.worker.post_message(&array(fields.iter().copied())).is_ok())
    }
}

/// A browser takes no hash for the script of a worker. So its bytes are fetched with one, and the worker
/// starts from what was checked; it then also has this page's policy. Its own address says nothing of where
/// it came from: that is its name.
async fn begin(
    place: &Weak<OnceCell<Running>>,
    address: &str,
    integrity: &str,
    hear: impl Fn(News) + Clone + 'static,
) -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_integrity(integrity);
    let window = super::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &init)).await?.dyn_into()?;
    let bytes = JsFuture::from(response.array_buffer()?).await?;
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_buffer_source_sequence_and_options(&Array::of1(&bytes), &kind)?;
    // Nobody waits for it any more.
    let Some(place) = place.upgrade() else { return Ok(()) };
    let script = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(&response.url());
    let worker = Worker::new_with_options(&script, &options)?;
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
    // It was empty.
    let _ = place.set(Running { worker, script });
    Ok(())
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        // Fails only for what is no address.
        let _ = Url::revoke_object_url(&self.script);
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
