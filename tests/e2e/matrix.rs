//! Every call of the page meets every fault of the simulator, and the page's last words are held against
//! what the simulator knows.

use std::io::Write as _;
use std::time::Duration;

use serde_json::Value;
use simulator::{Call, Fault, FaultRule, Options};

use crate::action::{load_with, open};
use crate::browser::{Browser, in_browser, until};
use crate::site::Site;
use crate::truth::{children, hurry, is_true, note, press_retry, sends, stands};

/// Beside the faults that have a name.
const STATUSES: [u16; 10] = [400, 401, 403, 404, 408, 415, 429, 500, 502, 504];
/// They come to two children, a late one, or a colleague's.
const SCENARIOS: [&str; 5] = ["sim_twin", "sim_twin_lost", "sim_late_start", "sim_colleague", "sim_lost_reply"];

const VERDICTS: [&str; 8] = ["started", "found", "several", "not seen", "refused", "blocked", "aborted", "ended"];

/// A fault, and the verdict in a word or what is wrong with it.
type Cell = (String, Result<&'static str, String>);

/// One call, over one protocol.
#[derive(Clone, Copy, Debug)]
struct Row {
    name: &'static str,
    call: Call,
    over_http_2: bool,
}

const ROWS: [Row; 8] = [
    Row { name: "execution detail", call: Call::Detail, over_http_2: false },
    Row { name: "retryStages", call: Call::RetryStages, over_http_2: false },
    Row { name: "retryHistory", call: Call::RetryHistory, over_http_2: false },
    Row { name: "inputsetV2", call: Call::Inputs, over_http_2: false },
    Row { name: "latest execution", call: Call::Summary, over_http_2: false },
    Row { name: "retry", call: Call::Retry, over_http_2: false },
    Row { name: "abort", call: Call::Interrupt, over_http_2: false },
    Row { name: "retry, HTTP/2", call: Call::Retry, over_http_2: true },
];

fn rules(call: Call) -> Vec<(String, FaultRule)> {
    let mut rules = Vec::new();
    for (name, fault) in Fault::NAMED {
        // Longer than the page waits in a hurry would be another fault, `hang`.
        let fault = if *name == "slow" { Fault::Slow(Duration::from_millis(300)) } else { fault.clone() };
        rules.push(((*name).to_owned(), FaultRule::always(call, fault)));
    }
    for status in STATUSES {
        rules.push((status.to_string(), FaultRule::always(call, Fault::Status(status))));
    }
    let unreadable = FaultRule { without_cors: true, ..FaultRule::always(call, Fault::Status(429)) };
    rules.push(("429 unreadable".to_owned(), unreadable));
    rules
}

async fn site(over_http_2: bool) -> Site {
    // Simulated time goes as fast as the page's waits.
    Site::straight(Options { tls: over_http_2, clock_speed: 50.0, ..Options::default() }).await
}

/// Loads a scenario in a page that is in a hurry, and gives how it stands.
async fn load(browser: &Browser, site: &Site, scenario: &str, call: Call) -> Result<Value, String> {
    let mut link = site.link(scenario);
    if call == Call::Summary {
        // A pipeline's link: the latest execution is asked for.
        let pipeline = format!("/pipelines/{scenario}");
        let end = link.find(&pipeline).map(|at| at + pipeline.len());
        link.truncate(end.ok_or("the link names no pipeline")?);
    }
    open(browser, site).await;
    hurry(browser).await;
    load_with(browser, &link, site.simulator.token()).await;
    until(|| stands(browser)).await.ok_or_else(|| "it never ends loading".to_owned())
}

/// What the page does when it can be pressed, and what it says when it can't.
async fn press_and_judge(
    browser: &Browser,
    site: &Site,
    scenario: &str,
    stood: &Value,
) -> Result<&'static str, String> {
    let execution = site.newest(scenario);
    if stood["can_press"] != true {
        let posts = site.posts().len();
        let reason = stood["reason"].as_str().unwrap_or_default();
        return match (posts, reason) {
            (0, reason) if reason.len() > 20 => Ok("blocked"),
            _ => Err(format!("{posts} sent by nobody's press; the reason is {reason:?}")),
        };
    }
    note(browser, "why it is done").await;
    press_retry(browser).await;
    let said = || async {
        let stands = stands(browser).await?;
        let is_said = stands["outcome"].as_str().is_some_and(|outcome| !outcome.is_empty());
        is_said.then_some(stands)
    };
    let Some(stands) = until(said).await else { return Err("it never ends sending".to_owned()) };
    let verdict = is_true(stands["outcome"].as_str().unwrap_or_default(), &children(site, &execution))?;
    // The notes of a new execution are new.
    if verdict != "started" && stands["notes"] != "why it is done" {
        return Err(format!("the notes are {}", stands["notes"]));
    }
    Ok(verdict)
}

