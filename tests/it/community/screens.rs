//! What the form of a model offers a user, as calls: each field that may be filled in with a plausible value, each button, dry.

use odoo_sdk::Call;
use serde_json::{Value, json};

use super::people::Direct;

/// The calls, none for who may not see the form.
pub(super) fn offered(odoo: &Direct, model: &str) -> Vec<(&'static str, Value)> {
    let view = odoo.ask(Call::new(model, "get_views").named("views", json!([[false, "form"]])).read());
    let Some(arch) = view["views"]["form"]["arch"].as_str() else { return Vec::new() };
    let fields = odoo.ask(Call::fields_get(model, ["type", "readonly", "relation", "selection"]));
    let mut calls = looks(model);
    let record = odoo.ids(model, json!([])).first().copied();
    if may(odoo, model, "create") {
        calls.push(("create_record", json!({"model": model, "values": {}, "dry_run": true})));
    }
    let Some(id) = record else { return calls };
    if may(odoo, model, "write") {
        let values = tags(arch, "field").filter(is_open).filter_map(|tag| {
            let name = attribute(tag, "name")?;
            Some((name, value(odoo, model, name, &fields[name])?))
        });
        let write = |(name, value): (&str, Value)| {
            ("update_record", json!({"model": model, "record_ids": [id], "values": {name: value}, "dry_run": true}))
        };
        calls.extend(values.map(write));
    }
    if may(odoo, model, "unlink") {
        calls.push(("delete_record", json!({"model": model, "record_ids": [id], "dry_run": true})));
    }
    let buttons = tags(arch, "button").filter(is_open).filter(|tag| attribute(tag, "type") == Some("object"));
    let press = |method| ("execute_method", json!({"model": model, "method": method, "record_ids": [id], "dry_run": true}));
    calls.extend(buttons.filter_map(|tag| attribute(tag, "name")).map(press));
    calls
}

fn looks(model: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("search_read", json!({"model": model, "limit": 2})),
        ("search_count", json!({"model": model, "domain": [["create_uid", "ilike", "a"]]})),
        ("name_search", json!({"model": model, "name": "a"})),
        ("get_defaults", json!({"model": model})),
        ("get_model_fields", json!({"model": model})),
        ("export_records", json!({"model": model, "fields": ["display_name"]})),
    ]
}

fn may(odoo: &Direct, model: &str, right: &str) -> bool {
    odoo.ask(Call::new(model, "has_access").ids([]).positional("operation", right).read()) == json!(true)
}

/// A value that a person could choose; `None` where the field is not one that is filled in so.
fn value(odoo: &Direct, model: &str, name: &str, field: &Value) -> Option<Value> {
    let chosen = |domain| odoo.ids(field["relation"].as_str()?, domain).into_iter().next();
    match field["type"].as_str().filter(|_| field["readonly"] != true)? {
        "char" | "text" => Some(json!("x")),
        "html" => Some(json!("<p>A <b>text</b></p>")),
        "integer" | "float" | "monetary" => Some(json!(2)),
        "boolean" => Some(json!(true)),
        "date" => Some(json!("2026-11-20")),
        "datetime" => Some(json!("2026-11-20 10:00:00")),
        "selection" => Some(field["selection"][0][0].clone()),
        // A person is offered the templates of the records that the form is about.
        "many2one" if field["relation"] == "mail.template" => {
            let about = if model.starts_with("helpdesk") { "helpdesk.ticket" } else { "contract.contract" };
            chosen(json!([["model", "=", about]])).map(Value::from)
        }
        "many2one" => chosen(json!([])).map(Value::from),
        "many2many" if name != "message_partner_ids" => chosen(json!([])).map(|id| json!([[4, id]])),
        _ => None,
    }
}

/// The tags of a name in a view.
fn tags<'a>(arch: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let begins = move |tag: &&str| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    arch.split('<').filter_map(|part| part.split('>').next()).filter(begins)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\"")).or_else(|| tag.split_once(&format!("\n{name}=\"")))?.1.split('"').next()
}

/// Whether a person sees it and may use it.
fn is_open(tag: &&str) -> bool {
    let is_set = |name| matches!(attribute(tag, name), Some("1" | "True" | "true"));
    !is_set("invisible") && !is_set("column_invisible") && !is_set("readonly")
}
