//! Grouping: `field:granularity`, `field:function`, a having over the aggregates, and an order over both.

mod having;

use std::sync::Arc;

use serde_json::Value;

use super::check::Check;
use super::domain::{self, Part, Target, resolve};
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::touch::{Access, Touch, Usage};
use super::words::{listed, quoted, shown};
use super::{order, suggest};
use crate::Series;
use crate::schema::{FieldSchema, FieldType, ModelSchema};

pub(super) use having::having;

/// The parts of a grouped call.
pub(super) struct Parts<'a> {
    pub(super) domain: Option<&'a Value>,
    pub(super) groupby: &'a Value,
    pub(super) aggregates: Option<&'a Value>,
    pub(super) having: Option<&'a Value>,
    pub(super) order: Option<&'a str>,
}

/// Granularities of dates, by time.
const DATE_STEPS: &[&str] = &["day", "week", "month", "quarter", "year"];
/// Granularities by number, which 18 and 19 know.
const NUMBERS: &[&str] = &[
    "year_number",
    "quarter_number",
    "month_number",
    "iso_week_number",
    "day_of_year",
    "day_of_month",
    "day_of_week",
    "hour_number",
    "minute_number",
    "second_number",
];
const FUNCTIONS: &[&str] = &["sum", "avg", "max", "min", "bool_and", "bool_or", "array_agg", "count", "count_distinct", "recordset"];

pub(super) fn check(check: &mut Check<'_>, model: &str, parts: &Parts<'_>) {
    let Some(schema) = check.reach(model, Access::Read, &CallPath::root("model")) else { return };
    if let Some(domain) = parts.domain {
        domain::check(check, &schema, domain, &CallPath::root("domain"));
    }
    for_each_text(check, parts.groupby, &CallPath::root("groupby"), |check, text, path| groupby(check, &schema, text, path));
    if let Some(aggregates) = parts.aggregates {
        for_each_text(check, aggregates, &CallPath::root("aggregates"), |check, text, path| aggregate(check, &schema, text, path));
    }
    if let Some(having) = parts.having {
        self::having(check, &schema, having, &CallPath::root("having"));
    }
    if let Some(order) = parts.order {
        ordered(check, &schema, parts, order, &CallPath::root("order"));
    }
}

pub(super) fn for_each_text(
    check: &mut Check<'_>,
    value: &Value,
    path: &CallPath<'_>,
    mut each: impl FnMut(&mut Check<'_>, &str, &CallPath<'_>),
) {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        Value::String(text) => return each(check, text, path),
        other => {
            check.report(Issue::new(IssueCode::WrongShape, path, format!("expected a list of texts, got {}", shown(other))));
            return;
        }
    };
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        match item.as_str() {
            Some(text) => each(check, text, &path),
            None => check.report(Issue::new(IssueCode::WrongShape, &path, format!("expected a text, got {}", shown(item)))),
        }
    }
}

fn groupby(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &str, path: &CallPath<'_>) {
    let (name, granularity) = text.split_once(':').map_or((text, None), |(name, granularity)| (name, Some(granularity)));
    let Some(target) = resolve_group(check, model, name, path).filter(|target| ranked(check, target, path)) else { return };
    let known = target.field().is_none_or(|field| field.groupable);
    if !known {
        let message = format!("{} of `{}` cannot be grouped by", quoted(target.name), target.model.model);
        let issue = Issue::new(IssueCode::Ungroupable, path, message).about(&target.model.model);
        check.report(instead(&target, text, issue, path));
        return;
    }
    match granularity {
        Some(granularity) => step(check, &target, granularity, path),
        None => without_step(check, &target, name, path),
    }
}

