//! Appending to a text or an HTML field without losing what it holds.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value, json};

use super::before;
use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::shape;

/// The values of the fields with what is appended to them, of one record.
pub(super) async fn values(
    context: &ToolContext,
    model: &str,
    ids: &[u32],
    append: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let [id] = ids else { return Err(one_record()) };
    let mut call = json!({"values": append});
    context.odoo.check(Operation::Write, model, &mut call).await.map_err(|failure| failure.moved("values", "append"))?;
    let schema = context.odoo.model(model).await?;
    fits(&schema, &append)?;
    let names: Vec<&String> = append.keys().collect();
    let read = Call::new(model, "read").ids([i64::from(*id)]).named("fields", json!(names)).read();
    let rows = context.odoo.send(read).await?;
    let Some(row) = rows.get(0) else { return Err(before::gone(before::of_ids(0), model, *id)) };
    let joined = |(name, more): (String, Value)| {
        let is_html = schema.fields.get(&name).is_some_and(|field| field.field_type == FieldType::Html);
        let there = row.get(&name).and_then(Value::as_str).unwrap_or_default();
        let value = join(there, more.as_str().unwrap_or_default(), is_html);
        (name, json!(value))
    };
    Ok(append.into_iter().map(joined).collect())
}

/// Only texts grow.
fn fits(schema: &ModelSchema, append: &Map<String, Value>) -> Result<(), Failure> {
    let is_text = |name: &str| schema.fields.get(name).is_some_and(|field| matches!(field.field_type, FieldType::Html | FieldType::Text));
    let wrong = append.iter().filter(|(name, value)| !(is_text(name) && value.is_string())).map(|(name, _)| {
        let message = format!("`{name}` of `{}` is not a text or HTML field with a text to append", schema.model);
        Problem::new(IssueCode::WrongType, format!("append.{name}"), message).hint("set it with `values`")
    });
    let wrong: Vec<Problem> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(Failure::invalid(wrong)) }
}

/// What is there, and then the rest: on a line of its own, in HTML as paragraphs unless it is markup already.
fn join(there: &str, more: &str, is_html: bool) -> String {
    match (is_html, there.is_empty()) {
        (true, _) if shape::is_markup(more) => format!("{there}{more}"),
        (true, _) => format!("{there}{}", shape::paragraphs(more)),
        (false, true) => more.to_owned(),
        (false, false) => format!("{there}\n{more}"),
    }
}

fn one_record() -> Failure {
    let message = "`append` adds to what a record holds, so it takes one record at a time";
    Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "record_ids", message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays() {
        assert_eq!(join("a", "b", false), "a\nb");
        assert_eq!(join("", "b", false), "b");
        assert_eq!(join("<p>a</p>", "b < c", true), "<p>a</p><p>b &lt; c</p>");
        assert_eq!(join("<p>a</p>", "<p>b</p>", true), "<p>a</p><p>b</p>");
    }
}
