//! Reading one condition of a domain: field path, operator and operand, checked by the rules of the series and with its error texts.

use std::cmp::Ordering::{Equal, Greater, Less};

use jiff::Zoned;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::{Relative, Resolved};
use serde_json::{Value, json};

use super::domain::Node;
use super::leaf::{Leaf, Pattern, Test};
use super::{Env, dates};
use crate::error::{Kind, OdooError, Outcome};
use crate::python::{is_none, is_true, repr_tuple, text};

/// The operators of every series.
const OPERATORS: [&str; 20] = [
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "=?",
    "=like",
    "=ilike",
    "like",
    "not like",
    "ilike",
    "not ilike",
    "in",
    "not in",
    "child_of",
    "parent_of",
    "any",
    "not any",
    "<>",
];

/// What 19 takes in addition.
const OPERATORS_19: [&str; 5] = ["==", "not =like", "not =ilike", "any!", "not any!"];

/// The condition as it was written, for messages, with its operator as it is understood.
pub(super) struct Written<'a> {
    path: &'a str,
    operator: &'a str,
    pub(super) value: &'a Value,
    meant: String,
}

impl Written<'_> {
    pub(super) fn show(&self, path: &str) -> String {
        repr_tuple(&[json!(path), json!(self.operator), self.value.clone()])
    }
}

