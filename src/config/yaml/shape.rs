//! A tree against a JSON Schema: every unknown key, wrong type and variable that is not set, all at once; what is left is the value.

use serde_json::{Map, Value};

use super::build::{self, Syntax};
use super::tree::{Content, Member, Node};
use super::variables::filled;
use crate::config::fault::{Fault, Position};
use crate::config::files::{FILES, File};
use crate::config::value::{listed, switch, whole_number};
use crate::nearest::nearest;

/// What came of reading a file.
#[derive(Debug)]
pub(crate) struct Shaped {
    /// The value, with variables filled in; members that are wrong are left out.
    pub(crate) value: Value,
    /// The tree, for the positions of what is found later.
    pub(crate) tree: Node,
}

struct Walk<'w> {
    file: &'w str,
    schema: &'w Value,
    variable: &'w dyn Fn(&str) -> Option<String>,
    faults: &'w mut Vec<Fault>,
}

/// Reads a text. The file's one wrapper key may stand around everything.
pub(crate) fn read(file: File, text: &str, variable: &dyn Fn(&str) -> Option<String>, faults: &mut Vec<Fault>) -> Option<Shaped> {
    let fault = |Syntax { position, message }| Fault::error(file.name, message).at(position);
    let (tree, repeated) = build::parse(text).map_err(|syntax| faults.push(fault(syntax))).ok()?;
    faults.extend(repeated.into_iter().map(fault));
    let schema = (file.schema)();
    let mut walk = Walk { file: file.name, schema: &schema, variable, faults };
    let tree = walk.unwrapped(tree, file.wrapper);
    if tree.content == Content::Null {
        walk.faults.push(Fault::warning(file.name, "this file says nothing"));
    }
    let value = walk.value(&tree, &schema).unwrap_or_else(|| Value::Object(Map::new()));
    Some(Shaped { value, tree })
}

impl Walk<'_> {
    fn fault(&mut self, position: Position, message: String, hint: Option<String>) {
        self.faults.push(Fault::error(self.file, message).at(Some(position)).hint(hint));
    }

    /// What is inside of the wrapper; keys beside it are misplaced.
    fn unwrapped(&mut self, tree: Node, wrapper: &str) -> Node {
        if tree.member(wrapper).is_none() {
            return tree;
        }
        let Node { position, content: Content::Map(members) } = tree else { return tree };
        let mut inside = Node { position, content: Content::Null };
        for Member { position, name, value } in members {
            if name == wrapper {
                inside = value;
            } else {
                let hint = home(&name).unwrap_or_else(|| format!("move it under `{wrapper}`"));
                self.fault(position, format!("`{name}` stands beside `{wrapper}`"), Some(hint));
            }
        }
        inside
    }

    fn value(&mut self, node: &Node, schema: &Value) -> Option<Value> {
        match &node.content {
            Content::Null => None,
            Content::Map(members) => self.map(node, members, schema),
            Content::List(items) if accepts(schema, "array") => {
                let items_schema = schema.get("items").unwrap_or(&Value::Null);
                Some(items.iter().filter_map(|item| self.item(item, items_schema)).collect())
            }
            Content::List(_) => self.wrong(node, schema, "a list"),
            Content::Scalar(text) => self.scalar(node, text, schema),
        }
    }

    /// An item that is left empty would be a rule that is not there.
    fn item(&mut self, node: &Node, schema: &Value) -> Option<Value> {
        match node.content {
            Content::Null => self.wrong(node, schema, "nothing"),
            _ => self.value(node, schema),
        }
    }

    fn map(&mut self, node: &Node, members: &[Member], schema: &Value) -> Option<Value> {
        if !accepts(schema, "object") {
            return self.wrong(node, schema, "a mapping");
        }
        let mut map = Map::new();
        for Member { position, name, value } in members {
            let Some(below) = schema.get("properties").and_then(|known| known.get(name)).or_else(|| others(schema)) else {
                self.unknown_key(*position, name, schema);
                continue;
            };
            if value.content == Content::Null {
                self.faults.push(Fault::warning(self.file, format!("nothing stands under `{name}`")).at(Some(*position)));
            }
            map.extend(self.value(value, below).map(|value| (name.clone(), value)));
        }
        self.is_complete(node, schema).then_some(Value::Object(map))
    }

    /// Whether the keys that must be there are.
    fn is_complete(&mut self, node: &Node, schema: &Value) -> bool {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let is_there = |name: &str| node.member(name).is_some_and(|member| member.value.content != Content::Null);
        let missing: Vec<&str> = required.filter(|name| !is_there(name)).collect();
        missing.iter().for_each(|name| self.fault(node.position, format!("the key `{name}` is missing"), None));
        missing.is_empty()
    }

    fn unknown_key(&mut self, position: Position, name: &str, schema: &Value) {
        let known: Vec<&str> =
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let elsewhere = owner(self.schema, name).filter(|owner| !owner.is_empty()).map(|owner| format!("it belongs under `{owner}`"));
        let meant = nearest(name, known.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        let hint = meant.or(elsewhere).or_else(|| home(name)).unwrap_or_else(|| format!("the keys here are {}", listed(&known)));
        self.fault(position, format!("unknown key `{name}`"), Some(hint));
    }

    /// A word, a number or a text: whichever of them the schema takes.
    fn scalar(&mut self, node: &Node, text: &str, schema: &Value) -> Option<Value> {
        let filled = match filled(text, self.variable) {
            Ok(filled) => filled,
            Err(name) => {
                let hint = format!("`${{{name}:-…}}` gives a default");
                self.fault(node.position, format!("the environment variable `{name}` is not set"), Some(hint));
                return None;
            }
        };
        let number = || filled.trim().parse::<u64>().ok().filter(|number| is_within(*number, schema)).map(Value::from);
        let words = words(schema);
        let value = match schema {
            schema if accepts(schema, "integer") => number(),
            schema if accepts(schema, "boolean") => switch(&filled).map(Value::from),
            schema if accepts(schema, "string") => {
                (words.is_empty() || words.contains(&filled.as_str())).then(|| Value::String(filled.clone()))
            }
            // What stands where a list or mapping belongs may be a secret.
            _ => return self.wrong(node, schema, "a text"),
        };
        value.or_else(|| self.wrong(node, schema, &format!("`{text}`")))
    }

    fn wrong(&mut self, node: &Node, schema: &Value, found: &str) -> Option<Value> {
        let words = words(schema);
        let expected = if words.is_empty() { types(schema).join(" or ") } else { format!("one of {}", listed(&words)) };
        self.fault(node.position, format!("found {found}, expected {expected}"), None);
        None
    }
}

