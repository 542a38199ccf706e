//! What a caller is told of a model or a method that this Odoo does not have.

use odoo_models::CHANGES;
use odoo_sdk::validate::PatchOp;

use crate::catalog::Catalog;
use crate::tools::failure::{Failure, Problem};

/// The failure, with what the model is called here, or else the nearest name.
pub(super) fn model(catalog: &Catalog, model: &str) -> Failure {
    let problem = Problem::new("unknown_model", "model", format!("this Odoo has no model `{model}`"));
    let problem = match (CHANGES.model_elsewhere(catalog.series(), model), catalog.nearest_model(model)) {
        (Some(told), _) => {
            let now = told.name().filter(|now| catalog.has(now)).map(fix);
            problem.hint(told.advice(catalog.series())).fix(now.as_slice())
        }
        (None, Some(nearest)) if nearest != model => problem.hint(format!("did you mean `{nearest}`")),
        _ => problem.hint("`list_models` lists the models of this Odoo"),
    };
    Failure::invalid(vec![problem])
}

/// Odoo's refusal of a method, with what the method is called here. Where modules are installed that no snapshot knows, Odoo is the
/// first to say that it has no such method.
pub(super) fn method(catalog: &Catalog, [model, method]: [&str; 2], failure: Failure) -> Failure {
    match CHANGES.method_elsewhere(catalog.series(), model, method) {
        Some(told) if failure.code() == "version" => failure.hint(told.advice(catalog.series())),
        _ => failure,
    }
}

fn fix(model: &str) -> PatchOp {
    PatchOp::Replace { path: "/model".to_owned(), value: model.into() }
}
