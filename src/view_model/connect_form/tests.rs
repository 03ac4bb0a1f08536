use super::*;
use crate::config::Config;

const LINK: &str =
    "https://app.harness.io/ng/account/ACC/all/orgs/default/projects/shop/pipelines/deploy/executions/E1/pipeline";
const TOKEN: &str = "pat.ACC.id.secret";

fn hosts() -> AllowedHosts {
    Config::parse(include_str!("../../../config.json")).unwrap().hosts
}

fn check(link: &str, token: &str) -> Result<Target, Problems> {
    let mut form = ConnectForm::default();
    form.set_link(link.into());
    form.check(token, None, &hosts())
}

#[test]
fn a_link_and_a_token_are_enough() {
    let target = check(&format!(" {LINK}\n"), &format!("  {TOKEN}\r\n")).unwrap();
    assert_eq!(target.execution.unwrap().as_str(), "E1");
    assert_eq!(target.connection.api.as_str(), "https://app.harness.io");
    assert_eq!(target.connection.scope.account.as_str(), "ACC");
}

#[test]
fn a_link_fills_in_the_fields_and_a_typed_field_makes_the_link_go() {
    let mut form = ConnectForm::default();
    form.set_link(LINK.into());
    assert_eq!((form.host.as_str(), form.execution.as_str()), ("https://app.harness.io", "E1"));
    assert_eq!(form.recognised().as_deref(), Some("default / shop / deploy"));
    form.set_field(Field::Execution, String::new());
    assert_eq!(form.link, "");
    assert_eq!(form.check(TOKEN, None, &hosts()).unwrap().execution, None);
}

#[test]
fn ids_alone_are_enough_and_the_account_comes_from_the_token() {
    let mut form = ConnectForm { host: "https://app.harness.io".into(), ..ConnectForm::default() };
    for (field, text) in [(Field::Org, "default"), (Field::Project, "shop"), (Field::Pipeline, "deploy")] {
        form.set_field(field, text.into());
    }
    let target = form.check(TOKEN, None, &hosts()).unwrap();
    assert_eq!(target.connection.scope.account.as_str(), "ACC");
    assert_eq!(target.execution, None);
}

#[test]
fn problems_stand_by_their_fields_and_come_all_at_once() {
    let ids = |account: &str, org: &str, project: &str, pipeline: &str| ConnectForm {
        host: "https://app.harness.io".into(),
        account: account.into(),
        org: org.into(),
        project: project.into(),
        pipeline: pipeline.into(),
        ..ConnectForm::default()
    };
    let form = ids("A C", "my org", "", "..");
    let fields: Vec<Field> = form.check("", None, &hosts()).unwrap_err().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, [Field::Token, Field::Account, Field::Org, Field::Project, Field::Pipeline]);
}

#[test]
fn each_problem_says_what_to_do() {
    for (link, token, field, words) in [
        ("", TOKEN, Field::Link, "Paste the link"),
        ("https://github.com/x", TOKEN, Field::Link, "not a link of Harness’s"),
        ("https://app.harness.io/ng/account/ACC/main-dashboard", TOKEN, Field::Link, "names no org"),
        (
            "https://app.harness.io.evil.example/ng/account/ACC/all/orgs/o/projects/p/pipelines/x",
            TOKEN,
            Field::Link,
            "may not talk to app.harness.io.evil.example",
        ),
        ("https://me@app.harness.io/ng/account/ACC/all/orgs/o", TOKEN, Field::Link, "user name"),
        ("https://app.harness.io/ng/account/ACC/all/orgs/o/projects/p/pipelines/a%2Fb", TOKEN, Field::Link, "`a/b`"),
        ("https://app.harness.io/x?t=pat.A.b.c", TOKEN, Field::Link, "revoke the token"),
        (LINK, "", Field::Token, "begins with pat. or sat."),
        (LINK, "pat.ACC.i d.s", Field::Token, "space or a line break"),
        (LINK, "hunter2", Field::Token, "not a Harness token"),
        (LINK, "pat.OTHERACCOUNT.id.s", Field::Token, "of account OTH…UNT, but the link is of ACC"),
    ] {
        let problems = check(link, token).unwrap_err();
        assert!(problems.iter().any(|(f, text)| *f == field && text.contains(words)), "{link} {token}: {problems:?}");
    }
}

#[test]
fn a_held_token_serves_until_the_host_changes() {
    let held = HeldToken::of(&check(LINK, TOKEN).unwrap().connection);
    let mut form = ConnectForm::default();
    form.set_link(LINK.replace("E1", "E2"));
    assert!(form.check("", Some(&held), &hosts()).is_ok());
    form.set_link(LINK.replace("app.", "acme."));
    let problems = form.check("", Some(&held), &hosts()).unwrap_err();
    assert_eq!(
        problems,
        [(Field::Token, "The token was given for app.harness.io. Paste the one for acme.harness.io.".into())]
    );
    assert!(form.check(TOKEN, Some(&held), &hosts()).is_ok());
}

#[test]
fn no_problem_repeats_the_token() {
    for token in ["pat.ACC.id.CANARY x", "CANARY", "pat.X.id.CANARY"] {
        assert!(!format!("{:?}", check(LINK, token).unwrap_err()).contains("CANARY"));
    }
}
