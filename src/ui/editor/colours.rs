//! The colours of the text that is read.

use std::collections::VecDeque;
use std::ops::Range;

use web_sys::Node;

use crate::browser::highlights::{Coloured, ColouredPiece, Highlight};
use crate::yaml_lexer::{Kind, State, line};

/// A chunk with more pieces than this stays plain: nobody reads it, and it would take too long.
const MOST: usize = 20_000;
/// So many bytes are read in one go, which takes a few milliseconds.
const AHEAD: usize = 64_000;
/// So many chunks have colours, more than are seen at a time: with each that has, a browser takes longer to draw any.
const CHUNKS: usize = 12;

/// The colours of one text, given to it chunk by chunk.
pub struct Colours {
    highlights: Vec<(Kind, Highlight)>,
    /// What the lexer knows at the start of each chunk, as far as it was needed.
    states: Vec<State>,
    /// The chunks that have colours, the last seen at the end.
    coloured: VecDeque<(usize, Vec<ColouredPiece>)>,
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
        let coloured = VecDeque::new();
        Some(Self { highlights: named.collect::<Option<_>>()?, states: vec![State::default()], coloured })
    }

    /// Reads on, so that a jump need not; `false` when all was read.
    pub fn read_ahead(&mut self, text: &str, chunks: &[Range<usize>]) -> bool {
        let rest = chunks.get(self.states.len() - 1..).unwrap_or_default();
        let start = rest.first().map_or(0, |first| first.start);
        let some = rest.iter().take_while(|chunk| chunk.start < start + AHEAD).count();
        self.read(text, chunks, self.states.len() + some);
        some < rest.len()
    }

    /// Knows the state at the start of so many chunks, of which one may be the end.
    fn read(&mut self, text: &str, chunks: &[Range<usize>], many: usize) {
        while self.states.len() < many {
            let mut state = self.states.last().copied().unwrap_or_default();
            let text = part(text, chunks, self.states.len() - 1);
            text.split_inclusive('\n').for_each(|text| line(&mut state, text, &mut |_, _| {}));
            self.states.push(state);
        }
    }

    /// Colours one of the text's chunks, which is in this node. The chunks up to it are always the same.
    pub fn give(&mut self, text: &str, chunks: &[Range<usize>], at: usize, node: &Node) {
        if let Some(known) = self.coloured.iter().position(|(chunk, _)| *chunk == at) {
            let again = self.coloured.remove(known);
            self.coloured.extend(again);
            return;
        }
        self.read(text, chunks, at + 1);
        let mut state = self.states.get(at).copied().unwrap_or_default();
        let mut pieces = Vec::new();
        let mut place = 0;
        for text in part(text, chunks, at).split_inclusive('\n') {
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
        let given = pieces.into_iter().filter_map(|(kind, from, to)| {
            let (_, colour) = self.highlights.iter().find(|(of, _)| *of == kind)?;
            node.give(colour, from, to)
        });
        self.coloured.push_back((at, given.collect()));
        if self.coloured.len() > CHUNKS {
            let (_, oldest) = self.coloured.pop_front().unwrap_or_default();
            oldest.into_iter().for_each(ColouredPiece::take_back);
        }
    }
}

fn part<'a>(text: &'a str, chunks: &[Range<usize>], at: usize) -> &'a str {
    chunks.get(at).and_then(|chunk| text.get(chunk.clone())).unwrap_or_default()
}
