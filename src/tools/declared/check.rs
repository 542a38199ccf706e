//! The steps of a declaration against the schemas of the series that it is for. With samples in place of the placeholders: what is wrong
//! with a sample alone is not the author's.

use std::collections::BTreeMap;
use std::fmt::Write;

use odoo_sdk::Series;
use odoo_sdk::validate::{Input, Issue, IssueCode, validate};
use serde_json::{Map, Value, json};

use super::template;
use super::{Found, Parameter, Part, Step, StepKind};
use crate::catalog::{Catalog, UserSchemas};

/// The schemas of every series: the operator's own snapshots over those of a standard Odoo.
#[derive(Debug)]
pub(crate) struct Schemas(Vec<Catalog>);

impl Schemas {
    /// With the operator's snapshots.
    pub(crate) fn new(user: &UserSchemas) -> Self {
        // A series that the operator has no snapshot of is that of a standard Odoo.
        let own = |series| user.of(series).ok().flatten();
        Self(Series::ALL.into_iter().map(|series| Catalog::of_everything(series).with_user(own(series))).collect())
    }

    /// Those of each series.
    pub(crate) fn catalogs(&self) -> &[Catalog] {
        &self.0
    }

    fn of(&self, series: Series) -> Option<&Catalog> {
        self.0.iter().find(|catalog| catalog.series() == series)
    }
}

/// Something wrong with a step, and in which series it is; `true` beside its place where an add-on may define the name.
type Wrong = BTreeMap<(String, bool, String, Option<String>), Vec<Series>>;

/// Checks all steps. What is wrong in every series is an error; in some, a warning.
pub(super) fn steps(steps: &[Step], parameters: &[Parameter], series: &[Series], schemas: &Schemas, found: &mut Vec<Found>) {
    for (at, step) in steps.iter().enumerate() {
        let path = [Part::Key("steps".to_owned()), Part::Item(at), Part::Key(step.kind.name().to_owned())];
        check(step, parameters, series, schemas, &path, found);
    }
}

fn check(step: &Step, parameters: &[Parameter], series: &[Series], schemas: &Schemas, path: &[Part], found: &mut Vec<Found>) {
    let arguments = sampled(step, parameters);
    let filled_in = filled_in(step);
    let model = arguments.get("model").and_then(Value::as_str).unwrap_or_default();
    let (mut wrong, mut unknown_in) = (Wrong::new(), Vec::new());
    for catalog in series.iter().filter_map(|series| schemas.of(*series)) {
        let Some(input) = input(step.kind, model, &arguments) else { continue };
        let outcome = validate(&input, catalog.series(), catalog);
        if outcome.needs.contains(model)
            || outcome.issues.iter().any(|issue| issue.code == IssueCode::UnknownModel && issue.path == "model")
        {
            unknown_in.push(catalog);
            continue;
        }
        for issue in outcome.issues.into_iter().filter(|issue| !(is_about_value(issue.code) && is_of_sample(&issue.path, &filled_in))) {
            let may_be_added = may_be_of_an_add_on(&issue);
            let Issue { path, message, hint, .. } = issue;
            wrong.entry((path, may_be_added, message, hint)).or_default().push(catalog.series());
        }
    }
    unknown_model(model, series, &unknown_in, path, found);
    for ((place, may_be_added, message, hint), wrong_in) in wrong {
        let is_everywhere = wrong_in.len() + unknown_in.len() == series.len();
        let message = match (is_everywhere, may_be_added) {
            (true, true) => format!("{message}, which an add-on may define, so the step is checked when it is called"),
            (true, false) => message,
            (false, _) => format!("in {}, {message}", names(&wrong_in)),
        };
        let own = "a snapshot of your Odoo in `schemas_dir` has it checked at the start";
        let hint = Some(hint.unwrap_or_else(|| own.to_owned()));
        found.push(Found { is_error: is_everywhere && !may_be_added, path: whole(path, &place), message, hint });
    }
}

/// Whether it is about a name that no schema has and that is not nearly the name of anything known: an add-on's field or method.
fn may_be_of_an_add_on(issue: &Issue) -> bool {
    matches!(issue.code, IssueCode::UnknownField | IssueCode::UnknownMethod) && issue.hint.is_none()
}

/// A model that no schema has may be an add-on's: it is checked when it is called. One that is nearly the name of another is not.
fn unknown_model(model: &str, series: &[Series], unknown_in: &[&Catalog], path: &[Part], found: &mut Vec<Found>) {
    let Some(last) = unknown_in.last() else { return };
    let at = whole(path, "model");
    let meant = last.meant_models(model).into_iter().next().map(|meant| format!("did you mean `{meant}`?"));
    match unknown_in.len() == series.len() {
        true if meant.is_some() => found.push(Found::error(at, format!("there is no model `{model}`")).hint(meant)),
        true => {
            let message = format!("the model `{model}` is not known here, so the step is checked when it is called");
            let hint = Some("a snapshot of your Odoo in `schemas_dir` has it checked at the start".to_owned());
            found.push(Found { is_error: false, ..Found::error(at, message).hint(hint) });
        }
        false => {
            let series: Vec<Series> = unknown_in.iter().map(|catalog| catalog.series()).collect();
            found.push(Found { is_error: false, ..Found::error(at, format!("`{model}` is not there in {}", names(&series))) });
        }
    }
}

