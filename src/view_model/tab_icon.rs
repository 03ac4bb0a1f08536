//! The icon of the tab: how the execution stands, for whoever works in another one.

use super::status_look::Look;
use crate::harness::transport::encode;

/// The colours of the roles, readable on light and dark tabs.
fn colour(role: &str) -> &'static str {
    match role {
        "ok" => "#1f9d4d",
        "bad" => "#d93a4a",
        "warn" => "#b9770e",
        "run" => "#3b82f6",
        _ => "#7d8590",
    }
}

/// As the address of a picture. `symbol` is the look's icon as it stands in index.html.
pub fn tab_icon(look: &Look, symbol: &str) -> String {
    let style = ".ln{fill:none;stroke:currentColor;stroke-width:2}.cut{fill:none;stroke:#fff;stroke-width:2}";
    let picture = symbol
        .replacen("<symbol", &format!("<svg color=\"{}\"", colour(look.role)), 1)
        .replacen('>', &format!("><style>{style}</style>"), 1)
        .replace("</symbol>", "</svg>");
    format!("data:image/svg+xml,{}", encode(&picture).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_status::ExecutionStatus;
    use crate::view_model::status_look::look;

    #[test]
    fn the_picture_holds_the_icon_in_its_colour_and_needs_no_quoting() {
        let symbol =
            r#"<symbol xmlns="http://www.w3.org/2000/svg" id="i-x" viewBox="0 0 16 16"><path d="M1 1"/></symbol>"#;
        let address = tab_icon(&look(&ExecutionStatus::Failed, true), symbol);
        let picture = percent_encoding::percent_decode_str(&address).decode_utf8().unwrap();
        let begins = "data:image/svg+xml,<svg color=\"#d93a4a\" xmlns=";
        assert!(picture.starts_with(begins) && picture.ends_with("</style><path d=\"M1 1\"/></svg>"), "{picture}");
        assert!(!address.contains(['#', '"', '<', ' ']), "{address}");
    }
}
