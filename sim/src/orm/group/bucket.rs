//! The group a value falls into: the value itself, or the span of time around a date.

use jiff::civil::DateTime;
use jiff::{Span, ToSpan};
use odoo_sdk::schema::FieldType;
use serde_json::Value;

use super::super::{dates, ids_of};
use crate::clock::{date_text, datetime_text};
use crate::error::{OdooError, Outcome};
use crate::python::is_none;

/// One group's value of one field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Bucket {
    Value(Value),
    Span { from: Value, to: Value, label: String },
}

impl Bucket {
    pub(super) fn value(&self) -> &Value {
        match self {
            Self::Value(value) | Self::Span { from: value, .. } => value,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        is_none(self.value()) && !matches!(self, Self::Value(Value::Bool(true)))
    }
}

/// Checks a granularity; dates without one are grouped by month.
pub(super) fn granularity<'a>(field_type: FieldType, given: Option<&'a str>, spec: &str) -> Outcome<Option<&'a str>> {
    let is_date = matches!(field_type, FieldType::Date | FieldType::Datetime);
    match given {
        None if is_date => Ok(Some("month")),
        None => Ok(None),
        Some(name) if is_date && (length(name).is_some() || dates::PARTS.contains(&name)) => Ok(given),
        Some(name) if is_date => Err(OdooError::value(format!("'{name}' is no span of time to group by"))),
        Some(name) => Err(OdooError::value(format!("'{spec}': only a date is grouped by a span of time, not by '{name}'"))),
    }
}

fn length(granularity: &str) -> Option<Span> {
    Some(match granularity {
        "hour" => 1.hour(),
        "day" => 1.day(),
        "week" => 1.week(),
        "month" => 1.month(),
        "quarter" => 3.months(),
        "year" => 1.year(),
        _ => return None,
    })
}

/// The groups of a value: one, or one for each record of an x2many.
pub(super) fn of(value: &Value, field_type: FieldType, granularity: Option<&str>) -> Vec<Bucket> {
    match (value, granularity) {
        (Value::Array(items), _) if items.is_empty() => vec![Bucket::Value(Value::Bool(false))],
        (Value::Array(_), _) => ids_of(value).into_iter().map(|id| Bucket::Value(Value::from(id))).collect(),
        (Value::String(text), Some(granularity)) => vec![span(text, field_type, granularity)],
        _ => vec![Bucket::Value(value.clone())],
    }
}

fn span(text: &str, field_type: FieldType, granularity: &str) -> Bucket {
    if dates::PARTS.contains(&granularity) {
        let part = dates::part(&Value::from(text), granularity);
        return Bucket::Value(part.map_or(Value::Bool(false), Value::from));
    }
    let bounds = dates::stored(text).and_then(|moment| {
        let from = begin(moment, granularity)?;
        Some((from, from.checked_add(length(granularity)?).ok()?))
    });
    let Some((from, to)) = bounds else { return Bucket::Value(Value::Bool(false)) };
    let show = |moment: DateTime| match field_type {
        FieldType::Date => Value::from(date_text(moment.date())),
        _ => Value::from(datetime_text(moment)),
    };
    Bucket::Span { from: show(from), to: show(to), label: label(from, granularity) }
}

fn begin(moment: DateTime, granularity: &str) -> Option<DateTime> {
    let midnight = moment.date().at(0, 0, 0, 0);
    let first_of = |month: i8| moment.date().with().month(month).day(1).build().ok().map(|day| day.at(0, 0, 0, 0));
    match granularity {
        "hour" => Some(moment.date().at(moment.hour(), 0, 0, 0)),
        "day" => Some(midnight),
        "week" => midnight.checked_sub(i64::from(moment.weekday().to_monday_zero_offset()).days()).ok(),
        "month" => first_of(moment.month()),
        "quarter" => first_of((moment.month() - 1) / 3 * 3 + 1),
        "year" => first_of(1),
        _ => None,
    }
}

fn label(from: DateTime, granularity: &str) -> String {
    match granularity {
        "hour" => from.strftime("%H:00 %d %b").to_string(),
        "day" => from.strftime("%d %b %Y").to_string(),
        "week" => from.strftime("W%-V %G").to_string(),
        "month" => from.strftime("%B %Y").to_string(),
        "quarter" => format!("Q{} {}", (from.month() + 2) / 3, from.year()),
        _ => from.year().to_string(),
    }
}
