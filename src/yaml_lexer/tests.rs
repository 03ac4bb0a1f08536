use super::*;
use proptest::prelude::*;
use std::cell::Cell;

thread_local! {
    static LOOKS: Cell<usize> = const { Cell::new(0) };
}

/// Called by the lexer for every byte that it looks at.
pub fn count_a_look() {
    LOOKS.set(LOOKS.get() + 1);
}

fn lex_from(state: &mut State, text: &str, piece: &mut dyn FnMut(Kind, &str)) {
    for part in text.split_inclusive('\n') {
        line(state, part, piece);
    }
}

fn lex(text: &str) -> Vec<(Kind, String)> {
    let mut pieces = Vec::new();
    lex_from(&mut State::default(), text, &mut |kind, text| pieces.push((kind, text.to_owned())));
    pieces
}

/// `Key(a) Mark(:) Number(1)`, without white space.
fn dump(text: &str) -> String {
    let shown = lex(text).into_iter().filter(|(kind, _)| *kind != Kind::Space);
    shown.map(|(kind, text)| format!("{kind:?}({text})")).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, pieces) in cases {
        assert_eq!(dump(text), *pieces, "{text:?}");
    }
}

#[test]
fn white_space_is_pieces_too() {
    let shown: Vec<String> =
        lex("\u{feff}a:\t1 \r\n  # x\n  - b\r\rc").iter().map(|piece| format!("{piece:?}")).collect();
    let expected = [
        r#"(Space, "\u{feff}")"#,
        r#"(Key, "a")"#,
        r#"(Mark, ":")"#,
        r#"(Space, "\t")"#,
        r#"(Number, "1")"#,
        r#"(Space, " ")"#,
        r#"(Space, "\r")"#,
        r#"(Space, "\n")"#,
        r#"(Space, "  ")"#,
        r##"(Comment, "# x")"##,
        r#"(Space, "\n")"#,
        r#"(Space, "  ")"#,
        r#"(Mark, "-")"#,
        r#"(Space, " ")"#,
        r#"(Text, "b")"#,
        r#"(Space, "\r")"#,
        r#"(Space, "\r")"#,
        r#"(Text, "c")"#,
    ];
    assert_eq!(shown, expected);
}

#[test]
fn keys_and_values() {
    check(&[
        ("", ""),
        ("a: 1", "Key(a) Mark(:) Number(1)"),
        ("a:1", "Text(a:1)"),
        ("a b : c d", "Key(a b) Mark(:) Text(c d)"),
        ("a:", "Key(a) Mark(:)"),
        ("a: b:c # d", "Key(a) Mark(:) Text(b:c) Comment(# d)"),
        ("a: b#c", "Key(a) Mark(:) Text(b#c)"),
        ("# a: b", "Comment(# a: b)"),
        ("\"a\": 'b'", "Key(\"a\") Mark(:) Quoted('b')"),
        ("'a:' : b", "Key('a:') Mark(:) Text(b)"),
        ("\"a\":b", "Quoted(\"a\") Text(:b)"),
        ("<<: *base", "Key(<<) Mark(:) Name(*base)"),
        ("1: 2\ntrue: no", "Key(1) Mark(:) Number(2) Key(true) Mark(:) Word(no)"),
        ("- - a: b", "Mark(-) Mark(-) Key(a) Mark(:) Text(b)"),
        ("-\n-a\n- -1", "Mark(-) Text(-a) Mark(-) Number(-1)"),
        ("? a\n: b", "Mark(?) Key(a) Mark(:) Text(b)"),
        ("? \"a\"\n: - b", "Mark(?) Key(\"a\") Mark(:) Mark(-) Text(b)"),
        ("?a: b", "Key(?a) Mark(:) Text(b)"),
        ("é: ü", "Key(é) Mark(:) Text(ü)"),
        ("a: @b\nc: `d`", "Key(a) Mark(:) Text(@b) Key(c) Mark(:) Text(`d`)"),
        ("\u{feff}a: b", "Key(a) Mark(:) Text(b)"),
    ]);
}

