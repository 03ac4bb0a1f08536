//! A thousand presses by chance: faults, reloads, closed tabs, two tabs at once. `cargo xtask test soak`.

use std::env;
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use simulator::{Call, Fault, FaultRule, Options};

use crate::action::{load_with, open};
use crate::browser::{Browser, in_browser, until};
use crate::site::Site;
use crate::truth::{Children, children, hurry, is_true, note, press_retry, sends, stands};

const SCENARIO: &str = "sim_serial";
const NOTES: &str = "typed before the press";
/// Of presses that share a browser.
const ROUNDS_OF_A_BROWSER: u64 = 25;

/// `SplitMix64`: the same numbers from the same seed, everywhere.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }
}

/// What happens after the press.
#[derive(Clone, Copy, Debug)]
enum Then {
    Wait,
    ReloadAfter(Duration),
    CloseAfter(Duration),
    PressInAnotherTab,
}

#[derive(Debug)]
struct Round {
    over_http_2: bool,
    rules: Vec<FaultRule>,
    then: Then,
}

fn round(seed: u64) -> Round {
    let mut chance = Chance(seed);
    let mut rules = Vec::new();
    if chance.percent(70) {
        let (_, fault) = &Fault::NAMED[usize::try_from(chance.below(Fault::NAMED.len() as u64)).unwrap()];
        let fault = if let Fault::Slow(_) = fault { Fault::Slow(Duration::from_millis(200)) } else { fault.clone() };
        let times = [Some(1), Some(2), None][usize::try_from(chance.below(3)).unwrap()];
        let rule = FaultRule { times, ..FaultRule::once(Call::Retry, fault) };
        let rule = FaultRule { races: chance.percent(30), colleague: chance.percent(5), ..rule };
        // A second one that shows only after the page has looked for it is beyond what a page can know.
        let may_be_late = !rule.races && rule.fault != Fault::Twin && chance.percent(30);
        let late = may_be_late.then(|| Duration::from_secs(chance.below(20)));
        rules.push(FaultRule { late, ..rule });
    }
    if chance.percent(25) {
        rules.push(FaultRule::once(Call::RetryHistory, Fault::Status(502)));
    }
    let after = Duration::from_millis(chance.below(250));
    let then = match chance.below(6) {
        0 => Then::ReloadAfter(after),
        1 => Then::CloseAfter(after),
        2 => Then::PressInAnotherTab,
        _ => Then::Wait,
    };
    Round { over_http_2: chance.percent(30), rules, then }
}

/// Leaves the page as it stands. While it sends, it asks whether to leave, and when the driver's yes comes too late,
/// on a busy machine, the page stays: then it is left again.
async fn leave(browser: &Browser) -> Result<(), String> {
    browser.script("window.isOld = true", Vec::new()).await;
    for _ in 0..5 {
        browser.client().goto("about:blank").await.map_err(|error| error.to_string())?;
        if browser.script("return window.isOld === true", Vec::new()).await == false {
            return Ok(());
        }
    }
    Err("the page can't be left".to_owned())
}

async fn loaded(browser: &Browser, site: &Site, link: &str) -> Result<Value, String> {
    open(browser, site).await;
    hurry(browser).await;
    load_with(browser, link, site.simulator.token()).await;
    until(|| stands(browser)).await.ok_or_else(|| "it never ends loading".to_owned())
}

/// The last words about a press, once there are some.
async fn last_words(browser: &Browser) -> Result<Value, String> {
    let said = || async { stands(browser).await.filter(|stands| stands["outcome"] != "") };
    until(said).await.ok_or_else(|| "it never ends".to_owned())
}

fn judge(said: &Value, children: &Children, then: Then) -> Result<(), String> {
    let outcome = said["outcome"].as_str().unwrap_or_default();
    // True of this press, whatever another one did.
    let is_of_this_press =
        ["another tab of this browser", "Nothing was sent: a newer attempt", "What came of it is not known."];
    // Of two presses one may be refused because of the other.
    let is_refused = matches!(then, Then::PressInAnotherTab) && outcome.contains("Nothing was started.");
    if is_refused || is_of_this_press.iter().any(|words| outcome.contains(words)) {
        return Ok(());
    }
    is_true(outcome, children).map(|_| ())
}

/// After the page was gone in the middle: what it then offers leads to the truth, and sends nothing.
async fn find_out(browser: &Browser, site: &Site, link: &str, execution: &str) -> Result<(), String> {
    let stood = loaded(browser, site, link).await?;
    if !stood["outcome"].as_str().unwrap_or_default().contains("What came of it is not known.") {
        // Nothing was noted, so nothing was sent; or it had come to its end.
        let is_open = stood["can_press"] == true && !children(site, execution).all.is_empty();
        return if is_open { Err(format!("it offers to send again: {stood}")) } else { Ok(()) };
    }
    let before = sends(browser).await;
    browser
        .script(
            "[...document.querySelectorAll('.outcome button')].find(b => b.innerText === 'Find out').click();",
            Vec::new(),
        )
        .await;
    let ended = || async {
        let stands = stands(browser).await?;
        (!stands["outcome"].as_str()?.contains("What came of it is not known.")).then_some(stands)
    };
    let said = until(ended).await.ok_or("it never finds out")?;
    if sends(browser).await != before {
        return Err("finding out sent something".to_owned());
    }
    judge(&said, &children(site, execution), Then::Wait)
}

