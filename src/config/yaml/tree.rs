//! The tree: what a YAML text says, each key and value with its position. What a scalar means is decided by the schema of its key.

use crate::config::fault::Position;

/// A value and its position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) position: Position,
    pub(crate) content: Content,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// Nothing, or `null`.
    Null,
    /// A word, a number or a text, as it is written.
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<Member>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) position: Position,
    pub(crate) name: String,
    pub(crate) value: Node,
}

impl Node {
    /// The member of a map.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        match &self.content {
            Content::Map(members) => members.iter().find(|member| member.name == key),
            _ => None,
        }
    }

    /// The keys of a map, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        match &self.content {
            Content::Map(members) => members.iter().map(|member| member.name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// An item of a list.
    pub(crate) fn item(&self, at: usize) -> Option<&Self> {
        match &self.content {
            Content::List(items) => items.get(at),
            _ => None,
        }
    }

    /// How many values it holds, itself included.
    pub(super) fn size(&self) -> usize {
        match &self.content {
            Content::Null | Content::Scalar(_) => 1,
            Content::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Content::Map(members) => 1 + members.iter().map(|member| member.value.size()).sum::<usize>(),
        }
    }
}
