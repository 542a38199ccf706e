//! The JSON Schemas of the files: of `gateway.yaml` from the table of settings, of the others from their types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::instances::{self, DEFAULT, INSTANCES};
use super::setting::{Kind, Section, Setting};
use super::settings::{SECTIONS, settings_of_an_odoo};
use super::value;

/// The JSON Schema of `gateway.yaml`.
pub(super) fn of_gateway() -> Value {
    let mut sections: Map<String, Value> = SECTIONS.iter().map(|section| (section.name.to_owned(), of_section(section))).collect();
    sections.insert(INSTANCES.to_owned(), of_instances());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gateway.yaml",
        "description": "Settings of the server. An environment variable of the same meaning wins.",
        "type": "object",
        "additionalProperties": false,
        "properties": sections,
    })
}

fn of_section(section: &Section) -> Value {
    let keys = section.settings.iter().filter_map(|setting| Some((setting.key?.1.to_owned(), of_setting(setting))));
    json!({"description": section.help, "type": "object", "additionalProperties": false, "properties": keys.collect::<Map<_, _>>()})
}

/// Several Odoos, each under its name.
fn of_instances() -> Value {
    let keys = settings_of_an_odoo().filter_map(|setting| Some((setting.key?.1.to_owned(), of_setting(setting))));
    let mut keys: Map<String, Value> = keys.collect();
    keys.insert(DEFAULT.to_owned(), json!({"type": "boolean", "description": "whether calls that name none are for this one"}));
    let one = json!({"type": "object", "additionalProperties": false, "properties": keys, "required": ["url"]});
    json!({"description": instances::HELP, "type": "object", "additionalProperties": one})
}

fn of_setting(setting: &Setting) -> Value {
    let mut schema = match setting.kind {
        Kind::Text(_) => json!({"type": "string"}),
        Kind::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Switch => json!({"type": "boolean"}),
        Kind::Choice(words) | Kind::ChoiceOrPath(words) => json!({"type": "string", "enum": words}),
        Kind::Names => json!({"type": "array", "items": {"type": "string"}}),
        Kind::Choices(words) => json!({"type": "array", "items": {"type": "string", "enum": words}}),
    };
    let default = setting.default.and_then(|text| value::of_text(setting, text).ok());
    if let Value::Object(members) = &mut schema {
        members.insert("description".to_owned(), setting.help.into());
        members.extend(default.map(|default| ("default".to_owned(), default)));
    }
    schema
}

/// The JSON Schema of a type, everything inline.
pub(super) fn of_type<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}
