//! The lines of a dialog's list: shown with numbers, and changed by these numbers in an answer.

use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Problem};
use crate::tools::shape;

/// The lines of a list that Odoo filled in, each as its values: `[0, _, values]`, `[4, id, values]`, or the records themselves.
pub(super) fn of(value: &Value) -> Vec<Map<String, Value>> {
    let line = |item: &Value| match item {
        Value::Array(command) => of_command(command),
        Value::Object(record) => Some(record.clone()),
        _ => None,
    };
    value.as_array().into_iter().flatten().filter_map(line).collect()
}

/// A line that is linked has its id beside its values.
fn of_command(command: &[Value]) -> Option<Map<String, Value>> {
    let mut values = command.get(2)?.as_object()?.clone();
    if command.first().and_then(Value::as_i64) == Some(4) {
        values.insert("id".to_owned(), command.get(1)?.clone());
    }
    Some(values)
}

/// The lines as they are shown, numbered from 1.
pub(super) fn shown(value: &Value, columns: &[String]) -> Vec<Value> {
    let numbered = |(at, line): (usize, Map<String, Value>)| {
        let mut shown = json!({"line": at + 1});
        for (name, value) in line.into_iter().filter(|(name, _)| columns.is_empty() || columns.contains(name)) {
            shape::set(&mut shown, &name, if value.is_object() { shape::many2one(value) } else { value });
        }
        shown
    };
    of(value).into_iter().enumerate().map(numbered).collect()
}

/// Linked records as they are shown, by id and name.
pub(crate) fn linked(value: &Value) -> Vec<Value> {
    of(value).into_iter().map(|record| shape::many2one(Value::Object(record))).collect()
}

/// An answer such as `[{"line": 1, "quantity": 2}]` over the lines that Odoo filled in, as commands; an answer in any other form stays.
/// Of the lines themselves only what their model keeps is written back.
pub(super) fn answered(field: &str, filled_in: &Value, answer: Value, keeps: &dyn Fn(&str) -> bool) -> Result<Value, Failure> {
    let Value::Array(changes) = &answer else { return Ok(answer) };
    if changes.is_empty() || !changes.iter().all(|change| change.get("line").is_some()) {
        return Ok(answer);
    }
    let mut lines: Vec<Map<String, Value>> = of(filled_in).into_iter().map(|line| values_of(line, keeps)).collect();
    for (at, change) in changes.iter().enumerate() {
        let number = change.get("line").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
        let line = number.and_then(|number| lines.get_mut(number.checked_sub(1)?));
        let Some(line) = line else { return Err(no_line(field, at, lines.len())) };
        line.extend(
            change.as_object().into_iter().flatten().filter(|(name, _)| *name != "line").map(|(name, value)| (name.clone(), value.clone())),
        );
    }
    Ok(lines.into_iter().map(|line| json!([0, 0, line])).collect())
}

/// Values to be written: a link is its id.
fn values_of(line: Map<String, Value>, keeps: &dyn Fn(&str) -> bool) -> Map<String, Value> {
    let plain = |(name, value): (String, Value)| match value {
        Value::Object(mut link) => (name, link.remove("id").unwrap_or_default()),
        value => (name, value),
    };
    line.into_iter().filter(|(name, _)| name != "id" && keeps(name)).map(plain).collect()
}

fn no_line(field: &str, at: usize, lines: usize) -> Failure {
    let message = format!("`line` of `{field}` is a number from 1 to {lines}");
    Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, format!("answers.{field}[{at}].line"), message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_changed_by_its_number_and_the_others_stay() {
        let filled_in = json!([
            [0, "virtual_1", {"product_id": {"id": 7, "display_name": "Desk"}, "quantity": 0, "shown": 5}],
            [0, "virtual_2", {"product_id": {"id": 8, "display_name": "Lamp"}, "quantity": 0}],
        ]);
        let changed = answered("moves", &filled_in, json!([{"line": 2, "quantity": 3}]), &|name| name != "shown").unwrap();
        assert_eq!(changed, json!([[0, 0, {"product_id": 7, "quantity": 0}], [0, 0, {"product_id": 8, "quantity": 3}]]));
        assert_eq!(answered("moves", &filled_in, json!([[5]]), &|_| true).unwrap(), json!([[5]]));
        let error = answered("moves", &filled_in, json!([{"line": 3}]), &|_| true).unwrap_err().to_json();
        assert_eq!(error["path"], "answers.moves[0].line");
        let contacts = json!([[4, 7, {"display_name": "Azure"}]]);
        assert_eq!(linked(&contacts), [json!({"id": 7, "name": "Azure"})]);
        assert_eq!(shown(&filled_in, &[])[1], json!({"line": 2, "product_id": {"id": 8, "name": "Lamp"}, "quantity": 0}));
    }
}
