use proptest::prelude::*;

use super::*;

const ORIGINAL: &str = "pipeline:\n  identifier: shop\n  stages:\n    - stage:\n        identifier: build\n        timeout: 10m\n    - parallel:\n        - stage:\n            identifier: eu\n            replicas: 3\n  variables:\n  - name: tag\n    type: String\n    value: \"1.4.2\"\n  - name: count\n    type: Number\n    value: 3\n";

/// Each finding as `9:14 words`, then each change as `path: before -> after`.
fn told(original: &str, edited: &str) -> String {
    let Report { findings, changes } = check(original, edited, "shop");
    let findings = findings.iter().map(|one| {
        let sign = if one.weight == Weight::Error { "!" } else { "?" };
        format!("{sign}{}:{} {}", one.line, one.column, one.words)
    });
    let changes = changes.iter().map(|one| {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
        format!("{}: {} -> {}", one.path, value(&one.before), value(&one.after))
    });
    findings.chain(changes).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_text_that_does_not_parse_is_one_error_with_its_place() {
    for (text, expected) in [
        ("a: \"b\nc: d\n", "!1:4 A text in quotes begins here and never closes."),
        ("a: b: c\n", "!1:5 A second colon in one line. Put the value in quotes."),
        ("é: b: c\n", "!1:5 A second colon in one line. Put the value in quotes."),
        ("a: [1, 2\nb: 3\n", "!2:2 A comma or ] is missing. It began on line 1."),
        ("a: @b\n", "!1:4 This character can’t begin a value. Put the value in quotes."),
        ("a:\n\tb: c\n", "!2:1 A tab is used for indentation. YAML takes spaces only."),
        (
            "a:\n  b: 1\n c: 2\n",
            "!3:2 This line does not fit the ones before it. Look at its indentation, and at quotes.",
        ),
        ("a: *nobody\n", "!1:4 This alias names no anchor that stands before it."),
        (
            "a: \"\\q\"\n",
            "!1:5 This backslash begins nothing that YAML knows. Write two of them, or use single quotes.",
        ),
    ] {
        assert_eq!(told("a: 1\n", text), expected, "{text:?}");
    }
}

#[test]
fn inputs_are_a_mapping_and_not_nothing() {
    for (text, said) in [
        ("", "Nothing is left"),
        ("# only a comment\n", "Nothing is left"),
        ("- a\n", "a single value or a list"),
        ("a\n", "a single value or a list"),
    ] {
        let Report { findings, .. } = check("a: 1\n", text, "shop");
        assert!(findings[0].words.contains(said), "{text:?}: {findings:?}");
        assert_eq!(findings[0].weight, Weight::Error);
    }
}

#[test]
fn what_is_odd_is_a_warning() {
    for (text, expected) in [
        ("a: 1\nb: 2\na: 1\n", "?3:1 a stands twice here; only one of the two counts."),
        ("l:\n- a: 1\n  a: 2\n- a: 3\n", "?3:3 a stands twice here; only one of the two counts."),
        ("l:\n- a: 1\n- a: 2\nm:\n  a: 3\n", ""),
        ("f: {a: 1, b: {a: 2}}\n", ""),
        ("f: {a: 1, b: {c: 2}, \"a\": 3}\n", "?1:22 \"a\" stands twice here; only one of the two counts."),
        ("f: {l: [a: 1, a: 2],\n  l: 3}\ng: {l: 4}\n", "?2:3 l stands twice here; only one of the two counts."),
        ("a: 1\t# one\n", "?1:5 A tab between values. Spaces are safer."),
        ("a: |\n  a\tb: 1\n  a: 1\n", ""),
        ("a: <+input>\n", "?1:4 This value is still <+input>: nothing was filled in."),
        ("a: \"<+input>.allowedValues(b,c)\"\n", "?1:5 This value is still <+input>: nothing was filled in."),
        ("a: uses <+input> as a word\n", ""),
        ("pipeline:\n  identifier: other\n", "?2:3 These inputs are of the pipeline other; this one is shop."),
    ] {
        assert_eq!(told(text, text), expected, "{text:?}");
    }
}

#[test]
fn many_warnings_end_somewhere() {
    let text = (0..500).fold(String::new(), |text, n| text + &format!("k{n}: <+input>\n"));
    let Report { findings, .. } = check(&text, &text, "shop");
    assert_eq!(findings.len(), MOST);
    assert!(findings[MOST - 1].words.ends_with("There are more warnings after this one."));
}

#[test]
fn changed_values_are_named_as_harness_names_them() {
    for (from, to, expected) in [
        ("1.4.2", "1.4.3", "variables.tag: 1.4.2 -> 1.4.3"),
        ("timeout: 10m", "timeout: 20m", "stages.build.timeout: 10m -> 20m"),
        ("replicas: 3", "replicas: 4", "stages[2].parallel.eu.replicas: 3 -> 4"),
        ("value: 3", "value: \"3\"", "variables.count: 3 -> \"3\""),
        ("name: count", "name: number", "variables.number.name: count -> number"),
        (
            "  - name: count\n    type: Number\n    value: 3\n",
            "",
            "variables.count.name: count -> (none)\nvariables.count.type: Number -> (none)\nvariables.count: 3 -> (none)",
        ),
        ("value: 3", "value: [3]", "variables.count: 3 -> (none)\nvariables.count[1]: (none) -> 3"),
        ("value: 3", "value:", "variables.count: 3 -> null"),
        ("        timeout: 10m\n", "", "stages.build.timeout: 10m -> (none)"),
        (
            "value: 3\n",
            "value: 3\n    more: [a, b]\n",
            "variables.count.more[1]: (none) -> a\nvariables.count.more[2]: (none) -> b",
        ),
        ("\"1.4.2\"", "'1.4.2' # quoted otherwise", ""),
        ("\"1.4.2\"", "!secret 1.4.2", "variables.tag: 1.4.2 -> !secret 1.4.2"),
    ] {
        assert!(ORIGINAL.contains(from));
        assert_eq!(told(ORIGINAL, &ORIGINAL.replacen(from, to, 1)), expected, "{from:?} -> {to:?}");
    }
}

#[test]
fn order_is_no_change_and_a_key_that_stands_twice_is_compared_twice() {
    assert_eq!(told("a: 1\nb: 2\n", "b: 2\na: 1\n"), "");
    assert!(told("a: 1\na: 2\n", "a: 1\na: 3\n").ends_with("a: 2 -> 3"));
}

#[test]
fn elements_without_a_name_of_their_own_are_compared_by_place() {
    assert_eq!(told("l: [a, b]\n", "l: [a, c]\n"), "l[2]: b -> c");
    assert_eq!(told("l: [a, b, c]\n", "l: [a]\n"), "l[2]: b -> (none)\nl[3]: c -> (none)");
    assert_eq!(
        told("l:\n- name: x\n  v: 1\n- name: x\n  v: 2\n", "l:\n- name: x\n  v: 1\n- name: x\n  v: 3\n"),
        "l[2].v: 2 -> 3"
    );
}

#[test]
fn an_original_that_does_not_parse_is_not_compared() {
    assert_eq!(told("a: [", "a: 1\n"), "");
}

#[test]
fn hostile_texts_come_to_an_end() {
    let bomb = (1..9).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, n| {
        let before = n - 1;
        text + &format!("a{n}: &a{n} [*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before}]\n")
    });
    for text in ["[".repeat(100_000), "{a:".repeat(2_000), bomb] {
        let Report { findings, .. } = check("a: 1\n", &text, "shop");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].weight, Weight::Error);
    }
}

fn report() -> impl Strategy<Value = Report> {
    let finding =
        (any::<bool>(), any::<usize>(), any::<usize>(), ".{0,9}").prop_map(|(is_error, line, column, words)| Finding {
            weight: if is_error { Weight::Error } else { Weight::Warning },
            line,
            column,
            words,
        });
    let value = || prop::option::of(".{0,9}");
    let change = (".{0,9}", value(), value()).prop_map(|(path, before, after)| Change { path, before, after });
    let some = prop::collection::vec(finding, 0..4);
    (some, prop::collection::vec(change, 0..4)).prop_map(|(findings, changes)| Report { findings, changes })
}

proptest! {
    #[test]
    fn a_report_arrives_as_it_was_sent(report in report()) {
        prop_assert_eq!(Report::from_fields(&report.to_fields()), Some(report));
    }

    #[test]
    fn a_text_does_not_differ_from_itself(text in "([a-c]{1,2}: ?[a-z0-9\"' ]{0,4}\n| {1,3}- [a-c]: ?[0-9]{0,2}\n){0,8}") {
        prop_assert_eq!(check(&text, &text, "shop").changes, vec![]);
    }
}
