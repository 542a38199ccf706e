//! What a view says of models: the buttons that call methods, and the widgets that show fields. Lists and forms inside a field speak of
//! the field's co-model.

use std::collections::BTreeMap;

use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use thiserror::Error;

use crate::schema::{Button, ModelFacts};

/// Why an arch cannot be read.
#[derive(Debug, Error)]
#[error("the view is not well-formed XML")]
pub(super) enum ArchError {
    /// An element or a text.
    Xml(#[from] quick_xml::Error),
    /// An attribute.
    Attribute(#[from] AttrError),
}

/// Where in the view an element stands.
#[derive(Clone)]
struct Place {
    /// `None`: a field whose co-model is not known.
    model: Option<String>,
    /// The groups of the innermost element around it that has some.
    groups: Option<String>,
    /// Whether the innermost view around it is a form.
    in_form: bool,
}

/// Adds what the view of a model says to what is known of its models. `co_model` answers for the fields of a model.
///
/// # Errors
/// [`ArchError`] where the view is not well-formed; what was read before stays.
pub(super) fn read(
    model: &str,
    arch: &str,
    co_model: impl Fn(&str, &str) -> Option<String>,
    facts: &mut BTreeMap<String, ModelFacts>,
) -> Result<(), ArchError> {
    let mut reader = Reader::from_str(arch);
    let mut open = vec![Place { model: Some(model.to_owned()), groups: None, in_form: false }];
    facts.entry(model.to_owned()).or_default().buttons.get_or_insert_default();
    loop {
        let event = reader.read_event()?;
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let Some(around) = open.last() else { return Ok(()) };
                let inside = visit(element, around, &co_model, facts)?;
                if matches!(event, Event::Start(_)) {
                    open.push(inside);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Takes one element, and says where what is inside it stands.
fn visit(
    element: &BytesStart<'_>,
    around: &Place,
    co_model: impl Fn(&str, &str) -> Option<String>,
    facts: &mut BTreeMap<String, ModelFacts>,
) -> Result<Place, ArchError> {
    let attributes = attributes(element)?;
    let text = |name: &str| attributes.get(name).filter(|text| !text.is_empty());
    let groups = text("groups").cloned().or_else(|| around.groups.clone());
    let in_form = match element.local_name().as_ref() {
        "form" => true,
        "kanban" | "list" | "tree" => false,
        _ => around.in_form,
    };
    // A card of a kanban has a foot as well, and is no dialog.
    if let Some(model) = around.model.as_ref().filter(|_| in_form && element.local_name().as_ref() == "footer") {
        facts.entry(model.clone()).or_default().is_dialog = Some(true);
    }
    let (Some(model), Some(name)) = (&around.model, text("name")) else { return Ok(Place { groups, in_form, ..around.clone() }) };
    let known = facts.entry(model.clone()).or_default();
    if element.local_name().as_ref() == "field" {
        if let Some(widget) = text("widget") {
            known.widgets.entry(name.clone()).or_default().insert(widget.clone());
        }
        return Ok(Place { model: co_model(model, name), groups, in_form });
    }
    if text("type").is_some_and(|kind| kind == "object") {
        let label = text("string").cloned().unwrap_or_default();
        let button = Button { label, groups: groups.clone(), confirm: text("confirm").is_some() };
        let buttons = known.buttons.get_or_insert_default();
        match buttons.get_mut(name) {
            Some(other) => other.merge(button),
            None => drop(buttons.insert(name.clone(), button)),
        }
    }
    Ok(Place { groups, in_form, ..around.clone() })
}

fn attributes(element: &BytesStart<'_>) -> Result<BTreeMap<String, String>, ArchError> {
    let mut found = BTreeMap::new();
    for attribute in element.attributes() {
        let attribute = attribute?;
        found.insert(attribute.key.as_ref().to_owned(), attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"<form><header><button name="action_confirm" string="Confirm" type="object"/>
        <button name="action_cancel" string="Cancel" type="object" confirm="Sure &amp; certain?" groups="sale.manager"/>
        <button name="12" type="action"/><button string="Close" special="cancel"/></header>
        <div groups="sale.user"><button name="action_lock" type="object"/></div><field name="filter" widget="domain"/>
        <field name="order_line"><list><button name="action_up" string="Up" type="object"/><field name="note" widget="html"/></list></field>
        <field name="unheard_of"><list><button name="action_lost" type="object"/></list></field>
        <button name="action_confirm" string="Confirm again" type="object" groups="sale.user"/></form>"#;

    fn read_form(arch: &str) -> (Result<(), ArchError>, BTreeMap<String, ModelFacts>) {
        let mut facts = BTreeMap::new();
        let co_model = |model: &str, field: &str| (model == "sale.order" && field == "order_line").then(|| "sale.order.line".to_owned());
        (read("sale.order", arch, co_model, &mut facts), facts)
    }

    #[test]
    fn a_form_with_a_foot_is_a_dialog_and_a_card_with_one_is_not() {
        let is_dialog = |arch: &str| read_form(arch).1.get("sale.order").and_then(|facts| facts.is_dialog);
        assert_eq!(is_dialog(r#"<form><group/><footer><button name="go" type="object"/></footer></form>"#), Some(true));
        assert_eq!(is_dialog("<kanban><templates><t><div/><footer/></t></templates></kanban>"), None);
        assert_eq!(is_dialog("<form><kanban><footer/></kanban></form>"), None);
        assert_eq!(is_dialog(FORM), None);
    }

    #[test]
    fn buttons_belong_to_the_model_of_the_field_around_them() {
        let (read, facts) = read_form(FORM);
        read.unwrap();
        let buttons = |model: &str| facts[model].buttons.clone().unwrap();
        assert_eq!(buttons("sale.order").into_keys().collect::<Vec<_>>(), ["action_cancel", "action_confirm", "action_lock"]);
        assert_eq!(buttons("sale.order.line").into_keys().collect::<Vec<_>>(), ["action_up"]);
        assert!(facts["sale.order"].widgets["filter"].contains("domain") && facts["sale.order.line"].widgets["note"].contains("html"));
    }

    #[test]
    fn groups_come_from_around_and_one_open_button_is_enough() {
        let (_, facts) = read_form(FORM);
        let buttons = facts["sale.order"].buttons.clone().unwrap();
        let groups = |method: &str| buttons[method].groups.as_deref();
        assert_eq!(
            (groups("action_lock"), groups("action_cancel"), groups("action_confirm")),
            (Some("sale.user"), Some("sale.manager"), None)
        );
        assert!(buttons["action_cancel"].confirm && !buttons["action_confirm"].confirm);
    }

    #[test]
    fn a_broken_view_is_an_error_and_an_empty_one_knows_that_there_are_no_buttons() {
        assert!(read_form("<form><field name='x'></form>").0.is_err());
        assert!(read_form("<form a=1/>").0.is_err());
        assert_eq!(read_form("<form/>").1["sale.order"].buttons, Some(BTreeMap::new()));
    }
}
