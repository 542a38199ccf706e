//! Domains in the words of the other series.

use serde_json::Value;

use super::call::Work;
use super::loss::LossKind;

/// Translates every condition of a domain on `model`.
pub(super) fn translate(work: &mut Work<'_>, model: &str, domain: &mut Value) {
    for term in domain.as_array_mut().into_iter().flatten() {
        if let Value::Array(leaf) = term
            && let [Value::String(path_text), Value::String(operator), operand] = leaf.as_mut_slice()
        {
            condition(work, model, path_text, operator, operand);
        }
    }
}

fn condition(work: &mut Work<'_>, model: &str, path_text: &mut String, operator: &str, operand: &mut Value) {
    let (there, end) = path(work, model, path_text, true);
    *path_text = there;
    let Some((end_model, end_field)) = end else { return };
    match operator {
        "any" | "not any" => match (work.co_model)(&end_model, &end_field) {
            Some(co_model) => translate(work, &co_model, operand),
            None => work.lose(&end_model, LossKind::Path(end_field)),
        },
        "=" | "!=" | "in" | "not in" => selections(work, &end_model, &end_field, operand),
        _ => (),
    }
}

fn selections(work: &mut Work<'_>, model: &str, field: &str, operand: &mut Value) {
    match operand {
        Value::String(value) => *value = work.selection(model, field, value),
        Value::Array(values) => values.iter_mut().for_each(|value| selections(work, model, field, value)),
        _ => (),
    }
}

/// A dotted path there, and the model and field it ends at, where both are known.
///
/// The last part of a date path (`date.month_number`) names no field; it is left as it is, as all that the tables do not know.
pub(super) fn path(work: &mut Work<'_>, model: &str, text: &str, for_value: bool) -> (String, Option<(String, String)>) {
    let parts: Vec<&str> = text.split('.').collect();
    let (mut here, mut there, mut end) = (Some(model.to_owned()), Vec::new(), None);
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        end = here.map(|model| (model, (*part).to_owned()));
        there.push(end.as_ref().map_or_else(|| (*part).to_owned(), |(model, field)| work.field(model, field, for_value && last)));
        here = end.as_ref().filter(|_| !last).and_then(|(model, field)| (work.co_model)(model, field));
    }
    (there.join("."), end)
}
