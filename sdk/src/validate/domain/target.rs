//! What a dotted path in a leaf (or an order, or a groupby) leads to.

use std::sync::Arc;

use super::super::check::Check;
use super::super::outcome::{Issue, IssueCode};
use super::super::path::CallPath;
use super::super::suggest;
use super::super::touch::{Access, Touch, Usage};
use super::super::unknown::{self, Advised};
use super::super::words::quoted;
use crate::Series;
use crate::schema::{FieldSchema, FieldType, ModelSchema};

/// Parts of a date that 18 and 19 compare as numbers; those of the time are for datetimes.
const DATE_PARTS: &[&str] =
    &["year_number", "quarter_number", "month_number", "iso_week_number", "day_of_year", "day_of_month", "day_of_week"];
const TIME_PARTS: &[&str] = &["hour_number", "minute_number", "second_number"];

/// The end of a path.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    /// The model that the last field belongs to.
    pub(crate) model: Arc<ModelSchema>,
    /// The last field's name.
    pub(crate) name: &'a str,
    /// What is taken of it.
    pub(crate) part: Part<'a>,
    /// Whether every relation on the way can be searched.
    reachable: bool,
}

/// What a path takes of its last field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// All of it.
    Whole,
    /// A number of a date, such as the month.
    OfDate,
    /// A property of that name.
    Property(&'a str),
}

impl Target<'_> {
    /// The field; `None` is the id of an abstract model.
    pub(crate) fn field(&self) -> Option<&FieldSchema> {
        self.model.fields.get(self.name)
    }

    /// Its type.
    pub(crate) fn field_type(&self) -> FieldType {
        self.field().map_or(FieldType::Integer, |field| field.field_type)
    }

    /// Whether a leaf on it means something to Odoo.
    pub(crate) fn is_searchable(&self) -> bool {
        self.reachable && self.field().is_none_or(|field| field.searchable)
    }

    /// The co-model.
    pub(crate) fn relation(&self) -> Option<&str> {
        self.field().and_then(|field| field.relation.as_deref())
    }

    /// Whether the path ends at the id of a record.
    pub(crate) fn is_id(&self) -> bool {
        self.name == "id"
    }
}

/// Follows a path, or says where it breaks.
pub(crate) fn resolve<'a>(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &'a str, path: &CallPath<'_>) -> Option<Target<'a>> {
    let mut model = Arc::clone(model);
    let mut reachable = true;
    let mut rest = text;
    // Each step takes one name off the text, so the loop ends.
    loop {
        let (name, after) = rest.split_once('.').map_or((rest, None), |(name, after)| (name, Some(after)));
        if !check.field(&model, name, Usage::Read, path) {
            return None;
        }
        let Some(field) = model.fields.get(name) else {
            if name == "id" && after.is_none() {
                return Some(Target { model, name, part: Part::Whole, reachable });
            }
            check.report(unknown(check, &model, text, name, path));
            return None;
        };
        let Some(after) = after else { return Some(Target { model, name, part: Part::Whole, reachable }) };
        match field.field_type {
            FieldType::Many2one | FieldType::One2many | FieldType::Many2many => {
                reachable &= field.searchable;
                let Some(relation) = field.relation.clone() else {
                    check.report(no_co_model(&model, name, path));
                    return None;
                };
                if !field.searchable {
                    let goes_on = check.touch(Touch::Records { model: &relation, access: Access::Read }, path);
                    return goes_on.then_some(Target { model, name, part: Part::Whole, reachable });
                }
                model = check.reach(&relation, Access::Read, path)?;
                rest = after;
            }
            FieldType::Date | FieldType::Datetime => return date_part(check, model, name, after, reachable, path),
            FieldType::Properties if is_property(after) => {
                return Some(Target { model, name, part: Part::Property(after), reachable });
            }
            _ => {
                let message = format!("{} of `{}` is a {}, no path goes through it", quoted(name), model.model, field.field_type.name());
                check.report(Issue::new(IssueCode::NotRelational, path, message).about(&model.model));
                return None;
            }
        }
    }
}

fn no_co_model(model: &ModelSchema, name: &str, path: &CallPath<'_>) -> Issue {
    let message = format!("the model that {} of `{}` leads to is not known", quoted(name), model.model);
    Issue::new(IssueCode::NotRelational, path, message).about(&model.model)
}

/// Says what a path touches that is not a place to read from, as far as it leads somewhere.
pub(crate) fn follow(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &str, path: &CallPath<'_>) {
    let mut model = Arc::clone(model);
    for name in text.split('.') {
        if !check.field(&model, name, Usage::Read, path) {
            return;
        }
        let relation = model.fields.get(name).and_then(|field| field.relation.clone());
        let Some(co_model) = relation.and_then(|relation| check.reach(&relation, Access::Read, path)) else { return };
        model = co_model;
    }
}

fn is_property(name: &str) -> bool {
    !name.is_empty() && name.len() <= 512 && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

fn date_part<'a>(
    check: &mut Check<'_>,
    model: Arc<ModelSchema>,
    name: &'a str,
    part: &'a str,
    reachable: bool,
    path: &CallPath<'_>,
) -> Option<Target<'a>> {
    let timed = model.fields.get(name).is_some_and(|field| field.field_type == FieldType::Datetime);
    let known = DATE_PARTS.contains(&part) || (timed && TIME_PARTS.contains(&part));
    if known && check.series >= Series::V18 {
        return Some(Target { model, name, part: Part::OfDate, reachable });
    }
    let message = format!("{} of `{}` has no part {} in Odoo {}", quoted(name), model.model, quoted(part), check.series);
    let issue = Issue::new(IssueCode::NotRelational, path, message).about(&model.model);
    check.report(if check.series < Series::V18 {
        issue.hint("parts of dates exist from 18 on; compare with the first and the last day")
    } else {
        let close = suggest::closest(part, DATE_PARTS.iter().chain(TIME_PARTS.iter().filter(|_| timed)).copied());
        suggest::did_you_mean(issue, &close)
    });
    None
}

/// A name on the path that its model does not have; the fix keeps the rest of the path.
pub(crate) fn unknown(check: &Check<'_>, model: &ModelSchema, text: &str, name: &str, path: &CallPath<'_>) -> Issue {
    let issue = Issue::new(IssueCode::UnknownField, path, format!("`{}` has no field {}", model.model, quoted(name))).about(&model.model);
    let fixed = |meant: &str| {
        let parts: Vec<&str> = text.split('.').map(|part| if part == name { meant } else { part }).collect();
        parts.join(".")
    };
    let Advised { issue, meant } = unknown::field(check, model, name, model.fields.keys().map(String::as_str), issue);
    match meant {
        Some(meant) => issue.replace(path, fixed(&meant)),
        None => issue,
    }
}