async fn carry_out(browser: &Browser, round: Round) -> Result<(), String> {
    let site = Site::with(Options { tls: round.over_http_2, clock_speed: 50.0, ..Options::default() }).await;
    let (link, execution) = (site.link(SCENARIO), site.newest(SCENARIO));
    let client = browser.client();
    let first = client.window().await.unwrap();
    let mut second = None;
    if let Then::PressInAnotherTab = round.then {
        let other = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(other.clone()).await.unwrap();
        loaded(browser, &site, &link).await?;
        client.switch_to_window(first.clone()).await.unwrap();
        second = Some(other);
    }
    let stood = loaded(browser, &site, &link).await?;
    if stood["can_press"] != true {
        return Err(format!("it can't be pressed: {stood}"));
    }
    for rule in round.rules.clone() {
        site.simulator.inject(rule);
    }
    // An earlier site of this browser may have had the same port, and what it stored is still there.
    let before = sends(browser).await;
    note(browser, NOTES).await;
    press_retry(browser).await;
    match round.then {
        Then::Wait => {
            let said = last_words(browser).await?;
            judge(&said, &children(&site, &execution), round.then)?;
            // The notes of a new execution are new.
            let is_started = said["outcome"].as_str().is_some_and(|said| said.contains("Harness started"));
            if !is_started && said["notes"] != NOTES {
                return Err(format!("the notes are {}", said["notes"]));
            }
        }
        // No wait for anything: the page is gone at a moment that chance gives.
        Then::ReloadAfter(after) => {
            tokio::time::sleep(after).await;
            leave(browser).await?;
            find_out(browser, &site, &link, &execution).await?;
        }
        Then::CloseAfter(after) => {
            tokio::time::sleep(after).await;
            let next = client.new_window(true).await.unwrap().handle;
            client.close_window().await.unwrap();
            client.switch_to_window(next).await.unwrap();
            find_out(browser, &site, &link, &execution).await?;
        }
        Then::PressInAnotherTab => {
            client.switch_to_window(second.clone().unwrap()).await.unwrap();
            press_retry(browser).await;
            judge(&last_words(browser).await?, &children(&site, &execution), round.then)?;
            client.close_window().await.unwrap();
            client.switch_to_window(first).await.unwrap();
            judge(&last_words(browser).await?, &children(&site, &execution), round.then)?;
        }
    }
    let sends = sends(browser).await - before;
    let started = children(&site, &execution).own.len();
    // In two tabs, the second may press again once the first was refused: that is a press of its own.
    let presses = if second.is_some() { 2 } else { 1 };
    // A stream that was never read is followed by plain bytes: of the first, headers at most reached anybody.
    let most = if round.over_http_2 { 2 * presses } else { presses };
    if sends > most {
        return Err(format!("{sends} sends of {presses} presses"));
    }
    if round.over_http_2 && started > 1 && sends == 1 {
        return Err(format!("one stream started {started}"));
    }
    Ok(())
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[ignore = "takes most of an hour: cargo xtask test soak"]
#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_by_chance_nothing_is_sent_twice_and_every_last_word_is_true() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let seed = number("PIPELINE_RETRY_SEED").unwrap_or(now);
    let rounds = number("PIPELINE_RETRY_ROUNDS").unwrap_or(1_000);
    let say = |line: String| std::io::stderr().write_all(line.as_bytes()).unwrap();
    say(format!("soak: {rounds} presses from seed {seed}\n"));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let mut runs = Vec::new();
    for begin in (seed..seed + rounds).step_by(usize::try_from(ROUNDS_OF_A_BROWSER).unwrap()) {
        let tell = tell.clone();
        runs.push(tokio::spawn(in_browser(move |browser| async move {
            for seed in begin..(begin + ROUNDS_OF_A_BROWSER).min(seed + rounds) {
                if let Err(why) = carry_out(&browser, round(seed)).await {
                    tell.send(format!("seed {seed}: {why}\n    {:?}\n", round(seed))).unwrap();
                }
            }
        })));
    }
    drop(tell);
    let mut wrong = Vec::new();
    while let Some(line) = told.recv().await {
        say(line.clone());
        wrong.push(line);
    }
    for run in runs {
        run.await.unwrap();
    }
    say(format!("soak: {rounds} presses, {} wrong\n", wrong.len()));
    assert!(wrong.is_empty(), "replay one with PIPELINE_RETRY_SEED=… PIPELINE_RETRY_ROUNDS=1\n{}", wrong.concat());
}
