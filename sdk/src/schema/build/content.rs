//! What a text field holds beyond text, decided by rule: from the widgets that views show it with, its name and the fields beside it.
//!
//! A field that Odoo evaluates or renders is dangerous to write, whatever module defines it; so the rules name no model.

use std::collections::{BTreeMap, BTreeSet};

use super::super::field::{Content, FieldSchema, FieldType};

/// The models about models.
const ABOUT_MODELS: [&str; 2] = ["ir.model", "ir.model.fields"];

/// The field of every model whose texts are rendered with placeholders.
const RENDERED: &str = "render_model";

/// Sets the content of every field. Where nothing speaks for another one, raw HTML stays what it is.
pub(crate) fn classify(fields: &mut BTreeMap<String, FieldSchema>, rec_name: Option<&str>, widgets: &BTreeMap<String, BTreeSet<String>>) {
    let beside = Beside::of(fields, rec_name);
    for (name, field) in fields.iter_mut().filter(|(_, field)| field.store || !field.readonly) {
        let shown = widgets.get(name).into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        field.content = beside.content(name, field, &shown).or(field.content);
    }
}

/// What the other fields of the model say of one.
struct Beside {
    rec_name: Option<String>,
    /// Its texts are rendered.
    is_rendered: bool,
    /// A link to a model, or a reference to a record of any model, stands beside it.
    has_model: bool,
    /// It is about one model, which it names in some way.
    is_about_model: bool,
    /// The fields that name the model of a reference.
    model_fields: BTreeSet<String>,
}

impl Beside {
    fn of(fields: &BTreeMap<String, FieldSchema>, rec_name: Option<&str>) -> Self {
        let model_fields: BTreeSet<String> = fields.values().filter_map(|field| field.model_field.clone()).collect();
        let is_link = |field: &FieldSchema| field.relation.as_deref().is_some_and(|model| ABOUT_MODELS.contains(&model));
        let has = |names: &[&str]| names.iter().any(|name| fields.contains_key(*name));
        let has_model = fields.values().any(is_link) || has(&["res_id", "res_model"]);
        Self {
            rec_name: rec_name.map(str::to_owned),
            is_rendered: fields.contains_key(RENDERED),
            has_model,
            is_about_model: has_model || has(&["model"]),
            model_fields,
        }
    }

    fn content(&self, name: &str, field: &FieldSchema, widgets: &[&str]) -> Option<Content> {
        let is_text = matches!(field.field_type, FieldType::Char | FieldType::Text);
        let is_long = matches!(field.field_type, FieldType::Text | FieldType::Html);
        if is_long && is_arch(name) {
            return Some(Content::Template);
        }
        if is_text && (widgets.iter().any(|widget| is_code_widget(widget)) || is_code(name, field.field_type)) {
            return Some(Content::Code);
        }
        if is_text && (widgets.contains(&"domain") || self.is_about_model && is_domain(name)) {
            return Some(Content::Domain);
        }
        if self.is_model(name, field) {
            return Some(Content::Model);
        }
        let is_rendered = self.is_rendered && (is_text || is_long) && name != RENDERED && self.rec_name.as_deref() != Some(name);
        (is_rendered && !field.readonly).then_some(Content::Template)
    }

    fn is_model(&self, name: &str, field: &FieldSchema) -> bool {
        let is_name = name == "res_model" || self.has_model && (name == "model" || name == "model_name" || name.ends_with("_model"));
        match field.field_type {
            FieldType::Many2one | FieldType::Many2many => field.relation.as_deref().is_some_and(|model| ABOUT_MODELS.contains(&model)),
            FieldType::Char => is_name || self.model_fields.contains(name),
            FieldType::Selection => self.model_fields.contains(name),
            FieldType::Reference => true,
            _ => false,
        }
    }
}

/// `arch`, `arch_db`, `body_arch`; what differs between two is shown, not rendered.
fn is_arch(name: &str) -> bool {
    matches!(name, "arch" | "arch_base" | "arch_db" | "arch_prev") || name.ends_with("_arch")
}

