//! A run as a picture: a group of bars for each figure that has a peer, each as long as its median.

use std::fmt::Write as _;

use super::{
    result::{Bench, Figure},
    table::short,
};

const WIDTH: f64 = 720.0;
const NAMES: f64 = 130.0;
const LONGEST: f64 = 500.0;
const LINE: usize = 18;
const HEAD: usize = 30;

/// The picture, as SVG.
pub fn bars(bench: &Bench) -> String {
    // Counts say more in the table.
    let figures: Vec<&Figure> =
        bench.figures.iter().filter(|figure| !figure.peers.is_empty() && !figure.unit.is_empty()).collect();
    let height: usize = figures.iter().map(|figure| HEAD + LINE * (figure.peers.len() + 1)).sum::<usize>() + 16;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title>This page beside its peers, {}, {}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        bench.date, bench.machine
    );
    let mut top = 0;
    for figure in figures {
        top += HEAD;
        // Writing into a string can't fail.
        let _ =
            writeln!(svg, r##"<text x="8" y="{}" font-weight="600" fill="#1c2330">{}</text>"##, top - 8, figure.what);
        let all = std::iter::once(("this page", figure.page.median))
            .chain(figure.peers.iter().map(|peer| (peer.name.as_str(), peer.is.median)));
        let longest = all.clone().map(|(_, median)| median).fold(f64::MIN_POSITIVE, f64::max);
        for (n, (name, median)) in all.enumerate() {
            let length = (median / longest * LONGEST).max(1.0);
            let colour = if n == 0 { "#0a7d4f" } else { "#9aa4b2" };
            let (bar, text) = (top + 2, top + LINE - 5);
            let _ = writeln!(
                svg,
                r##"<text x="8" y="{text}" fill="#3c4658">{name}</text><rect x="{NAMES}" y="{bar}" width="{length:.1}" height="{}" fill="{colour}"/><text x="{:.1}" y="{text}" fill="#3c4658">{} {}</text>"##,
                LINE - 4,
                NAMES + length + 6.0,
                short(median),
                figure.unit
            );
            top += LINE;
        }
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::{super::result::EXAMPLE, *};

    #[test]
    fn bars_are_as_long_as_their_medians_and_counts_have_none() {
        let svg = bars(&Bench::parse(EXAMPLE).expect("a run"));
        assert_eq!(svg.matches("<rect x").count(), 2, "{svg}");
        assert!(svg.contains(r#"width="400.0""#) && svg.contains(r#"width="500.0""#), "{svg}");
        assert!(!svg.contains("requests"), "{svg}");
    }
}
