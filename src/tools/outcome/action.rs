//! What an action that a method returned means: done, a report, records that it shows, or a dialog that waits for an answer.

use serde_json::{Map, Value};

use super::literal;

/// What an action says of the method that returned it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    /// A window closes or is loaded again: the method ran.
    Closed,
    /// A notice for the user; the method ran.
    Notice(String),
    /// A page to open; the method ran.
    Url(String),
    /// A report to print; the method ran.
    Report(String),
    /// Records to show; the method ran. Without ids it is not known which.
    Records { model: String, ids: Vec<i64> },
    /// A dialog that may wait for an answer, where its model is transient.
    Window(Opening),
    /// The model that was called, without a record, or something unknown: what was done shows in the record alone.
    Unsure,
}

/// A window that an action opens, as Odoo said it. Only an action that Odoo answered makes one from a method.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Opening {
    /// Its model.
    pub(crate) model: String,
    /// Its title.
    pub(crate) title: Option<String>,
    /// The record it shows, where there is one already.
    pub(crate) record: Option<i64>,
    /// The view of its form, where the action names one.
    pub(crate) view: Option<i64>,
    /// The context that belongs to it; it never leaves the gateway but to Odoo.
    pub(crate) context: Map<String, Value>,
}

/// Reads an action that a method of `called` returned.
pub(super) fn read(called: &str, action: &Map<String, Value>) -> Meaning {
    let text = |name: &str| action.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    match text("type").unwrap_or_default().as_str() {
        "ir.actions.act_window_close" => Meaning::Closed,
        "ir.actions.act_url" => text("url").map_or(Meaning::Closed, Meaning::Url),
        "ir.actions.report" => text("report_name").or_else(|| text("name")).map_or(Meaning::Unsure, Meaning::Report),
        "ir.actions.client" => client(called, action),
        "ir.actions.act_window" => text("res_model").map_or(Meaning::Unsure, |model| window(called, &model, action)),
        _ => Meaning::Unsure,
    }
}

fn client(called: &str, action: &Map<String, Value>) -> Meaning {
    let parameters = action.get("params").and_then(Value::as_object);
    if let Some(next) = parameters.and_then(|parameters| parameters.get("next")).and_then(Value::as_object).filter(|next| !next.is_empty())
    {
        let meaning = read(called, next);
        if !matches!(meaning, Meaning::Closed | Meaning::Unsure) {
            return meaning;
        }
    }
    let shown = |name: &str| parameters.and_then(|parameters| parameters.get(name)).and_then(Value::as_str);
    let notice: Vec<&str> = ["title", "message"].into_iter().filter_map(shown).filter(|text| !text.is_empty()).collect();
    match action.get("tag").and_then(Value::as_str) {
        Some("display_notification") if !notice.is_empty() => Meaning::Notice(notice.join(": ")),
        Some("reload" | "soft_reload" | "display_notification") => Meaning::Closed,
        _ => Meaning::Unsure,
    }
}

fn window(called: &str, model: &str, action: &Map<String, Value>) -> Meaning {
    let record = action.get("res_id").and_then(Value::as_i64).filter(|id| *id > 0);
    let ids = record.map(|id| vec![id]).or_else(|| ids_of_domain(action.get("domain")?)).unwrap_or_default();
    let in_dialog = action.get("target").and_then(Value::as_str) == Some("new");
    if model != called && (in_dialog || ids.is_empty()) {
        return Meaning::Window(opening(model, record, action));
    }
    if model == called && ids.is_empty() {
        return Meaning::Unsure;
    }
    Meaning::Records { model: model.to_owned(), ids }
}

fn opening(model: &str, record: Option<i64>, action: &Map<String, Value>) -> Opening {
    let title = ["name", "display_name"].into_iter().find_map(|name| action.get(name)?.as_str());
    Opening {
        model: model.to_owned(),
        title: title.filter(|title| !title.is_empty()).map(str::to_owned),
        record,
        view: form_view(action),
        context: context_of(action.get("context")),
    }
}