/// What groups alike: the field that names are made of, or the lines of a one2many by their own link back.
fn instead(target: &Target<'_>, text: &str, issue: Issue, path: &CallPath<'_>) -> Issue {
    let field = target.field();
    let lines = field.and_then(|field| Some((field.relation.as_deref()?, field.inverse.as_deref()?)));
    let named = target.model.rec_name.as_deref().filter(|_| text == "display_name");
    let named = named.filter(|name| target.model.fields.get(*name).is_some_and(|field| field.groupable));
    match (lines, named) {
        (Some((model, inverse)), _) => issue.hint(format!("group `{model}` by `{inverse}`")),
        (None, Some(name)) => issue.hint(format!("its names come from `{name}`")).replace(path, name),
        (None, None) => issue,
    }
}

/// Properties are grouped by one of them, and 19 wants to be told a date's granularity; before it a date is grouped by month.
fn without_step(check: &mut Check<'_>, target: &Target<'_>, name: &str, path: &CallPath<'_>) {
    if target.part != Part::Whole {
        return;
    }
    let timed = target.field_type() == FieldType::Datetime;
    let wrong = |code, what: &str| {
        let message = format!("{} of `{}` {what}", quoted(target.name), target.model.model);
        Issue::new(code, path, message).about(&target.model.model)
    };
    match target.field_type() {
        FieldType::Properties => {
            check.report(wrong(IssueCode::Ungroupable, "is grouped by one property").hint(format!("write `{name}.property`")));
        }
        FieldType::Date | FieldType::Datetime if check.series >= Series::V19 => {
            let issue = wrong(IssueCode::BadGranularity, "is grouped with a granularity");
            let issue = issue.hint(format!("granularities are {}", listed(steps(check.series, timed), 20)));
            check.report(issue.replace(path, format!("{name}:month")));
        }
        _ => {}
    }
}

/// Only 19 groups by a path through relations.
fn resolve_group<'a>(check: &mut Check<'_>, model: &Arc<ModelSchema>, name: &'a str, path: &CallPath<'_>) -> Option<Target<'a>> {
    let target = resolve(check, model, name, path)?;
    let through = name.contains('.') && target.part == Part::Whole;
    if target.part == Part::OfDate || (through && check.series < Series::V19) {
        let issue = Issue::new(IssueCode::Ungroupable, path, format!("Odoo {} does not group by the path {}", check.series, quoted(name)));
        let first = name.split('.').next().unwrap_or_default();
        check.report(match target.part {
            Part::OfDate => issue.hint("write the part after a colon"),
            _ => issue.hint(format!(
                "paths are grouped by from 19 on; group by {}, or by a stored field of `{}`",
                quoted(first),
                model.model
            )),
        });
        return None;
    }
    Some(target)
}

fn step(check: &mut Check<'_>, target: &Target<'_>, granularity: &str, path: &CallPath<'_>) {
    let timed = target.field_type() == FieldType::Datetime;
    let dated = timed || target.field_type() == FieldType::Date;
    // A property may be a date; its type is in its definition.
    if matches!(target.part, Part::Property(_)) && known_step(check.series, true, granularity) {
        return;
    }
    if dated && known_step(check.series, timed, granularity) {
        return;
    }
    let what = if dated { "takes no granularity" } else { "is not a date and takes no granularity" };
    let message = format!("{} of `{}` {what} {}", quoted(target.name), target.model.model, quoted(granularity));
    let issue = Issue::new(IssueCode::BadGranularity, path, message).about(&target.model.model);
    check.report(if dated { issue.hint(format!("granularities are {}", listed(steps(check.series, timed), 20))) } else { issue });
}

fn known_step(series: Series, timed: bool, granularity: &str) -> bool {
    steps(series, timed).any(|known| known == granularity)
}

fn steps(series: Series, timed: bool) -> impl Iterator<Item = &'static str> {
    let numbers: &[&str] = if series >= Series::V18 { NUMBERS } else { &[] };
    let hour = timed.then_some("hour");
    hour.into_iter().chain(DATE_STEPS.iter().copied()).chain(numbers.iter().copied())
}

