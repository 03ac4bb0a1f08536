//! `fetch`, as the transport of the page.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, DomException, Headers, QueuingStrategy, ReadableStream,
    ReadableStreamDefaultController, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestInit,
    RequestMode, RequestRedirect, Response,
};

use crate::browser::{clock, turn};
use crate::domain::retry_intent::Way;
use crate::harness::transport::{HttpRequest, HttpResponse, Transport, TransportError};

/// Sends by `fetch`: without cookies, without a referrer, following no redirect, past every cache.
#[derive(Clone, Debug)]
pub struct Fetch {
    leaving: Option<AbortSignal>,
    limit_ms: u32,
    way: Way,
}

impl Fetch {
    /// Gives up when the signal is aborted, or when there is no whole answer within the limit.
    pub fn until(leaving: Option<AbortSignal>, limit_ms: u32) -> Self {
        Self { leaving, limit_ms, way: Way::Plain }
    }

    /// Bodies travel this way.
    #[must_use]
    pub fn by(self, way: Way) -> Self {
        Self { way, ..self }
    }

    async fn fetch(&self, request: &HttpRequest, is_read: &Rc<Cell<bool>>) -> Result<HttpResponse, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let request = Request::new_with_str_and_init(&request.url(), &self.init(request, is_read)?)?;
        let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
        let status = response.status();
        if status == 429 {
            turn::too_many();
        }
        let body = JsFuture::from(response.array_buffer()?).await?;
        Ok(HttpResponse { status, body: Uint8Array::new(&body).to_vec() })
    }

    fn init(&self, request: &HttpRequest, is_read: &Rc<Cell<bool>>) -> Result<RequestInit, JsValue> {
        let headers = Headers::new()?;
        headers.set("x-api-key", request.token().header_value())?;
        let init = RequestInit::new();
        if let Some(body) = request.body() {
            headers.set("content-type", body.content_type)?;
            let bytes = Uint8Array::from(body.text.as_bytes());
            match self.way {
                Way::Plain => init.set_body(&bytes),
                Way::Stream => set_stream(&init, bytes, is_read.clone())?,
            }
        }
        init.set_headers(&headers);
        init.set_method(request.method().as_str());
        init.set_mode(RequestMode::Cors);
        init.set_credentials(RequestCredentials::Omit);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        init.set_redirect(RequestRedirect::Error);
        init.set_cache(RequestCache::NoStore);
        let signals = Array::of1(&AbortSignal::timeout_with_u32(self.limit_ms));
        if let Some(leaving) = &self.leaving {
            signals.push(leaving);
        }
        init.set_signal(Some(&AbortSignal::any(&signals)));
        Ok(init)
    }
}

impl Transport for Fetch {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        // What a person has pressed does not wait: it is checked just before.
        if request.is_read() {
            turn::wait().await;
        }
        turn::take();
        let is_read = Rc::new(Cell::new(false));
        self.fetch(request, &is_read).await.map_err(|error| {
            if self.way == Way::Stream && !is_read.get() {
                return TransportError::NeverRead;
            }
            let name = error.dyn_ref::<DomException>().map(DomException::name);
            match name.as_deref() {
                Some("AbortError") => TransportError::Cancelled,
                Some("TimeoutError") => TransportError::TimedOut,
                _ if super::is_offline() => TransportError::Offline,
                _ => TransportError::Unreachable,
            }
        })
    }

    async fn pause(&self, most_ms: u32) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a u32")]
        clock::wait((f64::from(most_ms) * clock::jitter()) as u32).await;
    }
}

/// Whether this browser takes a stream as a body. Another one would post the text `[object
/// ReadableStream]`, and shows that by the content type that it gives it.
pub fn can_stream() -> bool {
    let init = RequestInit::new();
    init.set_method("POST");
    set_stream(&init, Uint8Array::new_with_length(0), Rc::default())
        .and_then(|()| Request::new_with_str_and_init("", &init))
        .and_then(|request| request.headers().has("content-type"))
        .is_ok_and(|is_text| !is_text)
}

/// Gives a request its body as a stream that is read when the connection takes it, and tells when it is.
fn set_stream(init: &RequestInit, bytes: Uint8Array, is_read: Rc<Cell<bool>>) -> Result<(), JsValue> {
    let pull = Closure::once_into_js(move |controller: ReadableStreamDefaultController| -> Result<(), JsValue> {
        is_read.set(true);
        if bytes.length() > 0 {
            controller.enqueue_with_chunk(&bytes)?;
        }
        controller.close()
    });
    let source = Object::new();
    Reflect::set(&source, &"pull".into(), &pull)?;
    let strategy = QueuingStrategy::new();
    // Nothing is read before it is needed.
    strategy.set_high_water_mark(0.0);
    init.set_body(&ReadableStream::new_with_underlying_source_and_strategy(&source, &strategy)?.into());
    Reflect::set(init, &"duplex".into(), &"half".into())?;
    Ok(())
}

/// Cancels what was begun with its signal, when told to.
#[derive(Clone, Debug)]
pub struct Leaving(Option<AbortController>);

impl Leaving {
    /// A new one, not yet left.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// What calls listen to.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }

    /// Cancels every call that listens.
    pub fn leave(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Default for Leaving {
    fn default() -> Self {
        Self::new()
    }
}
