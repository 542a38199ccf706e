//! `get_onchange`: what a form would fill in after a field changed, without saving anything.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape::{self, Shaper};
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

use super::get_defaults;

/// The tool.
pub(crate) struct GetOnchange;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Values of the form, including the changed field.
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
    /// Name of the field that changed.
    changed_field: String,
}

impl TypedTool for GetOnchange {
    const NAME: &'static str = "get_onchange";
    const TITLE: &'static str = "Get onchange values";
    const DESCRIPTION: &'static str =
        "See what a new record's form fills in after one field is set, such as a partner's addresses. Saves nothing.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("changes", "object", true),
        ("warning", "object", false),
        ("user_timezone", "string", false),
        ("html_as_text", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Values, Use::Form])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, values, changed_field } = arguments;
        let schema = context.odoo.model(&model).await?;
        if !values.contains_key(&changed_field) {
            let message = format!("`{changed_field}` changed, but has no value in `values`");
            return Err(Failure::invalid(vec![Problem::new(IssueCode::MissingArgument, "values", message)]));
        }
        let mut call = json!({"values": values});
        let remarks = context.odoo.check(Operation::Form, &model, &mut call).await?;
        let values = call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
        let specification = specification(&schema, &values);
        let lacking = lacking(&schema, &values);
        let form = form(context, &schema, &specification, values).await;
        let sent = context.odoo.send(Call::onchange(&model, [], form, [changed_field.as_str()], specification)).await;
        let mut given = sent.map_err(|failure| advised(failure, &lacking))?;
        let mut shaper = Shaper::new(&schema, shape::SHORT_TEXT);
        let changed = shaper.record(given.get_mut("value").map(Value::take).unwrap_or_default());
        let count = changed.as_object().map_or(0, Map::len);
        let mut answer = json!({"model": model, "changes": if changed.is_object() { changed } else { json!({}) }});
        if let Some(warning) = given.get("warning").filter(|warning| warning.is_object()) {
            shape::set(&mut answer, "warning", warning.clone());
        }
        shaper.finish(&mut answer, context.odoo.time_zone().await?.as_deref());
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, format!("{count} fields would change")))
    }
}

/// The form as Odoo opens it, with what was filled in: computes and onchanges expect the defaults to be there. A model without a
/// `default_get` of its own for the fields, as some wizards, starts from what was given.
async fn form(
    context: &ToolContext,
    schema: &ModelSchema,
    specification: &Map<String, Value>,
    values: Map<String, Value>,
) -> Map<String, Value> {
    let names: Vec<String> = specification.keys().filter(|name| !values.contains_key(*name)).cloned().collect();
    let defaults = context.odoo.send(get_defaults::request(schema, &names)).await;
    let mut form = defaults.ok().and_then(|defaults| defaults.as_object().cloned()).unwrap_or_default();
    form.extend(values);
    form
}

/// Required links that have no value: a line without its document often cannot be computed.
fn lacking(schema: &ModelSchema, values: &Map<String, Value>) -> Vec<String> {
    let is_lacking = |name: &str, field: &FieldSchema| {
        field.required && !field.has_default && field.field_type == FieldType::Many2one && !values.contains_key(name)
    };
    schema.fields.iter().filter(|(name, field)| is_lacking(name, field)).map(|(name, _)| format!("`{name}`")).collect()
}

fn advised(failure: Failure, lacking: &[String]) -> Failure {
    if failure.code() != ErrorCode::OdooFailed || lacking.is_empty() {
        return failure;
    }
    failure.hint(format!("the form may need more of its required fields in `values`: {}", lacking.join(", ")))
}

/// The fields of the form: all that are kept or can be filled in and are not heavy, and of x2many those that have a value. What is
/// computed for show only is left out, for one such field that fails on a new record fails the whole call. An x2many's own
/// specification must be an object, a many2one's asks for the name.
fn specification(schema: &ModelSchema, values: &Map<String, Value>) -> Map<String, Value> {
    let is_in_form = |name: &str, field: &FieldSchema| match field.field_type {
        FieldType::One2many | FieldType::Many2many => values.contains_key(name),
        FieldType::Binary | FieldType::Properties | FieldType::PropertiesDefinition => false,
        _ => name != "id" && (field.store || !field.readonly),
    };
    let entry = |name: &String, field: &FieldSchema| {
        let own = if field.field_type == FieldType::Many2one { json!({"fields": {"display_name": {}}}) } else { json!({}) };
        (name.clone(), own)
    };
    schema.fields.iter().filter(|(name, field)| is_in_form(name, field)).map(|(name, field)| entry(name, field)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_x2many_is_asked_for_with_an_object_and_only_where_it_has_a_value() {
        let mut schema = ModelSchema::default();
        for (name, field_type) in [("lines", FieldType::One2many), ("tags", FieldType::Many2many), ("partner_id", FieldType::Many2one)] {
            schema.fields.insert(name.to_owned(), FieldSchema::new(field_type));
        }
        let values = Map::from_iter([("lines".to_owned(), json!([]))]);
        assert_eq!(json!(specification(&schema, &values)), json!({"lines": {}, "partner_id": {"fields": {"display_name": {}}}}));
    }
}
