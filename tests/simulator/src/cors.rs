//! Cross-origin rules, as Harness configures Jetty's `CrossOriginFilter`.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method};

const ALLOWED_HEADERS: &str = "X-Requested-With,Content-Type,Accept,Origin,Authorization,X-api-key";
const ALLOWED_METHODS: &str = "OPTIONS,GET,PUT,POST,DELETE,HEAD";
const MAX_AGE: &str = "86400";

pub fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(ORIGIN) && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The headers of the answer to a preflight: none at all unless everything asked for is allowed.
pub fn preflight(allowed_origins: &[String], request: &HeaderMap) -> HeaderMap {
    let asked_method = text(request, ACCESS_CONTROL_REQUEST_METHOD.as_str());
    let asked_headers = text(request, ACCESS_CONTROL_REQUEST_HEADERS.as_str());
    let headers_allowed = asked_headers
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .all(|name| ALLOWED_HEADERS.split(',').any(|allowed| allowed.eq_ignore_ascii_case(name)));
    let method_allowed = ALLOWED_METHODS.split(',').any(|allowed| allowed == asked_method);
    if !headers_allowed || !method_allowed {
        return HeaderMap::new();
    }
    let mut answer = actual(allowed_origins, request);
    if answer.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
        answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE));
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(ALLOWED_METHODS));
        answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS));
    }
    answer
}

/// The headers of any other answer. From an origin that is not allowed there are none; the
/// request is handled all the same.
pub fn actual(allowed_origins: &[String], request: &HeaderMap) -> HeaderMap {
    let mut answer = HeaderMap::new();
    let Some(origin) = request.get(ORIGIN) else { return answer };
    if !allowed_origins.iter().any(|allowed| allowed == "*" || allowed.as_bytes() == origin.as_bytes()) {
        return answer;
    }
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    answer.insert(VARY, HeaderValue::from_static("Origin"));
    answer
}

fn text<'request>(headers: &'request HeaderMap, name: &str) -> &'request str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
