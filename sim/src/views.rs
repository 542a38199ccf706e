//! Views, made from the schema: the buttons it knows, then every field, with the widget that says what a field holds. Odoo's own views
//! are not in a snapshot.

use odoo_sdk::Series;
use odoo_sdk::schema::{Content, FieldSchema, ModelKind, ModelSchema};
use quick_xml::escape::escape;
use serde_json::{Map, Value, json};

use crate::accounts::Account;
use crate::business::wizard;
use crate::call::Arguments;
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

/// The form of a model, as `ir.ui.view` has it; `None` for a mixin.
pub(crate) fn form(schema: &ModelSchema) -> Option<String> {
    (schema.kind != ModelKind::Abstract).then(|| format!("<form><header>{}</header>{}</form>", buttons(schema, None), fields(schema)))
}

/// `get_views`: the views as the account sees them.
pub(crate) fn get_views(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    if schema.kind == ModelKind::Abstract {
        return Err(OdooError::user(format!("No default view of '{}' could be found!", schema.model)));
    }
    let mut views = Map::new();
    for kind in call.get(&["views"]).as_array().into_iter().flatten().filter_map(|asked| asked.get(1)?.as_str()) {
        views.insert(kind.to_owned(), json!({ "id": false, "model": schema.model, "arch": arch(env, schema, kind)? }));
    }
    Ok(json!({ "views": views, "models": { &schema.model: described(env, schema)? } }))
}

/// The fields of a dialog's form. Those of other forms are all there are: `fields_get` has them.
fn described(env: &Env<'_>, schema: &ModelSchema) -> Outcome<Value> {
    let Some(names) = wizard::fields(schema) else { return Ok(json!({})) };
    let fields = env.fields_get(schema, &json!(names), &Value::Null)?;
    Ok(if env.series() == Series::V17 { fields } else { json!({ "fields": fields }) })
}

fn arch(env: &Env<'_>, schema: &ModelSchema, kind: &str) -> Outcome<String> {
    let lists = if env.series() == Series::V17 { "tree" } else { "list" };
    let account = Some(&env.account);
    Ok(match kind {
        "form" => {
            let plain = || format!("<form><header>{}</header>{}</form>", buttons(schema, account), fields(schema));
            wizard::form(schema).unwrap_or_else(plain)
        }
        "search" => "<search/>".to_owned(),
        "kanban" => format!("<kanban>{}</kanban>", name_field(schema)),
        _ if kind == lists => format!("<{kind}>{}</{kind}>", name_field(schema)),
        _ => return Err(OdooError::user(format!("No default view of type '{kind}' could be found!"))),
    })
}

fn name_field(schema: &ModelSchema) -> String {
    format!(r#"<field name="{}"/>"#, escape(schema.rec_name.as_deref().unwrap_or("display_name")))
}

/// The buttons; for an account those it sees, without the groups, as Odoo does.
fn buttons(schema: &ModelSchema, account: Option<&Account>) -> String {
    let seen = |groups: &Option<String>| {
        let groups = groups.as_deref().zip(account);
        groups.is_none_or(|(groups, account)| groups.split(',').any(|group| account.has_group(group.trim())))
    };
    let shown = schema.buttons.iter().flatten().filter(|(_, button)| seen(&button.groups));
    let text = shown.map(|(method, button)| {
        let groups = button.groups.as_deref().filter(|_| account.is_none()).map(|groups| attribute("groups", groups));
        let label = (!button.label.is_empty()).then(|| attribute("string", &button.label));
        let confirm = button.confirm.then(|| attribute("confirm", "Are you sure?"));
        let rest: String = [label, groups, confirm].into_iter().flatten().collect();
        format!("<button{} type=\"object\"{rest}/>", attribute("name", method))
    });
    text.collect()
}

fn fields(schema: &ModelSchema) -> String {
    let element = |(name, field): (&String, &FieldSchema)| {
        let widget = widget(field).map(|widget| attribute("widget", widget)).unwrap_or_default();
        format!("<field{}{widget}/>", attribute("name", name))
    };
    schema.fields.iter().map(element).collect()
}

fn widget(field: &FieldSchema) -> Option<&'static str> {
    match field.content? {
        Content::Domain => Some("domain"),
        Content::Code => Some("code"),
        Content::Template | Content::Html | Content::Model => None,
    }
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escape(value))
}