fn aggregate(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &str, path: &CallPath<'_>) {
    if text == "__count" {
        return;
    }
    let Some((name, function)) = text.split_once(':') else {
        let issue = Issue::new(IssueCode::BadAggregate, path, format!("expected `field:function` or `__count`, got {}", quoted(text)));
        let own = model.fields.get(text).and_then(|field| field.aggregator.as_deref());
        check.report(match own {
            Some(own) => issue.replace(path, format!("{text}:{own}")),
            None if is_count(model, text) => issue.hint("the number of records is `__count`").replace(path, "__count"),
            None => issue.hint(functions()),
        });
        return;
    };
    let Some(target) = resolve(check, model, name, path).filter(|target| ranked(check, target, path)) else { return };
    if !known_function(check.series, function) {
        let issue = Issue::new(IssueCode::BadAggregate, path, format!("unknown function {}", quoted(function)));
        check.report(match meant_function(function) {
            Some(meant) => issue.hint(format!("did you mean `{meant}`")).replace(path, format!("{name}:{meant}")),
            None => issue.hint(functions()),
        });
    } else if let Some(why) = mismatch(check.series, &target, function) {
        let message = format!("{} of `{}` {why}", quoted(name), target.model.model);
        check.report(Issue::new(IssueCode::BadAggregate, path, message).about(&target.model.model));
    }
}

/// Other words for the same.
fn meant_function(function: &str) -> Option<&'static str> {
    let lower = if function.len() <= 20 { function.to_ascii_lowercase() } else { return None };
    let same = match lower.as_str() {
        "average" | "mean" => Some("avg"),
        "maximum" => Some("max"),
        "minimum" => Some("min"),
        "total" => Some("sum"),
        "distinct" | "nunique" => Some("count_distinct"),
        "any" | "or" => Some("bool_or"),
        "all" | "every" | "and" => Some("bool_and"),
        "list" => Some("array_agg"),
        _ => None,
    };
    same.or_else(|| {
        suggest::closest(&lower, FUNCTIONS.iter().copied())
            .meant()
            .and_then(|meant| FUNCTIONS.iter().copied().find(|known| *known == meant))
    })
}

fn functions() -> String {
    format!("functions are {}", listed(FUNCTIONS.iter().copied(), 20))
}

/// The word that stands for the number of records, where no field has that name.
fn is_count(model: &ModelSchema, name: &str) -> bool {
    matches!(name, "count" | "_count" | "id_count" | "total") && !model.fields.contains_key(name)
}

fn known_function(series: Series, function: &str) -> bool {
    FUNCTIONS.contains(&function) || (series >= Series::V19 && matches!(function, "sum_currency" | "array_agg_distinct"))
}

/// Why a function does not go with a field.
fn mismatch(series: Series, target: &Target<'_>, function: &str) -> Option<String> {
    let field_type = target.field_type();
    // Until 18 the ids of a many2many are joined in and counted.
    let joined = |field: &FieldSchema| series < Series::V19 && field.store && field_type == FieldType::Many2many;
    let column = target.field().is_none_or(|field| field.sortable || joined(field));
    let fits = match function {
        "sum" | "avg" => matches!(field_type, FieldType::Integer | FieldType::Float | FieldType::Monetary),
        "sum_currency" => field_type == FieldType::Monetary,
        "bool_and" | "bool_or" => field_type == FieldType::Boolean,
        "max" | "min" => !field_type.is_x2many() && !matches!(field_type, FieldType::Boolean | FieldType::Binary) && !is_json(field_type),
        "recordset" => field_type.is_relational() || target.is_id(),
        _ => field_type != FieldType::One2many,
    };
    if !column {
        return Some("has no column to aggregate".to_owned());
    }
    (!fits || target.part != Part::Whole).then(|| format!("is a {}, which `{function}` does not take", field_type.name()))
}

/// Kept as JSON, which the database does not order.
fn is_json(field_type: FieldType) -> bool {
    matches!(field_type, FieldType::Json | FieldType::Properties | FieldType::PropertiesDefinition)
}

