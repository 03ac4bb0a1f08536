//! A run of many that is killed at moments that chance gives: nothing is sent twice, nothing is lost, and every last
//! word is true.

use std::collections::BTreeSet;
use std::env;
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use simulator::{Call, Fault, FaultRule, Options};

use crate::action::{load_with, open, paste, press};
use crate::browser::{Browser, in_browser, until};
use crate::check::screen;
use crate::many::{list_is_there, results};
use crate::site::Site;
use crate::soak::Chance;
use crate::truth::{hurry, sends};

/// How a run is killed.
#[derive(Clone, Copy, Debug)]
enum Kill {
    Reload,
    CloseTab,
    Crash,
    Offline,
    Forget,
}

/// Loads the list, or the run that was not seen to its end.
async fn come_back(browser: &Browser, site: &Site, link: &str) {
    open(browser, site).await;
    hurry(browser).await;
    load_with(browser, link, site.simulator.token()).await;
}

/// Each row takes a moment, or all would be over before the first kill.
fn make_slow(site: &Site) {
    site.simulator.clear_faults();
    site.simulator.inject(FaultRule::always(Call::RetryHistory, Fault::Slow(Duration::from_millis(350))));
}

/// The page goes, or cannot go on.
async fn kill(browser: &Browser, site: &Site, how: Kill) {
    let client = browser.client();
    match how {
        Kill::Reload => client.goto("about:blank").await.unwrap(),
        Kill::CloseTab | Kill::Crash => {
            let next = client.new_window(true).await.unwrap().handle;
            if let Kill::Crash = how {
                // The page's process ends in the middle of what it does; the driver is not answered.
                let _ = browser.devtools_of_a_page_that_ends("Page.crash").await;
            }
            // Of a page that has crashed the driver may not say that it is closed.
            let closed = client.close_window().await;
            assert!(closed.is_ok() || matches!(how, Kill::Crash), "{closed:?}");
            client.switch_to_window(next).await.unwrap();
        }
        Kill::Offline => {
            site.simulator.inject(FaultRule { times: Some(6), ..FaultRule::once(Call::Any, Fault::CutBeforeRead) });
            tokio::time::sleep(Duration::from_millis(300)).await;
            make_slow(site);
            client.goto("about:blank").await.unwrap();
        }
        Kill::Forget => {
            site.simulator.inject(FaultRule::always(Call::Inputs, Fault::Status(401)));
            // Unless it has just come to its end.
            let is_noticed = || async {
                let screen = screen(browser).await;
                (screen.contains("Paused") || screen.contains("Done")).then_some(())
            };
            assert!(until(is_noticed).await.is_some(), "it goes on with a token that is not accepted");
            make_slow(site);
            client.goto("about:blank").await.unwrap();
        }
    }
}

async fn number_before(browser: &Browser, words: &str) -> usize {
    let screen = screen(browser).await;
    let before = screen.split(words).next().unwrap().rsplit(' ').next().unwrap().to_owned();
    before.parse().unwrap_or_else(|_| panic!("{words:?} stands after {before:?}:\n{screen}"))
}

