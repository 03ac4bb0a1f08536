//! From a pasted link to a started execution, in every scenario that can be retried.

use std::collections::BTreeSet;

use serde_json::json;
use sha2::{Digest, Sha256};
use simulator::{Call, Fault, FaultRule, Retried};

use crate::action::{choose, load_until_ready, retry, type_into};
use crate::browser::{Browser, in_browser, until};
use crate::check::{console_is_clean, headers_are_allowed, sees};
use crate::find::{Role, chosen, is_there};
use crate::site::{Site, choice_in};

/// A scenario, what *Retry …* is called for each choice that it offers, and what is sent then. A
/// choice without a name is no choice: the page must offer none.
type Case = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

const DEPLOY: &[(&str, &str, &str)] = &[("", "Retry 1 stage …", "retryStages=deploy&runAllStages=true")];

const OF_STAGES: &[Case] = &[
    ("sim_serial", &[("", "Retry 1 stage of Deploy shop", "retryStages=deploy_to_production&runAllStages=true")]),
    ("sim_cleanup_always", &[("", "Retry 1 stage …", "retryStages=load_test&runAllStages=true")]),
    ("sim_never_reached", &[("", "Retry 1 stage …", "retryStages=unit_tests&runAllStages=true")]),
    ("sim_skipped_stage", DEPLOY),
    (
        "sim_parallel_some_failed",
        &[
            (
                "Only the 2 failed EU, AP",
                "Retry 2 stages …",
                "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=false",
            ),
            ("All 3 …", "Retry 3 stages …", "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true"),
        ],
    ),
    (
        "sim_parallel_errored",
        &[
            ("Only the 2 failed EU, US", "Retry 2 stages …", "retryStages=eu&retryStages=us&runAllStages=true"),
            ("All 3 …", "Retry 3 stages …", "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true"),
        ],
    ),
    (
        "sim_parallel_all_failed",
        &[("", "Retry 3 stages …", "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true")],
    ),
    (
        "sim_ignore_failed",
        &[
            (
                "Only the failed one EU",
                "Retry 1 stage …",
                "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=false",
            ),
            ("All 3 …", "Retry 3 stages …", "retryStages=eu&retryStages=us&retryStages=ap&runAllStages=true"),
        ],
    ),
    (
        "sim_matrix",
        &[
            ("Only the 2 failed …", "Retry 2 combinations …", "retryStages=build&runAllStages=false"),
            ("All 6 …", "Retry 6 combinations …", "retryStages=build&runAllStages=true"),
        ],
    ),
    (
        "sim_matrix_in_parallel",
        &[
            (
                "Only the failed one …",
                "Retry 1 stage …",
                "retryStages=browser_tests&retryStages=docs&runAllStages=false",
            ),
            ("All 2 …", "Retry 2 stages …", "retryStages=browser_tests&retryStages=docs&runAllStages=true"),
        ],
    ),
    (
        "sim_loop",
        &[
            ("Only the failed one …", "Retry 1 combination …", "retryStages=move_batch&runAllStages=false"),
            ("All 4 …", "Retry 4 combinations …", "retryStages=move_batch&runAllStages=true"),
        ],
    ),
    (
        "sim_hostile_names",
        &[("", "Retry 2 stages …", "retryStages=zero_width&retryStages=look_alike&runAllStages=true")],
    ),
    (
        "sim_12_stages_long_names",
        &[("", "Retry 1 stage …", "retryStages=deploy_notification_service_08&runAllStages=true")],
    ),
    (
        "sim_120_stages",
        &[(
            "Only the 2 failed …",
            "Retry 2 stages …",
            "retryStages=wave_20_shop_1&retryStages=wave_20_shop_2&retryStages=wave_20_shop_3&retryStages=wave_20_shop_4&retryStages=wave_20_shop_5&runAllStages=false",
        )],
    ),
];

