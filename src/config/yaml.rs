//! YAML with places: a file as a tree that knows where each key and value stands, checked against the JSON Schema of its type.
//!
//! The parser tells a place only with an error. So the tree numbers its nodes, and the place of one is found by reading the text again
//! and failing there on purpose.

mod shape;
mod tree;

pub(crate) use shape::read;
pub(crate) use tree::{Node, is_empty, locate};

/// Something about a file that its author should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// It stops the start; otherwise it is a warning.
    pub(crate) is_error: bool,
    /// The file's name.
    pub(crate) file: String,
    /// Line and column, counted from 1, where they are known.
    pub(crate) place: Option<(usize, usize)>,
    /// What is wrong.
    pub(crate) message: String,
    /// What was meant.
    pub(crate) hint: Option<String>,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}{}", if self.is_error { "" } else { "warning: " }, self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

/// Faults that are told with their place; to find one the file is read again.
pub(crate) const MOST_PLACED: usize = 100;

/// The nearest of some names, where one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.map(|candidate| (strsim::jaro_winkler(name, candidate), candidate)).filter(|(score, _)| *score > 0.85);
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}
