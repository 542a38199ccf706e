//! How records look in an answer: one shape on every series and over every API, and small enough to be read.

mod default_fields;
mod fit;
mod html;
mod labels;
mod markup;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::Change;
use serde_json::{Map, Value, json};

use super::remarks::Remarks;
use labels::Labels;

pub(crate) use default_fields::{default_fields, is_own};
pub(crate) use fit::{fit_records, fit_values, size_of};
pub(crate) use html::text_of;
pub(crate) use markup::{is_markup, paragraphs, structure};

/// Longest text in a list of records, in characters.
pub(crate) const SHORT_TEXT: usize = 400;

/// Longest text in one record that is read on its own, in characters.
pub(crate) const LONG_TEXT: usize = 20_000;

/// Most ids of an x2many that are shown.
const MOST_IDS: usize = 50;

/// Most remarks of one kind that are made of a call.
const MOST_REMARKS: usize = 20;

/// Makes records of one model fit for an answer, and keeps account of what it left out.
#[derive(Debug)]
pub(crate) struct Shaper<'a> {
    schema: &'a ModelSchema,
    longest_text: usize,
    left_out: BTreeMap<String, LeftOut>,
    has_times: bool,
    /// HTML is shown as it is, not as text.
    keeps_html: bool,
    /// HTML fields that are shown as text.
    as_text: BTreeSet<String>,
    labels: Labels,
}

/// What was left out of one field, and how to get it.
#[derive(Debug)]
struct LeftOut {
    what: &'static str,
    records: usize,
    get: String,
}

/// The context of every read: binaries as their size, never their content.
pub(crate) fn reading_context() -> Map<String, Value> {
    Map::from_iter([("bin_size".to_owned(), Value::Bool(true))])
}

/// Adds to an answer how the call was normalised, and what in it is unlikely to be intended. Of many records each may have the same to be said.
pub(crate) fn add_remarks(answer: &mut Value, remarks: &Remarks) {
    let reported = |change: &Change| json!({"path": change.path, "message": change.message});
    add_some(answer, "normalised", remarks.changes.iter().map(reported));
    add_some(answer, "notes", remarks.notes.iter().map(|note| json!(note)));
}

/// Adds to an answer which whole floats of the call were taken as integers.
pub(crate) fn report_whole_numbers(content: &mut Map<String, Value>, places: &[String]) {
    if places.is_empty() {
        return;
    }
    let reported = places.iter().take(MOST_REMARKS).map(|path| json!({"path": path, "message": "a whole number, taken as an integer"}));
    if let Value::Array(remarks) = content.entry("normalised").or_insert_with(|| Value::Array(Vec::new())) {
        remarks.extend(reported);
    }
}

fn add_some(answer: &mut Value, name: &str, remarks: impl ExactSizeIterator<Item = Value>) {
    let more = remarks.len().saturating_sub(MOST_REMARKS);
    let reported: Vec<Value> = remarks.take(MOST_REMARKS).collect();
    if !reported.is_empty() {
        set(answer, name, Value::Array(reported));
    }
    if more > 0 {
        push(answer, "left_out", json!({"what": format!("{more} more of `{name}`")}));
    }
}

impl<'a> Shaper<'a> {
    /// For records of a model, with texts of at most so many characters.
    pub(crate) fn new(schema: &'a ModelSchema, longest_text: usize) -> Self {
        Self {
            schema,
            longest_text,
            left_out: BTreeMap::new(),
            has_times: false,
            keeps_html: false,
            as_text: BTreeSet::new(),
            labels: Labels::default(),
        }
    }

    /// With HTML as it is where that is wanted.
    pub(crate) fn keeping_html(self, keeps_html: bool) -> Self {
        Self { keeps_html, ..self }
    }

    /// Records as Odoo gave them, in the shape of an answer.
    pub(crate) fn records(&mut self, answer: Value) -> Vec<Value> {
        match answer {
            Value::Array(rows) => rows.into_iter().map(|row| self.record(row)).collect(),
            _ => Vec::new(),
        }
    }