async fn cell(browser: &Browser, row: Row, rule: FaultRule) -> Result<&'static str, String> {
    let site = site(row.over_http_2).await;
    let is_retry = row.call == Call::Retry;
    site.simulator.inject(rule);
    let stood = load(browser, &site, "sim_serial", row.call).await?;
    if is_retry && stood["can_press"] != true {
        return Err(format!("it can't be pressed: {stood}"));
    }
    let execution = site.newest("sim_serial");
    let verdict = press_and_judge(browser, &site, "sim_serial", &stood).await?;
    let sends = sends(browser).await;
    // A stream that was never read is followed by plain bytes: of the first, headers at most reached anybody.
    let most = if row.over_http_2 { 2 } else { 1 };
    if sends > most {
        return Err(format!("the page sent {sends} times"));
    }
    let started = children(&site, &execution).all.len();
    if row.over_http_2 && started > 1 { Err(format!("a stream started {started}")) } else { Ok(verdict) }
}

async fn of_row(browser: &Browser, row: Row) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (name, rule) in rules(row.call) {
        let result = match row.call {
            Call::Interrupt => abort(browser, rule).await,
            _ => cell(browser, row, rule).await,
        };
        cells.push((name, result));
    }
    cells
}

/// One of two attempts is aborted.
async fn abort(browser: &Browser, rule: FaultRule) -> Result<&'static str, String> {
    let site = site(false).await;
    site.simulator.inject(rule);
    let stood = load(browser, &site, "sim_twin", Call::Detail).await?;
    press_and_judge(browser, &site, "sim_twin", &stood).await?;
    for button in ["Abort new attempt B", "Abort it"] {
        let press = "
            const buttons = [...document.querySelectorAll('.outcome button')];
            buttons.find(button => (button.ariaLabel ?? button.innerText) === arguments[0]).click();";
        browser.script(press, vec![button.into()]).await;
    }
    let verdicts = [
        ("New attempt B has ended: Aborted.", "aborted"),
        // It was not aborted, and came to its own end meanwhile.
        ("New attempt B has ended: Success.", "ended"),
        ("Harness refused to abort new attempt B.", "refused"),
        ("New attempt B has not ended yet.", "not seen"),
    ];
    let said = || async {
        let said = stands(browser).await?["outcome"].as_str()?.to_owned();
        verdicts.into_iter().find(|(words, _)| said.contains(words)).map(|(_, verdict)| verdict)
    };
    let Some(verdict) = until(said).await else {
        return Err(format!("it never ends aborting: {:?}", stands(browser).await));
    };
    let status = site.status(&site.newest("sim_twin")).await;
    let asked = site.calls().iter().filter(|call| call.path.contains("/interrupt/")).count();
    match (verdict, status.as_str()) {
        ("aborted", "Aborted") | ("ended", "Success") | ("refused" | "not seen", "Running") => Ok(verdict),
        _ => Err(format!("{verdict}, and it is {status} after {asked} calls")),
    }
}

async fn of_scenarios(browser: &Browser) -> Vec<Cell> {
    let mut cells = Vec::new();
    for scenario in SCENARIOS {
        let site = site(false).await;
        let result = match load(browser, &site, scenario, Call::Detail).await {
            Ok(stood) => press_and_judge(browser, &site, scenario, &stood).await,
            Err(error) => Err(error),
        };
        cells.push((scenario.to_owned(), result));
    }
    cells
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_the_last_words_of_the_page_are_true() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let mut runs = Vec::new();
    for row in ROWS {
        let tell = tell.clone();
        runs.push(tokio::spawn(in_browser(move |browser| async move {
            tell.send((row.name, of_row(&browser, row).await)).unwrap();
        })));
    }
    runs.push(tokio::spawn(in_browser(move |browser| async move {
        tell.send(("scenarios", of_scenarios(&browser).await)).unwrap();
    })));
    for run in runs {
        run.await.unwrap();
    }
    let (mut lines, mut count, mut wrong) = (Vec::new(), 0, 0);
    while let Some((row, cells)) = told.recv().await {
        count += cells.len();
        let verdicts = VERDICTS.map(|verdict| {
            let cells = cells.iter().filter(|(_, result)| *result == Ok(verdict)).count();
            format!("{cells:3} {verdict}")
        });
        lines.push(format!("{row:16} {:2} cells: {}", cells.len(), verdicts.join(" ")));
        for (fault, result) in cells {
            if let Err(why) = result {
                wrong += 1;
                lines.push(format!("    {fault}: {why}"));
            }
        }
    }
    lines.push(format!("matrix: {count} cells, {} passed\n", count - wrong));
    let table = lines.join("\n");
    // Past the test runner, which keeps what a passing test prints to itself.
    std::io::stderr().write_all(table.as_bytes()).unwrap();
    assert_eq!(wrong, 0, "\n{table}");
}
