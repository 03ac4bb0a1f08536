//! `fetch`, as the transport of the page.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, DomException, Headers, ReferrerPolicy, Request, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Response,
};

use crate::harness::transport::{HttpRequest, HttpResponse, Transport, TransportError};

/// Sends by `fetch`: without cookies, without a referrer, following no redirect, past every cache.
#[derive(Clone, Debug)]
pub struct Fetch {
    leaving: Option<AbortSignal>,
    limit_ms: u32,
}

impl Fetch {
    /// Gives up when the signal is aborted, or when there is no whole answer within the limit.
    pub fn until(leaving: Option<AbortSignal>, limit_ms: u32) -> Self {
        Self { leaving, limit_ms }
    }

    async fn fetch(&self, request: &HttpRequest) -> Result<HttpResponse, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let request = Request::new_with_str_and_init(&request.url(), &self.init(request)?)?;
        let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
        let status = response.status();
        let body = JsFuture::from(response.array_buffer()?).await?;
        Ok(HttpResponse { status, body: Uint8Array::new(&body).to_vec() })
    }

    fn init(&self, request: &HttpRequest) -> Result<RequestInit, JsValue> {
        let headers = Headers::new()?;
        headers.set("x-api-key", request.token().header_value())?;
        let init = RequestInit::new();
        if let Some(body) = request.body() {
            headers.set("content-type", body.content_type)?;
            init.set_body(&Uint8Array::from(body.text.as_bytes()));
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
        self.fetch(request).await.map_err(|error| {
            let name = error.dyn_ref::<DomException>().map(DomException::name);
            match name.as_deref() {
                Some("AbortError") => TransportError::Cancelled,
                Some("TimeoutError") => TransportError::TimedOut,
                _ => TransportError::Unreachable,
            }
        })
    }
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