fn bounds(schema: &Value) -> (u64, u64) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    (bound("minimum").unwrap_or(0), bound("maximum").unwrap_or(u64::MAX))
}

/// Whether a number is within the bounds of its key.
fn is_within(number: u64, schema: &Value) -> bool {
    let (least, most) = bounds(schema);
    (least..=most).contains(&number)
}

/// The file that a key belongs in.
fn home(name: &str) -> Option<String> {
    let file = FILES.iter().find(|file| file.wrapper == name || owner(&(file.schema)(), name).is_some())?;
    Some(format!("it belongs in `{}`", file.name))
}

/// The schema of members that have no name of their own.
fn others(schema: &Value) -> Option<&Value> {
    schema.get("additionalProperties").filter(|others| others.is_object())
}

/// Whether a schema takes a type.
fn accepts(schema: &Value, wanted: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == wanted,
        Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
        _ => words(schema).is_empty() || wanted == "string",
    }
}

fn types(schema: &Value) -> Vec<String> {
    let (least, most) = bounds(schema);
    let number = whole_number(least, most);
    let words =
        [("string", "a text"), ("integer", &number), ("boolean", "`true` or `false`"), ("array", "a list"), ("object", "a mapping")];
    words.into_iter().filter(|(name, _)| accepts(schema, name)).map(|(_, words)| words.to_owned()).collect()
}

/// The values of an enumeration, with or without a description of each.
fn words(schema: &Value) -> Vec<&str> {
    let plain = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().filter_map(|one| one.get("const")?.as_str());
    plain.chain(described).collect()
}

/// The key under which a key is known somewhere else in the file; empty for the top.
fn owner<'s>(schema: &'s Value, name: &str) -> Option<&'s str> {
    let properties = schema.get("properties").and_then(Value::as_object)?;
    if properties.contains_key(name) {
        return Some("");
    }
    properties.iter().find_map(|(key, below)| owner(below, name).map(|inner| if inner.is_empty() { key.as_str() } else { inner }))
}
