//! Days and moments as Odoo reads them: strict forms in values, and the words that PostgreSQL reads.

use jiff::civil::{Date, DateTime, Time};

use crate::clock::{Clock, date_text, datetime_text};
use crate::error::{OdooError, Outcome};

const DATE: &str = "%Y-%m-%d";
const DATETIME: &str = "%Y-%m-%d %H:%M:%S";

/// A day in a value: the first ten characters count.
pub(super) fn date_value(text: &str) -> Outcome<String> {
    let day: String = text.chars().take(10).collect();
    parse_date(&day).map(date_text)
}

/// A moment in a value: `2026-01-02` or `2026-01-02 03:04:05`.
pub(super) fn datetime_value(text: &str) -> Outcome<String> {
    if text.chars().count() <= 10 {
        return parse_date(text).map(|day| datetime_text(day.to_datetime(Time::midnight())));
    }
    match split(text, &['-', '-', ' ', ':', ':']).as_deref() {
        Some(&[year, month, day, hour, minute, second]) => moment(year, month, day, hour, minute, second, text).map(datetime_text),
        _ => Err(unreadable(text, DATETIME)),
    }
}

/// A day from exactly `2026-01-02`.
pub(super) fn parse_date(text: &str) -> Outcome<Date> {
    match split(text, &['-', '-']).as_deref() {
        Some(&[year, month, day]) if (1..=12).contains(&month) && (1..=31).contains(&day) => civil_date(year, month, day),
        _ => Err(unreadable(text, DATE)),
    }
}

fn moment(year: u16, month: u16, day: u16, hour: u16, minute: u16, second: u16, text: &str) -> Outcome<DateTime> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return Err(unreadable(text, DATETIME));
    }
    let time = |part| i8::try_from(part).unwrap_or_default();
    Ok(civil_date(year, month, day)?.at(time(hour), time(minute), time(second), 0))
}

fn civil_date(year: u16, month: u16, day: u16) -> Outcome<Date> {
    let part = |number| i8::try_from(number).unwrap_or_default();
    Date::new(i16::try_from(year).unwrap_or_default(), part(month), part(day))
        .map_err(|_| OdooError::value("day is out of range for month"))
}

/// The numbers between the given separators.
fn split(text: &str, separators: &[char]) -> Option<Vec<u16>> {
    let (mut numbers, mut rest) = (Vec::new(), text);
    for separator in separators {
        let (number, after) = rest.split_once(*separator)?;
        numbers.push(digits(number)?);
        rest = after;
    }
    numbers.push(digits(rest)?);
    (text.find('-') == Some(4)).then_some(numbers)
}

fn digits(text: &str) -> Option<u16> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn unreadable(text: &str, format: &str) -> OdooError {
    OdooError::value(format!("time data '{text}' does not match format '{format}'"))
}

/// What a path may ask of a date, from 18 on.
pub(super) const PARTS: [&str; 9] = [
    "year_number",
    "quarter_number",
    "month_number",
    "iso_week_number",
    "day_of_week",
    "day_of_month",
    "day_of_year",
    "hour_number",
    "minute_number",
];

/// A part of a stored date; `None` where there is no date.
pub(super) fn part(value: &serde_json::Value, part: &str) -> Option<i64> {
    Some(part_of(stored(value.as_str()?)?, part))
}

/// A part of a moment.
pub(super) fn part_of(moment: DateTime, part: &str) -> i64 {
    match part {
        "year_number" => moment.year().into(),
        "quarter_number" => i64::from((moment.month() + 2) / 3),
        "month_number" => moment.month().into(),
        "iso_week_number" => moment.date().iso_week_date().week().into(),
        "day_of_week" => i64::from(moment.weekday().to_sunday_zero_offset()),
        "day_of_month" => moment.day().into(),
        "day_of_year" => moment.day_of_year().into(),
        "hour_number" => moment.hour().into(),
        _ => moment.minute().into(),
    }
}

/// A stored day or moment.
pub(crate) fn stored(text: &str) -> Option<DateTime> {
    DateTime::strptime(DATETIME, text).or_else(|_| Date::strptime(DATE, text).map(midnight)).ok()
}

/// The two words that PostgreSQL reads in 17 and 18.
pub(super) fn word(text: &str, clock: Clock) -> Option<DateTime> {
    match text {
        "now" => Some(clock.now()),
        "today" => Some(midnight(clock.today())),
        _ => None,
    }
}

fn midnight(day: Date) -> DateTime {
    day.to_datetime(Time::midnight())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(result: Outcome<String>) -> String {
        result.unwrap_err().message
    }

    #[test]
    fn reads_only_odoos_forms() {
        assert_eq!(datetime_value("2026-01-02").unwrap(), "2026-01-02 00:00:00");
        assert_eq!(datetime_value("2026-01-02 03:04:05").unwrap(), "2026-01-02 03:04:05");
        assert_eq!(date_value("2026-01-02T00:00:00Z").unwrap(), "2026-01-02");
        assert_eq!(error(datetime_value("2026-13-45")), "time data '2026-13-45' does not match format '%Y-%m-%d'");
        let iso = "2026-01-02T03:04:05Z";
        assert_eq!(error(datetime_value(iso)), format!("time data '{iso}' does not match format '%Y-%m-%d %H:%M:%S'"));
        assert_eq!(error(datetime_value("2026-02-30 10:00:00")), "day is out of range for month");
    }

    #[test]
    fn postgresql_reads_two_words() {
        let clock = Clock::Stopped("2026-11-20T10:00:00".parse().unwrap());
        let day = |text| word(text, clock).map(datetime_text);
        assert_eq!(day("today").as_deref(), Some("2026-11-20 00:00:00"));
        assert_eq!(day("now").as_deref(), Some("2026-11-20 10:00:00"));
        assert_eq!(day("-7d"), None);
    }
}
