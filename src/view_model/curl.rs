//! The request as a shell command that really runs, whatever the body's bytes and size.
//!
//! The token comes from `$HARNESS_API_KEY` and reaches curl through a file descriptor: it stands
//! neither in the text nor on any command line. The body comes through a pipe: as text where a
//! terminal leaves it alone, else as base64.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::harness::transport::HttpRequest;

/// The command. `page_origin` completes the address where the deployment uses a proxy of its own.
pub fn curl(request: &HttpRequest, page_origin: &str) -> String {
    let url = request.url();
    let url = if url.starts_with('/') { format!("{page_origin}{url}") } else { url };
    let mut curl = format!("curl --silent --show-error --request {} {}", request.method().as_str(), quote(&url));
    let mut pipe = String::new();
    let mut here = String::new();
    if let Some(body) = request.body() {
        curl.push_str(" \\\n  --header ");
        curl.push_str(&quote(&format!("Content-Type: {}", body.content_type)));
        if body.text.is_empty() {
            curl.push_str(" --data-binary ''");
        } else {
            curl.push_str(" --data-binary @-");
            let (decode, text) = if survives_a_terminal(&body.text) {
                ("cat", body.text.clone())
            } else {
                ("base64 -d", in_lines(&BASE64_STANDARD.encode(&body.text)))
            };
            pipe = format!("{decode} <<'{END_OF_BODY}' | ");
            here = format!("{text}{END_OF_BODY}\n");
        }
    }
    format!(
        "{pipe}{curl} \\\n  --config /dev/fd/3 3<<{END_OF_TOKEN}\n{here}header = \"x-api-key: ${{HARNESS_API_KEY:?}}\"\n{END_OF_TOKEN}\n"
    )
}

const END_OF_BODY: &str = "END_OF_INPUTS";
const END_OF_TOKEN: &str = "END_OF_TOKEN";

/// As one word of a shell.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Plain lines that neither a terminal (tabs complete, long lines are cut), nor an interactive
/// shell (`!` recalls), nor the here-document itself would alter.
fn survives_a_terminal(text: &str) -> bool {
    text.ends_with('\n')
        && text.len() < 16_000
        && text.bytes().all(|b| b == b'\n' || ((b' '..=b'~').contains(&b) && b != b'!'))
        && text.lines().all(|line| line.len() < 500 && line != END_OF_BODY)
}

fn in_lines(base64: &str) -> String {
    let mut text = String::with_capacity(base64.len() + base64.len() / 76 + 1);
    let mut rest = base64;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(76));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text
}

#[cfg(test)]
mod tests;
