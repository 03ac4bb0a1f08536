//! What holds as long as the page is open: the deployment's config and the person's token.

use leptos::prelude::*;

use crate::browser::token_of_this_tab;
use crate::config::Config;
use crate::harness::endpoint::Connection;

/// The one session of the page.
#[derive(Clone, Copy)]
pub struct Session {
    config: StoredValue<Config>,
    // Not a signal: nothing that renders can subscribe to the secret.
    connection: StoredValue<Option<Connection>>,
    holder: RwSignal<Option<Holder>>,
}

/// What may be shown of a token that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Kind and account, shortened.
    pub masked: String,
    /// Who gets it.
    pub receiver: String,
    /// It is in this tab's storage too.
    pub is_kept: bool,
}

impl Session {
    /// Makes the session and provides it to everything below.
    pub fn provide(config: Config) -> Self {
        let session =
            Self { config: StoredValue::new(config), connection: StoredValue::new(None), holder: RwSignal::new(None) };
        provide_context(session);
        session
    }

    /// The session that [`Session::provide`] made.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// The deployment's config.
    pub fn config(&self) -> Config {
        self.config.get_value()
    }

    /// The connection that the held token is for.
    pub fn held(&self) -> Option<Connection> {
        self.connection.get_value()
    }

    /// What may be shown of the held token.
    pub fn holder(&self) -> Option<Holder> {
        self.holder.get()
    }

    /// Holds the token for this connection; in this tab's storage too when asked.
    pub fn hold(&self, connection: Connection, keep: bool) {
        let is_kept = keep && token_of_this_tab::keep(&connection.token);
        self.holder.set(Some(Holder {
            masked: connection.token.masked(),
            receiver: connection.api.receiver().to_owned(),
            is_kept,
        }));
        self.connection.set_value(Some(connection));
    }

    /// Forgets the token, everywhere.
    pub fn forget(&self) {
        token_of_this_tab::forget();
        self.connection.set_value(None);
        self.holder.set(None);
    }
}
