//! From the parser's events to the tree. Bounded in size, in depth and in what aliases repeat.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};

use super::tree::{Content, Member, Node};
use crate::config::fault::Position;

/// Maximum size of a file, in bytes.
const MOST_BYTES: usize = 1 << 18;

/// Maximum number of values in a file, those that aliases repeat included.
const MOST_VALUES: usize = 1 << 16;

/// Maximum number of lists and mappings inside each other.
const MOST_OPEN: usize = 64;

/// Something that YAML, or this file, does not allow.
#[derive(Debug)]
pub(super) struct Syntax {
    pub(super) position: Option<Position>,
    pub(super) message: String,
}

/// The tree under construction.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    values: usize,
    root: Option<Node>,
    repeated: Vec<Syntax>,
}

/// A list or mapping that is not finished.
struct Open {
    node: Node,
    anchor: usize,
    /// The key whose value comes next.
    key: Option<(Position, String)>,
}

/// Reads a text; an empty one is null. Besides the tree: every key that stands twice.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<Syntax>), Syntax> {
    if text.len() > MOST_BYTES {
        return Err(Syntax { position: None, message: format!("the file is larger than {MOST_BYTES} bytes") });
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Syntax { position: Some(position(error.marker())), message: error.info().to_owned() })?;
        builder.event(event, span)?;
    }
    let nothing = Node { position: Position { line: 1, column: 1 }, content: Content::Null };
    Ok((builder.root.unwrap_or(nothing), builder.repeated))
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Syntax> {
        let position = position(&span.start);
        let syntax = |message: &str| Syntax { position: Some(position), message: message.to_owned() };
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(syntax("a second document begins here, expected one")),
            Event::Scalar(text, style, anchor, tag) => {
                is_plain_text(tag.as_deref()).ok_or_else(|| syntax("tags are not supported"))?;
                let is_null = style == ScalarStyle::Plain && tag.is_none() && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let content = if is_null { Content::Null } else { Content::Scalar(text.into_owned()) };
                self.value(Node { position, content }, anchor)
            }
            Event::SequenceStart(anchor, tag) => self.begin(Node { position, content: Content::List(Vec::new()) }, anchor, tag.is_some()),
            Event::MappingStart(anchor, tag) => self.begin(Node { position, content: Content::Map(Vec::new()) }, anchor, tag.is_some()),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open { node, anchor, .. }) => self.value(node, anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().ok_or_else(|| syntax("an alias inside of what it stands for"))?;
                self.values += node.size();
                self.value(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, node: Node, anchor: usize, is_tagged: bool) -> Result<(), Syntax> {
        let syntax = |message: String| Err(Syntax { position: Some(node.position), message });
        if self.open.len() >= MOST_OPEN {
            return syntax(format!("more than {MOST_OPEN} lists and mappings inside each other"));
        }
        if is_tagged {
            return syntax("tags are not supported".to_owned());
        }
        if self.awaits_key() {
            return syntax("a key must be a text".to_owned());
        }
        self.open.push(Open { node, anchor, key: None });
        Ok(())
    }

    fn awaits_key(&self) -> bool {
        self.open.last().is_some_and(|open| matches!(open.node.content, Content::Map(_)) && open.key.is_none())
    }

    /// Puts a finished value where it belongs: it may be a key.
    fn value(&mut self, node: Node, anchor: usize) -> Result<(), Syntax> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(Syntax { position: Some(node.position), message: format!("more than {MOST_VALUES} values") });
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.node.content, open.key.take(), node) {
            (Content::Map(_), None, Node { position, content: Content::Scalar(name) }) => open.key = Some((position, name)),
            (Content::Map(_), None, Node { position, .. }) => {
                return Err(Syntax { position: Some(position), message: "a key must be a text".to_owned() });
            }
            (Content::Map(members), Some((position, name)), value) => match members.iter().any(|member| member.name == name) {
                true => self.repeated.push(Syntax { position: Some(position), message: format!("the key `{name}` stands here twice") }),
                false => members.push(Member { position, name, value }),
            },
            (Content::List(items), _, node) => items.push(node),
            (Content::Null | Content::Scalar(_), ..) => {}
        }
        Ok(())
    }
}

