//! Just enough HTML to read the tags that Trunk and this program write.

/// The start tags of one kind, from `<` to `>`.
pub fn tags<'a>(html: &'a str, kind: &'a str) -> impl Iterator<Item = &'a str> {
    html.split('<').filter_map(move |rest| {
        let after = rest.strip_prefix(kind)?;
        let (attributes, _) = after.split_once('>')?;
        (attributes.is_empty() || attributes.starts_with([' ', '\n', '/'])).then_some(attributes)
    })
}

/// The value of a quoted attribute.
pub fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}=\"");
    attributes
        .match_indices(&start)
        .find(|(at, _)| attributes[..*at].ends_with(char::is_whitespace))
        .and_then(|(at, _)| attributes[at + start.len()..].split('"').next())
}

/// The name of the file in the page's own folder that a relative link leads to.
pub fn file_beside(link: &str) -> Option<&str> {
    let name = link.strip_prefix("./").unwrap_or(link);
    (!name.is_empty() && !name.contains([':', '/'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_and_their_attributes() {
        let html = r#"<links><link rel="icon" href="data:,"><p>a<link data-href="x" href="./a.css"/>"#;
        let links: Vec<_> = tags(html, "link").collect();
        assert_eq!(links.len(), 2);
        assert_eq!(attribute(links[0], "href"), Some("data:,"));
        assert_eq!(attribute(links[1], "href"), Some("./a.css"));
        assert_eq!(attribute(links[1], "integrity"), None);
    }

    #[test]
    fn only_files_of_the_own_folder_count() {
        assert_eq!(file_beside("./page.js"), Some("page.js"));
        assert_eq!(file_beside("page.js"), Some("page.js"));
        for elsewhere in ["data:,", "https://a.example/x.js", "../x.js", "/x.js", ""] {
            assert_eq!(file_beside(elsewhere), None, "{elsewhere}");
        }
    }
}
