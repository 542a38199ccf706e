//! A period in the words of people, as two days.

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Period {
    Today,
    ThisWeek,
    #[default]
    ThisMonth,
    LastMonth,
    ThisQuarter,
    LastQuarter,
    ThisYear,
    LastYear,
}

impl Period {
    /// From which day on, and before which.
    pub(super) fn days(self, today: Date) -> (Date, Date) {
        let monday = today.saturating_sub(i32::from(today.weekday().to_monday_zero_offset()).days());
        let month = today.first_of_month();
        let quarter = month.saturating_sub(i32::from((today.month() - 1) % 3).months());
        let year = today.first_of_year();
        match self {
            Self::Today => (today, today.saturating_add(1.day())),
            Self::ThisWeek => (monday, monday.saturating_add(7.days())),
            Self::ThisMonth => (month, month.saturating_add(1.month())),
            Self::LastMonth => (month.saturating_sub(1.month()), month),
            Self::ThisQuarter => (quarter, quarter.saturating_add(3.months())),
            Self::LastQuarter => (quarter.saturating_sub(3.months()), quarter),
            Self::ThisYear => (year, year.saturating_add(1.year())),
            Self::LastYear => (year.saturating_sub(1.year()), year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_and_end_where_people_think() {
        let today: Date = "2026-11-20".parse().unwrap();
        let check = |period: Period, from: &str, to: &str| {
            assert_eq!(period.days(today), (from.parse().unwrap(), to.parse().unwrap()), "{period:?}");
        };
        check(Period::Today, "2026-11-20", "2026-11-21");
        check(Period::ThisWeek, "2026-11-16", "2026-11-23");
        check(Period::ThisMonth, "2026-11-01", "2026-12-01");
        check(Period::LastMonth, "2026-10-01", "2026-11-01");
        check(Period::ThisQuarter, "2026-10-01", "2027-01-01");
        check(Period::LastQuarter, "2026-07-01", "2026-10-01");
        check(Period::ThisYear, "2026-01-01", "2027-01-01");
        check(Period::LastYear, "2025-01-01", "2026-01-01");
    }
}
