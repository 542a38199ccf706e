//! Times that a call names. Words relative to now are resolved by the gateway's clock where the connected series does not read them,
//! and what has no zone is said to be UTC, with the time where the user is.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType};
use odoo_sdk::validate::{CallPath, Change, Note, Observer, Relative, Resolved, Touch, patch};
use serde_json::Value;

use super::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::{stored, zone_name};

/// Maximum number of notes about times in one call.
const MOST_NOTES: usize = 5;

/// A text that is meant as a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    path: String,
    text: String,
    is_datetime: bool,
    /// How a field is compared with it; `None` where it is a value.
    operator: Option<String>,
}

/// An observer that also notes the times of a call.
pub(super) struct Times<'o> {
    inner: &'o mut dyn Observer,
    named: &'o mut Vec<Named>,
}

impl<'o> Times<'o> {
    pub(super) fn new(inner: &'o mut dyn Observer, named: &'o mut Vec<Named>) -> Self {
        Self { inner, named }
    }

    fn note(&mut self, field: &FieldSchema, value: &Value, operator: Option<&str>, at: &CallPath<'_>) {
        let is_datetime = field.field_type == FieldType::Datetime;
        if !is_datetime && field.field_type != FieldType::Date {
            return;
        }
        let mut one = |value: &Value, path: String| {
            if let Some(text) = value.as_str() {
                self.named.push(Named { path, text: text.to_owned(), is_datetime, operator: operator.map(str::to_owned) });
            }
        };
        match value {
            Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| one(item, at.index(index).dotted())),
            single => one(single, at.dotted()),
        }
    }
}

impl Observer for Times<'_> {
    fn touch(&mut self, touch: Touch<'_>, at: &CallPath<'_>) -> bool {
        match touch {
            Touch::Compared { model, name, operator, value } => {
                if let Some(field) = model.fields.get(name) {
                    self.note(field, value, Some(operator), at);
                }
            }
            Touch::Value { field, value, .. } => self.note(field, value, None, at),
            _ => {}
        }
        self.inner.touch(touch, at)
    }
}

impl Odoo {
    /// The words relative to now in domains, resolved where this series does not read them.
    pub(super) async fn resolved(&self, named: &[Named]) -> Result<Vec<Change>, Failure> {
        let relative = |named: &Named| Relative::parse(&named.text).filter(|_| named.operator.is_some());
        let found: Vec<(&Named, Relative)> = named.iter().filter_map(|named| Some((named, relative(named)?))).collect();
        if found.is_empty() || self.series().await? >= Series::V19 {
            return Ok(Vec::new());
        }
        let now = self.now().await?;
        let names_weekday = found.iter().any(|(_, relative)| relative.names_weekday());
        let week_start = if names_weekday { self.week_start().await? } else { Weekday::Monday };
        Ok(found.into_iter().filter_map(|(named, relative)| named.resolve(&relative.at(&now, week_start)?, &now)).collect())
    }

    /// What is to be said of times without a zone.
    pub(super) async fn notes_of_times(&self, named: &[Named]) -> Result<Vec<Note>, Failure> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let (zone, series) = (self.zone().await?, self.series().await?);
        Ok(named.iter().filter_map(|named| named.remark(&zone, series)).take(MOST_NOTES).collect())
    }

    /// The day on which a week begins in the user's language.
    async fn week_start(&self) -> Result<Weekday, Failure> {
        let language = self.language_given().map(str::to_owned).or(self.user().await?.lang);
        let number = self.connected().await?.client().week_start(language.as_deref().unwrap_or("en_US")).await?;
        Ok(number.and_then(|number| Weekday::from_monday_one_offset(number).ok()).unwrap_or(Weekday::Monday))
    }
}

impl Named {
    /// What stands for a relative moment.
    fn resolve(&self, resolved: &Resolved, now: &Zoned) -> Option<Change> {
        let zone = now.time_zone();
        let (written, spoken) = match (resolved, self.is_datetime) {
            (Resolved::Day(day), false) => (day.to_string(), String::new()),
            (Resolved::Moment(moment), false) => (moment.date().to_string(), String::new()),
            (Resolved::Day(day), true) => of_moment(self.edge(*day, zone)?, zone),
            (Resolved::Moment(moment), true) => of_moment(moment.timestamp(), zone),
        };
        let message =
            format!("`{}` is `{written}`{}", self.text, if spoken.is_empty() { format!(" in {}", zone_name(zone)) } else { spoken });
        Some(Change { path: self.path.clone(), message, patch: patch::replace(patch::pointer(&self.path), written) })
    }

    /// The moment that stands for a day: its first, or its last second where the whole day counts.
    fn edge(&self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        let [begin, end] = bounds(day, zone)?;
        match self.operator.as_deref() {
            Some(">" | "<=") => end.checked_sub(Span::new().seconds(1)).ok(),
            _ => Some(begin),
        }
    }

    /// What is to be said of a time without a zone.
    fn remark(&self, zone: &TimeZone, series: Series) -> Option<Note> {
        if !self.is_datetime || self.text.parse::<Timestamp>().is_ok() {
            return None;
        }
        match (self.text.parse::<Date>(), self.operator.as_deref()) {
            (Ok(day), Some(operator)) if self.text.len() == 10 => self.remark_on_day(day, operator, zone, series),
            _ => self.remark_on_moment(zone),
        }
    }

