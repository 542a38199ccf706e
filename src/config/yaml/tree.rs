//! The tree: what a YAML text says, each node with its number in reading order.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value and its number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) number: usize,
    pub(crate) content: Content,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    /// Keys with their numbers.
    Map(Vec<(usize, String, Node)>),
}

/// Larger files are no configuration.
const LARGEST: usize = 1 << 18;

/// Brackets that are open at once: the parser takes time with the square of their number before it says that they are too many.
const MOST_OPEN: usize = 1_000;

/// A syntax error and its place.
#[derive(Debug)]
pub(crate) struct Syntax {
    pub(crate) message: String,
    pub(crate) place: Option<(usize, usize)>,
}

/// Reads nodes, numbering them, up to the one where it fails on purpose.
#[derive(Clone, Copy)]
struct Reader<'r> {
    next: &'r Cell<usize>,
    stop: Option<usize>,
}

/// Whether a text says nothing: blank lines and comments.
pub(crate) fn is_empty(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// Reads a text; an empty one is null.
pub(crate) fn parse(text: &str) -> Result<Node, Syntax> {
    if let Some(message) = out_of_bounds(text) {
        return Err(Syntax { message, place: None });
    }
    run(text, None).map_err(|error| {
        let place = place_of(&error);
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Syntax { message, place }
    })
}

/// Why a text is not even read.
fn out_of_bounds(text: &str) -> Option<String> {
    if text.len() > LARGEST {
        return Some(format!("the file is larger than {LARGEST} bytes"));
    }
    let mut open = 0_usize;
    let too_many = text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MOST_OPEN
    });
    too_many.then(|| format!("more than {MOST_OPEN} brackets are open at once"))
}

/// Where a node stands: line and column.
pub(crate) fn locate(text: &str, number: usize) -> Option<(usize, usize)> {
    run(text, Some(number)).err().as_ref().and_then(place_of)
}

fn run(text: &str, stop: Option<usize>) -> Result<Node, serde_yaml::Error> {
    let next = Cell::new(0);
    if is_empty(text) {
        return Ok(Node { number: 0, content: Content::Null });
    }
    Reader { next: &next, stop }.deserialize(serde_yaml::Deserializer::from_str(text))
}

fn place_of(error: &serde_yaml::Error) -> Option<(usize, usize)> {
    error.location().map(|location| (location.line(), location.column()))
}

impl Node {
    /// The value under a key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Map(members) => members.iter().find(|(_, name, _)| name == key).map(|(_, _, node)| node),
            _ => None,
        }
    }

    /// The number of a key of a map.
    pub(crate) fn key_number(&self, key: &str) -> Option<usize> {
        match &self.content {
            Content::Map(members) => members.iter().find(|(_, name, _)| name == key).map(|(number, _, _)| *number),
            _ => None,
        }
    }

    /// An item of a list.
    pub(crate) fn item(&self, at: usize) -> Option<&Self> {
        match &self.content {
            Content::List(items) => items.get(at),
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// The number of the node that begins here, or the failure that was asked for.
    fn enter<E: serde::de::Error>(self) -> Result<usize, E> {
        let number = self.next.get();
        self.next.set(number + 1);
        if self.stop == Some(number) { Err(E::custom("here")) } else { Ok(number) }
    }

    fn node<E: serde::de::Error>(self, content: Content) -> Result<Node, E> {
        Ok(Node { number: self.enter()?, content })
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.node(Content::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Node, E> {
        self.node(Content::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Node, E> {
        self.node(Content::Number(value.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Node, E> {
        self.node(Content::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Node, E> {
        self.node(Number::from_f64(value).map_or(Content::Null, Content::Number))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.node(Content::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let number = self.enter()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Node { number, content: Content::List(list) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let number = self.enter()?;
        let mut map: Vec<(usize, String, Node)> = Vec::new();
        while let Some(key) = entries.next_key_seed(self)? {
            let Content::Text(name) = key.content else { return Err(A::Error::custom("a key is a text")) };
            let value = entries.next_value_seed(self)?;
            if map.iter().any(|(_, known, _)| *known == name) {
                return Err(A::Error::custom(format!("the key `{name}` stands here twice")));
            }
            map.push((key.number, name, value));
        }
        Ok(Node { number, content: Content::Map(map) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_found_again() {
        let text = "restrictions:\n  always_blocked:\n    - res.bank\n    - \"x.y\"\n  flow: {a: [1, true], b: ~}\n";
        let node = parse(text).unwrap();
        let inner = node.get("restrictions").unwrap();
        assert_eq!(locate(text, node.key_number("restrictions").unwrap()), Some((1, 1)));
        assert_eq!(locate(text, inner.key_number("always_blocked").unwrap()), Some((2, 3)));
        assert_eq!(locate(text, inner.get("always_blocked").unwrap().item(1).unwrap().number), Some((4, 7)));
        let flow = inner.get("flow").unwrap();
        assert_eq!(locate(text, flow.key_number("b").unwrap()), Some((5, 24)));
        assert_eq!(locate(text, flow.get("a").unwrap().item(1).unwrap().number), Some((5, 17)));
        assert_eq!(locate(text, 99), None);
    }

    #[test]
    fn syntax_errors_have_a_place() {
        let error = parse("a: [1, 2\nb: 3\n").unwrap_err();
        assert!(error.place.is_some_and(|(line, _)| line <= 2), "{error:?}");
        assert!(parse("a: 1\na: 2\n").unwrap_err().message.contains("twice"));
        assert_eq!(parse("# nothing\n\n").unwrap().content, Content::Null);
    }
}