const OF_INPUTS_AND_ENDINGS: &[Case] = &[
    ("sim_no_inputs_absent", DEPLOY),
    ("sim_no_inputs_null", DEPLOY),
    ("sim_no_inputs_empty", DEPLOY),
    ("sim_no_inputs_text_null", DEPLOY),
    ("sim_inputs_1mb", DEPLOY),
    ("sim_inputs_nasty", DEPLOY),
    ("sim_crlf", DEPLOY),
    ("sim_bom", DEPLOY),
    ("sim_fixed_inputs_on_rerun", DEPLOY),
    ("sim_two_attempts", DEPLOY),
    ("sim_remote", DEPLOY),
    ("sim_aborted", DEPLOY),
    ("sim_expired", DEPLOY),
    ("sim_approval_rejected", &[("", "Retry 1 stage …", "retryStages=approve&runAllStages=true")]),
    ("sim_frozen", DEPLOY),
    ("sim_unknown_status", DEPLOY),
    ("sim_fails_again", DEPLOY),
    ("sim_approval_waiting", DEPLOY),
    ("sim_queued", DEPLOY),
];

/// They take a way of their own, and have journeys of their own.
const ELSEWHERE: [&str; 9] = [
    "sim_long_run",
    "sim_older_attempt",
    "sim_lost_reply",
    "sim_twin",
    "sim_twin_lost",
    "sim_late_start",
    "sim_retry_slow",
    "sim_retry_stages_404",
    "sim_detail_slow",
];

const NOTES: &str = "again & again +1, 100 % ü";

