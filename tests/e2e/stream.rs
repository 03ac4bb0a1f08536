//! Over HTTP/2 the body of a retry goes as a stream, which the browser can't send twice by itself.

use serde_json::json;
use simulator::{Call, Fault, FaultRule, RecordedRequest};

use crate::action::{load_until_ready, press, retry, until_unlocked};
use crate::browser::in_browser;
use crate::check::sees;
use crate::journal::journal;
use crate::site::Site;
use crate::truth::{children, hurry, is_true, sends, stands};

fn has_length(post: &RecordedRequest) -> bool {
    post.headers.iter().any(|(name, _)| name == "content-length")
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_2_the_body_goes_as_a_stream_with_the_same_bytes() {
    in_browser(|browser| async move {
        for scenario in ["sim_serial", "sim_no_inputs_absent", "sim_inputs_1mb"] {
            let site = Site::open_over_tls().await;
            load_until_ready(&browser, &site, scenario).await;
            retry(&browser).await;
            let [post] = site.posts().try_into().unwrap();
            assert!(!has_length(&post), "{post:?}");
            let retried = site.simulator.retried(&site.newest(scenario)).unwrap();
            let journal = journal(&browser).await;
            let hash = format!("\t{}\t{}\t", retried.body_length, retried.body_sha256);
            assert!(journal.iter().any(|entry| entry.contains(&hash)), "{scenario}: {journal:?}");
            assert!(journal.iter().any(|entry| entry.contains("\tstream\t")), "{scenario}: {journal:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_2_a_lost_answer_leaves_one_attempt_and_the_page_finds_it() {
    in_browser(|browser| async move {
        for fault in [Fault::LostReply, Fault::CutMidAnswer] {
            let site = Site::open_over_tls().await;
            load_until_ready(&browser, &site, "sim_serial").await;
            site.simulator.inject(FaultRule::always(Call::Retry, fault));
            press(&browser, "Retry …").await;
            sees(&browser, "An attempt started after your press.").await;
            assert_eq!(site.posts().len(), 1, "it is sent once, by page and browser both");
            assert_eq!(site.simulator.executions_of("sim_serial").len(), 2);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_takes_no_stream_gets_plain_bytes_by_the_next_press() {
    in_browser(|browser| async move {
        let site = Site::open_over_tls().await;
        load_until_ready(&browser, &site, "sim_serial").await;
        site.simulator.inject(FaultRule::always(Call::Retry, Fault::NoStreamBody));
        press(&browser, "Retry …").await;
        sees(&browser, "Press again: from now on this page sends it whole.").await;
        retry(&browser).await;
        let [refused, taken] = site.posts().try_into().unwrap();
        assert_eq!((refused.status, has_length(&refused)), (Some(411), false));
        assert_eq!((taken.status, has_length(&taken)), (Some(200), true));
        // It is remembered of that host, over a reload and for every execution.
        load_until_ready(&browser, &site, "sim_parallel_some_failed").await;
        retry(&browser).await;
        assert!(site.posts().last().is_some_and(has_length), "{:?}", site.posts());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_can_switch_streams_off() {
    in_browser(|browser| async move {
        let site = Site::open_over_tls().await;
        site.set_config(&site.config(json!({"streamBody": "off"})));
        load_until_ready(&browser, &site, "sim_serial").await;
        retry(&browser).await;
        let [post] = site.posts().try_into().unwrap();
        assert!(has_length(&post), "{post:?}");
    })
    .await;
}

/// `REFUSED_STREAM` means by HTTP/2 that nothing was done, and Chromium may send it again by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_stream_starts_nothing_and_one_that_is_then_taken_starts_one() {
    in_browser(|browser| async move {
        for (times, expected) in [(None, 0), (Some(1), 1)] {
            let site = Site::open_over_tls().await;
            load_until_ready(&browser, &site, "sim_serial").await;
            hurry(&browser).await;
            let before = sends(&browser).await;
            site.simulator.inject(FaultRule { times, ..FaultRule::always(Call::Retry, Fault::RefusedStream) });
            let execution = site.newest("sim_serial");
            press(&browser, "Retry …").await;
            until_unlocked(&browser).await;
            let children = children(&site, &execution);
            assert!(children.all.len() <= expected, "{times:?}: {children:?}");
            let outcome = stands(&browser).await.unwrap();
            is_true(outcome["outcome"].as_str().unwrap(), &children).unwrap();
            let sends = sends(&browser).await - before;
            assert!(sends <= 2, "{times:?}: the page sent {sends} times");
        }
    })
    .await;
}
