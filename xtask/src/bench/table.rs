//! A run as a table: for the terminal, and for the README.

use std::fmt::Write as _;

use super::result::{Bench, Figure, Peer, Spread, Target};

/// As it is printed after a run: one contender a line, with its spread.
pub fn for_terminal(bench: &Bench) -> String {
    let mut text = format!("{}, {}, {} rounds: median (least-most)\n", bench.date, bench.machine, bench.runs);
    for figure in &bench.figures {
        // Writing into a string can't fail.
        let _ = writeln!(text, "\n{}: {}", figure.contest, figure.what);
        let _ = writeln!(text, "    {:<20}{}", "this page", with_spread(figure.page, &figure.unit));
        for Peer { name, is, ratio } in &figure.peers {
            let ratio = with_spread(*ratio, "");
            let _ = writeln!(text, "    {name:<20}{:<28}page / it {ratio}", with_spread(*is, &figure.unit));
        }
        for target in &figure.targets {
            let _ = writeln!(text, "    {}", in_words(target, figure));
        }
    }
    text
}

/// As it stands in the README.
pub fn for_readme(bench: &Bench) -> String {
    let mut text = format!(
        "{}, {}, median of {} rounds (least–most); in brackets behind a peer this page as a multiple of it.\n\n\
         | | this page | beside it | target |\n|---|---|---|---|\n",
        bench.date, bench.machine, bench.runs
    );
    for figure in &bench.figures {
        let peers = figure.peers.iter().map(|Peer { name, is, ratio }| {
            let spread = format!(", {}–{}", short(ratio.least), short(ratio.most));
            let spread = if ratio.is_one() { "" } else { &spread };
            format!("{name} {} ({}{spread})", short(is.median), short(ratio.median))
        });
        let targets = figure.targets.iter().map(|target| in_words(target, figure));
        let (peers, targets) = (peers.collect::<Vec<_>>().join("<br>"), targets.collect::<Vec<_>>().join("<br>"));
        let page = with_spread(figure.page, &figure.unit).replace('-', "–");
        // Writing into a string can't fail.
        let _ = writeln!(text, "| {} | {page} | {peers} | {targets} |", figure.what);
    }
    text
}

fn in_words(target: &Target, figure: &Figure) -> String {
    let verdict = if target.is_met { "reached" } else { "**missed**" };
    match &target.peer {
        Some(peer) => format!("at most {:.2} × {peer}: {:.2}, {verdict}", target.most, target.is),
        None => format!("at most {}: {}, {verdict}", with_unit(target.most, &figure.unit), short(target.is)),
    }
}

fn with_spread(spread: Spread, unit: &str) -> String {
    let median = with_unit(spread.median, unit);
    if spread.is_one() {
        return median;
    }
    format!("{median} ({}-{})", short(spread.least), short(spread.most))
}

fn with_unit(value: f64, unit: &str) -> String {
    format!("{} {unit}", short(value)).trim_end().to_owned()
}

/// As many digits as say something.
pub fn short(value: f64) -> String {
    let places = match value.abs() {
        value if value.fract() == 0.0 || value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.places$}")
}

#[cfg(test)]
mod tests {
    use super::{super::result::EXAMPLE, *};

    #[test]
    fn the_terminal_shows_every_contender_with_spread_and_ratio() {
        let expected = "\
2026-01-31, 2 cores, 9 rounds: median (least-most)

startup: start
    this page           80 ms (71.4-95)
    React               100 ms (99-130)             page / it 0.80 (0.70-0.91)
    at most 0.65 × React: 0.80, **missed**
    at most 100 ms: 80, reached

size: requests
    this page           5
";
        assert_eq!(for_terminal(&Bench::parse(EXAMPLE).expect("a run")), expected);
    }

    #[test]
    fn the_readme_shows_a_row_for_each_figure_and_says_a_miss() {
        let table = for_readme(&Bench::parse(EXAMPLE).expect("a run"));
        let rows: Vec<_> = table.lines().filter(|line| line.starts_with('|')).skip(2).collect();
        assert_eq!(
            rows,
            [
                "| start | 80 ms (71.4–95) | React 100 (0.80, 0.70–0.91) | \
                 at most 0.65 × React: 0.80, **missed**<br>at most 100 ms: 80, reached |",
                "| requests | 5 |  |  |"
            ]
        );
    }

    #[test]
    fn numbers_have_as_many_digits_as_say_something() {
        for (value, expected) in [(0.0, "0"), (0.456, "0.46"), (12.34, "12.3"), (119.87, "120"), (978.0, "978")] {
            assert_eq!(short(value), expected);
        }
    }
}
