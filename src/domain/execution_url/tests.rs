use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Result<(String, String, String), String> {
    ExecutionUrl::parse(text).map_err(|e| e.to_string()).map(|url| {
        let PipelineRef { host, scope, pipeline } = url.pipeline;
        (
            format!("{}{}", host.origin, host.namespace),
            format!("{} {} {} {pipeline}", scope.account, scope.org, scope.project),
            url.execution.map_or("latest".into(), |id| id.to_string()),
        )
    })
}

#[test]
fn takes_every_form_of_link_that_harness_makes() {
    let tail = "orgs/default/projects/shop/pipelines/deploy";
    for (text, base, execution) in [
        (
            format!("https://app.harness.io/ng/account/ACC/module/ci/{tail}/executions/exec_1/pipeline?step=a&stage=b"),
            "https://app.harness.io",
            "exec_1",
        ),
        (
            format!("https://app.harness.io/ng/account/ACC/cd/{tail}/deployments/-JuPz3/pipeline?storeType=INLINE"),
            "https://app.harness.io",
            "-JuPz3",
        ),
        (
            format!("https://acme.harness.io/ng/account/ACC/all/{tail}/executions/E/inputs"),
            "https://acme.harness.io",
            "E",
        ),
        (format!("https://acme.harness.io/ng/account/ACC/all/cd/{tail}/executions/E"), "https://acme.harness.io", "E"),
        (format!("https://app.harness.io/ng/#/account/ACC/ci/{tail}/builds/E/pipeline"), "https://app.harness.io", "E"),
        (format!("https://app.harness.io/ng#/account/ACC/ci/{tail}/builds/E/pipeline"), "https://app.harness.io", "E"),
        (
            format!("https://app.harness.io/gratis/ng/account/ACC/cd/{tail}/executions/E/pipeline"),
            "https://app.harness.io/gratis",
            "E",
        ),
        (
            format!("https://harness.acmecorp.com/ng/account/ACC/cd/{tail}/executions/E/pipeline#logs"),
            "https://harness.acmecorp.com",
            "E",
        ),
        (
            format!("https://harness.acmecorp.com/ng/account/ACC/cd/{tail}/executions/E/pipeline#/logs"),
            "https://harness.acmecorp.com",
            "E",
        ),
        (
            format!("https://harness.acmecorp.com/on-prem_1/ng/account/ACC/cd/{tail}/executions/E"),
            "https://harness.acmecorp.com/on-prem_1",
            "E",
        ),
        (
            format!("http://127.0.0.1:8081/ng/account/ACC/all/{tail}/executions/E/pipeline"),
            "http://127.0.0.1:8081",
            "E",
        ),
        (format!("app.harness.io/ng/account/ACC/all/{tail}/executions/E"), "https://app.harness.io", "E"),
        (format!("  https://app.harness.io/ng/account/ACC/all/{tail}/executions/E\r\n"), "https://app.harness.io", "E"),
        (
            format!("https://app.harness.io/ng/account/ACC/all/{tail}/pipeline-studio"),
            "https://app.harness.io",
            "latest",
        ),
        (format!("https://app.harness.io/ng/account/ACC/all/{tail}/executions"), "https://app.harness.io", "latest"),
        (
            format!("https://app.harness.io/ng/account/ACC/all/{tail}/executions/%45/pipeline"),
            "https://app.harness.io",
            "E",
        ),
    ] {
        assert_eq!(parse(&text), Ok((base.into(), "ACC default shop deploy".into(), execution.into())), "{text}");
    }
}