#[test]
fn names_directives_and_documents() {
    check(&[
        (
            "&a b: !!str 1\nc: *a\n*a : d",
            "Name(&a) Key(b) Mark(:) Name(!!str) Number(1) Key(c) Mark(:) Name(*a) Name(*a) Mark(:) Text(d)",
        ),
        ("- ! a\n- !<x:y> b", "Mark(-) Name(!) Text(a) Mark(-) Name(!<x:y>) Text(b)"),
        ("%YAML 1.2\n--- # a\n%b: c", "Mark(%YAML 1.2) Mark(---) Comment(# a) Mark(%b: c)"),
        ("a: %b", "Key(a) Mark(:) Text(%b)"),
        ("--- a\n...\n---b", "Mark(---) Text(a) Mark(...) Text(---b)"),
        ("a: \"b\n--- c", "Key(a) Mark(:) Quoted(\"b) Mark(---) Text(c)"),
        ("[a\n---\nb: c", "Mark([) Text(a) Mark(---) Key(b) Mark(:) Text(c)"),
        ("--- |\na: b\n...\nc: d", "Mark(---) Mark(|) Block(a: b) Mark(...) Key(c) Mark(:) Text(d)"),
    ]);
}

#[test]
fn numbers_and_words() {
    let kinds = |text: &str, kind: Kind| {
        for word in text.split(' ') {
            assert_eq!(lex(word), [(kind, word.to_owned())], "{word}");
        }
    };
    kinds("0 12 -1 +1 1.5 1. .5 -.5 1e3 1.5E-3 1e+3 0x1F 0o17 .inf -.Inf +.INF .nan .NaN", Kind::Number);
    kinds("true True TRUE false null ~ Null yes no on off OFF", Kind::Word);
    kinds("1.2.3 1e 1e+ e1 . .e1 + -+1 0x 0xg 0o8 0o 1_000 -.nan 12a 2026-01-02 trues nul truE1 ~a", Kind::Text);
}

#[test]
fn flow_style() {
    check(&[
        ("[a, 1,b c]", "Mark([) Text(a) Mark(,) Number(1) Mark(,) Text(b c) Mark(])"),
        ("{a: 1, \"b\":2}", "Mark({) Key(a) Mark(:) Number(1) Mark(,) Key(\"b\") Mark(:) Number(2) Mark(})"),
        ("{a:1, b:, c}", "Mark({) Text(a:1) Mark(,) Key(b) Mark(:) Mark(,) Text(c) Mark(})"),
        ("{[a]:b}", "Mark({) Mark([) Text(a) Mark(]) Mark(:) Text(b) Mark(})"),
        ("{? a : b}", "Mark({) Mark(?) Key(a) Mark(:) Text(b) Mark(})"),
        ("a, [b]: c", "Key(a, [b]) Mark(:) Text(c)"),
        (
            "a: [b,\nc: d # e\n] \nf: g",
            concat!(
                "Key(a) Mark(:) Mark([) Text(b) Mark(,) Key(c) Mark(:) Text(d) Comment(# e) Mark(]) ",
                "Key(f) Mark(:) Text(g)"
            ),
        ),
        ("[a\n  1, 1]", "Mark([) Text(a) Text(1) Mark(,) Number(1) Mark(])"),
        ("[a\n, |\n]", "Mark([) Text(a) Mark(,) Text(|) Mark(])"),
        ("{a: *b,&c d}", "Mark({) Key(a) Mark(:) Name(*b) Mark(,) Name(&c) Text(d) Mark(})"),
        ("]} a: b", "Mark(]) Mark(}) Key(a) Mark(:) Text(b)"),
        ("[<+a>, <+b(c, d)>]", "Mark([) Expression(<+a>) Mark(,) Text(<+b(c) Mark(,) Text(d)>) Mark(])"),
    ]);
}

