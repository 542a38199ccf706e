//! A workflow in the words of the connected series: the states, and what leads out of them.

use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use super::definition::{self, Action, Workflow};
use super::get_record_actions::{no_workflow, tool_of};
use crate::tools::failure::Failure;
use crate::tools::{ToolContext, shape};

/// Whether the workflow of a model is known.
pub(crate) fn has_workflow(model: &str) -> bool {
    definition::of(model).is_some()
}

/// The workflow of a model that the caller may see; what the rules of this server keep from being called is left out.
pub(crate) async fn described_workflow(context: &ToolContext, model: &str) -> Result<Value, Failure> {
    let schema = context.odoo.model(model).await?;
    let workflow = definition::of(model).ok_or_else(|| no_workflow(model))?;
    let series = context.odoo.series().await?;
    let mut actions = Vec::new();
    for action in workflow.actions.iter().filter(|action| action.is_in(series)) {
        // The model of a dialog stands in place of a method where a menu opens it.
        if action.method.contains('.') || context.odoo.may_run(model, &action.method).await? {
            actions.push(described(workflow, action, &schema));
        }
    }
    let mut answer = json!({"model": model, "field": workflow.field, "actions": actions});
    let (name, states) = states(workflow, &schema);
    shape::set(&mut answer, name, states);
    Ok(answer)
}

/// The states with their labels, or the model of the stages, which are records.
fn states(workflow: &Workflow, schema: &ModelSchema) -> (&'static str, Value) {
    let field = schema.fields.get(&workflow.field);
    match field.filter(|field| field.field_type == FieldType::Many2one).and_then(|field| field.relation.as_ref()) {
        Some(model) => ("stages_of", json!(model)),
        None => {
            let values = field.and_then(|field| field.selection.as_ref()).into_iter().flat_map(|selection| &selection.values);
            ("states", values.map(|(state, label)| json!({"state": state, "label": label})).collect())
        }
    }
}

fn described(workflow: &Workflow, action: &Action, schema: &ModelSchema) -> Value {
    let call = json!({"tool": tool_of(action), "model": workflow.model, "method": action.method});
    let mut described = json!({"what": action.what, "call": call});
    let known = states_of(workflow, schema);
    let from: Vec<&String> = action.from.iter().filter(|state| known.contains(state)).collect();
    if !action.from.is_empty() {
        shape::set(&mut described, "from", json!(from));
    }
    if !action.needs.is_empty() {
        shape::set(&mut described, "needs", json!(action.needs));
    }
    if !action.when.is_empty() {
        let when = action.when.iter().map(|when| json!({"field": when.field, "in": when.values}));
        shape::set(&mut described, "when", when.collect());
    }
    described
}

/// The states of this series: what is said of several may name one that another lacks.
fn states_of<'a>(workflow: &Workflow, schema: &'a ModelSchema) -> Vec<&'a String> {
    let selection = schema.fields.get(&workflow.field).and_then(|field| field.selection.as_ref());
    selection.into_iter().flat_map(|selection| selection.values.iter().map(|(state, _)| state)).collect()
}
