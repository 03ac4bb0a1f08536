//! The colours of the text that is read.

use std::ops::Range;

use web_sys::Node;

use crate::browser::highlights::{Coloured, Highlight};
use crate::yaml_lexer::{Kind, State, line};

/// A chunk with more pieces than this stays plain: nobody reads it, and it would take too long.
const MOST: usize = 20_000;

/// The colours of one text, given to it chunk by chunk.
pub struct Colours {
    highlights: Vec<(Kind, Highlight)>,
    /// What the lexer knows at the start of each chunk, as far as it was needed.
    states: Vec<State>,
}

impl Colours {
    /// What had colours before has none. `None` in a browser without.
    pub fn new() -> Option<Self> {
        let named = [
            (Kind::Key, "yaml-key"),
            (Kind::Quoted, "yaml-text"),
            (Kind::Block, "yaml-text-block"),
            (Kind::Number, "yaml-number"),
            (Kind::Word, "yaml-word"),
            (Kind::Comment, "yaml-comment"),
            (Kind::Name, "yaml-name"),
            (Kind::Expression, "yaml-expression"),
        ];
        let named = named.into_iter().map(|(kind, name)| Some((kind, Highlight::named(name)?)));
        Some(Self { highlights: named.collect::<Option<_>>()?, states: vec![State::default()] })
    }

    /// Colours one of the text's chunks, which is in this node. The chunks up to it are always the same.
    pub fn give(&mut self, text: &str, chunks: &[Range<usize>], at: usize, node: &Node) {
        let chunk = |at: usize| chunks.get(at).and_then(|chunk| text.get(chunk.clone())).unwrap_or_default();
        while self.states.len() <= at {
            let mut state = self.states.last().copied().unwrap_or_default();
            let text = chunk(self.states.len() - 1);
            text.split_inclusive('\n').for_each(|text| line(&mut state, text, &mut |_, _| {}));
            self.states.push(state);
        }
        let mut state = self.states.get(at).copied().unwrap_or_default();
        let mut pieces = Vec::new();
        let mut place = 0;
        for text in chunk(at).split_inclusive('\n') {
            line(&mut state, text, &mut |kind, piece| {
                // Browsers count in UTF-16 units.
                let end = place + u32::try_from(piece.encode_utf16().count()).unwrap_or_default();
                if !matches!(kind, Kind::Space | Kind::Text | Kind::Mark) && pieces.len() <= MOST {
                    pieces.push((kind, place, end));
                }
                place = end;
            });
        }
        if pieces.len() > MOST {
            return;
        }
        let node = Coloured::text(node);
        for (kind, from, to) in pieces {
            if let Some((_, highlight)) = self.highlights.iter().find(|(of, _)| *of == kind) {
                node.give(highlight, from, to);
            }
        }
    }
}