/// Whether a scalar has no tag, or that of a text.
fn is_plain_text(tag: Option<&Tag>) -> Option<()> {
    tag.is_none_or(|tag| tag.is_yaml_core_schema() && tag.suffix == "str").then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> Position {
        Position { line, column }
    }

    fn fault(text: &str) -> String {
        let error = parse(text).unwrap_err();
        format!("{}: {}", error.position.map_or_else(String::new, |position| position.to_string()), error.message)
    }

    #[test]
    fn every_key_and_value_has_its_position() {
        let text = "restrictions:\n  always_blocked:\n    - res.bank\n    - \"x.y\"\n  flow: {a: [1, true], b: ~}\n";
        let (root, repeated) = parse(text).unwrap();
        assert!(repeated.is_empty());
        let inner = root.member("restrictions").unwrap();
        assert_eq!(inner.position, at(1, 1));
        let blocked = inner.value.member("always_blocked").unwrap();
        assert_eq!((blocked.position, blocked.value.item(1).unwrap().position), (at(2, 3), at(4, 7)));
        let flow = &inner.value.member("flow").unwrap().value;
        assert_eq!(flow.member("b").unwrap().position, at(5, 24));
        assert_eq!(flow.member("b").unwrap().value.content, Content::Null);
        assert_eq!(flow.member("a").unwrap().value.item(1).unwrap().position, at(5, 17));
        assert_eq!(parse("# nothing\n\n").unwrap().0.content, Content::Null);
    }

    #[test]
    fn what_is_quoted_is_a_text() {
        let (root, _) = parse("a: 'null'\nb: !!str ~\nc: null\n").unwrap();
        let content = |key: &str| root.member(key).unwrap().value.content.clone();
        assert_eq!(content("a"), Content::Scalar("null".to_owned()));
        assert_eq!(content("b"), Content::Scalar("~".to_owned()));
        assert_eq!(content("c"), Content::Null);
    }

    #[test]
    fn syntax_errors_have_a_position() {
        assert!(parse("a: [1, 2\nb: 3\n").unwrap_err().position.is_some_and(|position| position.line <= 2));
        assert_eq!(fault("a: 1\n---\nb: 2\n"), "2:1: a second document begins here, expected one");
        assert_eq!(fault("? [a]\n: 1\n"), "1:3: a key must be a text");
        assert_eq!(fault("a: !include x\n"), "1:4: tags are not supported");
    }

    #[test]
    fn repeated_keys_are_all_reported() {
        let (_, repeated) = parse("a: 1\nb: {c: 1, c: 2}\na: 2\n").unwrap();
        let messages: Vec<String> = repeated.iter().map(|syntax| format!("{}: {}", syntax.position.unwrap(), syntax.message)).collect();
        assert_eq!(messages, ["2:11: the key `c` stands here twice", "3:1: the key `a` stands here twice"]);
    }

    #[test]
    fn aliases_are_filled_in_within_bounds() {
        let (root, _) = parse("a: &x [1, 2]\nb: *x\n").unwrap();
        assert_eq!(root.member("a").unwrap().value.content, root.member("b").unwrap().value.content);
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let before = level - 1;
            bomb += &format!(
                "a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}]\n"
            );
        }
        assert!(fault(&bomb).ends_with("more than 65536 values"), "{}", fault(&bomb));
        assert!(fault(&"[".repeat(100)).ends_with("more than 64 lists and mappings inside each other"));
        assert!(
            parse(&"[".repeat(MOST_BYTES)).is_err()
                && parse(&"{".repeat(MOST_BYTES)).is_err()
                && parse(&"- ".repeat(MOST_BYTES / 2)).is_err()
        );
        assert!(fault(&"x".repeat(MOST_BYTES + 1)).ends_with("larger than 262144 bytes"));
    }
}
