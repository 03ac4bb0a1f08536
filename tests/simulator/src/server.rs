//! Connections: accepted here rather than by axum, so that each can be cut at any point.

use crate::exchange::{NoAnswer, Reset, Shared};
use axum::Extension;
use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::util::MapResult;

/// A hold on the connection that a request came over.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<Hold>);

#[derive(Debug, Default)]
struct Hold {
    ended: Notify,
    is_reset: AtomicBool,
}

impl Line {
    /// Closes the connection. Whoever awaits this goes away with it.
    pub async fn cut<Never>(&self) -> Never {
        self.0.ended.notify_one();
        pending().await
    }

    /// The same, with a TCP RST rather than a FIN.
    pub async fn reset<Never>(&self) -> Never {
        self.0.is_reset.store(true, Ordering::Relaxed);
        self.cut().await
    }
}

/// Serves connections until the task it runs in is aborted; all of them end with it. Given the
/// shared state, it also looks for faults that hit a connection before anything is read.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Option<Arc<Shared>>, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, tls.clone(), shared.clone(), router.clone()));
                }
                // Out of file descriptors, most likely: give open connections time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, shared: Option<Arc<Shared>>, router: Router) {
    // A stand-in is measured against: small answers should not wait for each other.
    let _ = stream.set_nodelay(true);
    let Ok((stream, spare)) = doubled(stream) else { return };
    let line = Line::default();
    if let Some(tls) = tls {
        if let Ok(stream) = tls.accept(stream).await {
            talk(stream, router, &line).await;
        }
    } else {
        if let Some(shared) = shared.filter(|shared| shared.faults.any_unread())
            && is_cut_unread(&stream, &shared).await
        {
            return;
        }
        talk(stream, router, &line).await;
    }
    // The connection ends here, with the spare: how, is told to the socket just before.
    if line.0.is_reset.load(Ordering::Relaxed)
        && let Ok(spare) = TcpStream::from_std(spare)
    {
        let _ = spare.set_zero_linger();
    }
}

/// The same socket twice: hyper takes one for itself, the other decides how the connection ends.
fn doubled(stream: TcpStream) -> io::Result<(TcpStream, std::net::TcpStream)> {
    let stream = stream.into_std()?;
    let spare = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, spare))
}

async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router, line: &Line) {
    // An error is the only way to end an HTTP/2 stream without an answer.
    let answered = MapResult::new(router.layer(Extension(line.clone())), |answer: Result<Response, Infallible>| {
        let Ok(answer) = answer;
        answer.extensions().get::<NoAnswer>().map_or(Ok(()), |none| Err(Reset::from(*none))).map(|()| answer)
    });
    let builder = Builder::new(TokioExecutor::new());
    let conversation = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(answered));
    tokio::select! {
        // An error here is the other side's: it went away, or does not speak HTTP.
        _ = conversation => {}
        () = line.0.ended.notified() => {}
    }
}

/// Looks at the first request without taking it off the socket, and tells whether a fault cuts it.
async fn is_cut_unread(stream: &TcpStream, shared: &Shared) -> bool {
    let Some((method, uri)) = peek(stream).await else { return false };
    let target = shared.target(&method, &uri);
    let Some(rule) = shared.faults.meet_unread(&target.request(method == Method::OPTIONS, false)) else {
        return false;
    };
    target.let_a_colleague_retry(&rule, shared);
    shared.record.arrived(&method, &uri, &note_of_unread());
    true
}

async fn peek(stream: &TcpStream) -> Option<(Method, Uri)> {
    let mut buffer = vec![0; 16 * 1024];
    let mut before = 0;
    loop {
        let seen = stream.peek(&mut buffer).await.ok()?;
        let text = buffer.get(..seen)?;
        if let Some(end) = text.iter().position(|byte| *byte == b'\r') {
            let first_line = std::str::from_utf8(text.get(..end)?).ok()?;
            let mut words = first_line.split(' ');
            return Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?));
        }
        if seen == 0 || seen == buffer.len() {
            return None;
        }
        if seen == before {
            // Peeking is ready at once while the same bytes lie there: leave the others the processor.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        before = seen;
    }
}

/// Marks a recorded request whose headers were never read.
fn note_of_unread() -> HeaderMap {
    HeaderMap::from_iter([(
        HeaderName::from_static("x-simulator"),
        HeaderValue::from_static("cut before the request was read"),
    )])
}

/// Binds a port on the loopback address; 0 takes any free one.
pub async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).await
}
