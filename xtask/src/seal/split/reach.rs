//! What nothing but one function leads to, found by relocations: each says which function or piece of data
//! names which other.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasmparser::{
    ExternalKind, KnownCustom, Linking, Name, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

/// What only the gate leads to.
pub struct Behind {
    /// The symbol of the gate itself.
    pub gate: String,
    /// The symbols of the functions, the gate's among them.
    pub functions: HashSet<String>,
    /// The addresses of the data, in order.
    pub data: Vec<Range<u32>>,
}

/// At most so many bytes stand between two pieces of data so that the second has its alignment.
const PADDING: u32 = 16;

/// A function by its index, or data by its symbol's.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Thing {
    Function(u32),
    Data(u32),
}

/// A linked program, as far as it says what names what.
#[derive(Default)]
struct Linked<'a> {
    imported: u32,
    exported: Vec<u32>,
    names: HashMap<u32, &'a str>,
    code_start: usize,
    /// Where each function's code lies in the file.
    bodies: Vec<Range<usize>>,
    data_start: usize,
    segments: Vec<Segment>,
    symbols: Vec<SymbolInfo<'a>>,
    of_code: Vec<RelocationEntry>,
    of_data: Vec<RelocationEntry>,
}

struct Segment {
    in_file: usize,
    address: u32,
}

/// What only the function whose symbol ends with `gate` leads to.
pub fn behind(linked: &[u8], gate: &str) -> Result<Behind> {
    let program = Linked::read(linked).context("can't read what the linker wrote")?;
    ensure!(
        !program.symbols.is_empty() && !program.of_code.is_empty(),
        "the linker wrote no relocations: it needs --emit-relocs, see xtask/src/page.rs"
    );
    let mut gates = program.names.iter().filter(|(_, name)| name.ends_with(gate));
    let (index, name) = gates.next().with_context(|| {
        format!("no function is called {gate}: it was renamed, or became a part of another; see xtask/src/seal.rs")
    })?;
    ensure!(gates.next().is_none(), "more than one function is called {gate}");
    let gate = Thing::Function(*index);
    let names = program.what_names_what()?;
    let before = reached(&names, program.exported.iter().copied().map(Thing::Function), Some(gate));
    let all = reached(&names, [gate], None);
    Ok(Behind {
        gate: (*name).to_owned(),
        functions: program.symbols_behind(&before, &all),
        data: program.addresses_behind(&before, &all),
    })
}

/// Everything that these lead to, without going through the gate.
fn reached(
    names: &HashMap<Thing, HashSet<Thing>>,
    from: impl IntoIterator<Item = Thing>,
    gate: Option<Thing>,
) -> HashSet<Thing> {
    let mut reached = HashSet::new();
    let mut next: Vec<Thing> = from.into_iter().collect();
    while let Some(thing) = next.pop() {
        if Some(thing) != gate && reached.insert(thing) {
            next.extend(names.get(&thing).into_iter().flatten());
        }
    }
    reached
}

