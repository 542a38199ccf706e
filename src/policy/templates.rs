//! Links to e-mail templates. A stage, an order template or a survey keeps the template that a person picked, and a composer takes one;
//! nobody writes one through this server, but one that is there is linked where it is about the records that the link is for. A
//! template of another model would be rendered for whatever record of that model has the same id.

use std::collections::BTreeSet;

use odoo_sdk::schema::{Lookup, ModelKind, ModelSchema};
use odoo_sdk::validate::{Access, CallPath};
use serde_json::{Value, json};

use super::decision::{Reason, Step};
use super::inspection::Inspection;
use super::question::Question;
use super::tier::Answer;
use super::values;
use crate::error_code::ErrorCode;

/// The model of templates.
pub(super) const MODEL: &str = "mail.template";

/// Judges a link to a template, kept by a record of a model or picked in a dialog.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, value: &Value, at: &CallPath<'_>) {
    let about = match inspection.caller.dialog.filter(|dialog| dialog.model == model.model) {
        // A dialog renders it for the records that Odoo opened the dialog for, and for no others.
        Some(dialog) => vec![dialog.about.to_owned()],
        None if model.kind == ModelKind::Transient => return values::link(inspection, Some(MODEL), at),
        None => match rendered_for(inspection, model) {
            Some(about) => about,
            None => return,
        },
    };
    let Some(id) = value.as_i64() else { return };
    let other = vec![json!(["model", "not in", about])];
    if inspection.holds(Question::new(MODEL, &[id], other)) {
        let message = format!("the template {id} is about other records than those that `{name}` of `{}` is for", model.model);
        let reason = Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(at);
        inspection.refuse(reason.hint("link a template of the model whose records refer to this one"));
    }
}

/// The models that such a template may be about: the model itself, and those that may be read and whose records link to it; `None` where
/// some have to be looked at first.
fn rendered_for(inspection: &mut Inspection<'_>, model: &ModelSchema) -> Option<Vec<String>> {
    let mut about = Vec::new();
    let before = inspection.needs.models.len();
    for name in candidates(inspection, &model.model) {
        if inspection.rules.tier(&name, Access::Read).0 != Answer::Yes {
            continue;
        }
        match inspection.schemas().lookup(&name) {
            _ if name == model.model => about.push(name),
            Lookup::Found(schema) if links(&schema, &model.model) => about.push(name),
            Lookup::Unloaded => drop(inspection.needs.models.insert(name)),
            Lookup::Found(_) | Lookup::Absent => {}
        }
    }
    (inspection.needs.models.len() == before).then_some(about)
}

/// The models that may link to one: those of a snapshot that do, and of those that nobody recorded the ones that it is named after, as
/// `helpdesk.ticket.stage` is after `helpdesk.ticket`.
fn candidates(inspection: &Inspection<'_>, model: &str) -> BTreeSet<String> {
    let schemas = inspection.schemas();
    let may_link = |name: &String| match schemas.lookup(name) {
        Lookup::Found(_) => true,
        Lookup::Unloaded => schemas.standard(name).is_some_and(|schema| links(&schema, model)),
        Lookup::Absent => false,
    };
    let after = model.match_indices('.').skip(1).filter_map(|(at, _)| model.get(..at)).map(str::to_owned);
    schemas.model_names().into_iter().filter(may_link).chain(after).chain([model.to_owned()]).collect()
}

fn links(schema: &ModelSchema, model: &str) -> bool {
    schema.fields.values().any(|field| field.store && field.relation.as_deref() == Some(model))
}
