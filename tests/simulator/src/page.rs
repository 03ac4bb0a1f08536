//! Serves a folder of static files next to the simulator: the built page.

use crate::server::{bind, serve};
use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::routing::get;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A served folder. It ends when dropped.
#[derive(Debug)]
pub struct Page {
    address: SocketAddr,
    config: Config,
    server: JoinHandle<()>,
}

type Config = Arc<Mutex<String>>;

impl Page {
    /// Serves the files of `dist` on the loopback address, with `config_json` in the place of
    /// `/config.json`. Port 0 takes any free one.
    ///
    /// # Errors
    /// When the port can't be bound, or `dist` is no folder.
    pub async fn serve(dist: &Path, port: u16, config_json: String) -> io::Result<Page> {
        if !dist.is_dir() {
            let message = format!("{} is no folder", dist.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        let listener = bind(port).await?;
        let address = listener.local_addr()?;
        let config = Arc::new(Mutex::new(config_json));
        let router = Router::new()
            .route("/config.json", get(answer_config))
            .with_state(config.clone())
            .fallback_service(ServeDir::new(dist))
            .layer(always(CACHE_CONTROL, "no-store"))
            .layer(always(REFERRER_POLICY, "no-referrer"))
            .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"));
        let server = tokio::spawn(serve(listener, None, None, router));
        Ok(Page { address, config, server })
    }

    /// Where the page is, with the slash at the end.
    pub fn url(&self) -> String {
        format!("{}/", self.origin())
    }

    /// The page's origin, as the API has to allow it.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers `/config.json` with another text from now on: the API's port may be known only
    /// after the page's.
    pub fn set_config(&self, config_json: String) {
        *self.config.lock().unwrap_or_else(PoisonError::into_inner) = config_json;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer_config(State(config): State<Config>) -> impl IntoResponse {
    let text = config.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ([(CONTENT_TYPE, "application/json")], text)
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
