//! Takes out of a module what lies behind the gate, and makes a second module of it.
//!
//! Functions keep their places in the table and data its address. In the first part the gate calls through the
//! table, into a place that is empty until the rest is there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId,
    GlobalKind, ImportedFunction, LocalFunction, LocalId, MemoryId, Module, TableId, passes,
};

use super::reach::Behind;
use super::{FIRST_PART, Parts};

/// Things are known by their index, which is the same in both parts: each begins as the whole module.
type Index = usize;

/// Makes two parts of a module.
pub fn cut(wasm: &[u8], behind: &Behind) -> Result<Parts> {
    let parse = || Module::from_buffer(wasm).context("can't read what wasm-bindgen wrote");
    let (mut first, mut rest) = (parse()?, parse()?);
    let gate = first.funcs.by_name(&behind.gate).context("wasm-bindgen renamed the gate: see data-no-demangle")?;
    let moved = moved(&first, behind, gate);
    let mut used =
        Used::of(rest.funcs.iter_local().filter(|(id, _)| moved.contains(&id.index())).map(|(_, code)| code));
    used.functions.retain(|function| !moved.contains(function));

    let place = place_for_gate(&mut first)?;
    place_for_gate(&mut rest)?;
    let exported = export(&mut first, &used);
    import(&mut rest, &exported);
    call_through_table(&mut first, gate, place)?;
    keep_in_table(&mut first, |function| !moved.contains(&function.index()))?;
    keep_in_table(&mut rest, |function| moved.contains(&function.index()))?;
    fill_place(&mut rest, place, &behind.gate)?;
    move_data(&mut first, &mut rest, &behind.data)?;
    for module in [&mut first, &mut rest] {
        passes::gc::run(module);
    }
    ensure!(first.funcs.iter_local().all(|(id, _)| id == gate || !moved.contains(&id.index())), "the cut leaks");
    Ok(Parts { first: first.emit_wasm(), rest: rest.emit_wasm() })
}

/// The functions that move: those behind the gate, without what the first part itself calls or JavaScript may.
fn moved(module: &Module, behind: &Behind, gate: FunctionId) -> BTreeSet<Index> {
    let is_behind =
        |id: FunctionId| module.funcs.get(id).name.as_ref().is_some_and(|name| behind.functions.contains(name));
    let local = || module.funcs.iter_local().map(|(id, _)| id);
    let mut moved: BTreeSet<Index> = local().filter(|id| is_behind(*id)).map(|id| id.index()).collect();
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) => Some(function),
        _ => None,
    });
    let mut staying: Vec<FunctionId> = exported.chain(local().filter(|id| !is_behind(*id))).collect();
    while let Some(id) = staying.pop() {
        moved.remove(&id.index());
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
            let called = Used::of([function]).function_ids;
            staying.extend(called.into_iter().filter(|called| *called != gate && moved.contains(&called.index())));
        }
    }
    moved
}

/// What functions name.
#[derive(Default)]
struct Used {
    function_ids: Vec<FunctionId>,
    functions: BTreeSet<Index>,
    globals: BTreeSet<Index>,
    tables: BTreeSet<Index>,
}

impl Used {
    fn of<'a>(functions: impl IntoIterator<Item = &'a LocalFunction>) -> Self {
        let mut used = Self::default();
        for function in functions {
            dfs_in_order(&mut used, function, function.entry_block());
        }
        used
    }
}

impl Visitor<'_> for Used {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.function_ids.push(*function);
        self.functions.insert(function.index());
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.insert(global.index());
    }

    fn visit_table_id(&mut self, table: &TableId) {
        self.tables.insert(table.index());
    }
}

/// A new place at the end of the table.
fn place_for_gate(module: &mut Module) -> Result<u32> {
    let id = table(module)?;
    let table = module.tables.get_mut(id);
    let place = u32::try_from(table.initial)?;
    table.initial += 1;
    table.maximum = table.maximum.map(|most| most.max(table.initial));
    Ok(place)
}

fn table(module: &Module) -> Result<TableId> {
    module.tables.main_function_table()?.context("the program has no table of functions")
}

/// What the first part exports for the rest, by the names that wasm-bindgen's exports can't have: those are
/// letters by now (`seal/names.rs`).
#[derive(Default)]
struct Exported {
    count: usize,
    functions: BTreeMap<Index, String>,
    globals: BTreeMap<Index, String>,
    memories: BTreeMap<Index, String>,
    tables: BTreeMap<Index, String>,
}

impl Exported {
    fn name(&mut self) -> String {
        self.count += 1;
        self.count.to_string()
    }
}

fn export(first: &mut Module, used: &Used) -> Exported {
    let mut exported = Exported::default();
    let functions: Vec<FunctionId> = first.funcs.iter_local().map(|(id, _)| id).collect();
    for id in functions.into_iter().filter(|id| used.functions.contains(&id.index())) {
        let name = exported.name();
        first.exports.add(&name, id);
        exported.functions.insert(id.index(), name);
    }
    let globals: Vec<GlobalId> = first.globals.iter().map(walrus::Global::id).collect();
    for id in globals.into_iter().filter(|id| used.globals.contains(&id.index())) {
        let name = exported.name();
        first.exports.add(&name, id);
        exported.globals.insert(id.index(), name);
    }
    let memories: Vec<MemoryId> = first.memories.iter().map(walrus::Memory::id).collect();
    for id in memories {
        let name = exported.name();
        first.exports.add(&name, id);
        exported.memories.insert(id.index(), name);
    }
    let functions = first.tables.main_function_table().ok().flatten();
    let tables: Vec<TableId> = first.tables.iter().map(walrus::Table::id).collect();
    for id in tables.into_iter().filter(|id| Some(*id) == functions || used.tables.contains(&id.index())) {
        let name = exported.name();
        first.exports.add(&name, id);
        exported.tables.insert(id.index(), name);
    }
    exported
}

