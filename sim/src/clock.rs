//! The server's clock: the machine's, or stopped at a moment that a test chooses.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    Machine,
    Stopped(DateTime),
}

impl Clock {
    /// Now, in UTC.
    pub(crate) fn now(self) -> DateTime {
        match self {
            Self::Machine => jiff::Timestamp::now().to_zoned(TimeZone::UTC).datetime(),
            Self::Stopped(moment) => moment,
        }
    }

    pub(crate) fn today(self) -> Date {
        self.now().date()
    }

    /// Now as Odoo writes it.
    pub(crate) fn now_text(self) -> String {
        datetime_text(self.now())
    }
}

/// A moment as Odoo writes it: `2026-01-02 03:04:05`.
pub(crate) fn datetime_text(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A day as Odoo writes it: `2026-01-02`.
pub(crate) fn date_text(day: Date) -> String {
    day.strftime("%Y-%m-%d").to_string()
}