fn names(series: &[Series]) -> String {
    series.iter().map(|series| series.name()).collect::<Vec<_>>().join(" and ")
}

/// The arguments with a sample for each placeholder.
fn sampled(step: &Step, parameters: &[Parameter]) -> Map<String, Value> {
    let sample = |name: &str| -> Result<Value, std::convert::Infallible> {
        Ok(match name.split_once('.') {
            Some((_, "ids")) => json!([1]),
            Some(_) => json!(1),
            None => parameters.iter().find(|parameter| parameter.name == name).map_or(Value::Null, |parameter| parameter.kind.sample()),
        })
    };
    template::members_filled(&step.arguments, &sample).unwrap_or_else(|never| match never {})
}

/// Where placeholders stand, as the paths of issues.
fn filled_in(step: &Step) -> Vec<String> {
    let mut paths = Vec::new();
    for (name, value) in &step.arguments {
        let mut path = vec![Part::Key(if name == "record_ids" { "ids".to_owned() } else { name.clone() })];
        template::placeholders(value, &mut path, &mut |path, _, _| paths.push(text(path)));
    }
    paths
}

/// Whether an issue is about what a value is, and not about what it is put into.
fn is_about_value(code: IssueCode) -> bool {
    use IssueCode::{
        BadCommand, BadDate, BadId, BadOperand, BadReference, BadSelection, BadText, EmptyRequired, OutOfRange, TooLong, WrongShape,
        WrongType,
    };
    matches!(
        code,
        BadCommand
            | BadDate
            | BadId
            | BadOperand
            | BadReference
            | BadSelection
            | BadText
            | EmptyRequired
            | OutOfRange
            | TooLong
            | WrongShape
            | WrongType
    )
}

/// Whether an issue is at or below a sample.
fn is_of_sample(place: &str, filled_in: &[String]) -> bool {
    filled_in.iter().any(|path| place.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
}

/// A path as issues write it: `values.line_ids[0][2].name`.
fn text(path: &[Part]) -> String {
    path.iter().fold(String::new(), |mut text, part| {
        // Writing to a text cannot fail.
        let _ = match part {
            Part::Key(name) if text.is_empty() => write!(text, "{name}"),
            Part::Key(name) => write!(text, ".{name}"),
            Part::Item(at) => write!(text, "[{at}]"),
        };
        text
    })
}

/// The path of an issue below that of its step.
fn whole(path: &[Part], place: &str) -> Vec<Part> {
    let mut whole = path.to_vec();
    for part in place.split(['.', '[']).filter(|part| !part.is_empty()) {
        whole.push(match part.strip_suffix(']').and_then(|number| number.parse().ok()) {
            Some(at) => Part::Item(at),
            None => Part::Key(if part == "ids" { "record_ids".to_owned() } else { part.to_owned() }),
        });
    }
    whole
}

fn input<'a>(kind: StepKind, model: &'a str, arguments: &'a Map<String, Value>) -> Option<Input<'a>> {
    let get = |name: &str| arguments.get(name);
    let order = get("order").and_then(Value::as_str);
    Some(match kind {
        StepKind::SearchRead => Input::Search { model, domain: get("domain"), order, fields: get("fields") },
        StepKind::ReadGroup => Input::Group {
            model,
            domain: get("domain"),
            groupby: get("groupby").unwrap_or(&Value::Null),
            aggregates: get("aggregates"),
            having: get("having"),
            order,
        },
        StepKind::Create => Input::Create { model, values: get("values")? },
        StepKind::Write => Input::Write { model, ids: get("record_ids"), values: get("values")? },
        StepKind::Call | StepKind::Wizard => {
            let method = get("method").and_then(Value::as_str)?;
            // The model of a dialog stands in place of a method where a menu opens it.
            if method.contains('.') {
                return None;
            }
            Input::Method { model, method, ids: get("record_ids"), args: get("args"), kwargs: get("kwargs") }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_issues_are_paths_of_the_file() {
        let path = [Part::Key("values".to_owned()), Part::Key("line_ids".to_owned()), Part::Item(0), Part::Item(2)];
        assert_eq!(text(&path), "values.line_ids[0][2]");
        assert_eq!(whole(&[], "values.line_ids[0][2]"), path);
        assert!(is_of_sample("domain[0][2]", &["domain[0][2]".to_owned()]) && is_of_sample("ids[0]", &["ids".to_owned()]));
        assert!(
            !is_of_sample("domain[0][20]", &["domain[0][2]".to_owned()]) && !is_of_sample("domain[0][0]", &["domain[0][2]".to_owned()])
        );
    }
}
