//! What a caller is told of a model or a method that this Odoo does not have: what it is called here, that another series alone has
//! it, or else the nearest name.

use odoo_models::CHANGES;
use odoo_sdk::adapter::OtherSeries;
use odoo_sdk::validate::IssueCode;
use odoo_sdk::validate::patch::{self, pointer};

use super::failure::{Failure, Problem};
use crate::catalog::{Catalog, standard_model};
use crate::nearest::{best, similarity};

/// The argument `model` names none.
pub(crate) fn model(catalog: &Catalog, model: &str) -> Failure {
    let problem = Problem::new(IssueCode::UnknownModel, "model", format!("this Odoo has no model `{model}`"));
    if let Some(told) = CHANGES.model_elsewhere(catalog.series(), model) {
        return Failure::invalid(vec![advised(problem, catalog, &told, "model", |name| catalog.has(name))]);
    }
    if let Some(known) = standard_model(catalog.series(), model).filter(|known| !known.modules.is_empty()) {
        let modules = known.modules.first().map_or("", String::as_str);
        return Failure::invalid(vec![problem.hint(format!("it is of the module `{modules}`, which is not installed here"))]);
    }
    let meant = catalog.meant_models(model);
    Failure::invalid(vec![match meant.as_slice() {
        [] => problem.hint("`list_models` lists the models of this Odoo"),
        [only] => problem.hint(format!("did you mean `{only}`")).fix([patch::replace(pointer("model"), only.as_str())]),
        several => problem.hint(format!("did you mean {}", quoted(several))),
    }])
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// What is said of a method that an add-on may define.
pub(crate) const NOT_KNOWN: &str = "the method is not known here: an add-on may define it, and Odoo decides when it is called";

/// The argument `method` names none of a model, as far as is known.
pub(crate) fn method<'a>(catalog: &Catalog, model: &str, name: &str, known: impl Iterator<Item = &'a String> + Clone) -> Failure {
    let problem = Problem::new(IssueCode::UnknownMethod, "method", format!("`{model}` has no public method `{name}`"));
    let problem = match (CHANGES.method_elsewhere(catalog.series(), model, name), nearest_method(name, known.clone())) {
        (Some(told), _) => advised(problem, catalog, &told, "method", |name| known.clone().any(|known| known == name)),
        (None, Some(nearest)) => problem.hint(format!("did you mean `{nearest}`")),
        (None, None) => problem.hint(format!("`describe_method` with `{model}` alone lists its methods")),
    };
    Failure::invalid(vec![problem])
}

/// The method that was meant, if one is near.
pub(crate) fn nearest_method<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    // What stands at an end of a name counts most: `confirm` is `action_confirm`.
    let likeness = |known: &str| match known.strip_suffix(name).or(known.strip_prefix(name)) {
        Some(rest) if name.len() > 3 => 1.0 - 0.001 * rest.len().min(100) as f64,
        _ => similarity(name, known),
    };
    best(known.map(|known| (likeness(known), known.as_str())))
}

/// With what the tables of changes say, and the fix where the name is there.
fn advised(problem: Problem, catalog: &Catalog, told: &OtherSeries, path: &str, is_there: impl Fn(&str) -> bool) -> Problem {
    let name = told.name().filter(|name| is_there(name));
    let fix = name.map(|name| patch::replace(pointer(path), name));
    problem.hint(told.advice(catalog.series())).fix(fix)
}