/// The id of the form among `views`, or in `view_id`.
fn form_view(action: &Map<String, Value>) -> Option<i64> {
    let views = action.get("views").and_then(Value::as_array).into_iter().flatten();
    let form = views.filter_map(Value::as_array).find(|view| view.get(1).and_then(Value::as_str) == Some("form"));
    let only = || match action.get("view_id")? {
        Value::Array(pair) if form.is_none() => pair.first()?.as_i64(),
        Value::Number(id) if form.is_none() => id.as_i64(),
        _ => None,
    };
    form.and_then(|view| view.first()?.as_i64()).or_else(only)
}

/// The context of an action: an object, or the text of one.
fn context_of(context: Option<&Value>) -> Map<String, Value> {
    match context {
        Some(Value::Object(context)) => context.clone(),
        Some(Value::String(text)) => match literal::value_of(text) {
            Some(Value::Object(context)) => context,
            _ => Map::new(),
        },
        _ => Map::new(),
    }
}

/// The ids that a domain names: `[["id", "in", [1, 2]]]`, alone or beside other conditions.
fn ids_of_domain(domain: &Value) -> Option<Vec<i64>> {
    let read;
    let domain = match domain {
        Value::String(text) => {
            read = literal::value_of(text)?;
            &read
        }
        other => other,
    };
    domain.as_array()?.iter().find_map(|leaf| match leaf.as_array()?.as_slice() {
        [field, operator, operand] if field == "id" => match (operator.as_str()?, operand) {
            ("in", Value::Array(ids)) => ids.iter().map(Value::as_i64).collect(),
            ("=", id) => id.as_i64().map(|id| vec![id]),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(action: &Value, expected: &Meaning) {
        assert_eq!(read("purchase.order", action.as_object().unwrap()), *expected, "{action}");
    }

    fn records(model: &str, ids: Vec<i64>) -> Meaning {
        Meaning::Records { model: model.to_owned(), ids }
    }

    #[test]
    fn work_that_was_done_is_known_from_its_action() {
        let window = "ir.actions.act_window";
        check(&json!({"type": window, "res_model": "account.move", "res_id": 74, "target": "current"}), &records("account.move", vec![74]));
        let domain = "[('id', 'in', [3, 4])]";
        check(&json!({"type": window, "res_model": "account.move", "domain": domain}), &records("account.move", vec![3, 4]));
        let domain = json!([["id", "=", 3]]);
        check(&json!({"type": window, "res_model": "account.move", "res_id": false, "domain": domain}), &records("account.move", vec![3]));
        check(&json!({"type": window, "res_model": "purchase.order", "res_id": 9, "target": "new"}), &records("purchase.order", vec![9]));
        check(&json!({"type": "ir.actions.act_window_close"}), &Meaning::Closed);
        check(&json!({"type": "ir.actions.act_url", "url": "/x"}), &Meaning::Url("/x".to_owned()));
        check(&json!({"type": "ir.actions.report", "report_name": "a.b"}), &Meaning::Report("a.b".to_owned()));
        check(&json!({"type": window, "res_model": "purchase.order"}), &Meaning::Unsure);
        let params = json!({"message": "3 sent", "next": {"type": "ir.actions.act_window_close"}});
        check(
            &json!({"type": "ir.actions.client", "tag": "display_notification", "params": params}),
            &Meaning::Notice("3 sent".to_owned()),
        );
    }

    #[test]
    fn a_dialog_keeps_what_belongs_to_it() {
        let action = json!({
            "type": "ir.actions.act_window", "name": "Back order", "res_model": "stock.backorder.confirmation", "target": "new",
            "views": [[7, "form"]], "context": "{'button_validate_picking_ids': [5]}",
        });
        let context = json!({"button_validate_picking_ids": [5]}).as_object().unwrap().clone();
        let model = "stock.backorder.confirmation".to_owned();
        check(&action, &Meaning::Window(Opening { model, title: Some("Back order".to_owned()), record: None, view: Some(7), context }));
    }
}
