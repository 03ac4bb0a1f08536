//! The values that differ between two documents.

use std::collections::HashMap;

use super::node::Node;

/// A value that is not as it was in the original inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it stands: `variables.tag`, `stages.build.timeout`, `services[2].image`.
    pub path: String,
    /// What it was; `None` when it was not there.
    pub before: Option<String>,
    /// What it is; `None` when it was taken away.
    pub after: Option<String>,
}

/// What differs, in the order of the edited document, what was taken away after its neighbours.
pub fn between(original: &Node, edited: &Node) -> Vec<Change> {
    let mut changes = Vec::new();
    let inner = |root: &Node| if is_alone(root) { root.at("pipeline").cloned() } else { None };
    match (inner(original), inner(edited)) {
        (Some(before), Some(after)) => compare(Some(&before), Some(&after), &mut String::new(), &mut changes),
        _ => compare(Some(original), Some(edited), &mut String::new(), &mut changes),
    }
    changes
}

/// `pipeline:` is all there is: it need not stand in every path.
fn is_alone(root: &Node) -> bool {
    matches!(root, Node::Map(pairs) if pairs.len() == 1)
}

fn compare(before: Option<&Node>, after: Option<&Node>, path: &mut String, changes: &mut Vec<Change>) {
    match (before, after) {
        (Some(Node::Map(before)), Some(Node::Map(after))) if !before.is_empty() && !after.is_empty() => {
            pairs(before, after, path, changes);
        }
        (Some(Node::List(before)), Some(Node::List(after))) if !before.is_empty() && !after.is_empty() => {
            items(before, after, path, changes);
        }
        _ => {
            let leaf = |node: Option<&Node>| node.and_then(Node::as_leaf);
            let (was, is) = (leaf(before), leaf(after));
            if was != is {
                changes.push(Change { path: path.clone(), before: was, after: is });
            }
            // What is no leaf came or went as a whole, and is listed leaf by leaf.
            for (node, is_new) in [(before, false), (after, true)] {
                match node {
                    Some(Node::Map(all)) if is_new => pairs(&[], all, path, changes),
                    Some(Node::Map(all)) => pairs(all, &[], path, changes),
                    Some(Node::List(all)) if is_new => items(&[], all, path, changes),
                    Some(Node::List(all)) => items(all, &[], path, changes),
                    _ => {}
                }
            }
        }
    }
}

fn pairs(before: &[(String, Node)], after: &[(String, Node)], path: &mut String, changes: &mut Vec<Change>) {
    // A key can stand twice: the second is compared with the second.
    let mut old: HashMap<&str, Vec<&Node>> = HashMap::new();
    for (key, value) in before.iter().rev() {
        old.entry(key).or_default().push(value);
    }
    let is_named = |all: &[(String, Node)]| name_in(all).is_some();
    let is_variable = is_named(before) || is_named(after);
    for (key, value) in after {
        let was = old.get_mut(key.as_str()).and_then(Vec::pop);
        within_key(key, is_variable, path, |path| compare(was, Some(value), path, changes));
    }
    for (key, value) in before {
        // Those that are left are the last of their key.
        let is_left =
            old.get_mut(key.as_str()).is_some_and(|left| left.pop_if(|last| std::ptr::eq(*last, value)).is_some());
        if is_left {
            within_key(key, is_variable, path, |path| compare(Some(value), None, path, changes));
        }
    }
}

fn within_key(key: &str, is_variable: bool, path: &mut String, act: impl FnOnce(&mut String)) {
    let length = path.len();
    // `variables.tag` says enough: a variable's value is what it is about.
    if !(is_variable && key == "value" && length > 0) {
        path.push_str(if length > 0 { "." } else { "" });
        path.push_str(key);
    }
    act(path);
    path.truncate(length);
}

/// Elements of the same name are compared with each other, the others with what stands in their place.
fn items(before: &[Node], after: &[Node], path: &mut String, changes: &mut Vec<Change>) {
    let (old, new) = (places(before), places(after));
    let is_paired =
        |name: Option<&str>, others: &HashMap<&str, usize>| name.is_some_and(|name| others.contains_key(name));
    for (at, item) in after.iter().enumerate() {
        let name = name_of(item).filter(|name| new.contains_key(name));
        let by_name = name.and_then(|name| old.get(name)).and_then(|place| before.get(*place));
        let by_place = || before.get(at).filter(|other| !is_paired(name_of(other), &new));
        let was = by_name.or_else(by_place);
        element(name, at, path, |path| compare(was.map(unwrapped), Some(unwrapped(item)), path, changes));
    }
    for (at, item) in before.iter().enumerate() {
        let name = name_of(item).filter(|name| old.contains_key(name));
        let stands_in_its_place = after.get(at).is_some_and(|other| !is_paired(name_of(other), &old));
        if !is_paired(name, &new) && !stands_in_its_place {
            element(name, at, path, |path| compare(Some(unwrapped(item)), None, path, changes));
        }
    }
}

fn element(name: Option<&str>, at: usize, path: &mut String, act: impl FnOnce(&mut String)) {
    let length = path.len();
    match name {
        Some(name) => path.extend([".", name]),
        None => path.extend(["[", &(at + 1).to_string(), "]"]),
    }
    act(path);
    path.truncate(length);
}

/// Where the element with a name stands, for each name that only one has.
fn places(items: &[Node]) -> HashMap<&str, usize> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        if let Some(name) = name_of(item) {
            places.entry(name).and_modify(|place| *place = None).or_insert(Some(at));
        }
    }
    places.into_iter().filter_map(|(name, place)| Some((name, place?))).collect()
}

/// What Harness calls an element of a list: its name or identifier, also within `stage:` or `step:`.
fn name_of(item: &Node) -> Option<&str> {
    match unwrapped(item) {
        Node::Map(pairs) => name_in(pairs),
        _ => None,
    }
}

fn name_in(pairs: &[(String, Node)]) -> Option<&str> {
    let of = |key| pairs.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.text());
    of("identifier").or_else(|| of("name")).filter(|name| !name.is_empty())
}

fn unwrapped(item: &Node) -> &Node {
    match item {
        Node::Map(pairs) => match pairs.as_slice() {
            [(_, inner @ Node::Map(_))] => inner,
            _ => item,
        },
        _ => item,
    }
}