impl<'a> Linked<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut program = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            program.take(payload?)?;
        }
        Ok(program)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    self.imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    self.exported.extend((export.kind == ExternalKind::Func).then_some(export.index));
                }
            }
            Payload::CodeSectionStart { range, .. } => self.code_start = range.start,
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
            Payload::DataSection(segments) => {
                self.data_start = segments.range().start;
                for segment in segments {
                    let segment = segment?;
                    let address = address_of(&segment.kind).context("a segment of data has no fixed address")?;
                    self.segments.push(Segment { in_file: segment.range.end - segment.data.len(), address });
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(names) => self.take_names(names)?,
                KnownCustom::Linking(linking) => {
                    for part in linking.subsections() {
                        if let Linking::SymbolTable(symbols) = part? {
                            self.symbols = symbols.into_iter().collect::<wasmparser::Result<_>>()?;
                        }
                    }
                }
                KnownCustom::Reloc(entries) => {
                    let entries = entries.entries().into_iter().collect::<wasmparser::Result<_>>()?;
                    match section.name() {
                        "reloc.CODE" => self.of_code = entries,
                        "reloc.DATA" => self.of_data = entries,
                        _ => {}
                    }
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn take_names(&mut self, sections: wasmparser::NameSectionReader<'a>) -> Result<()> {
        for section in sections {
            if let Name::Function(names) = section? {
                for name in names {
                    let name = name?;
                    self.names.insert(name.index, name.name);
                }
            }
        }
        Ok(())
    }

    fn what_names_what(&self) -> Result<HashMap<Thing, HashSet<Thing>>> {
        let mut names: HashMap<Thing, HashSet<Thing>> = HashMap::new();
        for entry in &self.of_code {
            let at = self.code_start + entry.offset as usize;
            let body = self.bodies.partition_point(|body| body.end <= at);
            let place = Thing::Function(self.imported + u32::try_from(body)?);
            names.entry(place).or_default().extend(self.named_by(entry));
        }
        let data = self.data_in_file();
        for entry in &self.of_data {
            let at = self.data_start + entry.offset as usize;
            // Pieces of data may lie over each other: each of them names it.
            for (_, symbol) in data.iter().filter(|(range, _)| range.contains(&at)) {
                names.entry(Thing::Data(*symbol)).or_default().extend(self.named_by(entry));
            }
        }
        Ok(names)
    }

    /// What a relocation puts the place of. Types and the numbers of globals are no matter.
    fn named_by(&self, entry: &RelocationEntry) -> Option<Thing> {
        if entry.ty == RelocationType::TypeIndexLeb {
            return None;
        }
        match self.symbols.get(entry.index as usize)? {
            SymbolInfo::Func { index, .. } => Some(Thing::Function(*index)),
            SymbolInfo::Data { .. } => Some(Thing::Data(entry.index)),
            _ => None,
        }
    }

    /// Where each piece of data lies in the file, with its symbol.
    fn data_in_file(&self) -> Vec<(Range<usize>, u32)> {
        self.data()
            .map(|(symbol, segment, data)| {
                let start = segment.in_file + data.start as usize;
                (start..start + data.len(), symbol)
            })
            .collect()
    }

    /// Each piece of data: its symbol, its segment, and where in that it lies.
    fn data(&self) -> impl Iterator<Item = (u32, &Segment, Range<u32>)> {
        (0..).zip(&self.symbols).filter_map(|(symbol, about)| {
            let SymbolInfo::Data { symbol: Some(data), .. } = about else { return None };
            Some((symbol, self.segments.get(data.index as usize)?, data.offset..data.offset + data.size))
        })
    }

    /// A symbol that two functions have counts only when both are behind.
    fn symbols_behind(&self, before: &HashSet<Thing>, all: &HashSet<Thing>) -> HashSet<String> {
        let is_behind = |function: u32| {
            function >= self.imported
                && all.contains(&Thing::Function(function))
                && !before.contains(&Thing::Function(function))
        };
        let others: HashSet<&str> =
            self.names.iter().filter(|(function, _)| !is_behind(**function)).map(|(_, name)| *name).collect();
        let behind = self.names.iter().filter(|(function, name)| is_behind(**function) && !others.contains(*name));
        behind.map(|(_, name)| (*name).to_owned()).collect()
    }

    /// A byte that belongs to something before the gate as well is not behind it.
    fn addresses_behind(&self, before: &HashSet<Thing>, all: &HashSet<Thing>) -> Vec<Range<u32>> {
        let mut owners: Vec<(Range<u32>, bool)> = self
            .data()
            .map(|(symbol, segment, data)| {
                let thing = Thing::Data(symbol);
                let is_behind = all.contains(&thing) && !before.contains(&thing);
                (segment.address + data.start..segment.address + data.end, is_behind)
            })
            .collect();
        owners.sort_by_key(|(range, _)| range.start);
        let mut behind: Vec<Range<u32>> = Vec::new();
        let (mut taken, mut follows) = (0, false);
        for (n, (range, is_behind)) in owners.iter().enumerate() {
            let mut shared = owners.iter().skip(n + 1).take_while(|(next, _)| next.start < range.end);
            let is_alone = range.start >= taken && shared.all(|(_, is_behind)| *is_behind);
            if !is_behind {
                taken = taken.max(range.end);
            } else if is_alone {
                match behind.last_mut() {
                    // Between the two lies nothing of anybody.
                    Some(last) if follows && range.start < last.end + PADDING => last.end = last.end.max(range.end),
                    _ => behind.push(range.clone()),
                }
            }
            follows = *is_behind && is_alone;
        }
        behind
    }
}

fn address_of(kind: &wasmparser::DataKind) -> Option<u32> {
    let wasmparser::DataKind::Active { offset_expr, .. } = kind else { return None };
    match offset_expr.get_operators_reader().read().ok()? {
        wasmparser::Operator::I32Const { value } => Some(value.cast_unsigned()),
        _ => None,
    }
}
