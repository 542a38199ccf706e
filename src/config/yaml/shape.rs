//! A tree against a JSON Schema: every unknown key, wrong type and variable that is not set, all at once; what is left is the value.

use serde_json::{Map, Value};

use super::tree::{self, Content, Node};
use super::{Fault, MOST_PLACED, nearest};
use crate::config::FILES;

/// What came of reading a file.
#[derive(Debug)]
pub(crate) struct Shaped {
    /// The value, with variables filled in; members that are wrong are left out.
    pub(crate) value: Value,
    /// The tree, for the places of what is found later.
    pub(crate) tree: Node,
}

struct Walk<'w> {
    file: &'w str,
    text: &'w str,
    schema: &'w Value,
    variable: &'w dyn Fn(&str) -> Option<String>,
    faults: &'w mut Vec<Fault>,
}

/// Reads a text. The file's one wrapper key may stand around everything.
pub(crate) fn read(
    file: &str,
    wrapper: &str,
    text: &str,
    schema: &Value,
    variable: &dyn Fn(&str) -> Option<String>,
    faults: &mut Vec<Fault>,
) -> Option<Shaped> {
    let tree = match tree::parse(text) {
        Ok(tree) => tree,
        Err(error) => {
            faults.push(Fault { is_error: true, file: file.to_owned(), place: error.place, message: error.message, hint: None });
            return None;
        }
    };
    let mut walk = Walk { file, text, schema, variable, faults };
    let tree = walk.unwrapped(tree, wrapper);
    if tree.content == Content::Null {
        walk.warning(None, "this file says nothing".to_owned());
    }
    let value = walk.value(&tree, schema).unwrap_or_else(|| Value::Object(Map::new()));
    Some(Shaped { value, tree })
}