/// Ticks all that failed, retries them, and kills the run so often.
async fn killed(browser: Browser, seed: u64, chains: usize, kills: usize) {
    let mut chance = Chance::new(seed);
    let site = Site::with(Options { clock_speed: 50.0, ..Options::default() }).await;
    let link = site.simulator.add_many(chains);
    let failed = site.simulator.failed_of_many();
    come_back(&browser, &site, &link).await;
    list_is_there(&browser).await;
    let all = || async {
        browser.script("document.querySelector('.many-end button')?.click()", Vec::new()).await;
        let rest = browser
            .script(
                "return document.querySelector('.many').ariaBusy ?? document.querySelector('.many-end').innerText",
                Vec::new(),
            )
            .await;
        (rest == "").then_some(())
    };
    assert!(until(all).await.is_some(), "not all rows are shown");
    browser.script("document.querySelector('.many-head input').click()", Vec::new()).await;
    let checked = || async { (!screen(&browser).await.contains("still checking")).then_some(()) };
    while until(checked).await.is_none() {}
    let ready = number_before(&browser, " ready").await;
    // But for those that are too old.
    assert!(ready <= failed.len() && ready > failed.len() * 8 / 10, "{ready} of {} can be retried", failed.len());
    paste(&browser, &format!("More than 10: type {ready} to retry these"), &ready.to_string()).await;
    make_slow(&site);
    press(&browser, &format!("Retry {ready} executions")).await;

    for n in 0..kills {
        if screen(&browser).await.contains("Done") {
            std::io::stderr().write_all(format!("ended before kill {n} of {kills}\n").as_bytes()).unwrap();
            break;
        }
        // Some answers are lost on top of it.
        if chance.below(4) == 0 {
            let faults = [Fault::LostReply, Fault::CutAfterBody, Fault::Twin, Fault::Status(502)];
            let fault = faults[usize::try_from(chance.below(4)).unwrap()].clone();
            site.simulator.inject(FaultRule::once(Call::Retry, fault));
        }
        tokio::time::sleep(Duration::from_millis(chance.below(700))).await;
        let how = [Kill::Reload, Kill::Reload, Kill::CloseTab, Kill::Crash, Kill::Offline, Kill::Forget];
        let how = how[usize::try_from(chance.below(6)).unwrap()];
        if let Kill::Forget | Kill::Offline = how
            && screen(&browser).await.contains("Done")
        {
            break;
        }
        kill(&browser, &site, how).await;
        come_back(&browser, &site, &link).await;
        let is_back = || async {
            Some(screen(&browser).await).filter(|screen| screen.contains("Paused") || screen.contains("Done"))
        };
        let back = until(is_back).await;
        let Some(back) = back else { panic!("after {how:?} the run is lost:\n{}", screen(&browser).await) };
        if back.contains("Paused") {
            press(&browser, "Go on").await;
        }
    }
    site.simulator.clear_faults();
    loop {
        let ended = || async { screen(&browser).await.contains("Done").then_some(()) };
        while until(ended).await.is_none() {
            let screen = screen(&browser).await;
            assert!(screen.contains("Running"), "it neither runs nor has it ended:\n{screen}");
        }
        // What a person does with what was not sent.
        let script = "
            const again = [...document.querySelectorAll('.bar button')].find(button => /can still be sent/.test(button.innerText));
            again?.click();
            return !!again;";
        if browser.script(script, Vec::new()).await == false {
            break;
        }
        let goes_on = || async { (!screen(&browser).await.contains("Done")).then_some(()) };
        until(goes_on).await;
    }

    let doubled = judge(&browser, &site, ready).await.unwrap_or_else(|wrong| panic!("seed {seed}:\n{wrong}"));
    std::io::stderr()
        .write_all(format!("seed {seed}: {ready} rows, {doubled} with two attempts, each of them said\n").as_bytes())
        .unwrap();
}

/// Whether every row is there, was sent once at most, and says what is true of it. Gives how many have two attempts,
/// which a browser that sends again by itself may make.
async fn judge(browser: &Browser, site: &Site, count: usize) -> Result<usize, String> {
    let rows = results(browser).await;
    let known = "return [...document.querySelectorAll('.results .many-chunk .many-row')].map(row =>
        [...row.querySelectorAll('.c-link a[target]')].map(link => link.textContent.trim()))";
    let links: Vec<Vec<String>> = serde_json::from_value(browser.script(known, Vec::new()).await).unwrap();
    let executions = order_of_rows(browser).await;
    let different: BTreeSet<&String> = executions.iter().collect();
    if (rows.len(), different.len()) != (count, count) {
        return Err(format!("{} rows of {count}, {} different", rows.len(), different.len()));
    }
    let (mut wrong, mut doubled) = (Vec::new(), 0);
    for ((row, links), execution) in rows.iter().zip(&links).zip(&executions) {
        let children = site.simulator.children(execution).into_iter().map(|child| child.plan_execution_id);
        let children: BTreeSet<String> = children.collect();
        let links: BTreeSet<String> = links.iter().cloned().collect();
        let is_true = match row[1].as_str() {
            "Started" => links == children && children.len() == 1,
            "Several" => links == children && children.len() > 1,
            // Only the history told, or nothing did: it claims no more, and what it shows is there.
            "Unknown" => links.is_subset(&children),
            "Not sent" | "Refused" => children.is_empty(),
            _ => false,
        };
        doubled += usize::from(children.len() > 1);
        if !is_true {
            wrong.push(format!("{execution} {row:?} {links:?} {children:?}"));
        }
    }
    // What the page sent, over all that was killed: at most once for each row. A browser may send again by itself.
    let sends = sends(browser).await;
    if sends > count as u64 {
        wrong.push(format!("{sends} sends for {count} rows"));
    }
    if wrong.is_empty() { Ok(doubled) } else { Err(wrong.join("\n")) }
}

/// The executions that the rows of the run are of, in order, as the browser's storage has them.
async fn order_of_rows(browser: &Browser) -> Vec<String> {
    let script = "return Object.keys(localStorage)
        .map(key => /^pipeline-retry\\.run .* (\\d+)$/.exec(key)).filter(found => found)
        .sort((one, other) => one[1] - other[1])
        .map(found => localStorage[found[0]].split('\\t')[2])";
    serde_json::from_value(browser.script(script, Vec::new()).await).unwrap()
}

fn seed() -> u64 {
    let given = env::var("PIPELINE_RETRY_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_many_that_is_killed_again_and_again_sends_each_row_once() {
    in_browser(|browser| killed(browser, 7, 30, 10)).await;
}

#[ignore = "takes a quarter of an hour: cargo xtask test soak"]
#[tokio::test(flavor = "multi_thread")]
async fn soak_of_a_run_of_250_that_is_killed_200_times() {
    in_browser(|browser| killed(browser, seed(), 250, 200)).await;
}