#[test]
fn scalars_of_many_lines() {
    check(&[
        ("a: b\n  c # d\n  e", "Key(a) Mark(:) Text(b) Text(c) Comment(# d) Text(e)"),
        ("a: b\n\n  1\nc: 1", "Key(a) Mark(:) Text(b) Text(1) Key(c) Mark(:) Number(1)"),
        ("- a\n - b\n- c", "Mark(-) Text(a) Text(- b) Mark(-) Text(c)"),
        ("a: b\n  \"c\" [d]", "Key(a) Mark(:) Text(b) Text(\"c\" [d])"),
        ("a: b\n  c: d\n  - e", "Key(a) Mark(:) Text(b) Key(c) Mark(:) Text(d) Mark(-) Text(e)"),
        ("a\nb", "Text(a) Text(b)"),
        ("a: \"b\n c: \\\" # d\n\n e\" # f", "Key(a) Mark(:) Quoted(\"b) Quoted(c: \\\" # d) Quoted(e\") Comment(# f)"),
        ("a: \"b\\\n\" c", "Key(a) Mark(:) Quoted(\"b\\) Quoted(\") Text(c)"),
        ("a: 'b''c\n  \\' # d", "Key(a) Mark(:) Quoted('b''c) Quoted(\\') Comment(# d)"),
        ("a: '\nb: c\n'\nd: e", "Key(a) Mark(:) Quoted(') Quoted(b: c) Quoted(') Key(d) Mark(:) Text(e)"),
        ("a: \"b\rc\"\rd: e", "Key(a) Mark(:) Quoted(\"b) Quoted(c\") Key(d) Mark(:) Text(e)"),
        ("{\"a\" :b, 'c' : d}", "Mark({) Quoted(\"a\") Text(:b) Mark(,) Key('c') Mark(:) Text(d) Mark(})"),
        ("{\"a\n b\":c}", "Mark({) Quoted(\"a) Key(b\") Mark(:) Text(c) Mark(})"),
    ]);
}

#[test]
fn block_scalars() {
    check(&[
        (
            "a: |\n  b: c # d\n\n   - e\nf: g",
            "Key(a) Mark(:) Mark(|) Block(b: c # d) Block( - e) Key(f) Mark(:) Text(g)",
        ),
        ("a: >-  # b\n c\n  \n c\n", "Key(a) Mark(:) Mark(>-) Comment(# b) Block(c) Block(c)"),
        ("a: |2-\n   b\n c", "Key(a) Mark(:) Mark(|2-) Block( b) Text(c)"),
        ("a: |+1\n   b\n c", "Key(a) Mark(:) Mark(|+1) Block(  b) Block(c)"),
        ("a: |\nb: c", "Key(a) Mark(:) Mark(|) Key(b) Mark(:) Text(c)"),
        ("a: |\n  b\n # c\n d: e", "Key(a) Mark(:) Mark(|) Block(b) Comment(# c) Key(d) Mark(:) Text(e)"),
        ("- |\n b\n- - >\n   c\n  d", "Mark(-) Mark(|) Block(b) Mark(-) Mark(-) Mark(>) Block(c) Text(d)"),
        ("- a: |\n   b\n  c: d", "Mark(-) Key(a) Mark(:) Mark(|) Block(b) Key(c) Mark(:) Text(d)"),
        ("- &x a: !!str |\n   b\n", "Mark(-) Name(&x) Key(a) Mark(:) Name(!!str) Mark(|) Block(b)"),
        ("a:\n  |\n b\nc: d", "Key(a) Mark(:) Mark(|) Block(b) Key(c) Mark(:) Text(d)"),
        ("|\na\n b", "Mark(|) Block(a) Block( b)"),
        ("a: | b\nc: |#\n  d", "Key(a) Mark(:) Text(| b) Key(c) Mark(:) Text(|#) Text(d)"),
        ("a: |\r\n  b\r\n\r\n  c\r\nd:", "Key(a) Mark(:) Mark(|) Block(b) Block(c) Key(d) Mark(:)"),
        ("a: |\r  b: c\rd:", "Key(a) Mark(:) Mark(|) Block(b: c) Key(d) Mark(:)"),
        ("? |\n  a\n: |\n  b", "Mark(?) Mark(|) Block(a) Mark(:) Mark(|) Block(b)"),
    ]);
}

