//! What holds as long as the page is open: the deployment's config and the person's token.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;

use crate::browser::token_of_this_tab;
use crate::config::Config;
use crate::domain::host::receiver;
use crate::ui::state::State;
use crate::view_model::connect_form::HeldToken;

/// The one session of the page.
#[derive(Clone, Copy)]
pub struct Session {
    config: StoredValue<Config>,
    // Not a signal: nothing that renders can subscribe to the secret.
    held: StoredValue<Option<HeldToken>>,
    holder: State<Option<Holder>>,
    was_unused: State<bool>,
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
    /// Holds what was kept for this tab, if the deployment still offers that.
    pub fn new(config: Config) -> Self {
        let kept = token_of_this_tab::kept().filter(|_| config.offers_keeping_token);
        let session = Self {
            config: StoredValue::new(config),
            held: StoredValue::new(None),
            holder: State::new(None),
            was_unused: State::new(false),
        };
        match kept {
            Some((token, given_for)) => session.hold(HeldToken { token, given_for }, true),
            None => token_of_this_tab::forget(),
        }
        session
    }

    /// Reads the deployment's config.
    pub fn with_config<R>(&self, read: impl FnOnce(&Config) -> R) -> R {
        self.config.with_value(read)
    }

    /// The token that is held, and for which API.
    pub fn held(&self) -> Option<HeldToken> {
        self.held.get_value()
    }

    /// What may be shown of the held token.
    pub fn holder(&self) -> Option<Holder> {
        self.holder.get()
    }

    /// Holds the token; in this tab's storage too when asked, and only then.
    pub fn hold(&self, held: HeldToken, keep: bool) {
        token_of_this_tab::forget();
        self.was_unused.set(false);
        let is_kept = keep && token_of_this_tab::keep(&held.token, &held.given_for);
        let receiver = receiver(&held.given_for).to_owned();
        self.holder.set(Some(Holder { masked: held.token.masked(), receiver, is_kept }));
        self.held.set_value(Some(held));
    }

    /// Forgets the token, everywhere.
    pub fn forget(&self) {
        token_of_this_tab::forget();
        self.held.set_value(None);
        self.holder.set(None);
    }
    /// Forgets it because nobody used the page.
    pub fn forget_unused(&self) {
        self.forget();
        self.was_unused.set(true);
    }

    /// It was forgotten because nobody used the page, and no other was given since.
    pub fn was_unused(&self) -> bool {
        self.was_unused.get()
    }
}