/// A groupby in a call as it is sent: what is taken of the field does not matter.
pub(super) fn read_groupby(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &str, path: &CallPath<'_>) {
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    read_ranked(check, model, name, path);
}

fn read_ranked(check: &mut Check<'_>, model: &Arc<ModelSchema>, name: &str, path: &CallPath<'_>) {
    if let Some(target) = resolve(check, model, name, path) {
        ranked(check, &target, path);
    }
}

/// Says that records are grouped by a field, or that it is aggregated.
fn ranked(check: &mut Check<'_>, target: &Target<'_>, path: &CallPath<'_>) -> bool {
    check.touch(Touch::Ranked { model: &target.model, name: target.name }, path)
}

/// An aggregate in a call as it is sent: `field`, `field:function` or `name:function(field)`.
pub(super) fn read_aggregate(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &str, path: &CallPath<'_>) {
    if text == "__count" {
        return;
    }
    let (name, function) = text.split_once(':').unwrap_or((text, ""));
    let inner = function.split_once('(').map(|(_, rest)| rest.strip_suffix(')').unwrap_or(rest));
    read_ranked(check, model, inner.unwrap_or(name), path);
}

/// The order of groups in a call as it is sent; its terms may be names that the call itself gives to aggregates.
pub(super) fn read_order(check: &mut Check<'_>, model: &Arc<ModelSchema>, aliases: &[&str], text: &str, path: &CallPath<'_>) {
    order::terms(check, text, path, |check, name| {
        let name = name.trim_matches('"');
        if !aliases.contains(&name) {
            read_aggregate(check, model, name, path);
        }
    });
}

/// The names that `name:function(field)` gives; a field's own name is not one.
pub(super) fn aliases<'a>(model: &ModelSchema, aggregates: &'a Value) -> Vec<&'a str> {
    let texts = aggregates.as_array().into_iter().flatten().filter_map(Value::as_str);
    let named = texts.filter_map(|text| text.split_once(':').filter(|(_, function)| function.ends_with(')')).map(|(name, _)| name));
    named.filter(|name| !model.fields.contains_key(*name)).collect()
}

/// Groups are sorted by what they are grouped by or by an aggregate.
fn ordered(check: &mut Check<'_>, model: &Arc<ModelSchema>, parts: &Parts<'_>, text: &str, path: &CallPath<'_>) {
    order::terms(check, text, path, |check, name| {
        let name = name.trim_matches('"');
        let grouped = match parts.groupby {
            Value::Array(items) => items.iter().any(|item| names_group(item, name)),
            single => names_group(single, name),
        };
        if grouped || name == "__count" {
            return;
        }
        if !name.contains(':') && !check.field(model, name, Usage::Read, path) {
            return;
        }
        let own = model.fields.get(name).and_then(|field| field.aggregator.as_deref());
        match name.split_once(':') {
            Some((_, step)) if known_step(Series::V19, true, step) => check.report(not_a_group(name, path)),
            Some(_) => aggregate(check, model, name, path),
            None if own.is_some() => {}
            None if is_count(model, name) => {
                let meant = order::with_name(text, name, "__count");
                check.report(not_a_group(name, path).hint("the number of records is `__count`").replace(path, meant));
            }
            None => check.report(not_a_group(name, path)),
        }
    });
}

fn not_a_group(name: &str, path: &CallPath<'_>) -> Issue {
    let issue = Issue::new(IssueCode::BadOrder, path, format!("{} is neither grouped by nor an aggregate", quoted(name)));
    issue.hint("sort by a groupby, by `__count` or by `field:function`")
}

/// `date` stands for `date:month` as well.
fn names_group(item: &Value, name: &str) -> bool {
    item.as_str().is_some_and(|text| text == name || text.split_once(':').is_some_and(|(field, _)| field == name))
}