#[tokio::test(flavor = "multi_thread")]
async fn every_choice_of_stages_starts_what_it_says() {
    in_browser(|browser| async move { all_of(&browser, OF_STAGES).await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_its_inputs_and_its_end_the_retry_carries_the_same_bytes() {
    in_browser(|browser| async move { all_of(&browser, OF_INPUTS_AND_ENDINGS).await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_scenario_that_can_be_retried_is_left_out() {
    let site = Site::open().await;
    let in_tables = OF_STAGES.iter().chain(OF_INPUTS_AND_ENDINGS).map(|(scenario, _)| *scenario);
    let tried: BTreeSet<String> = in_tables.chain(ELSEWHERE).map(str::to_owned).collect();
    let retryable = site.simulator.examples().into_iter().filter(|example| example.can_retry);
    assert_eq!(retryable.map(|example| example.pipeline).collect::<BTreeSet<_>>(), tried);
}

async fn all_of(browser: &Browser, cases: &[Case]) {
    for (scenario, choices) in cases {
        for (choice, button, sent) in *choices {
            let site = Site::open().await;
            load_until_ready(browser, &site, scenario).await;
            // What the page before it said when the simulator that it followed was gone.
            browser.console().await;
            reads_are_asked_for_once(&site, scenario);
            if choice.is_empty() {
                assert!(!is_there(browser, Role::Radio, "Only the…").await, "{scenario}: there is nothing to choose");
            } else {
                choose(browser, choice).await;
            }
            crate::find::part(browser, Role::Button, button).await;
            type_into(browser, "Notes", NOTES).await;
            let inputs = inputs_of(&site, scenario).await;
            retry(browser).await;
            let truth = started(browser, &site, scenario).await;
            let [post] = site.posts().try_into().unwrap_or_else(|posts| panic!("{scenario}: {posts:?}"));
            assert_eq!(choice_in(&post.query), *sent, "{scenario}: {choice}");
            assert!(post.query.contains("&notesForPipelineExecution=again%20%26"), "{scenario}: {}", post.query);
            assert_eq!(truth.notes, NOTES, "{scenario}");
            let hash = format!("{:x}", Sha256::digest(&inputs));
            assert_eq!((post.body_length, &post.body_sha256), (inputs.len(), &hash), "{scenario}: the inputs' bytes");
            let calls = site.calls();
            let after = calls.iter().skip_while(|call| !call.path.contains("/execute/retry/")).nth(1);
            let after = &after.expect("something is asked after the retry").path;
            // By the proxy it goes over HTTP/2, as a stream, which no browser sends twice.
            assert!(
                after.contains("/retryHistory/") || site.is_by_proxy(),
                "{scenario}: the attempts are looked at after the retry, not {after}"
            );
            headers_are_allowed(&site.simulator.requests());
            console_is_clean(browser, scenario).await;
        }
    }
}

/// The page names the execution that the simulator has as the newest, and that came of a retry.
async fn started(browser: &Browser, site: &Site, scenario: &str) -> Retried {
    let child = site.newest(scenario);
    sees(browser, &format!("Execution ID {child}")).await;
    assert_ne!(site.simulator.link(scenario).unwrap().split('/').nth_back(1), Some(child.as_str()), "{scenario}");
    site.simulator.retried(&child).expect("the newest execution is a retry")
}

/// Details, groups, history and inputs, each once; the groups of a Git-backed pipeline twice.
fn reads_are_asked_for_once(site: &Site, scenario: &str) {
    let mut kinds: Vec<String> = site
        .calls()
        .iter()
        .map(|call| {
            let kinds = ["/v2/", "/retryStages", "/retryHistory/", "/inputsetV2"];
            let kind = kinds.iter().find(|kind| call.path.contains(**kind)).unwrap_or(&"another");
            format!("{} {kind}", call.method)
        })
        .collect();
    kinds.sort();
    let mut expected = vec!["GET /inputsetV2", "GET /retryHistory/", "GET /retryStages", "GET /v2/"];
    if scenario == "sim_remote" {
        expected.insert(2, "GET /retryStages");
    }
    assert_eq!(kinds, expected, "{scenario}");
}

/// The bytes of the inputs as the API gives them, asked for past the page.
async fn inputs_of(site: &Site, scenario: &str) -> Vec<u8> {
    let inputs = site.calls().into_iter().find(|call| call.path.ends_with("/inputsetV2")).expect(scenario);
    let answer = site.ask_past_the_page("GET", &format!("{}?{}", inputs.path, inputs.query)).await;
    let yaml = answer["data"]["inputSetYaml"].as_str().filter(|yaml| *yaml != "null");
    yaml.unwrap_or_default().as_bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_four_reads_wait_for_nothing_but_themselves() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        let delay = std::time::Duration::from_millis(1500);
        for call in [Call::Detail, Call::RetryStages, Call::RetryHistory, Call::Inputs] {
            site.simulator.inject(FaultRule::once(call, Fault::Slow(delay)));
        }
        load_until_ready(&browser, &site, "sim_serial").await;
        let began: Vec<u64> = site.calls().iter().map(|call| call.at_ms).collect();
        let (first, last) = (began.iter().min().unwrap(), began.iter().max().unwrap());
        assert_eq!(began.len(), 4);
        assert!(last - first < 1500, "all four were there before the first was answered: {began:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_group_can_be_chosen_and_the_page_says_what_that_does() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        load_until_ready(&browser, &site, "sim_parallel_some_failed").await;
        let group = "the parallel group EU, failed; US, success; AP, failed";
        assert_eq!(chosen(&browser, "Retry from").await, Some(format!("Retry from {group}")));
        sees(&browser, "Runs EU and AP again, then Sign-off. Keeps Build and US.").await;
        choose(&browser, "All 3 …").await;
        sees(&browser, "Runs EU, US and AP again, then Sign-off. Keeps Build.").await;
        choose(&browser, "Retry from Build, success").await;
        sees(&browser, "Runs Build again, then EU, US, AP and Sign-off. Keeps nothing of this run.").await;
        sees(&browser, "retryStages build").await;
        assert!(!is_there(&browser, Role::Radio, "All 3 …").await, "a serial stage offers no choice");
        retry(&browser).await;
        let truth = started(&browser, &site, "sim_parallel_some_failed").await;
        assert_eq!((truth.retry_stages, truth.run_all_stages), (vec!["build".to_owned()], true));
        assert_eq!(truth.kept_stages, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_is_in_view_however_many_stages_there_are_and_however_wide_the_window() {
    in_browser(|browser| async move {
        let site = Site::open().await;
        for scenario in ["sim_12_stages_long_names", "sim_120_stages"] {
            load_until_ready(&browser, &site, scenario).await;
            let script = "
                const [rail, group] = [document.querySelector('.rail'), document.querySelector('.group:has(:checked)')];
                const [outer, inner] = [rail.getBoundingClientRect(), group.getBoundingClientRect()];
                return inner.left >= outer.left && inner.right <= outer.right;";
            let is_seen = || async { (browser.script(script, Vec::new()).await == json!(true)).then_some(()) };
            for width in [1280, 700, 390, 1280] {
                browser.client().set_window_size(width, 900).await.unwrap();
                assert!(until(is_seen).await.is_some(), "{scenario} at {width}");
            }
        }
    })
    .await;
}
