//! Runtime inputs of every kind.

use super::builder::Scenario;
use super::stages::{build, deploy};
use crate::execution::Inputs;
use crate::status::Status::{Failed, Success};
use std::fmt::Write;

pub fn scenarios() -> Vec<Scenario> {
    let with = |identifier: &str, name: &str, shows, inputs| {
        Scenario::new(identifier, name, shows)
            .then(build("Build", Success))
            .then(deploy("Deploy", Failed))
            .inputs(inputs)
    };
    vec![
        with("sim_no_inputs_absent", "Deploy docs", "No runtime inputs: the field is absent", Inputs::Absent),
        with("sim_no_inputs_null", "Deploy blog", "No runtime inputs: the field is null", Inputs::Null),
        with("sim_no_inputs_empty", "Deploy press site", "No runtime inputs: the empty text", Inputs::Empty),
        with("sim_no_inputs_text_null", "Deploy jobs site", "No runtime inputs: the text null", Inputs::TextNull),
        with("sim_inputs_1mb", "Load catalogue", "About 1 MB of runtime inputs", Inputs::Yaml(one_megabyte())),
        with("sim_inputs_nasty", "Send newsletter", "Inputs that must not change by a byte", Inputs::Yaml(nasty())),
        with("sim_crlf", "Deploy kiosk", "Inputs with Windows line ends", Inputs::Yaml(crlf())),
        with("sim_bom", "Deploy till", "Inputs that begin with a byte order mark", Inputs::Yaml(bom())),
        with(
            "sim_fixed_inputs_on_rerun",
            "Deploy ledger",
            "A retry takes the stored inputs, whatever is sent",
            ordinary("sim_fixed_inputs_on_rerun"),
        )
        .fixed_inputs_on_rerun(),
    ]
}

/// The inputs of a scenario that is about something else.
pub fn ordinary(pipeline: &str) -> Inputs {
    Inputs::Yaml(format!(
        "pipeline:\n  identifier: \"{pipeline}\"\n  variables:\n  - name: \"tag\"\n    type: \"String\"\n    value: \"1.4.2\"\n  - name: \"replicas\"\n    type: \"Number\"\n    value: 3\n  - name: \"dry_run\"\n    type: \"String\"\n    value: \"false\"\n"
    ))
}

fn one_megabyte() -> String {
    let mut yaml = "pipeline:\n  identifier: \"sim_inputs_1mb\"\n  variables:\n".to_owned();
    let mut number = 0;
    while yaml.len() < 1_000_000 {
        // Writing to a String cannot fail.
        let _ = write!(
            yaml,
            "  - name: \"product_{number}\"\n    type: \"String\"\n    value: \"Article {number}, price {}.{:02}, in stock\"\n",
            number % 400 + 1,
            number % 100,
        );
        number += 1;
    }
    yaml
}

/// Everything that an escaping, a trim or a newline conversion on the way would damage.
fn nasty() -> String {
    [
        "pipeline:\r\n",
        "  identifier: \"sim_inputs_nasty\"\n",
        "  variables:   \n",
        "  - name: \"subject\"\t\n",
        "    type: \"String\"\r\n",
        "    value: \"Fifty % off & more: 'single', \\\"double\\\", `back`, $HOME, $(id), ${x}\"\n",
        "  - name: \"regex\"\n",
        "    type: \"String\"\n",
        "    value: '^\\d+\\\\n\\t$ it''s literal: \\n'\n",
        "  - name: \"greeting\"\n",
        "    type: \"String\"\n",
        "    value: \"Grüße 👩\u{200d}💻 🎉 – 日本語 e\u{301}\"\n",
        "  - name: \"expression\"\n",
        "    type: \"String\"\n",
        "    value: <+pipeline.variables.greeting>\n",
        "  - name: \"secret\"\n",
        "    type: \"Secret\"\n",
        "    value: <+secrets.getValue(\"mail_key\")>\n",
        "  - name: \"script\"\n",
        "    type: \"String\"\n",
        "    value: |-\n",
        "      echo \"a\\nb\" > /tmp/x   \n",
        "\n",
        "      cat <<'EOF'\r\n",
        "      --data @- # not a comment\n",
        "      EOF\n",
        "  - name: \"last\"\n",
        "    type: \"String\"\n",
        "    value: \"no newline after this\"",
    ]
    .concat()
}

fn crlf() -> String {
    "pipeline:\r\n  identifier: \"sim_crlf\"\r\n  variables:\r\n  - name: \"tag\"\r\n    type: \"String\"\r\n    value: \"1.4.2\"\r\n"
        .to_owned()
}

fn bom() -> String {
    "\u{feff}pipeline:\n  identifier: \"sim_bom\"\n  variables:\n  - name: \"tag\"\n    type: \"String\"\n    value: \"1.4.2\"\n"
        .to_owned()
}
