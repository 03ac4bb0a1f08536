//! A document as it was written: pairs in order, a key as often as it stands there.

use std::fmt::{self, Formatter};

use serde::de::{Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// A value of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `null`, `~` or nothing.
    Null,
    /// A truth value, a number: as they read.
    Plain(String),
    /// A text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping.
    Map(Vec<(String, Node)>),
}

/// Texts that would read as something else without quotes.
const WORDS: [&str; 14] =
    ["", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", ".inf", "-.inf", ".nan"];

impl Node {
    /// The value of this key; the last one where it stands twice.
    pub fn at(&self, key: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, of a text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A scalar, or what has nothing in it, as a person reads it; a text in quotes where it would otherwise read
    /// as something else.
    pub fn as_leaf(&self) -> Option<String> {
        match self {
            Self::Null => Some("null".to_owned()),
            Self::Plain(word) => Some(word.clone()),
            Self::Text(text) if WORDS.contains(&text.as_str()) || text.parse::<f64>().is_ok() => {
                Some(format!("\"{text}\""))
            }
            Self::Text(text) => Some(text.clone()),
            Self::List(items) => items.is_empty().then(|| "[]".to_owned()),
            Self::Map(pairs) => pairs.is_empty().then(|| "{}".to_owned()),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfNode)
    }
}

struct OfNode;

impl<'de> Visitor<'de> for OfNode {
    type Value = Node;

    fn expecting(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = pairs.next_entry::<Node, Node>()? {
            map.push((key.as_leaf().unwrap_or_else(|| "?".to_owned()), value));
        }
        Ok(Node::Map(map))
    }

    /// A tagged value. The tag is a part of what a scalar says.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (tag, value) = tagged.variant::<String>()?;
        let value: Node = value.newtype_variant()?;
        Ok(match value.as_leaf() {
            Some(leaf) => Node::Text(format!("!{} {leaf}", tag.trim_start_matches('!'))),
            None => value,
        })
    }
}
