//! The colours of the text that is read: of each chunk once it comes near what is seen.

use web_sys::Element;

use crate::browser::highlights::Highlight;
use crate::browser::seen::when_seen;
use crate::yaml_lexer::{Kind, State, line};

/// A chunk with more pieces than this stays plain: nobody reads it, and it would take too long.
const MOST: usize = 20_000;

/// Colours these chunks of `within`, the elements of these texts.
pub fn colour(within: &Element, chunks: Vec<(Element, String)>) {
    let Some(colours) = Colours::new() else { return };
    let elements: Vec<Element> = chunks.iter().map(|(element, _)| element.clone()).collect();
    // What the lexer knows at the start of each chunk, as far as it was needed.
    let mut states = vec![State::default()];
    let seen = move |element: Element| {
        let Some(at) = chunks.iter().position(|(chunk, _)| *chunk == element) else { return };
        while states.len() <= at {
            let mut state = states.last().copied().unwrap_or_default();
            if let Some((_, text)) = chunks.get(states.len() - 1) {
                text.split_inclusive('\n').for_each(|text| line(&mut state, text, &mut |_, _| {}));
            }
            states.push(state);
        }
        if let (Some(state), Some((_, text))) = (states.get(at), chunks.get(at)) {
            colours.give(&element, *state, text);
        }
    };
    when_seen(within, elements.into_iter(), seen);
}

struct Colours(Vec<(Kind, Highlight)>);

impl Colours {
    fn new() -> Option<Self> {
        let named = [
            (Kind::Key, "yaml-key"),
            (Kind::Quoted, "yaml-text"),
            (Kind::Block, "yaml-text-block"),
            (Kind::Number, "yaml-number"),
            (Kind::Word, "yaml-word"),
            (Kind::Comment, "yaml-comment"),
            (Kind::Mark, "yaml-mark"),
            (Kind::Name, "yaml-name"),
            (Kind::Expression, "yaml-expression"),
        ];
        let named = named.into_iter().map(|(kind, name)| Some((kind, Highlight::named(name)?)));
        named.collect::<Option<Vec<_>>>().map(Self)
    }

    /// Colours the text of this chunk, which is in its `pre`.
    fn give(&self, chunk: &Element, mut state: State, text: &str) {
        let Some(node) = chunk.query_selector("pre").ok().flatten().and_then(|pre| pre.first_child()) else { return };
        let mut pieces = Vec::new();
        let mut at = 0;
        for each in text.split_inclusive('\n') {
            line(&mut state, each, &mut |kind, piece| {
                let end = at + u32::try_from(piece.encode_utf16().count()).unwrap_or_default();
                if kind != Kind::Space && kind != Kind::Text && pieces.len() <= MOST {
                    pieces.push((kind, at, end));
                }
                at = end;
            });
        }
        if pieces.len() > MOST {
            return;
        }
        for (kind, from, to) in pieces {
            if let Some((_, highlight)) = self.0.iter().find(|(of, _)| *of == kind) {
                highlight.add(&node, from, to);
            }
        }
    }
}
