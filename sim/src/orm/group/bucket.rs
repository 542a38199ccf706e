//! The group a value falls into: the value itself, or the span of time around a date.

use jiff::civil::DateTime;
use jiff::{Span, ToSpan};
use odoo_sdk::schema::FieldType;
use serde_json::Value;

use super::super::zone::Zone;
use super::super::{dates, ids_of};
use super::Formatted;
use crate::clock::{date_text, datetime_text};
use crate::error::{Kind, OdooError, Outcome};
use crate::python::is_none;

/// One group's value of one field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
pub(super) fn granularity<'a>(field_type: FieldType, given: Option<&'a str>, spec: &str, formatted: Formatted) -> Outcome<Option<&'a str>> {
    let is_date = matches!(field_type, FieldType::Date | FieldType::Datetime);
    match given {
        None if is_date && formatted == Formatted::New => {
            Err(OdooError::value(format!("Granularity not set on a date(time) field: '{spec}'")))
        }
        None if is_date => Ok(Some("month")),
        None => Ok(None),
        Some("hour") if field_type == FieldType::Date => {
            Err(OdooError::new(Kind::AttributeError, "'datetime.date' object has no attribute 'hour'"))
        }
        Some(name) if is_date && (length(name).is_some() || dates::PARTS.contains(&name)) => Ok(given),
        Some(name) if is_date => Err(OdooError::value(format!("'{name}' is not a span of time to group by"))),
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
pub(super) fn of(value: &Value, field_type: FieldType, granularity: Option<&str>, zone: &Zone) -> Vec<Bucket> {
    match (value, granularity) {
        (Value::Array(items), _) if items.is_empty() => vec![Bucket::Value(Value::Bool(false))],
        (Value::Array(_), _) => ids_of(value).into_iter().map(|id| Bucket::Value(Value::from(id))).collect(),
        (Value::String(text), Some(granularity)) => vec![span(text, field_type, granularity, zone)],
        _ => vec![Bucket::Value(value.clone())],
    }
}

/// Moments are put into spans of the zone's days; the bounds are reported in UTC.
fn span(text: &str, field_type: FieldType, granularity: &str, zone: &Zone) -> Bucket {
    let is_moment = field_type == FieldType::Datetime;
    let moment = dates::stored(text).map(|moment| if is_moment { zone.to_local(moment) } else { moment });
    if dates::PARTS.contains(&granularity) {
        // PostgreSQL's `date_part` gives a double.
        let part = moment.map(|moment| dates::part_of(moment, granularity)).and_then(|part| i32::try_from(part).ok());
        return Bucket::Value(part.map_or(Value::Bool(false), |part| Value::from(f64::from(part))));
    }
    let bounds = moment.and_then(|moment| {
        let from = begin(moment, granularity)?;
        Some((from, from.checked_add(length(granularity)?).ok()?))
    });
    let Some((from, to)) = bounds else { return Bucket::Value(Value::Bool(false)) };
    let show = |moment: DateTime| match is_moment {
        true => Value::from(datetime_text(zone.to_utc(moment))),
        false => Value::from(date_text(moment.date())),
    };
    Bucket::Span { from: show(from), to: show(to), label: label(from, granularity) }
}

fn begin(moment: DateTime, granularity: &str) -> Option<DateTime> {
    let midnight = moment.date().at(0, 0, 0, 0);
    let first_of = |month: i8| moment.date().with().month(month).day(1).build().ok().map(|day| day.at(0, 0, 0, 0));
    match granularity {
        "hour" => Some(moment.date().at(moment.hour(), 0, 0, 0)),
        "day" => Some(midnight),
        // The one language of the embedded Odoo, en_US, begins its weeks on Sunday.
        "week" => midnight.checked_sub(i64::from(moment.weekday().to_sunday_zero_offset()).days()).ok(),
        "month" => first_of(moment.month()),
        "quarter" => first_of((moment.month() - 1) / 3 * 3 + 1),
        "year" => first_of(1),
        _ => None,
    }
}

/// The first week of a year is the one with its first of January.
fn week(sunday: DateTime) -> String {
    let last = sunday.checked_add(6.days()).unwrap_or(sunday);
    format!("W{} {}", (last.day_of_year() + 6) / 7, last.year())
}

fn label(from: DateTime, granularity: &str) -> String {
    match granularity {
        "hour" => from.strftime("%I:00 %d %b").to_string(),
        "day" => from.strftime("%d %b %Y").to_string(),
        "week" => week(from),
        "month" => from.strftime("%B %Y").to_string(),
        "quarter" => format!("Q{} {}", (from.month() + 2) / 3, from.year()),
        _ => from.year().to_string(),
    }
}
