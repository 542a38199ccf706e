//! Links to e-mail templates. A stage, an order template or a survey keeps the template that a person picked, and a composer takes one;
//! nobody writes one through this server, but one that is there is linked where it is about the records that the link is for. A
//! template of another model would be rendered for whatever record of that model has the same id.

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
        None => rendered_for(inspection, model),
    };
    let Some(id) = value.as_i64() else { return };
    let other = vec![json!(["model", "not in", about])];
    if inspection.holds(Question::new(MODEL, &[id], other)) {
        let message = format!("the template {id} is about other records than those that `{name}` of `{}` is for", model.model);
        let reason = Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(at);
        inspection.refuse(reason.hint("link a template of the model whose records refer to this one"));
    }
}

/// The models that such a template may be about: the model itself, and those that may be read and whose records link to it.
fn rendered_for(inspection: &Inspection<'_>, model: &ModelSchema) -> Vec<String> {
    let links = |name: &String| match inspection.schemas().lookup(name) {
        Lookup::Found(schema) => schema.fields.values().any(|field| field.store && field.relation.as_deref() == Some(&*model.model)),
        Lookup::Unloaded | Lookup::Absent => false,
    };
    let may_read = |name: &String| inspection.rules.tier(name, Access::Read).0 == Answer::Yes;
    let names = inspection.schemas().model_names().into_iter();
    names.filter(|name| may_read(name) && (*name == model.model || links(name))).collect()
}