/// Leaves the moved functions in the rest; what they use of the first part is imported from there.
fn import(rest: &mut Module, exported: &Exported) {
    let all: Vec<_> = rest.exports.iter().map(walrus::Export::id).collect();
    for id in all {
        rest.exports.delete(id);
    }
    rest.start = None;
    let Module { imports, funcs, globals, memories, tables, .. } = rest;
    for function in funcs.iter_mut() {
        if let Some(name) = exported.functions.get(&function.id().index()) {
            let import = imports.add(FIRST_PART, name, function.id());
            function.kind = FunctionKind::Import(ImportedFunction { import, ty: function.ty() });
        }
    }
    let all: Vec<GlobalId> = globals.iter().map(walrus::Global::id).collect();
    for id in all {
        if let Some(name) = exported.globals.get(&id.index()) {
            globals.get_mut(id).kind = GlobalKind::Import(imports.add(FIRST_PART, name, id));
        }
    }
    for memory in memories.iter_mut() {
        if let Some(name) = exported.memories.get(&memory.id().index()) {
            memory.import = Some(imports.add(FIRST_PART, name, memory.id()));
        }
    }
    for table in tables.iter_mut() {
        if let Some(name) = exported.tables.get(&table.id().index()) {
            table.import = Some(imports.add(FIRST_PART, name, table.id()));
        }
    }
}

/// The gate of the first part calls what the rest puts into the place.
fn call_through_table(first: &mut Module, gate: FunctionId, place: u32) -> Result<()> {
    let (table, ty) = (table(first)?, first.funcs.get(gate).ty());
    let (parameters, results) = first.types.params_results(ty);
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let locals: Vec<LocalId> = parameters.iter().map(|kind| first.locals.add(*kind)).collect();
    let mut builder = FunctionBuilder::new(&mut first.types, &parameters, &results);
    let mut body = builder.func_body();
    for local in &locals {
        body.local_get(*local);
    }
    body.i32_const(place.cast_signed()).call_indirect(ty, table);
    first.funcs.get_mut(gate).kind = FunctionKind::Local(builder.local_func(locals));
    Ok(())
}

/// Leaves those functions in the table that are meant, each in its place.
fn keep_in_table(module: &mut Module, is_meant: impl Fn(FunctionId) -> bool) -> Result<()> {
    let table = table(module)?;
    let mut kept: Vec<(u32, Vec<FunctionId>)> = Vec::new();
    let mut old = Vec::new();
    for segment in module.elements.iter() {
        let (ElementKind::Active { table: of, offset }, ElementItems::Functions(functions)) =
            (&segment.kind, &segment.items)
        else {
            continue;
        };
        if *of != table {
            continue;
        }
        let start = constant(offset).context("the table is filled from no fixed place")?;
        old.push(segment.id());
        for (place, function) in (start..).zip(functions).filter(|(_, function)| is_meant(**function)) {
            match kept.last_mut() {
                Some((start, run)) if *start as usize + run.len() == place as usize => run.push(*function),
                _ => kept.push((place, vec![*function])),
            }
        }
    }
    for id in old {
        module.elements.delete(id);
        module.tables.get_mut(table).elem_segments.remove(&id);
    }
    for (start, functions) in kept {
        add_to_table(module, table, start, functions);
    }
    Ok(())
}

fn add_to_table(module: &mut Module, table: TableId, start: u32, functions: Vec<FunctionId>) {
    let offset = ConstExpr::Value(Value::I32(start.cast_signed()));
    let id = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(id);
}

/// The gate itself goes where the first part calls it.
fn fill_place(rest: &mut Module, place: u32, gate: &str) -> Result<()> {
    let (table, gate) = (table(rest)?, rest.funcs.by_name(gate).context("the gate is not in the rest")?);
    add_to_table(rest, table, place, vec![gate]);
    Ok(())
}

fn constant(offset: &ConstExpr) -> Option<u32> {
    match offset {
        ConstExpr::Value(Value::I32(value)) => Some(value.cast_unsigned()),
        _ => None,
    }
}

/// Data behind the gate comes with the rest. In the first part zeros stand in its place, which weigh nothing.
fn move_data(first: &mut Module, rest: &mut Module, behind: &[Range<u32>]) -> Result<()> {
    let memory = rest.get_memory_id().context("the program has not one memory")?;
    let all: Vec<_> = rest.data.iter().map(walrus::Data::id).collect();
    for id in all {
        rest.data.delete(id);
        rest.memories.get_mut(memory).data_segments.remove(&id);
    }
    let segments: Vec<_> = first.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let segment = first.data.get_mut(id);
        let DataKind::Active { offset, .. } = &segment.kind else { continue };
        let start = constant(offset).context("data has no fixed address")?;
        let end = start + u32::try_from(segment.value.len())?;
        for piece in behind.iter().filter(|piece| start <= piece.start && piece.end <= end) {
            let bytes = segment.value.get_mut((piece.start - start) as usize..(piece.end - start) as usize);
            let bytes = bytes.context("data ends early")?;
            let offset = ConstExpr::Value(Value::I32(piece.start.cast_signed()));
            let id = rest.data.add(DataKind::Active { memory, offset }, bytes.to_vec());
            rest.memories.get_mut(memory).data_segments.insert(id);
            bytes.fill(0);
        }
    }
    Ok(())
}
