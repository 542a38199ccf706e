//! One line: `{"op": "create" | "write" | "search", "model": …, "values": … | "domain": …, "order": …}`.
//!
//! Other members are the caller's own notes and passed over, unless one is nearly the name of a member that counts: a misspelt
//! `domain` must not make a search of everything.

use odoo_sdk::Series;
use odoo_sdk::schema::SchemaSource;
use odoo_sdk::validate::{Input, validate};
use serde_json::{Map, Value, json};

use crate::nearest::one_slip_from;

/// The members that count.
const MEMBERS: [&str; 5] = ["op", "model", "values", "domain", "order"];

/// The verdict on a line: `accept` with the normalised call, `reject` with every error, or `error` with the
/// number of the line where it is not a call.
pub(crate) fn judge(number: usize, line: &str, series: Series, schemas: &dyn SchemaSource) -> Value {
    let call = match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(call)) => call,
        Ok(_) => return no_call(number, "expected an object"),
        Err(error) => return no_call(number, &format!("not valid JSON: {error}")),
    };
    match read(&call) {
        Ok(input) => verdict(&input, &call, series, schemas),
        Err(message) => no_call(number, &message),
    }
}

fn verdict(input: &Input<'_>, call: &Map<String, Value>, series: Series, schemas: &dyn SchemaSource) -> Value {
    let outcome = validate(input, series, schemas);
    if !outcome.is_accepted() {
        return json!({"verdict": "reject", "errors": outcome.issues});
    }
    let members = MEMBERS.into_iter().filter_map(|name| Some((name.to_owned(), call.get(name)?.clone())));
    let mut normalised = Value::Object(members.collect());
    match outcome.normalise(&mut normalised) {
        Ok(()) if outcome.notes.is_empty() => json!({"verdict": "accept", "errors": [], "normalised": normalised}),
        Ok(()) => json!({"verdict": "accept", "errors": [], "normalised": normalised, "notes": outcome.notes}),
        Err(error) => json!({"verdict": "reject", "errors": [{"code": "internal", "path": "", "message": error.to_string()}]}),
    }
}

/// The call on a line, or what keeps it from being one.
fn read(call: &Map<String, Value>) -> Result<Input<'_>, String> {
    if let Some((name, member)) = call.keys().find_map(|name| Some((name, misspelt(name)?))) {
        return Err(format!("`{name}` is not a member of a call, did you mean `{member}`"));
    }
    let text = |name: &str| call.get(name).and_then(Value::as_str).ok_or_else(|| format!("`{name}` is missing or is not a text"));
    let member = |name: &str| call.get(name).ok_or_else(|| format!("`{name}` is missing"));
    let model = text("model")?;
    match text("op")? {
        "create" => Ok(Input::Create { model, values: member("values")? }),
        "write" => Ok(Input::Write { model, ids: None, values: member("values")? }),
        "search" => {
            let order = match call.get("order") {
                None | Some(Value::Null) => None,
                Some(_) => Some(text("order")?),
            };
            Ok(Input::Search { model, domain: Some(member("domain")?), order, fields: None })
        }
        other => Err(format!("`{other}` is not an operation, expected `create`, `write` or `search`")),
    }
}

fn misspelt(name: &str) -> Option<&'static str> {
    one_slip_from(name, &MEMBERS)
}

fn no_call(number: usize, message: &str) -> Value {
    json!({"verdict": "error", "line": number, "errors": [{"code": "bad_line", "path": "", "message": message}]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::OfflineSchemas;

    fn check(line: &str) -> String {
        judge(1, line, Series::V18, &OfflineSchemas::open(Series::V18, None).unwrap()).to_string()
    }

    #[test]
    fn verdicts() {
        let lines = [
            r#"{"op": "create", "model": "res.partner", "values": {"name": "x", "country_id": [21, "Belgium"]}}"#,
            r#"{"op": "create", "model": "res.partner", "values": {"name": "x", "emial": "x"}}"#,
            r#"{"op": "search", "model": "sale.order", "domain": [["date_order", ">", "2026-01-01"]], "order": "id desc", "note": "mine"}"#,
            r#"{"op": "search", "model": "sale.order", "doman": []}"#,
            r#"{"op": "search", "model": "sale.order"}"#,
            r#"{"op": "unlink", "model": "sale.order"}"#,
            r#"{"op": "write", "model": "sale.order", "values": 5}"#,
            "[]",
            "{",
        ];
        let verdicts: Vec<String> = lines.iter().map(|line| format!("{line}\n  {}\n", check(line))).collect();
        insta::assert_snapshot!(verdicts.concat());
    }
}