fn is_domain(name: &str) -> bool {
    name == "domain" || name.ends_with("_domain") || name.starts_with("domain_")
}

/// `code`, and `ace` of older add-ons, with any ending.
fn is_code_widget(widget: &str) -> bool {
    widget == "ace" || widget == "code" || widget.starts_with("code_")
}

/// Python, expressions of a report, and dictionaries of Python's syntax.
fn is_code(name: &str, field_type: FieldType) -> bool {
    let is_program = matches!(name, "code" | "compute" | "query" | "sql") || name.ends_with("_code");
    let is_expression = ["context", "defaults", "expression", "formula"].iter().any(|word| name.ends_with(word));
    name.contains("python") || is_expression || is_program && field_type == FieldType::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields by name, type and co-model.
    fn fields(described: &[(&str, FieldType, Option<&str>)]) -> BTreeMap<String, FieldSchema> {
        let field =
            |kind: FieldType, relation: Option<&str>| FieldSchema { relation: relation.map(str::to_owned), ..FieldSchema::new(kind) };
        described.iter().map(|(name, kind, relation)| ((*name).to_owned(), field(*kind, *relation))).collect()
    }

    fn check(described: &[(&str, FieldType, Option<&str>)], widgets: &[(&str, &str)], expected: &[(&str, Content)]) {
        let widgets = widgets.iter().map(|(field, widget)| ((*field).to_owned(), BTreeSet::from([(*widget).to_owned()]))).collect();
        let mut fields = fields(described);
        classify(&mut fields, Some("name"), &widgets);
        let found: Vec<(&str, Content)> = fields.iter().filter_map(|(name, field)| Some((name.as_str(), field.content?))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_domain_is_shown_as_one_or_stands_beside_a_model() {
        use FieldType::{Char, Many2one};
        let rule = [("domain", Char, None), ("model_id", Many2one, Some("ir.model"))];
        check(&rule, &[], &[("domain", Content::Domain), ("model_id", Content::Model)]);
        check(&[("domain", Char, None), ("model", Char, None)], &[], &[("domain", Content::Domain)]);
        check(&[("domain", Char, None)], &[], &[]);
        check(&[("assignment", Char, None)], &[("assignment", "domain")], &[("assignment", Content::Domain)]);
    }

    #[test]
    fn code_is_known_by_widget_or_name_and_a_short_code_is_none() {
        use FieldType::{Char, Text};
        let texts =
            [("code", Text, None), ("compute_code", Text, None), ("batch_user_expression", Char, None), ("condition_python", Char, None)];
        let expected = ["batch_user_expression", "code", "compute_code", "condition_python"].map(|name| (name, Content::Code));
        check(&texts, &[], &expected);
        check(&[("code", Char, None), ("hs_code", Char, None)], &[], &[]);
        check(&[("value", Char, None)], &[("value", "ace")], &[("value", Content::Code)]);
    }

    #[test]
    fn what_is_rendered_is_a_template_but_for_the_name() {
        use FieldType::{Char, Html, Text};
        let mail = [("body_html", Html, None), ("name", Char, None), ("render_model", Char, None), ("subject", Char, None)];
        check(&mail, &[], &[("body_html", Content::Template), ("subject", Content::Template)]);
        check(&[("arch_db", Text, None), ("arch_fs", Char, None)], &[], &[("arch_db", Content::Template)]);
    }

    #[test]
    fn raw_html_stays_and_what_nobody_writes_is_not_asked() {
        let mut fields =
            fields(&[("head", FieldType::Html, None), ("domain", FieldType::Char, None), ("res_id", FieldType::Integer, None)]);
        fields.get_mut("head").unwrap().content = Some(Content::Html);
        let domain = fields.get_mut("domain").unwrap();
        (domain.store, domain.readonly) = (false, true);
        classify(&mut fields, None, &BTreeMap::new());
        assert_eq!((fields["head"].content, fields["domain"].content), (Some(Content::Html), None));
    }
}