impl Env<'_> {
    /// Reads and checks one condition.
    pub(super) fn leaf(&self, schema: &ModelSchema, path: &str, operator: &str, value: &Value) -> Outcome<Node> {
        let mut written = Written { path, operator, value, meant: String::new() };
        written.meant = self.operator(&written)?;
        self.condition(schema, Vec::new(), path, &written)
    }

    /// A condition on the name, whether or not the series lets it be searched.
    pub(super) fn by_name(&self, field: &str, operator: &str, name: &str) -> Outcome<Leaf> {
        let value = json!(name);
        let mut written = Written { path: field, operator, value: &value, meant: String::new() };
        written.meant = self.operator(&written)?;
        let negated = written.meant.starts_with("not ") || matches!(written.meant.as_str(), "!=" | "<>");
        let test = match written.meant.ends_with("like") {
            true => Test::Like { pattern: pattern(&written.meant, &value), negated },
            false => Test::Equal { values: vec![value.clone()], negated },
        };
        Ok(Leaf { path: vec![field.to_owned()], part: None, test })
    }

    fn operator(&self, written: &Written<'_>) -> Outcome<String> {
        let newest = self.series() == Series::V19;
        let name = if newest { written.operator.to_lowercase() } else { written.operator.to_owned() };
        let known = OPERATORS.contains(&name.as_str()) || (newest && OPERATORS_19.contains(&name.as_str()));
        match (known, newest) {
            (true, _) => Ok(name),
            (false, true) => Err(OdooError::value(format!("Invalid operator in condition {}", written.show(written.path)))),
            (false, false) => Err(OdooError::value(format!("Invalid leaf {}", written.show(written.path)))),
        }
    }

    /// Walks the path hop by hop; reads the operand for the field at its end.
    fn condition(&self, schema: &ModelSchema, mut done: Vec<String>, path: &str, written: &Written<'_>) -> Outcome<Node> {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let field = schema.fields.get(name).ok_or_else(|| self.unknown_in_condition(schema, name, path, written))?;
        if !self.sees(field) && self.series() != Series::V17 {
            return Err(self.hidden_field(schema, name));
        }
        if !field.searchable {
            return self.unsearchable(schema, name);
        }
        done.push(name.to_owned());
        match rest {
            None => self.finish(schema, done, None, field, written),
            Some(part) if self.is_part(field, part) => self.finish(schema, done, Some(part), field, written),
            Some(rest) if field.field_type.is_relational() => self.condition(&*self.co_schema(field)?, done, rest, written),
            Some(_) if field.field_type == FieldType::Properties => {
                Err(OdooError::new(Kind::NotImplemented, "The embedded Odoo does not search in properties."))
            }
            Some(rest) => Err(self.through_plain_field(schema, name, rest, path, written)),
        }
    }

    fn finish(
        &self,
        schema: &ModelSchema,
        path: Vec<String>,
        part: Option<&str>,
        field: &FieldSchema,
        written: &Written<'_>,
    ) -> Outcome<Node> {
        if written.meant == "=?" && !is_true(written.value) {
            return Ok(Node::Constant(true));
        }
        if let Some(truth) = self.any_text(field, written) {
            return Ok(Node::Constant(truth));
        }
        let test = self.test(schema, &path, part, field, written)?;
        let mut path = path;
        if matches!(test, Test::Among(_)) && field.relation.as_deref() == Some(&schema.model) {
            // Over its own model a hierarchy is asked of the records themselves, whichever link is named.
            path.pop();
            path.push("id".to_owned());
        }
        Ok(Node::Leaf(Leaf { path, part: part.map(str::to_owned), test }))
    }

    fn test(&self, schema: &ModelSchema, path: &[String], part: Option<&str>, field: &FieldSchema, written: &Written<'_>) -> Outcome<Test> {
        let meant = written.meant.as_str();
        let negated = meant.starts_with("not ") || matches!(meant, "!=" | "<>");
        let name = path.last().map_or("", String::as_str);
        self.check_operator(schema, name, field, written)?;
        Ok(match meant.strip_prefix("not ").unwrap_or(meant) {
            "any" | "any!" => Test::Related { domain: Box::new(self.domain(&*self.co_schema(field)?, written.value)?), negated },
            "child_of" => Test::Among(self.descendants(schema, name, field, written)?),
            "parent_of" => Test::Among(self.ancestors(schema, name, field, written)?),
            "like" | "ilike" | "=like" | "=ilike" => Test::Like { pattern: pattern(meant, written.value), negated },
            "in" => Test::Equal { values: self.members(field, part, name, written)?, negated },
            "<" => self.ordered(field, part, name, written, &[Less])?,
            "<=" => self.ordered(field, part, name, written, &[Less, Equal])?,
            ">" => self.ordered(field, part, name, written, &[Greater])?,
            ">=" => self.ordered(field, part, name, written, &[Greater, Equal])?,
            _ => Test::Equal { values: self.equals(field, part, name, written)?, negated },
        })
    }

    /// What a search for no text at all comes to, where the operand decides it.
    fn any_text(&self, field: &FieldSchema, written: &Written<'_>) -> Option<bool> {
        let searched = matches!(written.meant.as_str(), "like" | "ilike" | "not like" | "not ilike");
        let negated = written.meant.starts_with("not ");
        let decided = searched && !is_true(written.value) && !field.field_type.is_relational();
        (decided && (!negated || self.series() == Series::V19)).then_some(!negated)
    }

    /// Operators that only relations take, or do not take.
    fn check_operator(&self, schema: &ModelSchema, name: &str, field: &FieldSchema, written: &Written<'_>) -> Outcome<()> {
        let (model, meant) = (&schema.model, written.meant.as_str());
        let bare = meant.strip_prefix("not ").unwrap_or(meant).trim_end_matches('!');
        match bare {
            "any" if !field.field_type.is_relational() => {
                Err(OdooError::value(format!("Cannot use 'any' with non-relational fields in condition {}", written.show(name))))
            }
            "child_of" | "parent_of" if !field.field_type.is_relational() && name != "id" => Err(OdooError::value(format!(
                "Cannot execute {meant} for {model}.{name}, works only for relational fields in condition {}",
                written.show(name)
            ))),
            "<" | "<=" | ">" | ">=" if field.field_type.is_x2many() && self.series() == Series::V19 => {
                Err(OdooError::new(Kind::AssertionError, format!("Relational field {model}.{name} expects 'any' operator")))
            }
            _ => Ok(()),
        }
    }

    fn ordered(
        &self,
        field: &FieldSchema,
        part: Option<&str>,
        name: &str,
        written: &Written<'_>,
        wanted: &'static [std::cmp::Ordering],
    ) -> Outcome<Test> {
        let end_of_day = matches!(written.meant.as_str(), ">" | "<=");
        let texts = matches!(field.field_type, FieldType::Char | FieldType::Text | FieldType::Html) && self.series() == Series::V19;
        Ok(Test::Order {
            value: self.operand(field, part, name, written.value, end_of_day)?,
            wanted,
            empty: texts.then(|| Value::from("")),
        })
    }

    fn equals(&self, field: &FieldSchema, part: Option<&str>, name: &str, written: &Written<'_>) -> Outcome<Vec<Value>> {
        match written.value {
            Value::Array(_) => self.members(field, part, name, written),
            value => Ok(vec![self.operand(field, part, name, value, false)?]),
        }
    }

    /// The list of `in`; a scalar only in 19, a boolean in every series.
    fn members(&self, field: &FieldSchema, part: Option<&str>, name: &str, written: &Written<'_>) -> Outcome<Vec<Value>> {
        match written.value {
            Value::Array(items) => items.iter().map(|item| self.operand(field, part, name, item, false)).collect(),
            value if self.series() == Series::V19 => Ok(vec![self.operand(field, part, name, value, false)?]),
            Value::Bool(true) => Ok(vec![Value::Bool(true)]),
            value if is_none(value) => Ok(vec![Value::Bool(false)]),
            _ => Err(OdooError::value(format!("Invalid domain term {}", written.show(written.path)))),
        }
    }

    /// One operand, as the field's type reads it.
    fn operand(&self, field: &FieldSchema, part: Option<&str>, name: &str, value: &Value, end_of_day: bool) -> Outcome<Value> {
        if is_none(value) || matches!(value, Value::Bool(_)) {
            return Ok(value.clone());
        }
        match (field.field_type, value) {
            _ if part.is_some() => integer(value, false),
            (FieldType::Integer | FieldType::Many2oneReference, value) => integer(value, name == "id"),
            (FieldType::Char | FieldType::Text | FieldType::Html, Value::String(text))
                if text.is_empty() && self.series() == Series::V19 =>
            {
                Ok(Value::Bool(false))
            }
            (FieldType::Float | FieldType::Monetary, Value::String(text)) => super::values::float_text(text),
            (FieldType::Date, Value::String(text)) => self.date_operand(text, |text| text.chars().take(10).collect()),
            (FieldType::Datetime, Value::String(text)) => self.datetime_operand(text, end_of_day),
            (FieldType::Many2one | FieldType::One2many | FieldType::Many2many, Value::Array(items)) => {
                Err(OdooError::type_error(format!("unhashable type: '{}'", items.first().map_or("list", |_| "list"))))
            }
            _ => Ok(value.clone()),
        }
    }

    /// A moment; in 19 a bare day is one of the user's time zone.
    fn datetime_operand(&self, written: &str, end_of_day: bool) -> Outcome<Value> {
        match self.relative(written) {
            Some(Resolved::Day(day)) => return self.datetime_operand(&day.to_string(), end_of_day),
            Some(Resolved::Moment(moment)) => return Ok(Value::from(utc_text(&moment))),
            None => {}
        }
        let value = self.date_operand(written, |text| datetime_operand(text, end_of_day))?;
        let moment = value.as_str().filter(|_| self.series() == Series::V19 && written.len() == 10).and_then(dates::stored);
        Ok(moment.map_or(value, |moment| Value::from(crate::clock::datetime_text(self.zone_or_own().to_utc(moment)))))
    }

    /// What a text relative to now is, which 19 reads, for an English user in the time zone of the call.
    fn relative(&self, written: &str) -> Option<Resolved> {
        let relative = Relative::parse(written).filter(|_| self.series() == Series::V19)?;
        relative.at(&self.zone_or_own().at(self.db.clock.now())?, Weekday::Sunday)
    }

    /// A day or moment: PostgreSQL reads ISO forms and `today` in 17 and 18, Odoo itself reads them in 19.
    fn date_operand(&self, written: &str, fit: impl Fn(&str) -> String) -> Outcome<Value> {
        let plain = written.replacen('T', " ", 1);
        let bare = plain.strip_suffix('Z').unwrap_or(&plain);
        let readable = dates::datetime_value(bare).is_ok();
        let newest = self.series() == Series::V19;
        if readable && newest && written.ends_with('Z') {
            return Err(OdooError::value(format!("expecting only datetimes with no timezone: '{written}'")));
        }
        if readable {
            return Ok(Value::from(fit(bare)));
        }
        match self.relative(written) {
            Some(Resolved::Day(day)) => return Ok(Value::from(day.to_string())),
            Some(Resolved::Moment(moment)) => return Ok(Value::from(moment.date().to_string())),
            None => {}
        }
        let word = dates::word(written, self.db.clock).filter(|_| !newest);
        word.map(|moment| Value::from(fit(&crate::clock::datetime_text(moment)))).ok_or_else(|| match self.series() {
            Series::V19 => OdooError::value(format!("Invalid term '{written}' in expression date: '{written}'")),
            _ => OdooError::new(Kind::InvalidDatetime, format!("invalid input syntax for type timestamp: \"{written}\"\n")),
        })
    }

    /// Whether a path may end in a part of a date.
    fn is_part(&self, field: &FieldSchema, part: &str) -> bool {
        let is_date = matches!(field.field_type, FieldType::Date | FieldType::Datetime);
        is_date && self.series() != Series::V17 && dates::PARTS.contains(&part)
    }

    fn unsearchable(&self, schema: &ModelSchema, name: &str) -> Outcome<Node> {
        match self.series() {
            Series::V17 | Series::V18 => Ok(Node::Ignored),
            Series::V19 => Err(self.not_stored(schema, name)),
        }
    }

    fn unknown_in_condition(&self, schema: &ModelSchema, name: &str, path: &str, written: &Written<'_>) -> OdooError {
        let noun = if self.series() == Series::V19 { "condition" } else { "leaf" };
        OdooError::value(format!("Invalid field {}.{name} in {noun} {}", schema.model, written.show(path)))
    }

    fn through_plain_field(&self, schema: &ModelSchema, name: &str, rest: &str, path: &str, written: &Written<'_>) -> OdooError {
        match self.series() {
            Series::V19 => OdooError::value(format!("Invalid field property '{rest}' on {}.{name}", schema.model)),
            _ => OdooError::new(Kind::AssertionError, format!("Invalid field '{path}' in domain term {}", written.show(path))),
        }
    }

    /// The error of a field that is no column, in an order or a domain.
    pub(super) fn not_stored(&self, schema: &ModelSchema, name: &str) -> OdooError {
        OdooError::value(format!("Cannot convert {}.{name} to SQL because it is not stored", schema.model))
    }
}

fn utc_text(moment: &Zoned) -> String {
    crate::clock::datetime_text(moment.with_time_zone(TimeZone::UTC).datetime())
}

/// An integer operand; a text in `id` reaches the database and fails there.
fn integer(value: &Value, is_id: bool) -> Outcome<Value> {
    match value {
        Value::String(text) if is_id && text.trim().parse::<i64>().is_err() => {
            Err(OdooError::new(Kind::InvalidText, format!("invalid input syntax for type integer: \"{text}\"\n")))
        }
        Value::String(text) => super::values::integer_text(text),
        other => Ok(other.clone()),
    }
}

fn datetime_operand(text: &str, end_of_day: bool) -> String {
    match text.len() {
        10 if end_of_day => format!("{text} 23:59:59"),
        10 => format!("{text} 00:00:00"),
        _ => text.to_owned(),
    }
}

fn pattern(operator: &str, value: &Value) -> Pattern {
    let written = if is_none(value) { String::new() } else { text(value) };
    let bare = operator.strip_prefix("not ").unwrap_or(operator);
    let text = if bare.starts_with('=') { written } else { format!("%{written}%") };
    Pattern::new(&text, bare.ends_with("ilike"))
}
