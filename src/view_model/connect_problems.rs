//! What is wrong with what was typed to connect, in words that say what to do.

use super::visible_text::{capital, visible};
use crate::domain::api_token::ApiTokenError;
use crate::domain::execution_url::ExecutionUrlError;
use crate::domain::host::Origin;
use crate::domain::identifiers::IdentifierError;

/// An identifier that is none.
pub fn identifier_problem(error: &IdentifierError) -> String {
    if error.text.is_empty() { format!("Fill in {}.", error.what) } else { capital(&visible(&format!("{error}."))) }
}

/// A text that is no token.
pub fn token_problem(error: ApiTokenError) -> String {
    match error {
        ApiTokenError::Empty => "Paste a personal or service account token. It begins with pat. or sat.".to_owned(),
        ApiTokenError::Broken | ApiTokenError::NotWhole => {
            format!("This token {error}. Copy it again as one piece.")
        }
        ApiTokenError::OtherKind => "This is not a Harness token: it does not begin with pat. or sat. Paste a personal or service account token.".to_owned(),
    }
}

/// A text that is no link to what was wanted.
pub fn link_problem(error: &ExecutionUrlError) -> String {
    match error {
        ExecutionUrlError::Empty => "Paste the link of a failed execution.".to_owned(),
        ExecutionUrlError::Broken => {
            "The link has a space or a line break in it. Copy it again as one piece.".to_owned()
        }
        ExecutionUrlError::HoldsToken => {
            "A token stands in this link. Take it out; if the link was shared, revoke the token in Harness.".to_owned()
        }
        ExecutionUrlError::Origin(error) => format!("The link’s address {error}."),
        ExecutionUrlError::NotHarness => {
            "This is not a link of Harness’s. Open the failed execution in Harness and paste its link.".to_owned()
        }
        ExecutionUrlError::Missing(what) => {
            format!("This link names no {what}. Open the failed execution in Harness and paste its link.")
        }
        ExecutionUrlError::Identifier(error) => {
            format!("In this link {}.", visible(&error.to_string()))
        }
    }
}

/// A host that the deployment does not list.
pub fn host_problem(origin: &Origin) -> String {
    format!(
        "This page may not talk to {}: its config.json does not list it. Whoever hosts this page can add it. Nothing was sent.",
        origin.host()
    )
}
