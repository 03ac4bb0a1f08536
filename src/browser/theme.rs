//! Light, dark, or as the system has it.

use super::local_storage;

const KEY: &str = "pipeline-retry.theme";

/// What was chosen earlier, in the words of the `data-theme` attribute; empty for "as the system".
pub fn chosen() -> String {
    local_storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default()
}

/// Shows the theme and remembers it.
pub fn choose(theme: &str) {
    let root = super::document().document_element();
    // Without storage or a root the theme is simply not remembered or shown.
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", theme);
    }
    if let Some(storage) = local_storage() {
        let _ = storage.set_item(KEY, theme);
    }
}