#[test]
fn expressions() {
    check(&[
        ("a: <+input>", "Key(a) Mark(:) Expression(<+input>)"),
        ("a: x<+b.c>y", "Key(a) Mark(:) Text(x) Expression(<+b.c>) Text(y)"),
        ("a: <+<+b> + <+c>> d", "Key(a) Mark(:) Expression(<+<+b> + <+c>>) Text( d)"),
        ("a: \"<+b(\\\"c: d\\\")>\"", "Key(a) Mark(:) Quoted(\") Expression(<+b(\\\"c: d\\\")>) Quoted(\")"),
        ("a: '<+b>'", "Key(a) Mark(:) Quoted(') Expression(<+b>) Quoted(')"),
        ("a: |\n  echo <+b> > c", "Key(a) Mark(:) Mark(|) Block(echo ) Expression(<+b>) Block( > c)"),
        ("<+a>: b<+c>", "Expression(<+a>) Mark(:) Text(b) Expression(<+c>)"),
        ("a: <+b", "Key(a) Mark(:) Text(<+b)"),
        ("a: <+b <+c> d", "Key(a) Mark(:) Text(<+b ) Expression(<+c>) Text( d)"),
        ("a: <+b # >", "Key(a) Mark(:) Text(<+b) Comment(# >)"),
        ("a: > b <+c>", "Key(a) Mark(:) Text(> b ) Expression(<+c>)"),
        ("a: b\n  <+c>\n  >", "Key(a) Mark(:) Text(b) Expression(<+c>) Text(>)"),
        ("# <+a>", "Comment(# <+a>)"),
    ]);
}

#[test]
fn values_are_counted() {
    for (text, values) in [
        ("", 0),
        ("# a\n", 0),
        ("null", 1),
        ("a: 1\nb: \"c d\"\n", 2),
        ("a:\nb: # c\nd: &e\n", 3),
        ("a:\n  b:\n    c: 1\n", 1),
        ("a:\n  # b\nc: 1\n", 2),
        ("a:\n- b\n- c\n", 2),
        ("a:\n  - b:\n  - c: 1\n    d:\n", 3),
        ("-\n- a\n-\n", 3),
        ("- - a\n  - b\n-\n", 3),
        ("a: |\n  b\n  c\nd: >-\ne: 1", 3),
        ("a: b\n  c\n\n  d\ne: 'f\n  g: h\n\n  i'\n", 2),
        ("a: x <+b> y \"\nc: \"x <+d>\"\n", 2),
        ("a: <+b>\n<+c>: 1\n", 2),
        ("{a: 1, b: [2, 3], c: , d: {}, e: []}", 4),
        ("[a, {b: c, \"d\":e}]", 3),
        ("[a\n b, c]", 2),
        ("? a\n: b\n? c\n", 2),
        ("a: &b 1\nc: *b\n", 2),
        ("---\na:\n---\nb: 1\n...\n", 2),
        ("\u{feff}a:\r\n  b: 1\r\nc:\r  d: 2", 2),
    ] {
        assert_eq!(value_count(text), values, "{text:?}");
    }
}

/// As the simulator has them.
const NASTY: &str = concat!(
    "pipeline:\r\n  identifier: \"sim_inputs_nasty\"\n  variables:   \n",
    "  - name: \"subject\"\t\n    type: \"String\"\r\n",
    "    value: \"Fifty % off & more: 'single', \\\"double\\\", `back`, $HOME, $(id), ${x}\"\n",
    "  - name: \"regex\"\n    type: \"String\"\n    value: '^\\d+\\\\n\\t$ it''s literal: \\n'\n",
    "  - name: \"greeting\"\n    type: \"String\"\n    value: \"Grüße 👩\u{200d}💻 🎉 – 日本語 e\u{301}\"\n",
    "  - name: \"expression\"\n    type: \"String\"\n    value: <+pipeline.variables.greeting>\n",
    "  - name: \"secret\"\n    type: \"Secret\"\n    value: <+secrets.getValue(\"mail_key\")>\n",
    "  - name: \"script\"\n    type: \"String\"\n    value: |-\n",
    "      echo \"a\\nb\" > /tmp/x   \n\n      cat <<'EOF'\r\n      --data @- # not a comment\n      EOF\n",
    "  - name: \"last\"\n    type: \"String\"\n    value: \"no newline after this\"",
);