    /// One record, or any object whose members are fields of the model.
    pub(crate) fn record(&mut self, row: Value) -> Value {
        let Value::Object(row) = row else { return row };
        let shaped = |(name, value): (String, Value)| {
            let value = match self.schema.fields.get(&name) {
                Some(field) => self.field(&name, field, value),
                None => value,
            };
            (name, value)
        };
        Value::Object(row.into_iter().map(shaped).collect())
    }

    /// `false` is null but for booleans; a many2one is an object; a datetime says that it is UTC; HTML is text; a binary is its size.
    fn field(&mut self, name: &str, field: &FieldSchema, value: Value) -> Value {
        match (field.field_type, value) {
            (FieldType::Boolean, value) => value,
            (_, Value::Bool(false)) => Value::Null,
            (FieldType::Many2one, value) => many2one(value),
            (FieldType::Datetime, Value::String(text)) => {
                self.has_times = true;
                Value::String(utc(&text))
            }
            (FieldType::Selection, Value::String(code)) => {
                self.labels.note(name, field, &code);
                Value::String(code)
            }
            (FieldType::Binary, Value::String(size)) => json!({"binary": true, "size": size}),
            (FieldType::Binary, Value::Object(content)) if is_file(&content) => file(&content),
            (FieldType::Html, Value::String(html)) if self.keeps_html => self.text(name, &html),
            (FieldType::Html, Value::String(html)) => self.html(name, &html),
            (FieldType::Text | FieldType::Char, Value::String(text)) => self.text(name, &text),
            (FieldType::One2many | FieldType::Many2many, Value::Array(ids)) => self.ids(name, field, ids),
            (_, value) => value,
        }
    }

    /// HTML as text; where that is not all of it, the answer says so.
    fn html(&mut self, name: &str, html: &str) -> Value {
        if !markup::structure(html).is_empty() {
            self.as_text.insert(name.to_owned());
        }
        self.text(name, &html::text_of(html))
    }

    fn text(&mut self, name: &str, text: &str) -> Value {
        let shown = cut(text, self.longest_text);
        if shown == text {
            return json!(text);
        }
        let get = format!("`get_record` with `fields: [\"{name}\"]`");
        self.note(name, "long texts are cut", get);
        json!(shown)
    }

    fn ids(&mut self, name: &str, field: &FieldSchema, mut ids: Vec<Value>) -> Value {
        if ids.len() > MOST_IDS {
            let relation = field.relation.as_deref().unwrap_or_default();
            let get = match &field.inverse {
                Some(inverse) => format!("`search_read` on `{relation}` with the domain `[[\"{inverse}\", \"=\", <id>]]`"),
                None => format!("`search_read` on `{relation}`"),
            };
            self.note(name, "only the first 50 ids are shown", get);
            ids.truncate(MOST_IDS);
        }
        Value::Array(ids)
    }

    fn note(&mut self, name: &str, what: &'static str, get: String) {
        self.left_out.entry(name.to_owned()).or_insert(LeftOut { what, records: 0, get }).records += 1;
    }

    /// Adds to an answer what was left out, what the codes in it mean, and in whose time zone its times are meant.
    pub(crate) fn finish(self, answer: &mut Value, time_zone: Option<&str>) {
        if let (true, Some(zone)) = (self.has_times, time_zone) {
            set(answer, "user_timezone", json!(zone));
        }
        self.labels.add_to(answer);
        if !self.as_text.is_empty() {
            let get = "`get_record` with `html: true` returns the markup";
            set(answer, "html_as_text", json!({"fields": self.as_text, "get": get}));
        }
        let notes = self
            .left_out
            .into_iter()
            .map(|(field, left)| json!({"field": field, "what": left.what, "records": left.records, "get": left.get}));
        for note in notes {
            push(answer, "left_out", note);
        }
    }
}

