//! Requests and answers as plain values, and what carries them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::api_token::ApiToken;
use crate::domain::host::ApiBase;

/// What carries a request: `fetch` on the page, a native client in the tests.
pub trait Transport {
    /// Sends the request once, as it is, and gives the answer whatever its status.
    ///
    /// # Errors
    /// When there is no answer.
    fn send(&self, request: &HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>>;

    /// Waits, between nothing and so many milliseconds, by chance.
    fn pause(&self, most_ms: u32) -> impl Future<Output = ()>;
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// No connection, a connection that broke, or an answer that the browser withholds because
    /// Harness does not allow this origin: a browser does not tell these apart.
    Unreachable,
    /// The browser knows of no network.
    Offline,
    /// No answer within the time that the page waits.
    TimedOut,
    /// The person left.
    Cancelled,
    /// The body was to travel as a stream and was never read: nothing was sent.
    NeverRead,
}

/// The methods that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are HTTP's own")]
pub enum Method {
    Get,
    Post,
    Put,
}

impl Method {
    /// As it stands in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// A request, whole: what is previewed, copied and sent is this value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    pub(super) method: Method,
    pub(super) base: ApiBase,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) token: ApiToken,
    pub(super) body: Option<Body>,
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The text; sent as UTF-8, byte for byte.
    pub text: String,
}

impl HttpRequest {
    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// It changes nothing: also a list is asked for by POST.
    pub fn is_read(&self) -> bool {
        self.method == Method::Get || self.path.ends_with("/summary")
    }

    /// Where it goes, without the query.
    pub fn address(&self) -> String {
        format!("{}{}", self.base.as_str(), self.path)
    }

    /// The query's parameters, unencoded, in order.
    pub fn query(&self) -> &[(&'static str, String)] {
        &self.query
    }

    /// The whole URL; relative to the page's origin where the deployment uses a proxy.
    pub fn url(&self) -> String {
        self.url_without("")
    }

    /// The whole URL but for the parameter of this name.
    pub fn url_without(&self, left_out: &str) -> String {
        let mut url = self.address();
        let query = self.query.iter().filter(|(name, _)| *name != left_out);
        for (n, (name, value)) in query.enumerate() {
            url.push(if n == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.extend(encode(value));
        }
        url
    }

    /// The value of the `x-api-key` header.
    pub fn token(&self) -> &ApiToken {
        &self.token
    }

    /// What it carries; `None` for a GET.
    pub fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// Who gets the token, for people.
    pub fn receiver(&self) -> &str {
        self.base.receiver()
    }
}

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encoded, in pieces.
pub fn encode(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, RESERVED)
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The body, whole.
    pub body: Vec<u8>,
}
