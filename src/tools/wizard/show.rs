//! What a caller sees of a dialog that waits: its title and words, the fields worth asking for, and its buttons.

use odoo_sdk::schema::{FieldSchema, FieldType};
use serde_json::{Value, json};

use super::arch::FieldNode;
use super::dialogs::Called;
use super::form::Form;
use super::lines;
use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::failure::{Failure, Origin};
use crate::tools::outcome::{self, Opening};
use crate::tools::shape;

/// Most fields of a question.
const MOST_IN_QUESTION: usize = 10;

/// Keeps a dialog and adds to an answer what it shows.
pub(crate) async fn show(context: &ToolContext, called: Called, opening: Opening, answer: &mut Value) -> Result<(), Failure> {
    let identity = context.odoo.identity().await?;
    let form = Form::open(&context.odoo, &opening, &Default::default()).await;
    let templates = match &form {
        Ok(form) if form.fields().any(|(_, field)| is_template(field)) => templates(context, about(&opening, &called)).await?,
        _ => Vec::new(),
    };
    let handle = context.call.dialogs().keep(&identity, called, opening.clone()).ok_or_else(no_randomness)?;
    let mut dialog = json!({"handle": handle, "model": opening.model, "title": opening.title});
    match form {
        Ok(form) => describe(&form, &templates, &mut dialog),
        // The dialog is there and waits, whether it can be shown or not.
        Err(failure) => shape::set(&mut dialog, "not_shown", failure.to_json()),
    }
    shape::set(answer, "dialog", dialog);
    shape::set(answer, "note", json!("a dialog waits: what it is for was not done yet; `run_wizard` with its handle answers it"));
    Ok(())
}

/// The model of the records that a dialog is about, as Odoo says; or else that of those it was opened on.
pub(super) fn about<'a>(opening: &'a Opening, called: &'a Called) -> &'a str {
    let said = opening.context.get("default_model").or(opening.context.get("active_model"));
    said.and_then(Value::as_str).unwrap_or(&called.model)
}

fn is_template(field: &FieldSchema) -> bool {
    field.relation.as_deref() == Some("mail.template")
}

/// The templates that may be picked in a dialog: nobody finds them by a search.
async fn templates(context: &ToolContext, about: &str) -> Result<Vec<Value>, Failure> {
    let found = context.odoo.connected().await?.client().templates_about(about).await?;
    Ok(found.iter().map(|template| json!({"value": template.get("id"), "label": template.get("name")})).collect())
}

fn describe(form: &Form, templates: &[Value], dialog: &mut Value) {
    let words = form.words();
    if !words.is_empty() {
        shape::set(dialog, "text", json!(words));
    }
    let fields: Vec<Value> = form.fields().map(|(node, field)| described(form, node, field, templates)).collect();
    shape::set(dialog, "fields", json!(fields));
    let buttons: Vec<Value> = form.buttons().map(|button| json!({"press": button.method, "label": button.label})).collect();
    shape::set(dialog, "buttons", json!(buttons));
}

fn described(form: &Form, node: &FieldNode, field: &FieldSchema, templates: &[Value]) -> Value {
    let mut shown = json!({"name": node.name, "label": label(node, field), "type": field.field_type.name()});
    if let Some(value) = form.values.get(&node.name) {
        shape::set(&mut shown, "value", value_of(form, node, field, value));
    }
    let is_readonly = form.holds(node.readonly.as_deref()) || (node.readonly.is_none() && field.readonly);
    if is_readonly {
        shape::set(&mut shown, "readonly", json!(true));
    } else if field.required || form.holds(node.required.as_deref()) {
        shape::set(&mut shown, "required", json!(true));
    }
    if let Some(selection) = field.selection.as_ref().filter(|_| !is_readonly) {
        shape::set(&mut shown, "choices", selection.values.iter().map(|(value, label)| json!({"value": value, "label": label})).collect());
    }
    if is_template(field) && !is_readonly && !templates.is_empty() {
        shape::set(&mut shown, "choices", json!(templates));
    }
    if let Some(relation) = field.relation.as_ref().filter(|_| !is_readonly) {
        shape::set(&mut shown, "relation", json!(relation));
    }
    shown
}

fn label<'a>(node: &'a FieldNode, field: &'a FieldSchema) -> &'a str {
    node.label.as_deref().unwrap_or(&field.label)
}

fn value_of(form: &Form, node: &FieldNode, field: &FieldSchema, value: &Value) -> Value {
    match (field.field_type, value) {
        (FieldType::Boolean, value) => value.clone(),
        (_, Value::Bool(false)) => Value::Null,
        (FieldType::Many2one, value) => shape::many2one(value.clone()),
        (FieldType::One2many, value) => Value::Array(lines::shown(value, form.columns(&node.name))),
        (FieldType::Many2many, value) => Value::Array(lines::linked(value)),
        (FieldType::Html, Value::String(html)) => json!(shape::cut(&shape::text_of(html), shape::SHORT_TEXT)),
        (_, Value::String(text)) => json!(shape::cut(text, shape::SHORT_TEXT)),
        (_, value) => value.clone(),
    }
}

/// The values of a dialog as a person would read them: `Journal: Bank; Amount: 31750.00`.
pub(super) fn in_words(form: &Form) -> String {
    let worded = |(node, field): (&FieldNode, &FieldSchema)| {
        let text = words_of(field, form.values.get(&node.name)?)?;
        Some(format!("{}: {text}", label(node, field)))
    };
    let money = form.values.get("currency_id").and_then(|currency| currency.get("display_name")).and_then(Value::as_str);
    let mut all: Vec<String> = form.fields().filter_map(worded).take(MOST_IN_QUESTION).collect();
    if let Some(currency) = money.filter(|_| form.fields().any(|(_, field)| field.field_type == FieldType::Monetary)) {
        all.push(format!("currency: {currency}"));
    }
    all.join("; ")
}

fn words_of(field: &FieldSchema, value: &Value) -> Option<String> {
    let name = |value: &Value| value.get("display_name").and_then(Value::as_str).map(str::to_owned);
    match (field.field_type, value) {
        (FieldType::Boolean, Value::Bool(value)) => Some(if *value { "yes" } else { "no" }.to_owned()),
        (_, Value::Bool(_) | Value::Null) => None,
        (FieldType::Many2one, value) => name(value),
        (FieldType::One2many | FieldType::Many2many, value) => {
            let names: Vec<String> = lines::of(value).into_iter().filter_map(|line| name(&Value::Object(line))).take(5).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        (FieldType::Monetary, value) => value.as_f64().map(outcome::grouped),
        (FieldType::Selection, Value::String(code)) => {
            let labels = field.selection.as_ref().map(|selection| selection.values.as_slice()).unwrap_or_default();
            Some(labels.iter().find(|(value, _)| value == code).map_or_else(|| code.clone(), |(_, label)| label.clone()))
        }
        (FieldType::Html, Value::String(html)) => Some(shape::cut(&shape::text_of(html), 200).into_owned()),
        (_, Value::String(text)) => Some(shape::cut(text, 200).into_owned()),
        (_, value) => Some(value.to_string()),
    }
}

fn no_randomness() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the system gives no random numbers, so no dialog can be kept")
}
