//! Records as lines of a file: whole values, links with id and name, times in UTC.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use crate::tools::shape;

/// Writes records one after the other.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    schema: &'a ModelSchema,
    fields: Vec<String>,
    is_csv: bool,
    text: String,
    rows: usize,
    last_id: i64,
}

impl<'a> Writer<'a> {
    /// With the line of the columns, where the format has one.
    pub(super) fn new(schema: &'a ModelSchema, fields: Vec<String>, is_csv: bool) -> Self {
        let mut writer = Self { schema, fields, is_csv, text: String::new(), rows: 0, last_id: 0 };
        if is_csv {
            writer.text = line(writer.columns().iter().map(|name| cell(name)));
        }
        writer
    }

    /// The fields that are read.
    pub(super) fn fields(&self) -> Vec<&str> {
        self.fields.iter().map(String::as_str).collect()
    }

    /// The columns; of a link in CSV its id and its name.
    pub(super) fn columns(&self) -> Vec<String> {
        let of_field = |name: &String| match self.is_link(name) && self.is_csv {
            true => vec![name.clone(), format!("{name}.name")],
            false => vec![name.clone()],
        };
        std::iter::once("id".to_owned()).chain(self.fields.iter().flat_map(of_field)).collect()
    }

    /// Adds a record, where it fits into so many bytes; whether it did.
    pub(super) fn push(&mut self, row: &Value, most: usize) -> bool {
        let line = if self.is_csv { self.csv(row) } else { self.json(row) };
        if self.text.len() + line.len() > most {
            return false;
        }
        self.text.push_str(&line);
        self.rows += 1;
        self.last_id = row.get("id").and_then(Value::as_i64).unwrap_or_default();
        true
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn last_id(&self) -> i64 {
        self.last_id
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn is_link(&self, name: &str) -> bool {
        self.schema.fields.get(name).is_some_and(|field| field.field_type == FieldType::Many2one)
    }

    fn csv(&self, row: &Value) -> String {
        let mut cells = vec![plain(row.get("id").unwrap_or(&Value::Null))];
        for name in &self.fields {
            let value = shaped(self.schema.fields.get(name), row.get(name).unwrap_or(&Value::Null));
            if self.is_link(name) {
                cells.extend(["id", "name"].map(|part| plain(value.get(part).unwrap_or(&Value::Null))));
            } else {
                cells.push(plain(&value));
            }
        }
        line(cells)
    }

    fn json(&self, row: &Value) -> String {
        let id = ("id".to_owned(), row.get("id").cloned().unwrap_or_default());
        let value = |name: &String| (name.clone(), shaped(self.schema.fields.get(name), row.get(name).unwrap_or(&Value::Null)));
        let record: Map<String, Value> = std::iter::once(id).chain(self.fields.iter().map(value)).collect();
        format!("{}\n", Value::Object(record))
    }
}

/// A value in the shape that answers have: an empty one is null, a link has id and name, a time is marked as UTC, HTML becomes text.
fn shaped(field: Option<&FieldSchema>, value: &Value) -> Value {
    match (field.map(|field| field.field_type), value) {
        (Some(FieldType::Boolean), value) => value.clone(),
        (_, Value::Bool(false)) => Value::Null,
        (Some(FieldType::Many2one), value) => shape::many2one(value.clone()),
        (Some(FieldType::Datetime), Value::String(text)) => json!(shape::utc(text)),
        (Some(FieldType::Html), Value::String(html)) => json!(shape::text_of(html)),
        (_, value) => value.clone(),
    }
}

/// A value as the text of a cell; several are apart by commas.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => cell(text),
        Value::Array(items) => quoted(&items.iter().map(|item| item.to_string()).collect::<Vec<_>>().join(",")),
        other => quoted(&other.to_string()),
    }
}

/// A text. A spreadsheet would run one that begins like a formula.
fn cell(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => quoted(&format!("'{text}")),
        false => quoted(text),
    }
}

/// As RFC 4180 has it.
fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let mut line = cells.into_iter().collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> ModelSchema {
        let types = [("name", FieldType::Char), ("partner_id", FieldType::Many2one), ("active", FieldType::Boolean)];
        let fields = types.map(|(name, kind)| (name.to_owned(), FieldSchema::new(kind)));
        ModelSchema { model: "x".to_owned(), fields: fields.into_iter().collect(), ..ModelSchema::default() }
    }

    fn fields() -> Vec<String> {
        ["name", "partner_id", "active"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_record_is_a_line() {
        let schema = schema();
        let row = json!({"id": 7, "name": "=1+1, \"x\"", "partner_id": [3, "Azure"], "active": false});
        let mut csv = Writer::new(&schema, fields(), true);
        assert!(csv.push(&row, 1_000) && !csv.push(&row, 60));
        assert_eq!(csv.text(), "id,name,partner_id,partner_id.name,active\r\n7,\"'=1+1, \"\"x\"\"\",3,Azure,false\r\n");
        let mut lines = Writer::new(&schema, fields(), false);
        assert!(lines.push(&json!({"id": 8, "name": false, "partner_id": false, "active": true}), 1_000));
        assert_eq!(lines.text(), "{\"active\":true,\"id\":8,\"name\":null,\"partner_id\":null}\n");
        assert_eq!((lines.rows(), lines.last_id(), lines.columns().len()), (1, 8, 4));
    }
}
