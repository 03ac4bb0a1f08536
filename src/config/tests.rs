use super::*;

fn problem(text: &str) -> String {
    Config::parse(text).map_or_else(|error| error.to_string(), |_| "none".into())
}

#[test]
fn the_file_that_is_shipped_is_good() {
    assert_eq!(problem(include_str!("../../config.json")), "none");
}

#[test]
fn takes_hosts_with_a_gateway_or_a_proxy() {
    for api in ["/harness", "/", "https://app.harness.io/gateway", "http://127.0.0.1:8081"] {
        let text = format!(r#"{{"hosts":[{{"origin":"https://app.harness.io","label":"H","api":"{api}"}}]}}"#);
        assert_eq!(problem(&text), "none", "{api}");
    }
}

#[test]
fn an_error_names_the_field() {
    for (text, expected) in [
        (r#"{"hosts":[]}"#, "config.json: hosts lists no host"),
        (
            r#"{"hosts":[{"origin":"https://a.b","label":"H"}],"streamBody":true}"#,
            "config.json: streamBody must be a text",
        ),
        (
            r#"{"hosts":[{"origin":"https://a.b","label":"H"}],"streamBody":"on"}"#,
            "config.json: streamBody must be auto or off",
        ),
        (
            r#"{"hosts":[{"origin":"app.harness.io","label":"H"}]}"#,
            "config.json: hosts[0].origin `app.harness.io` must begin with https://",
        ),
        (
            r#"{"hosts":[{"origin":"https://a.b/c","label":"H"}]}"#,
            "config.json: hosts[0].origin `https://a.b/c` must end after the host name",
        ),
        (
            r#"{"hosts":[{"origin":"https://a.b","label":"H","api":"//evil.example"}]}"#,
            "config.json: hosts[0].api `//evil.example` must be a path as /harness, or https:// and a host",
        ),
        (
            r#"{"hosts":[{"origin":"https://a.b","label":"H","api":"/a/../b"}]}"#,
            "config.json: hosts[0].api `/a/../b` must be a path as /harness, or https:// and a host",
        ),
    ] {
        assert_eq!(problem(text), expected);
    }
    assert_eq!(
        problem(r#"{"hosts":[{"origin":"https://a.b","label":"H"}],"stream":1}"#),
        "config.json: stream is not a field that this page knows; here it knows $schema, hosts, defaults, keepTokenForTab, forgetTokenAfterMinutes, production, streamBody, help"
    );
    assert_eq!(problem(r#"{"hosts":[{"origin":1,"label":"H"}]}"#), "config.json: hosts[0].origin must be a text");
    assert_eq!(problem(r#"{"hosts":[{"origin":"https://a.b"}]}"#), "config.json: hosts[0].label must be a text");
    assert!(problem("{").starts_with("config.json: the file: it ends too early"));
}

fn with(more: &str) -> String {
    format!(r#"{{"hosts":[{{"origin":"https://a.b","label":"H"}}],{more}}}"#)
}

#[test]
fn every_field_has_its_value() {
    let config = Config::parse(&with(
        r#""defaults":{"org":"default","project":"shop"},"forgetTokenAfterMinutes":5,"production":["default/shop"],
        "keepTokenForTab":false,"streamBody":"off","help":"https://wiki.a.b/retry""#,
    ))
    .unwrap();
    assert_eq!(config.defaults, ["", "default", "shop", ""]);
    assert_eq!((config.idle_minutes, config.offers_keeping_token, config.may_stream_body), (5, false, false));
    assert_eq!(config.help.as_deref(), Some("https://wiki.a.b/retry"));
    assert_eq!(config.production, Production::parse(["default/shop"].into_iter()).unwrap());
}

#[test]
fn what_is_left_out_has_its_default() {
    let config = Config::parse(&with(r#""help":null"#)).unwrap();
    assert_eq!(config.defaults, <[String; 4]>::default());
    assert_eq!((config.idle_minutes, config.offers_keeping_token, config.may_stream_body), (60, true, true));
    assert_eq!((config.help, config.production), (None, Production::default()));
}

#[test]
fn an_error_says_what_is_allowed() {
    for (more, expected) in [
        (
            r#""defaults":{"team":"x"}"#,
            "defaults.team is not a field that this page knows; here it knows account, org, project, pipeline",
        ),
        (r#""defaults":{"org":"my org"}"#, "defaults.org may hold only letters"),
        (r#""defaults":{"account":""}"#, "defaults.account is empty"),
        (r#""defaults":[]"#, "defaults must be an object"),
        (r#""forgetTokenAfterMinutes":0"#, "forgetTokenAfterMinutes must be a whole number from 1 to 1440"),
        (r#""forgetTokenAfterMinutes":1441"#, "forgetTokenAfterMinutes must be a whole number from 1 to 1440"),
        (r#""forgetTokenAfterMinutes":2.5"#, "forgetTokenAfterMinutes must be a whole number from 1 to 1440"),
        (r#""forgetTokenAfterMinutes":"60""#, "forgetTokenAfterMinutes must be a whole number from 1 to 1440"),
        (r#""production":"default/shop""#, "production must be a list"),
        (r#""production":["default"]"#, "production must list org/project or org/project/pipeline, with * for any"),
        (r#""production":[1]"#, "production[0] must be a text"),
        (r#""help":"javascript:alert(1)""#, "help must begin with https://"),
        (r#""help":"http://wiki.a.b""#, "help must begin with https://"),
        (r#""keepTokenForTab":"yes""#, "keepTokenForTab must be true or false"),
    ] {
        let said = problem(&with(more));
        assert!(said.starts_with(&format!("config.json: {expected}")), "{more}: {said}");
    }
}

#[test]
fn the_policy_lists_each_place_of_an_api_once() {
    let sources = |hosts: &str| Config::parse(&format!(r#"{{"hosts":[{hosts}]}}"#)).unwrap().connect_sources();
    assert_eq!(
        Config::parse(include_str!("../../config.json")).unwrap().connect_sources(),
        ["https://app.harness.io", "https://*.harness.io"]
    );
    assert_eq!(
        sources(
            r#"{"origin":"https://A.b","label":"","api":"https://c.d:8443/gateway"},
            {"origin":"https://e.f","label":"","api":"https://c.d:8443"},
            {"origin":"https://g.h","label":"","api":"/harness"}"#
        ),
        ["https://c.d:8443"]
    );
}

/// What an editor is told is what the page takes.
#[test]
fn the_schema_for_editors_names_the_same_fields() {
    let schema = json::parse(include_bytes!("../../hosting/config.schema.json")).unwrap();
    let properties = Place::root(&schema).at("properties");
    let names = |place: &Place| -> Vec<String> {
        place.at("properties").fields().unwrap().iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&Place::root(&schema)), FIELDS);
    assert_eq!(names(&properties.at("hosts").at("items")), FIELDS_OF_A_HOST);
    assert_eq!(names(&properties.at("defaults")), FIELDS_OF_THE_DEFAULTS);
    let minutes = properties.at("forgetTokenAfterMinutes");
    let number = |field| minutes.at(field).number().and_then(|number| u32::try_from(number).ok());
    assert_eq!(
        [number("minimum"), number("maximum"), number("default")],
        [Some(1), Some(MOST_IDLE_MINUTES), Some(IDLE_MINUTES)]
    );
}

#[test]
fn the_readme_says_what_every_field_means() {
    let readme = include_str!("../../README.md");
    let of_a_host = FIELDS_OF_A_HOST.map(|field| format!("hosts[].{field}"));
    let of_the_defaults = FIELDS_OF_THE_DEFAULTS.map(|field| format!("defaults.{field}"));
    let fields = FIELDS.map(str::to_owned).into_iter().filter(|field| field != "$schema");
    for field in fields.chain(of_a_host).chain(of_the_defaults) {
        assert!(readme.contains(&format!("`{field}`")), "{field}");
    }
}
