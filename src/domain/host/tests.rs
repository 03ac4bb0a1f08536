use super::*;
use proptest::prelude::*;

fn harness() -> AllowedHosts {
    let host = |pattern: &str, api: Option<&str>| AllowedHost {
        pattern: OriginPattern::parse(pattern).unwrap(),
        label: "Harness".into(),
        api: api.map(Into::into),
    };
    AllowedHosts::new(vec![
        host("https://app.harness.io", None),
        host("https://*.harness.io", None),
        host("https://harness.acme.example", Some("/harness/")),
    ])
}

fn base(origin: &str) -> Option<String> {
    let host = Host { origin: Origin::parse(origin).ok()?, namespace: String::new() };
    harness().api_for(&host).map(|api| api.as_str().to_owned())
}

#[test]
fn only_listed_hosts_get_an_api() {
    for (origin, api) in [
        ("https://app.harness.io", Some("https://app.harness.io")),
        ("HTTPS://App.Harness.IO:443/", Some("https://app.harness.io")),
        ("https://acme.harness.io", Some("https://acme.harness.io")),
        ("https://app.eu1.harness.io", Some("https://app.eu1.harness.io")),
        ("https://harness.acme.example", Some("/harness")),
        ("https://harness.io", None),
        ("https://evilharness.io", None),
        ("https://app.harness.io.evil.example", None),
        ("https://app.harness.io:8443", None),
        ("http://app.harness.io", None),
        ("https://evil.example", None),
    ] {
        assert_eq!(base(origin).as_deref(), api, "{origin}");
    }
}

#[test]
fn origins_that_could_fool_someone_are_refused() {
    for (text, error) in [
        ("https://app.harness.io@evil.example", OriginError::UserInfo),
        ("https://app.harness.io\\@evil.example", OriginError::Host),
        ("https://аpp.harness.io", OriginError::Host), // Cyrillic а
        ("https://app%2eharness.io", OriginError::Host),
        ("https://", OriginError::Host),
        ("https://.harness.io", OriginError::Host),
        ("https://a..b", OriginError::Host),
        ("https://a b", OriginError::Host),
        ("https://app.harness.io:", OriginError::Port),
        ("https://app.harness.io:0", OriginError::Port),
        ("https://app.harness.io:99999", OriginError::Port),
        ("https://app.harness.io:+80", OriginError::Port),
        ("https://app.harness.io/ng", OriginError::Trailing),
        ("javascript://app.harness.io", OriginError::Scheme),
        ("http://example.com", OriginError::Scheme),
        ("http://127.0.0.1.evil.example", OriginError::Scheme),
        ("app.harness.io", OriginError::Scheme),
    ] {
        assert_eq!(Origin::parse(text), Err(error), "{text}");
    }
}

#[test]
fn plain_http_is_for_loopback_alone() {
    for text in ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"] {
        assert_eq!(Origin::parse(text).map(|o| o.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn the_namespace_goes_before_the_api_s_paths() {
    let host = Host { origin: Origin::parse("https://app.harness.io").unwrap(), namespace: "/gratis".into() };
    assert_eq!(harness().api_for(&host).unwrap().as_str(), "https://app.harness.io/gratis");
    assert_eq!(harness().first().unwrap().as_str(), "https://app.harness.io");
}

#[test]
fn the_receiver_is_named_for_people() {
    let api = |base: &str| ApiBase { base: base.into() };
    assert_eq!(api("https://app.harness.io/gateway").receiver(), "app.harness.io");
    assert_eq!(api("/harness").receiver(), "Harness through this site");
}

proptest! {
    #[test]
    fn whatever_is_allowed_below_a_domain_ends_in_that_domain(text in "https://[a-z.@:/\\\\-]{0,30}harness.io[a-z.:0-9/-]{0,10}") {
        if let Ok(origin) = Origin::parse(&text) {
            let host = Host { origin: origin.clone(), namespace: String::new() };
            if harness().api_for(&host).is_some() {
                prop_assert!(origin.as_str().ends_with(".harness.io"));
                prop_assert!(!origin.as_str().contains('@'));
            }
        }
    }
}
