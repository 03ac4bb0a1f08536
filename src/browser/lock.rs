//! Web Locks: what one tab of this browser does at a time.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A lock that this tab holds until this is dropped, or the tab is closed.
#[derive(Debug)]
pub struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        end(self.0.as_ref(), &JsValue::UNDEFINED);
    }
}

/// Takes the lock of this name; `None` while another tab holds it.
///
/// # Errors
/// In a browser without Web Locks, and in a page that was not opened by https or on this machine.
pub async fn take(name: &str) -> Result<Option<Lock>, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let locks = Reflect::get(&navigator, &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let only_if_free = Object::new();
    Reflect::set(&only_if_free, &"ifAvailable".into(), &true.into())?;
    let (released, release) = promise();
    let (told, tell) = promise();
    // The browser holds the lock until the promise that this gives back has ended.
    let taken = Closure::once_into_js(move |lock: JsValue| {
        let is_free = !lock.is_null();
        end(tell.as_ref(), &is_free.into());
        if is_free { released.into() } else { JsValue::UNDEFINED }
    });
    let asked: Promise = request.call3(&locks, &name.into(), &only_if_free, &taken)?.unchecked_into();
    // Whichever ends first: a request that the browser refuses never calls back.
    let is_free = JsFuture::from(Promise::race(&js_sys::Array::of2(&told, &asked))).await?;
    Ok((is_free == JsValue::TRUE).then_some(Lock(release)))
}

/// A promise, and what ends it.
fn promise() -> (Promise, Option<Function>) {
    let mut end = None;
    let promise = Promise::new(&mut |resolve, _| end = Some(resolve));
    (promise, end)
}

fn end(promise: Option<&Function>, value: &JsValue) {
    if let Some(end) = promise {
        // The end of a promise can't fail.
        let _ = end.call1(&JsValue::NULL, value);
    }
}
