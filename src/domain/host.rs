//! Which Harness the page may talk to.

use std::fmt;

/// A web origin: scheme, host and port. `https` only, but for loopback.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// Why a text is no origin that may get a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Neither `https://` nor, for loopback, `http://`.
    #[error("must begin with https://")]
    Scheme,
    /// `user@host`.
    #[error("has a user name in it (the part before @)")]
    UserInfo,
    /// Not letters, digits, dots and dashes.
    #[error("has a host name that can’t be read")]
    Host,
    /// Not a number from 1 to 65535.
    #[error("has a port that is not a number from 1 to 65535")]
    Port,
    /// More than an origin.
    #[error("must end after the host name")]
    Trailing,
}

impl Origin {
    /// Reads `https://host[:port]`, with or without a slash at the end. The host is lowered, a
    /// default port dropped, so that equal origins are equal texts, as in a browser.
    ///
    /// # Errors
    /// When it is not an origin, or one that a token must not be sent to.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let (origin, rest) = Self::split_from(text)?;
        if rest.is_empty() || rest == "/" { Ok(origin) } else { Err(OriginError::Trailing) }
    }

    /// Splits an address into its origin and what follows (path, query, fragment).
    ///
    /// # Errors
    /// As for [`Origin::parse`].
    pub fn split_from(address: &str) -> Result<(Self, &str), OriginError> {
        let (scheme, rest) = address.split_once("://").ok_or(OriginError::Scheme)?;
        let scheme = scheme.to_ascii_lowercase();
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        // A browser reads a backslash as a slash; nobody pastes one in good faith.
        if rest.starts_with('\\') {
            return Err(OriginError::Host);
        }
        if authority.contains('@') {
            return Err(OriginError::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return Err(OriginError::Host);
        }
        match scheme.as_str() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            _ => return Err(OriginError::Scheme),
        }
        let port = match (scheme.as_str(), port) {
            (_, None) | ("https", Some(443)) | ("http", Some(80)) => String::new(),
            (_, Some(port)) => format!(":{port}"),
        };
        Ok((Self(format!("{scheme}://{host}{port}")), rest))
    }

    /// As text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and port, for people.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or(self.0.as_str(), |(_, host)| host)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), OriginError> {
    // `[::1]:8080`: the colons of an IPv6 address stand within brackets.
    let at = match authority.rfind(']') {
        Some(bracket) => authority[bracket..].find(':').map(|colon| bracket + colon),
        None => authority.find(':'),
    };
    let Some(at) = at else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(at);
    let digits = port.strip_prefix(':').unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(OriginError::Port);
    }
    match digits.parse() {
        Ok(port) if port > 0 => Ok((host, Some(port))),
        _ => Err(OriginError::Port),
    }
}

fn is_host(host: &str) -> bool {
    if host == "[::1]" {
        return true;
    }
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || host == "127.0.0.1"
}

/// The Harness that a link points at: its origin, and the namespace before `/ng`, if any.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Host {
    /// Where the links of this Harness begin.
    pub origin: Origin,
    /// Empty, or `/gratis` and the like: it stands before `/ng` in links and before the API's paths.
    pub namespace: String,
}

/// Where the calls for one Harness go, and what it is called. Made by [`AllowedHosts::api_for`]
/// alone, so no call can be built for a host that the deployment did not list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApiBase {
    base: String,
}

impl ApiBase {
    /// An origin with an optional path, or a path alone (same origin as the page); no slash at the end.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Who gets the token, for people.
    pub fn receiver(&self) -> &str {
        receiver(&self.base)
    }
}

/// Who gets a token that is sent to this base, for people.
pub fn receiver(base: &str) -> &str {
    match base.split_once("://") {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest),
        None => "Harness through this site",
    }
}

/// One line of the deployment's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHost {
    /// `https://app.harness.io`, or `https://*.harness.io` for every name below it.
    pub pattern: OriginPattern,
    /// What people call it.
    pub label: String,
    /// Where its API is reached, when that is not the host itself: a gateway or a same-origin proxy.
    pub api: Option<String>,
}

impl AllowedHost {
    /// What a content security policy calls the place of its API; `None` for the page's own site.
    pub fn source(&self) -> Option<String> {
        match (&self.api, &self.pattern) {
            (Some(api), _) => Origin::split_from(api).ok().map(|(origin, _)| origin.0),
            (None, OriginPattern::Exact(origin)) => Some(origin.0.clone()),
            (None, OriginPattern::Below(domain)) => Some(format!("https://*.{domain}")),
        }
    }
}

/// An exact origin, or every origin below a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginPattern {
    /// This one alone.
    Exact(Origin),
    /// `https://*.domain`, any number of labels below it, on the default port.
    Below(String),
}

impl OriginPattern {
    /// Reads an origin, or `https://*.domain`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        match text.strip_prefix("https://*.") {
            Some(domain) => {
                let origin = Origin::parse(&format!("https://{domain}"))?;
                Ok(Self::Below(origin.host().to_owned()))
            }
            None => Origin::parse(text).map(Self::Exact),
        }
    }

    fn matches(&self, origin: &Origin) -> bool {
        match self {
            Self::Exact(exact) => exact == origin,
            Self::Below(domain) => origin
                .as_str()
                .strip_prefix("https://")
                .and_then(|host| host.strip_suffix(domain.as_str()))
                .is_some_and(|below| below.len() > 1 && below.ends_with('.')),
        }
    }
}

/// The hosts that the deployment lets the page talk to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<AllowedHost>);

impl AllowedHosts {
    /// In the deployment's order; the first match counts.
    pub fn new(hosts: Vec<AllowedHost>) -> Self {
        Self(hosts)
    }

    /// Where calls for this host go; `None` when the deployment does not list it.
    pub fn api_for(&self, host: &Host) -> Option<ApiBase> {
        let allowed = self.0.iter().find(|allowed| allowed.pattern.matches(&host.origin))?;
        let root = allowed.api.as_deref().unwrap_or(host.origin.as_str());
        Some(ApiBase { base: format!("{}{}", root.trim_end_matches('/'), host.namespace) })
    }

    /// All of them, in the deployment's order.
    pub fn iter(&self) -> impl Iterator<Item = &AllowedHost> {
        self.0.iter()
    }

    /// The first host that is one host: what the form by hand begins with.
    pub fn first(&self) -> Option<&Origin> {
        self.0.iter().find_map(|allowed| match &allowed.pattern {
            OriginPattern::Exact(origin) => Some(origin),
            OriginPattern::Below(_) => None,
        })
    }
}

#[cfg(test)]
mod tests;