#[test]
fn says_what_is_wrong_with_other_texts() {
    let app = "https://app.harness.io/ng/account/ACC";
    for (text, problem) in [
        (String::new(), "no link"),
        ("hello".into(), "the link is not one of Harness’s"),
        ("https://github.com/acme/shop/actions/runs/1".into(), "the link is not one of Harness’s"),
        ("https://app.harness.io/auth/#/signin".into(), "the link is not one of Harness’s"),
        ("https://app.harness.io/ng".into(), "the link is not one of Harness’s"),
        ("https://app.harness.io/a%2Fb/ng/account/ACC/orgs/a".into(), "the link is not one of Harness’s"),
        (format!("{app}/main-dashboard"), "the link names no org"),
        (format!("{app}/all/orgs/default"), "the link names no project"),
        (format!("{app}/all/orgs/default/projects/shop/pipelines"), "the link names no pipeline"),
        (format!("{app}/all/orgs//projects/shop"), "the link names no org"),
        (format!("{app}/all/orgs/default/projects/sh op"), "the link has a space or a line break in it"),
        (format!("{app}/all/orgs/default/\nprojects/shop"), "the link has a space or a line break in it"),
        (
            format!("{app}/all/orgs/..%2F..%2Fx/projects/p/pipelines/x"),
            "the org identifier `../../x` may hold only letters, digits, _ and $",
        ),
        (
            format!("{app}/all/orgs/../projects/p/pipelines/x"),
            "the org identifier `..` may hold only letters, digits, _ and $",
        ),
        (
            format!("{app}/all/orgs/o/projects/p/pipelines/a%2Fb/executions/e"),
            "the pipeline identifier `a/b` may hold only letters, digits, _ and $",
        ),
        (
            format!("{app}/all/orgs/o/projects/p/pipelines/x/executions/ä"),
            "the execution ID `ä` may hold only letters, digits, _ and -",
        ),
        (
            format!("{app}/all/orgs/o/projects/p/pipelines/x/executions/a%00b"),
            "the execution ID `a\0b` may hold only letters, digits, _ and -",
        ),
        ("ftp://app.harness.io/ng/account/ACC".into(), "the link’s address must begin with https://"),
        (
            "https://me@app.harness.io/ng/account/ACC".into(),
            "the link’s address has a user name in it (the part before @)",
        ),
        (format!("{app}/all/orgs/o?token=pat.ACC.id.secret"), "a token stands in the link"),
        (format!("{app}/all/orgs/o#pat.ACC.id.secret"), "a token stands in the link"),
    ] {
        assert_eq!(parse(&text), Err(problem.to_owned()), "{text}");
    }
}

#[test]
fn the_branch_and_repository_come_from_the_query() {
    let url = ExecutionUrl::parse(
        "https://app.harness.io/ng/account/A/all/orgs/o/projects/p/pipelines/x/executions/e/pipeline?storeType=REMOTE&repoName=shop&branch=feature%2Fa+b",
    ).unwrap();
    assert_eq!(url.git.branch.as_deref(), Some("feature/a b"));
    assert_eq!(url.git.repository.as_deref(), Some("shop"));
}

proptest! {
    #[test]
    fn a_link_read_and_written_is_the_same_execution(
        host in "[a-z]{1,8}(\\.[a-z]{1,5}){1,2}", namespace in "(/[a-z]{2,6})?",
        account in "[A-Za-z0-9_-]{1,22}", org in "[a-zA-Z_][0-9a-zA-Z_$]{0,9}",
        project in "[a-zA-Z_][0-9a-zA-Z_$]{0,9}", pipeline in "[a-zA-Z_][0-9a-zA-Z_$]{0,9}",
        execution in "[A-Za-z0-9_-]{1,22}",
    ) {
        prop_assume!(!namespace.starts_with("/ng"));
        let text = format!("https://{host}{namespace}/ng/account/{account}/all/orgs/{org}/projects/{project}/pipelines/{pipeline}/executions/{execution}/pipeline");
        let url = ExecutionUrl::parse(&text).unwrap();
        prop_assert_eq!(url.pipeline.execution(url.execution.unwrap()).link(), text);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,80}", tail in "[/a-z%#?&=.:@\\\\]{0,60}") {
        let _ = ExecutionUrl::parse(&text);
        let _ = ExecutionUrl::parse(&format!("https://app.harness.io/ng/{tail}"));
        let _ = ExecutionUrl::parse(&format!("https://{tail}"));
    }
}

#[test]
fn what_has_no_scheme_and_is_no_host_is_no_link_of_harness() {
    for text in ["me@example.com", "deploy:shop/57"] {
        assert_eq!(ExecutionUrl::parse(text).unwrap_err(), ExecutionUrlError::NotHarness, "{text}");
    }
}