    fn remark_on_day(&self, day: Date, operator: &str, zone: &TimeZone, series: Series) -> Option<Note> {
        let [begin, end] = bounds(day, zone)?.map(stored);
        let name = zone_name(zone);
        let bounds = format!("the day in {name} is from `{begin}` to before `{end}`");
        if !matches!(operator, "<" | "<=" | ">" | ">=") {
            let message = format!("`{operator}` with a day asks for its first moment alone");
            return Some(self.note(message, format!("compare with `>=` and `<`: {bounds}")));
        }
        // From 19 on a day is the user's own.
        let is_of_utc = series < Series::V19 && !is_utc(zone);
        is_of_utc.then(|| self.note(format!("`{day}` is a day in UTC here, not in {name}"), bounds))
    }

    fn remark_on_moment(&self, zone: &TimeZone) -> Option<Note> {
        let moment: DateTime = self.text.parse().or_else(|_| self.text.parse::<Date>().map(Date::into)).ok()?;
        let (at, meant) = (moment.to_zoned(TimeZone::UTC).ok()?, moment.to_zoned(zone.clone()).ok()?);
        let local = at.with_time_zone(zone.clone());
        let spoken = local.strftime("%Y-%m-%d %H:%M").to_string();
        let message = format!("`{}` is UTC: {spoken} in {}", self.text, zone_name(zone));
        let hint = format!("write a local time with its offset: `{}`", meant.strftime("%Y-%m-%dT%H:%M:%S%:z"));
        (!is_utc(zone)).then(|| self.note(message, hint))
    }

    fn note(&self, message: String, hint: String) -> Note {
        Note { path: self.path.clone(), message, hint }
    }
}

/// A moment as Odoo keeps it, and as it is said.
fn of_moment(moment: Timestamp, zone: &TimeZone) -> (String, String) {
    let local = moment.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    (stored(moment), format!(" UTC, {local} in {}", zone_name(zone)))
}

/// The first moment of a day and that of the next.
fn bounds(day: Date, zone: &TimeZone) -> Option<[Timestamp; 2]> {
    let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
    Some([start(day)?, start(day.tomorrow().ok()?)?])
}

fn is_utc(zone: &TimeZone) -> bool {
    matches!(zone.iana_name(), None | Some("UTC" | "Etc/UTC" | "GMT" | "Etc/GMT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, operator: Option<&str>) -> Named {
        Named { path: "domain[0][2]".to_owned(), text: text.to_owned(), is_datetime: true, operator: operator.map(str::to_owned) }
    }

    #[test]
    fn relative_words_become_moments_of_the_users_zone() {
        let now: Zoned = "2026-11-20T00:30:00+01:00[Europe/Brussels]".parse().unwrap();
        let check = |text: &str, operator: &str, is_datetime: bool, expected: &str| {
            let named = Named { is_datetime, ..named(text, Some(operator)) };
            let resolved = Relative::parse(text).unwrap().at(&now, Weekday::Monday).unwrap();
            let change = named.resolve(&resolved, &now).unwrap();
            assert!(change.message.starts_with(&format!("`{text}` is `{expected}`")), "{}", change.message);
            assert!(change.message.ends_with(" in Europe/Brussels"), "{}", change.message);
        };
        check("today", "=", false, "2026-11-20");
        check("now", ">", false, "2026-11-20");
        check("today -7d", ">=", true, "2026-11-12 23:00:00");
        check("today -7d", "<", true, "2026-11-12 23:00:00");
        check("today", "<=", true, "2026-11-20 22:59:59");
        check("today", ">", true, "2026-11-20 22:59:59");
        check("now", "<=", true, "2026-11-19 23:30:00");
    }

    #[test]
    fn what_has_no_zone_is_said_to_be_utc() {
        let brussels = TimeZone::get("Europe/Brussels").unwrap();
        let notes = [
            named("2026-12-03 15:00:00", None),
            named("2026-12-03", None),
            named("2026-12-03T15:00:00", Some(">=")),
            named("2026-11-26", Some("=")),
            named("2026-11-26", Some(">=")),
        ];
        let said =
            |series| notes.each_ref().map(|named| named.remark(&brussels, series).map(|note| format!("{}; {}", note.message, note.hint)));
        insta::assert_debug_snapshot!(said(Series::V18));
        assert_eq!(said(Series::V19)[..4], said(Series::V18)[..4]);
        assert_eq!(said(Series::V19)[4], None, "19 takes the user's own day");
        let utc = notes.each_ref().map(|named| named.remark(&TimeZone::UTC, Series::V18).is_some());
        assert_eq!(utc, [false, false, false, true, false]);
        for with_zone in ["2026-12-03T15:00:00Z", "2026-12-03T15:00:00+01:00", "today", "=monday"] {
            assert_eq!(named(with_zone, Some(">=")).remark(&brussels, Series::V18), None, "{with_zone}");
        }
    }
}
