//! A long run with many stages, followed for ten minutes of simulated time: nothing grows.

use std::io::Write as _;

use serde_json::{Value, json};
use simulator::Options;

use crate::action::{load_until_ready, retry};
use crate::browser::{Browser, in_browser, until};
use crate::site::Site;
use crate::truth::hurry;

/// Nodes, listeners and heap of the page, once everything that can be freed is.
async fn held(browser: &Browser) -> [f64; 3] {
    browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let metrics = browser.devtools("Performance.getMetrics", json!({})).await;
    let metrics = metrics["metrics"].as_array().expect("metrics").clone();
    let metric = |name: &str| {
        let found: Option<&Value> = metrics.iter().find(|metric| metric["name"] == name);
        found.and_then(|metric| metric["value"].as_f64()).expect("a metric of this name")
    };
    ["Nodes", "JSEventListeners", "JSHeapUsedSize"].map(metric)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_120_stages_leave_nothing_behind() {
    in_browser(|browser| async move {
        let site = Site::with(Options { clock_speed: 50.0, ..Options::default() }).await;
        load_until_ready(&browser, &site, "sim_long_run").await;
        hurry(&browser).await;
        browser.devtools("Performance.enable", json!({})).await;
        let count_long = "
            window.long = [];
            new PerformanceObserver(list => window.long.push(...list.getEntries().map(entry => entry.duration)))
                .observe({ entryTypes: ['longtask'] });";
        retry(&browser).await;
        browser.script(count_long, Vec::new()).await;
        let mut all = Vec::new();
        // The twenty regions have run; then each site takes 20 simulated seconds.
        for number in [4, 19, 34] {
            // A script that gives the text itself would leave it behind in the browser, each time.
            let script = "return Number(/Site (\\d+) runs/.exec(document.body.innerText)?.[1]) >= arguments[0]";
            let runs = || async { (browser.script(script, vec![json!(number)]).await == true).then_some(()) };
            assert!(until(runs).await.is_some(), "five simulated minutes pass in six seconds");
            // A look that is under way has listeners of its own, until it ends.
            let at_most = all.first().map_or(f64::INFINITY, |first: &[f64; 3]| first[1]);
            let settled = || async { Some(held(&browser).await).filter(|held| held[1] <= at_most) };
            let Some(held) = until(settled).await else { panic!("listeners are left behind, more than {all:?}") };
            all.push(held);
        }
        let long = browser.script("return window.long", Vec::new()).await;
        let looks = site.calls().iter().filter(|call| call.path.contains("/execution/v2/")).count();
        let figures = format!("nodes, listeners, heap: {all:?}; long tasks: {long}; {looks} looks");
        // Past the test runner, which keeps what a passing test prints to itself.
        std::io::stderr().write_all(format!("{figures}\n").as_bytes()).unwrap();
        let [first, middle, last] = all.try_into().unwrap();
        // A stage that has run has a time, and that is a node.
        assert!(last[0] <= first[0] + 100.0, "{figures}");
        assert!(last[2] <= middle[2].max(first[2]) * 1.1, "{figures}");
        // How long tasks take says more about the machine than about the page: they are only printed.
    })
    .await;
}
