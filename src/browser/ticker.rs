//! Waits that go on in a hidden tab. There a browser runs the page's own timers once a minute; those of a worker it
//! does not slow down.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker};

/// All that the worker does: it answers each number after so many milliseconds.
const SCRIPT: &str = "onmessage = ({ data: [number, ms] }) => setTimeout(() => postMessage(number), ms);";

thread_local! {
    static WORKER: OnceCell<Option<Worker>> = const { OnceCell::new() };
    static WAITING: RefCell<BTreeMap<u32, Function>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// A promise that ends after so many milliseconds; `None` where there can be no worker.
pub fn wait(ms: u32) -> Option<Promise> {
    WORKER.with(|worker| {
        let worker = worker.get_or_init(start).as_ref()?;
        let number = NEXT.replace(NEXT.get().wrapping_add(1));
        worker.post_message(&Array::of2(&number.into(), &ms.into())).ok()?;
        Some(Promise::new(&mut |end, _| {
            WAITING.with_borrow_mut(|waiting| waiting.insert(number, end));
        }))
    })
}

fn start() -> Option<Worker> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let parts = Array::of1(&JsValue::from_str(SCRIPT));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let worker = Worker::new(&url).ok()?;
    // As long as the page is open.
    let heard = Closure::<dyn Fn(MessageEvent)>::new(hear).into_js_value();
    worker.set_onmessage(Some(heard.unchecked_ref()));
    Some(worker)
}

fn hear(event: MessageEvent) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of `NEXT`")]
    let number = event.data().as_f64().map(|number| number as u32);
    let end = number.and_then(|number| WAITING.with_borrow_mut(|waiting| waiting.remove(&number)));
    if let Some(end) = end {
        // The end of a promise can't fail.
        let _ = end.call0(&JsValue::NULL);
    }
}
