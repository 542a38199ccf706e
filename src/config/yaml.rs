//! YAML with places: a file as a tree whose keys and values know their line and column, checked against the JSON Schema of the file.

mod build;
mod shape;
mod tree;
mod variables;

use super::fault::Fault;

pub(crate) use shape::read;
pub(crate) use tree::Node;
pub(super) use variables::variables;

/// What a text says, each key and value with its position; every fault of its syntax is noted.
pub(crate) fn tree(name: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Node> {
    let fault = |build::Syntax { position, message }| Fault::error(name, message).at(position);
    let (tree, repeated) = build::parse(text).map_err(|syntax| faults.push(fault(syntax))).ok()?;
    let is_whole = repeated.is_empty();
    faults.extend(repeated.into_iter().map(fault));
    is_whole.then_some(tree)
}

/// Whether a text has nothing but blank lines and comments.
pub(crate) fn is_empty(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}
