//! The contrast of every pair of colours in use, computed from the tokens by WCAG's formula.

#![expect(clippy::panic, reason = "a helper of a test fails by panicking, as the test does")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What is read; on any of the backgrounds.
const TEXTS: [&str; 8] = ["text", "text-soft", "text-off", "accent", "ok", "bad", "warn", "idle"];
/// What must be seen to be used, and the outline of what has the focus.
const PARTS: [&str; 2] = ["line-control", "accent"];
const BACKGROUNDS: [&str; 9] =
    ["canvas", "surface", "sunken", "raised", "accent-tint", "ok-tint", "bad-tint", "warn-tint", "idle-tint"];
/// Arrows and bones, the shade over the page under a dialog, and one that makes a fill darker under its white text.
const WITHOUT_TEXT: [&str; 4] = ["line", "line-firm", "on-accent-key", "veil"];
/// What stands on a fill of its own.
const ON_FILLS: [(&str, &str); 2] = [("on-accent", "accent-fill"), ("on-accent", "accent-fill-hover")];
const STYLES: [&str; 5] = ["base", "kit", "panels", "inputs_editor", "tokens"];

type Themes = [[f64; 3]; 2];

fn style(name: &str) -> String {
    fs::read_to_string(format!("style/{name}.css")).unwrap_or_else(|error| panic!("style/{name}.css: {error}"))
}

/// Red, green and blue from 0 to 1.
fn colour(hex: &str) -> Option<[f64; 3]> {
    let digits = hex.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| Some(f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// Each role's colour, light and dark.
fn roles() -> BTreeMap<String, Themes> {
    let tokens = style("tokens");
    let roles = tokens.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
        let value = value.strip_suffix(';')?;
        let both = match value.strip_prefix("light-dark(").and_then(|value| value.strip_suffix(')')) {
            Some(both) => both.split_once(',')?,
            None => (value, value),
        };
        Some((name.to_owned(), [colour(both.0)?, colour(both.1)?]))
    });
    roles.collect()
}

/// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The roles that the styles use for this property.
fn used_for(property: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for text in STYLES.map(style) {
        for declaration in text.split([';', '{', '}']) {
            let Some((name, value)) = declaration.trim().split_once(':') else { continue };
            if name.trim() == property {
                used.extend(value.split("var(--").skip(1).filter_map(|part| Some(part.split_once(')')?.0.to_owned())));
            }
        }
    }
    used
}

#[test]
fn the_formula_gives_what_the_standard_says() {
    for (one, other, expected) in
        [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)]
    {
        let ratio = contrast(colour(one).unwrap(), colour(other).unwrap());
        assert!((ratio - expected).abs() < 0.01, "{one} on {other}: {ratio}");
    }
}

#[test]
fn every_colour_of_text_and_parts_meets_aa_on_every_background_in_both_themes() {
    let roles = roles();
    let role = |name: &str| roles.get(name).unwrap_or_else(|| panic!("tokens.css has no --{name}"));
    let on_backgrounds = |names: &'static [&'static str], least: f64| {
        names.iter().flat_map(move |name| BACKGROUNDS.iter().map(move |background| (*name, *background, least)))
    };
    let pairs = on_backgrounds(&TEXTS, 4.5)
        .chain(on_backgrounds(&PARTS, 3.0))
        .chain(ON_FILLS.map(|(text, fill)| (text, fill, 4.5)));
    let mut lowest = BTreeMap::new();
    for (name, background, least) in pairs {
        for (theme, at) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(role(name)[at], role(background)[at]);
            assert!(ratio >= least, "--{name} on --{background}, {theme}: {ratio:.2}, needs {least}");
            let low = lowest.entry((name, theme)).or_insert(ratio);
            *low = ratio.min(*low);
        }
    }
    eprintln!("lowest contrast: {lowest:.1?}");
}

#[test]
fn no_style_uses_a_colour_that_is_not_checked() {
    let texts = TEXTS.into_iter().chain(ON_FILLS.map(|(text, _)| text));
    let backgrounds = BACKGROUNDS.into_iter().chain(WITHOUT_TEXT).chain(ON_FILLS.map(|(_, fill)| fill));
    // A mark may be a block of a text's colour.
    let backgrounds: BTreeSet<&str> = backgrounds.chain(TEXTS).collect();
    for (property, checked) in
        [("color", texts.collect()), ("background", backgrounds.clone()), ("background-color", backgrounds)]
    {
        let unknown: Vec<String> =
            used_for(property).into_iter().filter(|role| !checked.contains(role.as_str())).collect();
        assert_eq!(unknown, [] as [String; 0], "`{property}` takes roles that tests/contrast.rs does not check");
    }
    // A colour of its own would be in no table at all.
    for name in STYLES.into_iter().filter(|name| *name != "tokens") {
        assert!(
            !style(name).contains(": #") && !style(name).contains("rgb("),
            "style/{name}.css has a colour of its own"
        );
    }
}
