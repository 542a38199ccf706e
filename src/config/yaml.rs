//! YAML with places: a file as a tree whose keys and values know their line and column, checked against the JSON Schema of the file.

mod build;
mod shape;
mod tree;
mod variables;

pub(crate) use shape::read;
pub(crate) use tree::Node;

/// Whether a text has nothing but blank lines and comments.
pub(crate) fn is_empty(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}
