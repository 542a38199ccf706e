//! What a write would lose of HTML fields: structure that plain text does not have, and the words of other languages.

use std::collections::BTreeSet;

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use odoo_sdk::validate::Note;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::failure::{Failure, Problem};
use crate::tools::shape;

/// The language in which translated fields are kept, beside which the others stand.
const SOURCE: &str = "en_US";

/// The values that one record is written with, and where they stand in the call.
pub(super) struct Written<'a> {
    pub(super) id: u32,
    pub(super) values: &'a Map<String, Value>,
    pub(super) place: String,
}

/// Notes plain text that replaces structure; refuses HTML in one language that would replace that of every other.
pub(super) async fn check(context: &ToolContext, model: &str, written: &[Written<'_>]) -> Result<Vec<Note>, Failure> {
    let schema = context.odoo.model(model).await?;
    let language = context.odoo.language_given().filter(|language| *language != SOURCE);
    let names: BTreeSet<&String> = written.iter().flat_map(|one| touched(&schema, one.values, language)).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let ids = written.iter().map(|one| i64::from(one.id));
    let read = Call::new(model, "read").ids(ids).named("fields", json!(names)).read();
    let rows = context.odoo.send(read).await?;
    let (mut notes, mut problems, mut refused) = (Vec::new(), Vec::new(), BTreeSet::new());
    for one in written {
        let row = rows.as_array().into_iter().flatten().find(|row| row.get("id") == Some(&json!(one.id)));
        for name in touched(&schema, one.values, language) {
            let there = row.and_then(|row| row.get(name)?.as_str()).unwrap_or_default();
            match language.filter(|_| schema.fields.get(name).is_some_and(|field| field.translate)) {
                Some(language) if !shape::text_of(there).is_empty() => {
                    if refused.insert(format!("{}.{name}", one.place)) {
                        problems.push(of_every_language(one, name, language));
                    }
                }
                Some(_) => {}
                None => notes.extend(lost(one, name, there)),
            }
        }
    }
    if problems.is_empty() { Ok(notes) } else { Err(Failure::invalid(problems)) }
}

/// The HTML fields whose present content matters: those that are given plain text, or a text of one language.
fn touched<'a>(schema: &'a ModelSchema, values: &'a Map<String, Value>, language: Option<&'a str>) -> impl Iterator<Item = &'a String> {
    let matters = move |name: &str, value: &Value| {
        let field = schema.fields.get(name).filter(|field| field.field_type == FieldType::Html);
        field.is_some_and(|field| (field.translate && language.is_some()) || value.as_str().is_some_and(|text| !shape::is_markup(text)))
    };
    values.iter().filter(move |(name, value)| matters(name, value)).map(|(name, _)| name)
}

fn lost(one: &Written<'_>, name: &str, there: &str) -> Option<Note> {
    let structure = shape::structure(there);
    (!structure.is_empty()).then(|| Note {
        path: format!("{}.{name}", one.place),
        message: format!("`{name}` of record {} holds {}, which plain text replaces", one.id, structure.join(", ")),
        hint: "to keep them, use `append` of `update_record`, or write the markup that `get_record` with `html: true` returns".to_owned(),
    })
}

fn of_every_language(one: &Written<'_>, name: &str, language: &str) -> Problem {
    let message = format!("`{name}` is translated term by term: writing it in `{language}` would replace the text of every other language");
    let hint = "use `set_translations` with the terms, or leave `context.lang` out to write the text that is translated";
    Problem::new(ErrorCode::WrongValue, format!("{}.{name}", one.place), message).hint(hint)
}
