//! The file of an app: for each of its models the field tokens, the selections and the struct with its decoder.

use std::fmt::Write;

use odoo_sdk::schema::ModelKind;

use super::{cfg, header, literal};
use crate::ir::{Condition, FieldIr, ModelIr, SelectionIr, SeriesIr};
use crate::names::escaped;

/// `v19/sale.rs`.
pub(super) fn app(series: &SeriesIr, app: &str, models: &[&ModelIr]) -> String {
    let mut text = header(&format!("Models of the app `{app}` in Odoo {}.", series.series), series);
    text.push_str("use odoo_sdk::model as o;\n\nuse super::models as m;\n");
    let file = if app == "base" { Condition::default() } else { Condition::of_modules([app]) };
    for model in models {
        model_items(&mut text, model, &file);
    }
    text
}

fn model_items(text: &mut String, model: &ModelIr, file: &Condition) {
    let condition = cfg("", model.condition.beyond(file).predicate());
    tokens(text, model, &condition);
    let has_record = model.kind != ModelKind::Abstract;
    if !has_record && model.selections.is_empty() {
        return;
    }
    let _ = write!(
        text,
        "\n{condition}/// Selections and struct of {} (`{}`)\npub mod {} {{\n",
        crate::ir::plain(&model.label),
        model.name,
        escaped(&model.module_name)
    );
    text.push_str(if has_record { "    use super::{m, o};\n" } else { "    use super::o;\n" });
    for selection in &model.selections {
        selection_type(text, selection);
    }
    if has_record {
        record(text, model);
    }
    text.push_str("}\n");
}

fn tokens(text: &mut String, model: &ModelIr, condition: &str) {
    let _ = write!(text, "\n{condition}impl m::{} {{\n", model.type_name);
    for field in &model.fields {
        let FieldIr { const_name, doc, rust_type, name, module, .. } = field;
        let condition = cfg("    ", field.condition.predicate());
        let _ = write!(
            text,
            "    /// {doc}\n{condition}    pub const {const_name}: o::Field<Self, {rust_type}{}> = o::Field::new({}, {});\n",
            can(field.can),
            literal(name),
            literal(module)
        );
    }
    text.push_str("}\n");
}

/// The third parameter of a token; none for a field that can do everything.
fn can(can: [bool; 4]) -> String {
    match can {
        [true, true, true, true] => String::new(),
        [false, false, false, false] => ", o::Computed".to_owned(),
        [false, false, false, true] => ", o::Settable".to_owned(),
        each => {
            let words: Vec<&str> =
                each.iter().zip(["Search", "Sort", "Group", "Write"]).filter(|(may, _)| **may).map(|(_, word)| word).collect();
            let only = if words.len() == 1 { "Only" } else { "" };
            format!(", o::can::{}{only}", words.concat())
        }
    }
}

fn selection_type(text: &mut String, selection: &SelectionIr) {
    let SelectionIr { type_name, label, values } = selection;
    let _ = write!(text, "\n    /// {label}\n    #[derive(Debug)]\n    pub struct {type_name};\n\n    impl {type_name} {{\n");
    for value in values {
        let _ = write!(
            text,
            "        /// {}\n        pub const {}: o::Selection<Self> = o::Selection::known({});\n",
            value.doc,
            value.const_name,
            literal(&value.value)
        );
    }
    let pairs: Vec<String> = values.iter().map(|value| format!("({}, {})", literal(&value.value), literal(&value.label))).collect();
    let _ = write!(
        text,
        "    }}\n\n    impl o::SelectionValues for {type_name} {{\n        const VALUES: &'static [(&'static str, &'static str)] = &[{}];\n    }}\n",
        pairs.join(", ")
    );
}

/// The struct. It derives nothing: a derived `Debug` and `Clone` would cost a fifth of the time and memory of the whole crate.
fn record(text: &mut String, model: &ModelIr) {
    let plain = crate::ir::plain(&model.label);
    let _ = write!(text, "\n    /// {plain}: every field that all users may read\n    pub struct Record {{\n");
    let inner = "        ";
    for field in model.members() {
        let condition = cfg(inner, field.condition.predicate());
        let _ = write!(
            text,
            "{inner}/// {}\n{condition}{inner}pub {}: {},\n",
            field.doc,
            escaped(&field.member_name),
            member_type(model, field)
        );
    }
    let _ = write!(
        text,
        "    }}\n{DEBUG}\n    impl o::Record for Record {{\n{inner}type Model = m::{};\n\n{inner}const FIELDS: &'static [(&'static str, &'static str)] = &[\n",
        model.type_name
    );
    for field in model.members() {
        let condition = cfg("            ", field.condition.predicate());
        let _ = writeln!(text, "{condition}            ({}, {}),", literal(&field.name), literal(&field.module));
    }
    let _ = write!(text, "{inner}];\n\n{inner}fn decode(row: &mut o::Row) -> Self {{\n            Self {{\n");
    for field in model.members() {
        let condition = cfg("                ", field.condition.predicate());
        let _ = writeln!(text, "{condition}                {}: row.take({}),", escaped(&field.member_name), literal(&field.name));
    }
    text.push_str("            }\n        }\n    }\n");
}

/// A token's type seen from inside the model's module.
fn member_type(model: &ModelIr, field: &FieldIr) -> String {
    if field.name == "id" {
        return format!("o::Id<m::{}>", model.type_name);
    }
    field.rust_type.replace(&format!("<{}::", escaped(&model.module_name)), "<")
}

const DEBUG: &str = "
    impl std::fmt::Debug for Record {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            o::debug_record::<Self>(f)
        }
    }
";
