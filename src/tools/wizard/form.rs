//! A dialog as a person would see it: its view, and the values that Odoo fills in for its context and the answers so far.

use std::collections::BTreeSet;
use std::sync::Arc;

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::arch::{self, Arch, ButtonNode, FieldNode};
use super::condition;
use crate::error_code::ErrorCode;
use crate::tools::Odoo;
use crate::tools::failure::{Failure, Origin};
use crate::tools::outcome::Opening;

/// An open dialog.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) schema: Arc<ModelSchema>,
    arch: Arch,
    /// As Odoo gave them: links with names, lists as commands.
    pub(super) values: Map<String, Value>,
}

impl Form {
    /// Opens a dialog with these answers. Nothing is written: a new dialog is only asked what it would show.
    pub(super) async fn open(odoo: &Odoo, opening: &Opening, answers: &Map<String, Value>) -> Result<Self, Failure> {
        let schema = odoo.model(&opening.model).await?;
        let arch = arch(odoo, opening).await?;
        let specification = specification(odoo, &schema, &arch).await;
        let lists: Vec<String> = specification.keys().filter(|name| is_list(&schema, name)).cloned().collect();
        let mut values = values(odoo, opening, answers, specification).await?;
        // A list that is empty is left out of the answer.
        for name in lists {
            values.entry(name).or_insert_with(|| json!([]));
        }
        Ok(Self { schema, arch, values })
    }

    /// The fields that are to be seen, each once, with their schemas.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&FieldNode, &FieldSchema)> {
        let mut seen = BTreeSet::new();
        let shown = self.arch.fields.iter().filter(|node| self.is_seen(&node.hidden));
        shown.filter(move |node| seen.insert(node.name.as_str())).filter_map(|node| Some((node, self.schema.fields.get(&node.name)?)))
    }

    /// The answers with the values of the required fields that Odoo filled in, as a client sends them.
    pub(super) fn completed(&self, mut answers: Map<String, Value>) -> Map<String, Value> {
        for node in &self.arch.fields {
            let Some(field) = self.schema.fields.get(&node.name) else { continue };
            let is_required = field.required || self.holds(node.required.as_deref());
            if !is_required || field.readonly || field.field_type.is_x2many() || answers.contains_key(&node.name) {
                continue;
            }
            match self.values.get(&node.name) {
                Some(Value::Object(link)) => answers.insert(node.name.clone(), link.get("id").cloned().unwrap_or_default()),
                Some(Value::Null | Value::Bool(false)) | None => None,
                Some(value) => answers.insert(node.name.clone(), value.clone()),
            };
        }
        answers
    }

    /// The buttons that are to be seen.
    pub(super) fn buttons(&self) -> impl Iterator<Item = &ButtonNode> {
        self.arch.buttons.iter().filter(|button| self.is_seen(&button.hidden))
    }

    /// The words that are to be seen.
    pub(super) fn words(&self) -> String {
        let seen = self.arch.words.iter().filter(|words| self.is_seen(&words.hidden));
        seen.map(|words| words.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The columns of a list.
    pub(super) fn columns(&self, field: &str) -> &[String] {
        self.arch.fields.iter().find(|node| node.name == field).map_or(&[], |node| &node.columns)
    }

    /// Whether a condition of the view holds.
    pub(super) fn holds(&self, condition: Option<&str>) -> bool {
        condition.is_some_and(|condition| condition::holds(condition, &self.values) == Some(true))
    }

    fn is_seen(&self, hidden: &[String]) -> bool {
        !hidden.iter().any(|condition| self.holds(Some(condition)))
    }
}

fn is_list(schema: &ModelSchema, name: &str) -> bool {
    schema.fields.get(name).is_some_and(|field| field.field_type.is_x2many())
}

async fn arch(odoo: &Odoo, opening: &Opening) -> Result<Arch, Failure> {
    let view = odoo.connected().await?.client().form_view(&opening.model, opening.view).await?;
    let text = view.pointer("/views/form/arch").and_then(Value::as_str).unwrap_or_default();
    arch::read(text).map_err(|error| Failure::new(ErrorCode::UnexpectedAnswer, Origin::Odoo, error.to_string()))
}

async fn values(
    odoo: &Odoo,
    opening: &Opening,
    answers: &Map<String, Value>,
    specification: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let answer = match opening.record {
        Some(id) => {
            let call = Call::new(&opening.model, "web_read").ids([id]).named("specification", specification).read();
            odoo.send_within(call, &opening.context).await?.get(0).cloned()
        }
        None => {
            let call = Call::onchange(&opening.model, [], answers.clone(), Vec::<Value>::new(), specification);
            odoo.send_within(call, &opening.context).await?.get("value").cloned()
        }
    };
    match answer {
        Some(Value::Object(values)) => Ok(values),
        _ => Ok(Map::new()),
    }
}

/// What the form shows of its fields; linked records only of models that the caller may see.
async fn specification(odoo: &Odoo, schema: &ModelSchema, arch: &Arch) -> Map<String, Value> {
    let mut specification = Map::new();
    for node in &arch.fields {
        let Some(field) = schema.fields.get(&node.name).filter(|field| field.field_type != FieldType::Binary) else { continue };
        let below = match field.relation.as_deref().filter(|_| field.field_type.is_relational()) {
            None => json!({}),
            Some(relation) => match odoo.model(relation).await {
                Ok(linked) => json!({"fields": linked_fields(&linked, node)}),
                Err(_) if field.field_type == FieldType::Many2one => json!({"fields": {"display_name": {}}}),
                Err(_) => continue,
            },
        };
        specification.insert(node.name.clone(), below);
    }
    specification
}

/// The columns of a list with the names of what they link to; without a list the names alone.
fn linked_fields(schema: &ModelSchema, node: &FieldNode) -> Map<String, Value> {
    let entry = |name: &String| {
        let field = schema.fields.get(name)?;
        let below = match field.field_type {
            FieldType::Many2one => json!({"fields": {"display_name": {}}}),
            FieldType::Binary | FieldType::One2many | FieldType::Many2many => return None,
            _ => json!({}),
        };
        Some((name.clone(), below))
    };
    let columns: Map<String, Value> = node.columns.iter().filter_map(entry).collect();
    if columns.is_empty() { Map::from_iter([("display_name".to_owned(), json!({}))]) } else { columns }
}