#[test]
fn inputs_as_the_simulator_has_them() {
    assert_eq!(value_count(NASTY), 1 + 7 * 3);
    assert_eq!(places(NASTY), [(3, "variables".to_owned())]);
    let windows =
        "pipeline:\r\n  identifier: \"sim_crlf\"\r\n  variables:\r\n  - name: \"tag\"\r\n    value: \"1.4.2\"\r\n";
    assert_eq!(value_count(windows), 3);
    assert_eq!(value_count(&format!("\u{feff}{windows}")), 3);
    assert_eq!(places(&format!("\u{feff}{windows}")), [(3, "variables".to_owned())]);
}

fn places(text: &str) -> Vec<(usize, String)> {
    outline(text).into_iter().map(|place| (place.line, place.name)).collect()
}

#[test]
fn places_of_a_pipeline() {
    for (text, expected) in [
        ("", &[][..]),
        ("a: 1\nstage:\n  identifier: b\n", &[]),
        (
            concat!(
                "pipeline:\n  identifier: deploy\n  name: x\n  stages:\n    - stage:\n        identifier: \"build\" # x\n",
                "        spec:\n          identifier: no\n    - parallel:\n        - stage:\n            type: CI\n",
                "            identifier: 'eu'\n        - stage:\n            type: CI\n  variables:\n    - name: tag\n",
                "  properties:\n    ci: 1\n  tags: {a: b}\nother:\n  key: 1\n",
            ),
            &[(5, "build"), (10, "eu"), (13, "stage"), (15, "variables"), (17, "properties"), (19, "tags")],
        ),
        (
            // The dashes below the keys themselves, and a comment, a blank line and quotes on the way.
            "pipeline:\n  stages:\n  - stage: # a\n\n# b\n      identifier: c\n  -   stage: &x\n          \"identifier\": d\n  x: 1\n",
            &[(3, "c"), (7, "d"), (9, "x")],
        ),
        (
            // A stage that runs a pipeline.
            "- stage:\n    spec:\n      inputs:\n        stages:\n          - stage:\n              identifier: inner\n    identifier: outer\n",
            &[(1, "outer"), (5, "inner")],
        ),
        (
            // Neither scalars nor flow style hold any.
            concat!(
                "- stage: {identifier: a}\n- stage: [\n  b]\n- a: |\n    - stage:\n        identifier: b\n- c: \"\n",
                "- stage:\n    identifier: d\"\n- stage:\n    e: |\n      identifier: f\n    identifier: |\n      g\n",
                "- stage\n- - stage:\n      identifier: <+h>i\n",
            ),
            &[(10, "stage"), (16, "<+h>i")],
        ),
        ("- stage:\n    a: 1\n---\n    identifier: b\n", &[(1, "stage")]),
        ("pipeline:\r  stages:\r    - stage:\r\n        identifier: a\r\n  b:\n", &[(1, "a"), (3, "b")]),
    ] {
        let expected: Vec<_> = expected.iter().map(|(line, name)| (*line, (*name).to_owned())).collect();
        assert_eq!(places(text), expected, "{text}");
    }
}

fn large() -> String {
    let stage = |n: usize| format!("    - stage:\n        identifier: s{n}\n        spec:\n");
    let stages: String = (0..11_000).map(stage).collect();
    format!("pipeline:\n  stages:\n{stages}  variables:\n")
}

#[test]
fn a_large_pipeline_has_all_its_places() {
    let places = places(&large());
    assert_eq!(places.len(), 11_001);
    assert_eq!(places[10_999], (2 + 3 * 10_999 + 1, "s10999".to_owned()));
    assert_eq!(places[11_000], (2 + 33_000 + 1, "variables".to_owned()));
}

