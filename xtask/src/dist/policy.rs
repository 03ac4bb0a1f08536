//! The content security policy: in the page, and in the recipes for web servers.

use anyhow::{Context, Result};

#[cfg(test)]
use crate::html::{attribute, tags};

const CONNECT: &str = "connect-src ";

/// Whether a policy for the page stands in this text.
pub fn is_in(text: &str) -> bool {
    text.contains(CONNECT)
}

/// The policy of a page.
#[cfg(test)]
pub fn of_page(html: &str) -> Result<String> {
    let policy = tags(html, "meta")
        .find(|tag| attribute(tag, "http-equiv") == Some("Content-Security-Policy"))
        .and_then(|tag| attribute(tag, "content"));
    policy.map(str::to_owned).context("index.html has no content security policy: put it back")
}

/// The text, with every policy in it letting the page connect to its own site and to these alone.
pub fn connecting_to(text: &str, sources: &[String]) -> Result<String> {
    let mut parts = text.split(CONNECT);
    let mut fitted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once(';').context("a policy does not end its connect-src with `;`")?;
        fitted.push_str(CONNECT);
        fitted.push_str("'self'");
        for source in sources {
            fitted.push(' ');
            fitted.push_str(source);
        }
        fitted.push(';');
        fitted.push_str(rest);
    }
    Ok(fitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_to_connect_changes() {
        let sources = ["https://a.example".to_owned(), "https://*.b.example".to_owned()];
        let text = "x default-src 'none'; connect-src 'self' https:; base-uri 'none'\ny connect-src *; z";
        assert_eq!(
            connecting_to(text, &sources).expect("two policies"),
            "x default-src 'none'; connect-src 'self' https://a.example https://*.b.example; base-uri 'none'\n\
             y connect-src 'self' https://a.example https://*.b.example; z"
        );
        assert!(connecting_to("connect-src 'self'", &[]).is_err());
    }

    #[test]
    fn the_policy_of_a_page_is_read_from_its_tag() {
        let html =
            r#"<meta name="a" content="b"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">"#;
        assert_eq!(of_page(html).expect("a policy"), "default-src 'none'");
        assert!(of_page("<meta name=\"a\">").is_err());
    }
}