/// A text of at most so many characters, with a mark where it was cut.
pub(crate) fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// Sets a member of an answer, which is an object.
pub(crate) fn set(answer: &mut Value, name: &str, value: Value) {
    if let Some(members) = answer.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// Adds an item to a list in an answer that may not be there yet.
pub(crate) fn push(answer: &mut Value, name: &str, item: Value) {
    match answer.get_mut(name).and_then(Value::as_array_mut) {
        Some(list) => list.push(item),
        None => answer[name] = json!([item]),
    }
}

/// Whether a value is the content of a file, as 20.0 and later read a binary field.
fn is_file(value: &Map<String, Value>) -> bool {
    ["checksum", "content", "filename"].iter().any(|name| value.contains_key(*name)) && value.contains_key("size")
}

/// A file without its content.
fn file(value: &Map<String, Value>) -> Value {
    let shown = ["size", "filename"].into_iter().filter_map(|name| Some((name.to_owned(), value.get(name)?.clone())));
    std::iter::once(("binary".to_owned(), Value::Bool(true))).chain(shown).collect()
}

/// `[id, name]`, or the object that later APIs give.
pub(crate) fn many2one(value: Value) -> Value {
    match value {
        Value::Array(pair) => {
            let mut parts = pair.into_iter();
            json!({"id": parts.next(), "name": parts.next()})
        }
        Value::Object(mut record) => json!({"id": record.remove("id"), "name": record.remove("display_name")}),
        other => other,
    }
}

/// `2026-11-20 10:00:00`, which Odoo means in UTC, as `2026-11-20T10:00:00Z`.
pub(crate) fn utc(text: &str) -> String {
    match text.split_once(' ') {
        Some((date, time)) => format!("{date}T{time}Z"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaped(field_type: FieldType, value: Value) -> Value {
        let mut schema = ModelSchema::default();
        schema.fields.insert("it".to_owned(), FieldSchema::new(field_type));
        Shaper::new(&schema, SHORT_TEXT).record(json!({"it": value}))["it"].clone()
    }

    #[test]
    fn values_have_one_shape() {
        let check = |field_type, value, expected| assert_eq!(shaped(field_type, value), expected);
        check(FieldType::Boolean, json!(false), json!(false));
        check(FieldType::Char, json!(false), Value::Null);
        check(FieldType::Many2one, json!([7, "Azure"]), json!({"id": 7, "name": "Azure"}));
        check(FieldType::Many2one, json!({"id": 7, "display_name": "Azure"}), json!({"id": 7, "name": "Azure"}));
        check(FieldType::Many2one, json!(false), Value::Null);
        check(FieldType::Datetime, json!("2026-11-20 10:00:00"), json!("2026-11-20T10:00:00Z"));
        check(FieldType::Date, json!("2026-11-20"), json!("2026-11-20"));
        check(FieldType::Integer, json!(0), json!(0));
        check(FieldType::Binary, json!("12.00 Kb"), json!({"binary": true, "size": "12.00 Kb"}));
        let of_20 = json!({"content": "aGVsbG8=", "size": 5, "filename": "a.txt"});
        check(FieldType::Binary, of_20, json!({"binary": true, "size": 5, "filename": "a.txt"}));
        check(FieldType::Binary, json!({"amount_total": 5}), json!({"amount_total": 5}));
        check(FieldType::Html, json!("<p>a</p><p>b</p>"), json!("a\nb"));
    }

    #[test]
    fn what_is_left_out_is_reported() {
        let mut schema = ModelSchema::default();
        schema.fields.insert("note".to_owned(), FieldSchema::new(FieldType::Text));
        schema.fields.insert("when".to_owned(), FieldSchema::new(FieldType::Datetime));
        let lines =
            FieldSchema { relation: Some("line".into()), inverse: Some("order_id".into()), ..FieldSchema::new(FieldType::One2many) };
        schema.fields.insert("lines".to_owned(), lines);
        let mut shaper = Shaper::new(&schema, 5);
        let rows = json!([{"note": "0123456789", "lines": vec![1; 60], "when": "2026-01-01 00:00:00"}, {"note": "abcdefg"}]);
        let mut answer = json!({"records": shaper.records(rows)});
        shaper.finish(&mut answer, Some("Europe/Brussels"));
        assert_eq!(answer["records"][0]["note"], "01234…");
        assert_eq!(answer["records"][0]["lines"].as_array().unwrap().len(), MOST_IDS);
        insta::assert_json_snapshot!([&answer["left_out"], &answer["user_timezone"]]);
    }
}
