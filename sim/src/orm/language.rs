//! Languages: which are active, and the value of a translated field in each. The source text is in the field's own column, a translation
//! beside it under `name@code`.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::Env;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::python::is_none;

/// The language of the source texts.
const SOURCE: &str = "en_US";

impl Env<'_> {
    /// Refuses a language that is not active, as 18 and 19 do. 17 works on as if none were given, and so writes the source text.
    pub(crate) fn check_language(&self) -> Outcome<()> {
        let given = self.context.get("lang").and_then(Value::as_str).filter(|code| !code.is_empty());
        match given.filter(|code| self.series() != Series::V17 && !self.active_languages().contains(code)) {
            Some(code) => Err(OdooError::user(format!("Invalid language code: {code}"))),
            None => Ok(()),
        }
    }

    /// The codes of the active languages; the language of the source is always one of them.
    fn active_languages(&self) -> Vec<&str> {
        let active = self.db.rows("res.lang").filter(|(_, row)| row.get("active") == Some(&Value::Bool(true)));
        let codes = active.filter_map(|(_, row)| row.get("code")?.as_str()).filter(|code| *code != SOURCE);
        std::iter::once(SOURCE).chain(codes).collect()
    }

    /// The language that translated fields are read and written in; `None` for the source text.
    fn language(&self) -> Option<&str> {
        let given = self.context.get("lang")?.as_str()?;
        (given != SOURCE && self.active_languages().contains(&given)).then_some(given)
    }

    /// The translation of a field's value in the language of the context, where there is one.
    pub(super) fn translation<'r>(&self, row: &'r Row, name: &str, field: &FieldSchema) -> Option<&'r Value> {
        let language = self.language().filter(|_| field.translate)?;
        row.get(&column(name, language)).filter(|value| !is_none(value))
    }

    /// Moves what is written in another language than the source's beside the source text. HTML is translated term by term: a new text
    /// replaces that of every language.
    pub(super) fn keep_translations(&self, schema: &ModelSchema, row: &mut Row, created: bool) {
        let translated = |name: &&String| schema.fields.get(*name).is_some_and(|field| field.translate);
        for name in row.keys().filter(translated).cloned().collect::<Vec<_>>() {
            let by_term = schema.fields.get(&name).is_some_and(is_by_term);
            if by_term {
                let others = self.active_languages().into_iter().filter(|code| *code != SOURCE);
                row.extend(others.map(|code| (column(&name, code), Value::Null)));
            } else if let (Some(language), Some(value)) = (self.language(), row.get(&name).cloned()) {
                row.insert(column(&name, language), value);
                if !created {
                    row.remove(&name);
                }
            }
        }
    }

    /// `get_field_translations`: the value in every active language, and how the field is translated.
    pub(crate) fn field_translations(&self, schema: &ModelSchema, id: i64, name: &str) -> Outcome<Value> {
        let field = self.translated_field(schema, id, name)?;
        let row = self.db.row(&schema.model, id);
        let source = row.and_then(|row| row.get(name)).cloned().unwrap_or(Value::Bool(false));
        let of = |code: &str| row.and_then(|row| row.get(&column(name, code))).filter(|value| !is_none(value)).unwrap_or(&source);
        if is_by_term(&field) {
            return Ok(self.by_terms(&source, of));
        }
        let one = |code: &str| json!({ "lang": code, "source": source, "value": of(code) });
        let kind = if field.field_type == FieldType::Char { "char" } else { "text" };
        let all: Vec<Value> = self.active_languages().into_iter().map(one).collect();
        Ok(json!([all, { "translation_type": kind, "translation_show_source": false }]))
    }

    /// Each term of a text in each language; it is empty where it is as in the source.
    fn by_terms<'r>(&self, source: &Value, of: impl Fn(&str) -> &'r Value) -> Value {
        let terms = |text: &Value| terms(text.as_str().unwrap_or_default());
        let of_language = |code: &str| {
            let known = terms(of(code));
            let one = |(at, term): (usize, String)| {
                let value = known.get(at).filter(|value| **value != term).cloned().unwrap_or_default();
                json!({ "lang": code, "source": term, "value": value })
            };
            terms(source).into_iter().enumerate().map(one).collect::<Vec<_>>()
        };
        let all: Vec<Value> = self.active_languages().into_iter().flat_map(of_language).collect();
        json!([all, { "translation_type": "text", "translation_show_source": true }])
    }

    /// `update_field_translations`: a value a language; of HTML, terms of the source with their translations.
    pub(crate) fn update_translations(&mut self, schema: &ModelSchema, id: i64, name: &str, all: &Map<String, Value>) -> Outcome<Value> {
        self.check_access(schema, super::access::Operation::Write)?;
        self.translated_field(schema, id, name)?;
        if let Some(code) = all.keys().find(|code| !self.active_languages().contains(&code.as_str())) {
            return Err(OdooError::user(format!("The language {code} is not active.")));
        }
        let source = self.db.row(&schema.model, id).and_then(|row| row.get(name)).cloned().unwrap_or(Value::Bool(false));
        let row: Vec<(String, Value)> = all
            .iter()
            .map(|(code, value)| {
                let place = if code == SOURCE { name.to_owned() } else { column(name, code) };
                (place, translated(&source, value))
            })
            .collect();
        self.db.update(&schema.model, id, row);
        Ok(Value::Bool(true))
    }

    fn translated_field(&self, schema: &ModelSchema, id: i64, name: &str) -> Outcome<FieldSchema> {
        self.check_exist(schema, &[id])?;
        let field = schema.fields.get(name).ok_or_else(|| OdooError::new(crate::error::Kind::KeyError, name))?;
        match field.translate {
            true => Ok(field.clone()),
            false => Err(OdooError::user(format!("The field {name} of {} is not translated.", schema.model))),
        }
    }
}

/// Where the value of a language is kept.
fn column(name: &str, language: &str) -> String {
    format!("{name}@{language}")
}

fn is_by_term(field: &FieldSchema) -> bool {
    field.field_type == FieldType::Html
}

/// The terms of HTML: what stands between elements that are blocks, with the tags inside a line.
fn terms(html: &str) -> Vec<String> {
    const INLINE: [&str; 9] = ["a", "b", "strong", "i", "em", "u", "span", "code", "font"];
    let (mut terms, mut term) = (Vec::new(), String::new());
    for piece in html.split_inclusive('>') {
        let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        term.push_str(text);
        if INLINE.contains(&name) {
            term.push('<');
            term.push_str(tag);
        } else {
            terms.push(std::mem::take(&mut term));
        }
    }
    terms.push(term);
    terms.into_iter().map(|term| term.trim().to_owned()).filter(|term| !term.is_empty()).collect()
}

/// A whole text, or the source with its terms replaced.
fn translated(source: &Value, value: &Value) -> Value {
    let Some(terms) = value.as_object() else { return value.clone() };
    let text = source.as_str().unwrap_or_default().to_owned();
    let replaced = terms.iter().fold(text, |text, (term, value)| text.replace(term, value.as_str().unwrap_or(term)));
    Value::from(replaced)
}
