//! What `bench/` wrote.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// One run of the measurements.
#[derive(Debug, PartialEq)]
pub struct Bench {
    /// The day.
    pub date: String,
    /// The kind of machine and browser.
    pub machine: String,
    /// How often each contender had its turn.
    pub runs: u64,
    /// What was measured, in order.
    pub figures: Vec<Figure>,
}

/// One thing that was measured of all contenders.
#[derive(Debug, PartialEq)]
pub struct Figure {
    /// The subject, as it is named on the command line.
    pub contest: String,
    /// In words.
    pub what: String,
    /// Of all its values; may be empty.
    pub unit: String,
    /// This page.
    pub page: Spread,
    /// What stands beside it.
    pub peers: Vec<Peer>,
    /// What was to be reached.
    pub targets: Vec<Target>,
}

/// A value in several rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// It was the same in every round.
    pub fn is_one(self) -> bool {
        self.least.to_bits() == self.most.to_bits()
    }
}

/// A contender beside the page.
#[derive(Debug, PartialEq)]
pub struct Peer {
    /// Who.
    pub name: String,
    /// Its own values.
    pub is: Spread,
    /// The page's as a multiple of them, round by round.
    pub ratio: Spread,
}

/// What was to be reached, and whether it was.
#[derive(Debug, PartialEq)]
pub struct Target {
    /// As a ratio to this contender; else in the figure's own unit.
    pub peer: Option<String>,
    /// The most that it may be.
    pub most: f64,
    /// What it is.
    pub is: f64,
    /// It is reached.
    pub is_met: bool,
}

impl Bench {
    /// Reads `bench.json`.
    pub fn parse(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).context("bench.json is no JSON")?;
        let figures = list(&value, "figures")?.iter().map(figure).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            date: words(&value, "date")?,
            machine: words(&value, "machine")?,
            runs: value.get("runs").and_then(Value::as_u64).context("bench.json has no runs")?,
            figures,
        })
    }
}

fn figure(value: &Value) -> Result<Figure> {
    let contenders = list(value, "contenders")?;
    let (first, others) = contenders.split_first().context("a figure has no contender")?;
    ensure!(words(first, "name")? == "this page", "the first contender is not this page");
    let peers = others.iter().map(|peer| {
        Ok(Peer {
            name: words(peer, "name")?,
            is: spread(peer)?,
            ratio: spread(peer.get("ratio").unwrap_or(&Value::Null))?,
        })
    });
    let targets = list(value, "targets")?.iter().map(|target| {
        Ok(Target {
            peer: target.get("peer").and_then(Value::as_str).map(str::to_owned),
            most: number(target, "most")?,
            is: number(target, "is")?,
            is_met: target.get("met").and_then(Value::as_bool).context("a target has no `met`")?,
        })
    });
    Ok(Figure {
        contest: words(value, "contest")?,
        what: words(value, "what")?,
        unit: words(value, "unit")?,
        page: spread(first)?,
        peers: peers.collect::<Result<_>>()?,
        targets: targets.collect::<Result<_>>()?,
    })
}

fn spread(value: &Value) -> Result<Spread> {
    Ok(Spread { median: number(value, "median")?, least: number(value, "least")?, most: number(value, "most")? })
}

fn list<'a>(value: &'a Value, field: &str) -> Result<&'a Vec<Value>> {
    value
        .get(field)
        .and_then(Value::as_array)
        .with_context(|| format!("bench.json has no list `{field}` where one is needed"))
}

fn words(value: &Value, field: &str) -> Result<String> {
    let text = value.get(field).and_then(Value::as_str);
    Ok(text.with_context(|| format!("bench.json has no text `{field}` where one is needed"))?.to_owned())
}

fn number(value: &Value, field: &str) -> Result<f64> {
    value
        .get(field)
        .and_then(Value::as_f64)
        .with_context(|| format!("bench.json has no number `{field}` where one is needed"))
}

/// A run for tests.
#[cfg(test)]
pub const EXAMPLE: &str = r#"{"date": "2026-01-31", "machine": "2 cores", "runs": 9, "figures": [
  {"contest": "startup", "what": "start", "unit": "ms", "contenders": [
    {"name": "this page", "median": 80, "least": 71.4, "most": 95},
    {"name": "React", "median": 100, "least": 99, "most": 130, "ratio": {"median": 0.8, "least": 0.7, "most": 0.91}}],
   "targets": [{"peer": "React", "most": 0.65, "is": 0.8, "met": false}, {"peer": null, "most": 100, "is": 80, "met": true}]},
  {"contest": "size", "what": "requests", "unit": "", "contenders": [
    {"name": "this page", "median": 5, "least": 5, "most": 5}], "targets": []}]}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_measured_of_the_page_and_of_its_peers() {
        let bench = Bench::parse(EXAMPLE).expect("a run");
        let [start, requests] = bench.figures.as_slice() else { panic!("{bench:?}") };
        assert_eq!(start.page, Spread { median: 80.0, least: 71.4, most: 95.0 });
        assert_eq!(start.peers[0].ratio, Spread { median: 0.8, least: 0.7, most: 0.91 });
        assert_eq!(start.targets.iter().map(|target| target.is_met).collect::<Vec<_>>(), [false, true]);
        assert!(requests.peers.is_empty());
    }

    #[test]
    fn what_is_missing_is_named() {
        for (word, named) in [("\"date\"", "`date`"), ("\"unit\"", "`unit`"), ("\"ratio\"", "`median`")] {
            let error = Bench::parse(&EXAMPLE.replace(word, "\"x\"")).expect_err("is missing").to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
