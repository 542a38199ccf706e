//! Domains: reads Odoo's prefix form into a tree and checks it against the schema by the rules of the series. Evaluation of a leaf is
//! in `leaf`; SQL-only corners (collation, unaccent) are left out.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::Value;

use super::Env;
use super::leaf::Leaf;
use crate::error::{Kind, OdooError, Outcome};
use crate::python::repr;

/// A checked domain.
#[derive(Debug, Clone)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Constant(bool),
    /// A leaf that 17 and 18 ignore: every record fits, negated or not.
    Ignored,
    Leaf(Leaf),
}

impl Env<'_> {
    /// Reads and checks a domain on a model.
    pub(super) fn domain(&self, schema: &ModelSchema, domain: &Value) -> Outcome<Node> {
        let items: &[Value] = match domain {
            Value::Array(items) => items,
            Value::Bool(false) if self.series() == Series::V19 => return Ok(Node::Constant(false)),
            Value::Null | Value::Bool(false) => &[],
            Value::Bool(true) if self.series() == Series::V19 => &[],
            other => return Err(self.not_a_domain(other)),
        };
        let mut reader = Reader { env: self, schema, whole: domain, items: items.iter() };
        let mut nodes = Vec::new();
        while let Some(node) = reader.next()? {
            nodes.push(node);
        }
        Ok(Node::All(nodes))
    }

    /// Whether a record fits a checked domain.
    pub(super) fn fits(&self, schema: &ModelSchema, id: i64, node: &Node) -> bool {
        match node {
            Node::All(nodes) => nodes.iter().all(|node| self.fits(schema, id, node)),
            Node::Any(nodes) => nodes.iter().any(|node| self.fits(schema, id, node)),
            Node::Not(node) => self.fits_not(schema, id, node),
            Node::Constant(truth) => *truth,
            Node::Ignored => true,
            Node::Leaf(leaf) => self.fits_leaf(schema, id, leaf),
        }
    }

    fn fits_not(&self, schema: &ModelSchema, id: i64, node: &Node) -> bool {
        match node {
            Node::All(nodes) => nodes.iter().any(|node| self.fits_not(schema, id, node)),
            Node::Any(nodes) => nodes.iter().all(|node| self.fits_not(schema, id, node)),
            Node::Not(node) => self.fits(schema, id, node),
            Node::Ignored => true,
            other => !self.fits(schema, id, other),
        }
    }

    fn not_a_domain(&self, value: &Value) -> OdooError {
        match self.series() {
            Series::V19 => OdooError::type_error(format!("Domain() invalid argument type for domain: {}", repr(value))),
            _ => {
                OdooError::new(Kind::AssertionError, "Domains to normalize must have a 'domain' form: a list or tuple of domain components")
            }
        }
    }
}

impl Node {
    /// Whether any leaf is on this very field, as the archive filter wants to know.
    pub(super) fn mentions(&self, field: &str) -> bool {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(|node| node.mentions(field)),
            Self::Not(node) => node.mentions(field),
            Self::Constant(_) | Self::Ignored => false,
            Self::Leaf(leaf) => leaf.path.as_slice() == [field],
        }
    }
}

/// Walks over the items of one domain.
struct Reader<'a, 'e> {
    env: &'a Env<'e>,
    schema: &'a ModelSchema,
    whole: &'a Value,
    items: std::slice::Iter<'a, Value>,
}

impl Reader<'_, '_> {
    fn next(&mut self) -> Outcome<Option<Node>> {
        let Some(item) = self.items.next() else { return Ok(None) };
        Ok(Some(match item {
            Value::String(operator) => match operator.as_str() {
                "&" => Node::All(vec![self.operand()?, self.operand()?]),
                "|" => Node::Any(vec![self.operand()?, self.operand()?]),
                "!" => Node::Not(Box::new(self.operand()?)),
                _ => return Err(self.bad_item(item)),
            },
            Value::Array(parts) => self.leaf(parts, item)?,
            _ => return Err(self.bad_item(item)),
        }))
    }

    fn operand(&mut self) -> Outcome<Node> {
        self.next()?.ok_or_else(|| match self.env.series() {
            Series::V19 => OdooError::value(format!("Domain() malformed domain {}", repr(self.whole))),
            _ => OdooError::value(format!("Domain {} is syntactically not correct.", repr(self.whole))),
        })
    }

    fn leaf(&self, parts: &[Value], item: &Value) -> Outcome<Node> {
        match parts {
            [Value::Number(left), Value::String(operator), Value::Number(right)] if operator == "=" && right.as_i64() == Some(1) => {
                Ok(Node::Constant(left.as_i64() == Some(1)))
            }
            [Value::String(path), Value::String(operator), value] => self.env.leaf(self.schema, path, operator, value),
            [Value::String(_), operator, _] if self.env.series() == Series::V19 => {
                let kind = crate::python::type_name(operator);
                Err(OdooError::new(Kind::AttributeError, format!("'{kind}' object has no attribute 'lower'")))
            }
            [Value::Null, _, _] if self.env.series() == Series::V19 => {
                Err(OdooError::type_error(format!("Domain() invalid arguments: {}", crate::python::repr_tuple(parts))))
            }
            [_, _, _] => Err(self.bad_item(item)),
            _ => Err(self.wrong_length(parts, item)),
        }
    }

    fn wrong_length(&self, parts: &[Value], item: &Value) -> OdooError {
        match self.env.series() {
            Series::V19 => self.bad_item(item),
            _ if parts.len() > 3 => OdooError::value("too many values to unpack (expected 3)"),
            _ => OdooError::value(format!("not enough values to unpack (expected 3, got {})", parts.len())),
        }
    }

    fn bad_item(&self, item: &Value) -> OdooError {
        match (self.env.series(), item) {
            (Series::V19, _) => OdooError::value(format!("Domain() invalid item in domain: {}", repr(item))),
            (_, Value::String(_)) => OdooError::new(Kind::IndexError, "string index out of range"),
            (_, Value::Array(parts)) => OdooError::value(format!("Invalid leaf {}", crate::python::repr_tuple(parts))),
            _ => OdooError::type_error(format!("'{}' object is not subscriptable", crate::python::type_name(item))),
        }
    }
}
