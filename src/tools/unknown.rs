//! What a caller learns of a model or a method that this Odoo does not have: what it is called here, that another series alone has
//! it, or else the nearest name.

use odoo_models::CHANGES;
use odoo_sdk::adapter::OtherSeries;
use odoo_sdk::validate::IssueCode;
use odoo_sdk::validate::patch::{self, pointer};

use super::failure::{Failure, Problem};
use crate::catalog::guess::{by_other_name, is_same_words};
use crate::catalog::{Catalog, standard_model};
use crate::nearest::{best, is_slip, similarity};
use crate::policy::{is_never_called, tool_that_does};

/// The argument `model` names none.
pub(crate) fn model(catalog: &Catalog, model: &str) -> Failure {
    let problem = Problem::new(IssueCode::UnknownModel, "model", format!("this Odoo has no model `{model}`"));
    if let Some(reported) = CHANGES.model_elsewhere(catalog.series(), model) {
        return Failure::invalid(vec![advised(problem, catalog, &reported, "model", |name| catalog.has(name))]);
    }
    if let Some(known) = standard_model(catalog.series(), model).filter(|known| !known.modules.is_empty()) {
        let modules = known.modules.first().map_or("", String::as_str);
        return Failure::invalid(vec![problem.hint(format!("it is of the module `{modules}`, which is not installed here"))]);
    }
    let meant = catalog.meant_models(model);
    Failure::invalid(vec![match meant.as_slice() {
        [] => problem.hint("`list_models` lists the models of this Odoo"),
        [only] if is_certain(model, only) => {
            problem.hint(format!("did you mean `{only}`")).fix([patch::replace(pointer("model"), only.as_str())])
        }
        several => problem.hint(format!("did you mean {}", quoted(several))),
    }])
}

/// Whether a model is what a name stands for: by a table, by the same words, or a slip of the fingers away.
fn is_certain(name: &str, model: &str) -> bool {
    by_other_name(name) == Some(model) || !name.contains(['.', '_', ' ']) || is_slip(name, model) || is_same_words(name, model)
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// What is said of a method that an add-on may define.
pub(crate) const NOT_KNOWN: &str = "the method is not known here: an add-on may define it, and Odoo decides when it is called";

/// The argument `method` names none of a model, as far as is known.
pub(crate) fn method<'a>(catalog: &Catalog, model: &str, name: &str, known: impl Iterator<Item = &'a String> + Clone) -> Failure {
    let problem = Problem::new(IssueCode::UnknownMethod, "method", format!("`{model}` has no public method `{name}`"));
    if let Some(tool) = tool_that_does(name) {
        return Failure::invalid(vec![problem.hint(format!("use `{tool}`"))]);
    }
    let problem = match (CHANGES.method_elsewhere(catalog.series(), model, name), nearest_method(name, known.clone())) {
        (Some(reported), _) => advised(problem, catalog, &reported, "method", |name| known.clone().any(|known| known == name)),
        (None, Some(nearest)) => problem.hint(format!("did you mean `{nearest}`")),
        (None, None) => problem.hint(format!("`describe_method` with `{model}` alone lists its methods")),
    };
    Failure::invalid(vec![problem])
}

/// Words of methods that do what nobody would guess at: a method with one is not proposed for a name without it.
const NEVER_GUESSED: [&str; 8] = ["archive", "cancel", "delete", "mail", "send", "sent", "unarchive", "unlink"];

/// Whether a method may be proposed for a name.
fn may_be_meant(name: &str, known: &str) -> bool {
    let does = |method: &str, word: &str| method.split('_').any(|part| part == word);
    let is_guess = NEVER_GUESSED.iter().any(|word| does(known, word) && !does(name, word));
    !is_guess && !known.starts_with('_') && !is_never_called(known)
}

/// The method that was meant, if one is near.
pub(crate) fn nearest_method<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    // What stands at an end of a name counts most: `confirm` is `action_confirm`.
    let likeness = |known: &str| match known.strip_suffix(name).or(known.strip_prefix(name)) {
        Some(rest) if name.len() > 3 => 1.0 - 0.001 * rest.len().min(100) as f64,
        _ => similarity(name, known),
    };
    best(known.filter(|known| may_be_meant(name, known)).map(|known| (likeness(known), known.as_str())))
}

/// With what the tables of changes say, and the fix where the name is there.
fn advised(problem: Problem, catalog: &Catalog, reported: &OtherSeries, path: &str, is_there: impl Fn(&str) -> bool) -> Problem {
    let name = reported.name().filter(|name| is_there(name));
    let fix = name.map(|name| patch::replace(pointer(path), name));
    problem.hint(reported.advice(catalog.series())).fix(fix)
}
