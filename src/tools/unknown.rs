//! What a caller is told of a model or a method that this Odoo does not have: what it is called here, that another series alone has
//! it, or else the nearest name.

use odoo_models::CHANGES;
use odoo_sdk::adapter::Elsewhere;
use odoo_sdk::validate::PatchOp;

use super::failure::{Failure, Problem};
use crate::catalog::Catalog;

/// The argument `model` names none.
pub(crate) fn model(catalog: &Catalog, model: &str) -> Failure {
    let problem = Problem::new("unknown_model", "model", format!("this Odoo has no model `{model}`"));
    let problem = match (CHANGES.model_elsewhere(catalog.series(), model), catalog.nearest_model(model)) {
        (Some(told), _) => advised(problem, catalog, &told, "/model", |name| catalog.has(name)),
        (None, Some(nearest)) if nearest != model => {
            let fix = PatchOp::Replace { path: "/model".to_owned(), value: nearest.into() };
            problem.hint(format!("did you mean `{nearest}`")).fix(&[fix])
        }
        _ => problem.hint("`list_models` lists the models of this Odoo"),
    };
    Failure::invalid(vec![problem])
}

/// The argument `method` names none of a model, as far as is known.
pub(crate) fn method<'a>(catalog: &Catalog, model: &str, name: &str, known: impl Iterator<Item = &'a String> + Clone) -> Failure {
    let problem = Problem::new("unknown_method", "method", format!("`{model}` has no public method `{name}`"));
    let similar = known.clone().map(|known| (strsim::jaro_winkler(name, known), known));
    let nearest = similar.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(similarity, _)| *similarity > 0.8);
    let problem = match (CHANGES.method_elsewhere(catalog.series(), model, name), nearest) {
        (Some(told), _) => advised(problem, catalog, &told, "/method", |name| known.clone().any(|known| known == name)),
        (None, Some((_, nearest))) => problem.hint(format!("did you mean `{nearest}`")),
        (None, None) => problem.hint(format!("`describe_method` with `{model}` alone lists its methods")),
    };
    Failure::invalid(vec![problem])
}

/// With what the tables of changes tell, and the mend where the name is there.
fn advised(problem: Problem, catalog: &Catalog, told: &Elsewhere, path: &str, is_there: impl Fn(&str) -> bool) -> Problem {
    let name = told.name().filter(|name| is_there(name));
    let fix = name.map(|name| PatchOp::Replace { path: path.to_owned(), value: name.into() });
    problem.hint(told.advice(catalog.series())).fix(fix.as_slice())
}
