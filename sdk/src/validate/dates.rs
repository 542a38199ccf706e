//! Dates and datetimes: Odoo's own forms, the ISO 8601 forms that say the same, and what is neither.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};

/// How a text reads as a date or a datetime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// Odoo's own form.
    Exact,
    /// Another form of the same: the text in Odoo's form.
    Same(String),
    /// Odoo's form of it would lose something (a time, a fraction of a second), or it is a guess.
    Near(String, &'static str),
    /// In a known form, but there is no such day or time.
    Impossible,
    /// No date at all.
    Unreadable,
}

/// Reads a text as a date: Odoo writes `2026-01-31`.
pub(super) fn date(text: &str) -> Reading {
    if let Some(day) = plain_date(text) {
        return if day.is_some() { Reading::Exact } else { Reading::Impossible };
    }
    match datetime_of(text) {
        Some(Moment { at, .. }) if at.time() == jiff::civil::Time::midnight() => Reading::Same(at.date().to_string()),
        Some(Moment { at, .. }) => Reading::Near(at.date().to_string(), "a date has no time"),
        None => guess(text, |day| day.to_string()),
    }
}

/// Reads a text as a datetime: Odoo writes `2026-01-31 13:45:00`, in UTC, and takes a bare date.
pub(super) fn datetime(text: &str) -> Reading {
    if let Some(day) = plain_date(text) {
        return if day.is_some() { Reading::Exact } else { Reading::Impossible };
    }
    if let Some(known) = plain_datetime(text) {
        return if known { Reading::Exact } else { Reading::Impossible };
    }
    let Some(moment) = datetime_of(text) else { return guess(text, |day| format!("{day} 00:00:00")) };
    let written = moment.at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    match moment {
        Moment { at, .. } if at.subsec_nanosecond() != 0 => Reading::Near(written, "Odoo keeps whole seconds"),
        _ if written == text => Reading::Exact,
        _ => Reading::Same(written),
    }
}

/// `YYYY-MM-DD`: the inner `None` is a day that does not exist.
fn plain_date(text: &str) -> Option<Option<Date>> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
    let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
    let (month, day) = (digit(m1)? * 10 + digit(m2)?, digit(d1)? * 10 + digit(d2)?);
    let small = |number: i16| i8::try_from(number).ok();
    // Python's first year is 1.
    Some(small(month).zip(small(day)).filter(|_| year > 0).and_then(|(month, day)| Date::new(year, month, day).ok()))
}

/// `YYYY-MM-DD HH:MM:SS`: false is a moment that does not exist.
fn plain_datetime(text: &str) -> Option<bool> {
    let (day, time) = text.split_at_checked(10)?;
    let day = plain_date(day)?;
    let [b' ', h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else { return None };
    let number = |tens: &u8, ones: &u8| (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'));
    let (hour, minute, second) = (number(h1, h2)?, number(m1, m2)?, number(s1, s2)?);
    Some(day.is_some() && hour < 24 && minute < 60 && second < 60)
}

struct Moment {
    /// In UTC.
    at: DateTime,
}

/// With a zone the text is a moment; without one it is UTC already, as everything in Odoo.
fn datetime_of(text: &str) -> Option<Moment> {
    let first = text.as_bytes().first()?;
    if !first.is_ascii_digit() || text.len() > 40 || text.len() < 13 {
        return None;
    }
    let at =
        if let Ok(stamp) = text.parse::<Timestamp>() { stamp.to_zoned(TimeZone::UTC).datetime() } else { text.parse::<DateTime>().ok()? };
    (at.year() > 0).then_some(Moment { at })
}

/// `2026/01/31`, `2026-1-31`, `31.01.2026`: readable to people in one way only where the year comes first.
fn guess(text: &str, write: impl Fn(Date) -> String) -> Reading {
    let mut parts = text.splitn(2, ['T', ' ']);
    let (Some(day), rest) = (parts.next(), parts.next()) else { return Reading::Unreadable };
    if text.len() > 40 {
        return Reading::Unreadable;
    }
    let numbers: Vec<Option<i16>> = day.split(['-', '/', '.']).map(|part| part.parse().ok()).collect();
    let [Some(year), Some(month), Some(date)] = numbers.as_slice() else { return Reading::Unreadable };
    let small = |number: &i16| i8::try_from(*number).ok();
    let found = small(month).zip(small(date)).and_then(|(month, date)| Date::new(*year, month, date).ok());
    match found {
        Some(_) if *year < 1000 => Reading::Unreadable,
        Some(found) if rest.is_none() => Reading::Near(write(found), "the year comes first, with dashes and two digits each"),
        Some(_) => Reading::Impossible,
        None if *year >= 1000 => Reading::Impossible,
        None => Reading::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str) -> Reading {
        Reading::Same(text.to_owned())
    }

    #[test]
    fn reads_dates() {
        assert_eq!(date("2026-01-31"), Reading::Exact);
        assert_eq!(date("2026-02-30"), Reading::Impossible);
        assert_eq!(date("2026-13-45"), Reading::Impossible);
        assert_eq!(date("2026-01-02T00:00:00Z"), same("2026-01-02"));
        assert!(matches!(date("2026-01-02 10:00:00"), Reading::Near(day, _) if day == "2026-01-02"));
        assert!(matches!(date("2026/01/02"), Reading::Near(day, _) if day == "2026-01-02"));
        for text in ["", "tomorrow", "01/02/2026", "2026", "20260102", "-7d", "0000-01-01T00:00:00"] {
            assert!(matches!(date(text), Reading::Unreadable | Reading::Near(..)), "{text}");
        }
    }

    #[test]
    fn reads_datetimes() {
        assert_eq!(datetime("2026-01-02 03:04:05"), Reading::Exact);
        assert_eq!(datetime("2026-01-02"), Reading::Exact);
        assert_eq!(datetime("2026-01-02T03:04:05"), same("2026-01-02 03:04:05"));
        assert_eq!(datetime("2026-01-02T03:04:05Z"), same("2026-01-02 03:04:05"));
        assert_eq!(datetime("2026-01-02T03:04:05+02:00"), same("2026-01-02 01:04:05"));
        assert_eq!(datetime("2026-01-02T03:04:05.000Z"), same("2026-01-02 03:04:05"));
        assert!(matches!(datetime("2026-01-02T03:04:05.123Z"), Reading::Near(..)));
        assert_eq!(datetime("2026-02-30 10:00:00"), Reading::Impossible);
        assert_eq!(datetime("5"), Reading::Unreadable);
    }
}
