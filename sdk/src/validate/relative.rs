//! Moments relative to now, as Odoo 19 reads them in domains: `today -7d`, `now`, `=monday`, `+1m`.
//!
//! Whether a text is one is known without a clock. What it is then needs one, and the day on which the user's week begins: for the
//! series that do not read these words themselves.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Span, ToSpan, Zoned};

/// A moment relative to now.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    is_of_days: bool,
    terms: Vec<Term>,
}

/// What it is at some time.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {
    /// A day.
    Day(Date),
    /// A moment.
    Moment(Zoned),
}

#[derive(Debug, Clone, PartialEq)]
enum Term {
    /// `-7d`
    Shift(i64, Unit),
    /// `=1d`
    Set(i64, Unit),
    /// `+friday`; `None` is the day on which the week begins.
    Weekday(Sign, Option<Weekday>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sign {
    Next,
    Last,
    This,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

impl Relative {
    /// Reads a text; `None` where it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace().peekable();
        let start = words.next_if(|word| matches!(*word, "today" | "now"));
        let terms: Vec<Term> = words.map(Term::parse).collect::<Option<_>>()?;
        (start.is_some() || !terms.is_empty()).then_some(Self { is_of_days: start == Some("today"), terms })
    }

    /// Whether the day on which a week begins decides.
    #[must_use]
    pub fn names_weekday(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Weekday(..)))
    }

    /// What it is now, for somebody whose week begins on a day; `None` beyond the calendar.
    #[must_use]
    pub fn at(&self, now: &Zoned, week_start: Weekday) -> Option<Resolved> {
        let start = if self.is_of_days { Resolved::Day(now.date()) } else { Resolved::Moment(now.clone()) };
        self.terms.iter().try_fold(start, |at, term| term.apply(at, now, week_start))
    }
}

impl Term {
    fn parse(word: &str) -> Option<Self> {
        let (sign, rest) = match word.split_at_checked(1)? {
            ("+", rest) => (Sign::Next, rest),
            ("-", rest) => (Sign::Last, rest),
            ("=", rest) => (Sign::This, rest),
            _ => return None,
        };
        if let Some(day) = weekday(rest) {
            return Some(Self::Weekday(sign, day));
        }
        let (amount, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
        let unit = Unit::parse(unit)?;
        let is_amount = !amount.is_empty() && amount.len() <= 6 && amount.bytes().all(|byte| byte.is_ascii_digit());
        let amount: i64 = amount.parse().ok().filter(|_| is_amount)?;
        Some(match sign {
            Sign::Next => Self::Shift(amount, unit),
            Sign::Last => Self::Shift(-amount, unit),
            Sign::This => Self::Set(amount, unit),
        })
    }

    fn apply(&self, at: Resolved, now: &Zoned, week_start: Weekday) -> Option<Resolved> {
        match (self, at) {
            (Self::Shift(amount, unit), at) => unit.shift(at, *amount, now),
            (Self::Set(amount, unit), at) => unit.set(at, *amount, now),
            (Self::Weekday(sign, day), Resolved::Day(at)) => {
                at.checked_add(days_to(at.weekday(), day.unwrap_or(week_start), *sign, week_start)).ok().map(Resolved::Day)
            }
            (Self::Weekday(sign, day), Resolved::Moment(at)) => {
                let at = if *sign == Sign::This { at.start_of_day().ok()? } else { at };
                at.checked_add(days_to(at.weekday(), day.unwrap_or(week_start), *sign, week_start)).ok().map(Resolved::Moment)
            }
        }
    }
}

impl Unit {
    fn parse(letter: &str) -> Option<Self> {
        Some(match letter {
            "y" => Self::Year,
            "m" => Self::Month,
            "w" => Self::Week,
            "d" => Self::Day,
            "H" => Self::Hour,
            "M" => Self::Minute,
            "S" => Self::Second,
            _ => return None,
        })
    }

    fn span(self, amount: i64) -> Option<Span> {
        let span = Span::new();
        match self {
            Self::Year => span.try_years(amount),
            Self::Month => span.try_months(amount),
            Self::Week => span.try_weeks(amount),
            Self::Day => span.try_days(amount),
            Self::Hour => span.try_hours(amount),
            Self::Minute => span.try_minutes(amount),
            Self::Second => span.try_seconds(amount),
        }
        .ok()
    }

    fn is_of_time(self) -> bool {
        matches!(self, Self::Hour | Self::Minute | Self::Second)
    }

    fn shift(self, at: Resolved, amount: i64, now: &Zoned) -> Option<Resolved> {
        let span = self.span(amount)?;
        match at {
            Resolved::Day(day) if !self.is_of_time() => day.checked_add(span).ok().map(Resolved::Day),
            Resolved::Day(day) => day.to_zoned(now.time_zone().clone()).ok()?.checked_add(span).ok().map(Resolved::Moment),
            Resolved::Moment(moment) => moment.checked_add(span).ok().map(Resolved::Moment),
        }
    }