impl Walk<'_> {
    fn fault(&mut self, number: usize, message: String, hint: Option<String>) {
        let place = if self.faults.len() < MOST_PLACED { tree::locate(self.text, number) } else { None };
        self.faults.push(Fault { is_error: true, file: self.file.to_owned(), place, message, hint });
    }

    /// Something that may be meant, but sets nothing.
    fn warning(&mut self, number: Option<usize>, message: String) {
        let place = number.and_then(|number| tree::locate(self.text, number));
        self.faults.push(Fault { is_error: false, file: self.file.to_owned(), place, message, hint: None });
    }

    /// What is inside of the wrapper; keys beside it are misplaced.
    fn unwrapped(&mut self, tree: Node, wrapper: &str) -> Node {
        let Node { number, content: Content::Map(members) } = tree else { return tree };
        if !members.iter().any(|(_, name, _)| name == wrapper) {
            return Node { number, content: Content::Map(members) };
        }
        let mut inside = Node { number, content: Content::Null };
        for (key, name, node) in members {
            if name == wrapper {
                inside = node;
            } else {
                let hint = home(&name).unwrap_or_else(|| format!("move it under `{wrapper}`"));
                self.fault(key, format!("`{name}` stands beside `{wrapper}`"), Some(hint));
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
            Content::Bool(flag) if accepts(schema, "boolean") => Some(Value::Bool(*flag)),
            Content::Bool(flag) => self.wrong(node, schema, &format!("`{flag}`")),
            Content::Number(number) if accepts(schema, "integer") && number.as_u64().is_some_and(|number| is_within(number, schema)) => {
                Some(Value::Number(number.clone()))
            }
            Content::Number(number) => self.wrong(node, schema, &format!("`{number}`")),
            Content::Text(text) => self.text(node, text, schema),
        }
    }

    /// An item that is left empty would be a rule that is not there.
    fn item(&mut self, node: &Node, schema: &Value) -> Option<Value> {
        match node.content {
            Content::Null => self.wrong(node, schema, "nothing"),
            _ => self.value(node, schema),
        }
    }

    fn map(&mut self, node: &Node, members: &[(usize, String, Node)], schema: &Value) -> Option<Value> {
        if !accepts(schema, "object") {
            return self.wrong(node, schema, "a mapping");
        }
        let mut map = Map::new();
        for (key, name, value) in members {
            let below = schema.get("properties").and_then(|known| known.get(name)).or_else(|| others(schema));
            match below.cloned() {
                Some(below) => {
                    if value.content == Content::Null && !accepts(&below, "null") {
                        self.warning(Some(*key), format!("nothing stands under `{name}`"));
                    }
                    map.extend(self.value(value, &below).map(|value| (name.clone(), value)));
                }
                None => self.unknown_key(*key, name, schema),
            }
        }
        self.is_complete(node, members, schema).then_some(Value::Object(map))
    }

    /// Whether the keys that must be there are.
    fn is_complete(&mut self, node: &Node, members: &[(usize, String, Node)], schema: &Value) -> bool {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let is_there = |name: &str| members.iter().any(|(_, known, value)| known == name && value.content != Content::Null);
        let missing: Vec<&str> = required.filter(|name| !is_there(name)).collect();
        missing.iter().for_each(|name| self.fault(node.number, format!("the key `{name}` is missing"), None));
        missing.is_empty()
    }

    fn unknown_key(&mut self, number: usize, name: &str, schema: &Value) {
        let known: Vec<&str> =
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let elsewhere = owner(self.schema, name).filter(|owner| !owner.is_empty());
        let hint = match (nearest(name, known.iter().copied()), elsewhere) {
            (Some(meant), _) => format!("did you mean `{meant}`?"),
            (None, Some(owner)) => format!("it belongs under `{owner}`"),
            (None, None) if home(name).is_some() => home(name).unwrap_or_default(),
            (None, None) => format!("the keys here are `{}`", known.join("`, `")),
        };
        self.fault(number, format!("unknown key `{name}`"), Some(hint));
    }

    fn text(&mut self, node: &Node, text: &str, schema: &Value) -> Option<Value> {
        let filled = self.filled(node, text)?;
        let as_number =
            || filled.parse::<u64>().ok().filter(|number| accepts(schema, "integer") && is_within(*number, schema) && filled != text);
        let as_flag = || filled.parse::<bool>().ok().filter(|_| accepts(schema, "boolean") && filled != text);
        if let Some(number) = as_number() {
            return Some(number.into());
        }
        if let Some(flag) = as_flag() {
            return Some(flag.into());
        }
        if !accepts(schema, "string") {
            return self.wrong(node, schema, "a text");
        }
        let allowed = allowed(schema);
        if !allowed.is_empty() && !allowed.contains(&filled.as_str()) {
            return self.wrong(node, schema, &format!("`{filled}`"));
        }
        Some(Value::String(filled))
    }

    /// `${NAME}` and `${NAME:-default}`; `$$` is a dollar sign.
    fn filled(&mut self, node: &Node, text: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            filled.push_str(rest.get(..at).unwrap_or_default());
            let after = rest.get(at + 1..).unwrap_or_default();
            if let Some(more) = after.strip_prefix('$') {
                filled.push('$');
                rest = more;
            } else if let Some((inside, more)) = after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
                let (name, default) = inside.split_once(":-").map_or((inside, None), |(name, default)| (name, Some(default)));
                match (self.variable)(name).filter(|value| !value.is_empty()).or(default.map(str::to_owned)) {
                    Some(value) => filled.push_str(&value),
                    None => {
                        self.fault(
                            node.number,
                            format!("the environment variable `{name}` is not set"),
                            Some(format!("`${{{name}:-…}}` gives a default")),
                        );
                        return None;
                    }
                }
                rest = more;
            } else {
                filled.push('$');
                rest = after;
            }
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn wrong(&mut self, node: &Node, schema: &Value, found: &str) -> Option<Value> {
        let allowed = allowed(schema);
        let expected = if allowed.is_empty() { types(schema).join(" or ") } else { format!("one of `{}`", allowed.join("`, `")) };
        self.fault(node.number, format!("found {found}, expected {expected}"), None);
        None
    }
}

/// Whether a number is within the bounds of its key.
fn is_within(number: u64, schema: &Value) -> bool {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    bound("minimum").is_none_or(|least| number >= least) && bound("maximum").is_none_or(|most| number <= most)
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

/// Whether a schema takes a type; one without types takes all.
fn accepts(schema: &Value, wanted: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == wanted,
        Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
        _ => allowed(schema).is_empty() || wanted == "string",
    }
}

fn types(schema: &Value) -> Vec<String> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64).filter(|bound| *bound > 0);
    let number = match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
        (Some(least), None) => format!("a whole number from {least}"),
        _ => "a whole number".to_owned(),
    };
    let words =
        [("string", "a text"), ("integer", &number), ("boolean", "`true` or `false`"), ("array", "a list"), ("object", "a mapping")];
    words.into_iter().filter(|(name, _)| accepts(schema, name)).map(|(_, words)| words.to_owned()).collect()
}

/// The values of an enumeration, with or without a description of each.
fn allowed(schema: &Value) -> Vec<&str> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().filter_map(|one| one.get("const")?.as_str());
    listed.chain(described).collect()
}

/// The key under which a key is known somewhere else in the file; empty for the top.
fn owner<'s>(schema: &'s Value, name: &str) -> Option<&'s str> {
    let properties = schema.get("properties").and_then(Value::as_object)?;
    if properties.contains_key(name) {
        return Some("");
    }
    properties.iter().find_map(|(key, below)| owner(below, name).map(|inner| if inner.is_empty() { key.as_str() } else { inner }))
}