#[test]
fn no_byte_is_looked_at_often() {
    let patterns = [
        "\"", "'", "<+", "<+>", "<+a>", "[", "{", "]", "- ", "#", " #", "\\", "\"\\", ": ", "a: ", "? ", "<", ">", "|",
        "|+", "| ", "&", "*", "!", ",", "a", " ", "\t", "0", "-", ".", "%", "\"\" ", "\"\": ", "[\"a\":", "'' ", "é",
        "<+<+>", "><+", "0.", "e", "\r", "\n", "a\n", "\"\n", "|\n ", "|1 ", "- a: |\n", "[\n", "<+\n", "a\r  ",
    ];
    let starts = ["", "a: ", "a: \"", "a: '", "a: [", "a: |\n  ", "a: b\n  ", "[\n", "- <+"];
    for pattern in patterns {
        for start in starts {
            // The worst by the megabyte: a quadratic look would show in the smaller ones as well.
            let is_worst = ["\"", "<+", "[", "- ", "#", "\\"].contains(&pattern);
            let size = if is_worst && start.is_empty() { 1_000_000 } else { 10_000 };
            let text = format!("{start}{}", pattern.repeat(size / pattern.len()));
            LOOKS.set(0);
            let (mut calls, mut bytes) = (0, 0);
            lex_from(&mut State::default(), &text, &mut |_, piece| {
                assert!(!piece.is_empty());
                calls += 1;
                bytes += piece.len();
            });
            assert_eq!(bytes, text.len());
            assert!(calls <= text.len(), "{pattern:?} after {start:?}: {calls} pieces");
            let looks = LOOKS.get();
            assert!(looks <= 16 * text.len() + 16, "{pattern:?} after {start:?}: {looks} looks");
        }
    }
}

fn yamlish() -> impl Strategy<Value = String> {
    let byte = proptest::sample::select("ab:-#'\"|>[]{},&*!%<+ \t\r\n0\\?.é\u{feff}".chars().collect::<Vec<_>>());
    let word = proptest::sample::select(vec![
        "\n",
        "\n  ",
        "\n    ",
        "\n- ",
        "\n---\n",
        ": ",
        "a: ",
        " #",
        "- ",
        "|\n",
        "<+a>",
        "\r\n",
        "stage:",
        "pipeline:",
        "identifier: ",
        "\"",
        "'",
    ]);
    let piece = prop_oneof![3 => byte.prop_map(String::from), 1 => word.prop_map(String::from)];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn is_lossless(text: &str) -> bool {
    let joined: String = lex(text).into_iter().map(|(_, text)| text).collect();
    let mut at_once = String::new();
    line(&mut State::default(), text, &mut |_, piece| at_once.push_str(piece));
    joined == text && at_once == text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_pieces_of_any_text_are_the_text(text in "[\\x00-\\x{10FFFF}]{0,200}") {
        prop_assert!(is_lossless(&text));
    }

    #[test]
    fn the_pieces_of_nearly_yaml_are_the_text(text in yamlish()) {
        prop_assert!(is_lossless(&text));
        prop_assert!(value_count(&text) <= text.len());
        let lines = text.split_inclusive('\n').count();
        for place in outline(&text) {
            prop_assert!((1..=lines).contains(&place.line));
        }
    }

    #[test]
    fn only_white_space_is_space(text in yamlish()) {
        for (kind, piece) in lex(&text) {
            let is_white = piece.chars().all(|char| char.is_whitespace() || char == '\u{feff}');
            prop_assert!(is_white || kind != Kind::Space);
            if matches!(kind, Kind::Mark | Kind::Name | Kind::Number | Kind::Word | Kind::Comment) {
                prop_assert!(!is_white && !piece.contains(['\r', '\n']));
            }
        }
    }

    #[test]
    fn it_can_begin_at_any_line(text in yamlish(), part in 0.0..1.0) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in few lines")]
        let middle = (lines.len() as f64 * part) as usize;
        let (mut state, mut pieces) = (State::default(), Vec::new());
        let mut keep = |kind: Kind, text: &str| pieces.push((kind, text.to_owned()));
        lex_from(&mut state, &lines[..middle].concat(), &mut keep);
        let mut resumed = state;
        lex_from(&mut resumed, &lines[middle..].concat(), &mut keep);
        let mut whole = State::default();
        lex_from(&mut whole, &text, &mut |_, _| {});
        prop_assert_eq!(resumed, whole);
        prop_assert_eq!(pieces, lex(&text));
    }
}