    /// A part of a date, with all that is smaller at its beginning but for the day of a month and the month of a year.
    fn set(self, at: Resolved, amount: i64, now: &Zoned) -> Option<Resolved> {
        match at {
            Resolved::Day(day) if !self.is_of_time() => self.set_date(day, amount).map(Resolved::Day),
            Resolved::Day(day) => self.set(Resolved::Moment(day.to_zoned(now.time_zone().clone()).ok()?), amount, now),
            Resolved::Moment(moment) => {
                let (day, time) = (moment.date(), moment.time());
                let (day, time) = match self {
                    Self::Hour => (day, Time::new(amount.try_into().ok()?, 0, 0, 0).ok()?),
                    Self::Minute => (day, Time::new(time.hour(), amount.try_into().ok()?, 0, 0).ok()?),
                    Self::Second => (day, Time::new(time.hour(), time.minute(), amount.try_into().ok()?, 0).ok()?),
                    Self::Year | Self::Month | Self::Week | Self::Day => (self.set_date(day, amount)?, Time::midnight()),
                };
                day.to_datetime(time).to_zoned(now.time_zone().clone()).ok().map(Resolved::Moment)
            }
        }
    }

    /// A day that the month does not have is its last.
    fn set_date(self, day: Date, amount: i64) -> Option<Date> {
        let (year, month, date) = match self {
            Self::Year => (amount.try_into().ok()?, day.month(), day.day()),
            Self::Month => (day.year(), amount.try_into().ok()?, day.day()),
            Self::Day => (day.year(), day.month(), amount.try_into().ok()?),
            Self::Week | Self::Hour | Self::Minute | Self::Second => return None,
        };
        let first = Date::new(year, month, 1).ok()?;
        (date > 0 && date <= 31).then_some(())?;
        Date::new(year, month, date.min(first.days_in_month())).ok()
    }
}

fn weekday(name: &str) -> Option<Option<Weekday>> {
    Some(Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        "week_start" => return Some(None),
        _ => return None,
    }))
}

/// From a day to that of a name: in the same week, or the next or the last one, which may be the day itself.
fn days_to(from: Weekday, wanted: Weekday, sign: Sign, week_start: Weekday) -> Span {
    let days = i64::from(wanted.since(week_start)) - i64::from(from.since(week_start));
    let days = match sign {
        Sign::Next if days < 0 => days + 7,
        Sign::Last if days > 0 => days - 7,
        Sign::Next | Sign::Last | Sign::This => days,
    };
    days.days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_relative_moments() {
        for text in ["today", "now", "-7d", "today -1m", "=monday", "now +2H =1d", "=week_start"] {
            assert!(Relative::parse(text).is_some(), "{text}");
        }
        for text in ["", "yesterday-ish", "7d", "-d", "today tomorrow", "-7x", "+", "-é", "today today"] {
            assert!(Relative::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn is_what_odoo_19_takes_it_for() {
        // A Friday, half past midnight in Brussels and still Thursday in UTC.
        let now: Zoned = "2026-11-20T00:30:15+01:00[Europe/Brussels]".parse().unwrap();
        let check = |text: &str, expected: &str| {
            let shown = match Relative::parse(text).unwrap().at(&now, Weekday::Sunday).unwrap() {
                Resolved::Day(day) => day.to_string(),
                Resolved::Moment(moment) => moment.timestamp().to_string(),
            };
            assert_eq!(shown, expected, "{text}");
        };
        check("today", "2026-11-20");
        check("now", "2026-11-19T23:30:15Z");
        check("today -7d", "2026-11-13");
        check("-7d", "2026-11-12T23:30:15Z");
        check("today +1m =31d", "2026-12-31");
        check("today +3m =31d", "2027-02-28");
        check("today =1d =1m", "2026-01-01");
        check("now =1d", "2026-10-31T23:00:00Z");
        check("now =9H", "2026-11-20T08:00:00Z");
        check("today =monday", "2026-11-16");
        check("today +monday", "2026-11-23");
        check("today -saturday", "2026-11-14");
        check("=week_start", "2026-11-14T23:00:00Z");
        check("today -2w", "2026-11-06");
        // Clocks went back on 25 October: the same time on the clock.
        check("now -1m", "2026-10-19T22:30:15Z");
        assert_eq!(Relative::parse("today =13m").unwrap().at(&now, Weekday::Sunday), None);
        assert_eq!(Relative::parse("today +999999y").unwrap().at(&now, Weekday::Sunday), None);
    }
}
