//! Dates and datetimes in Odoo's text form: datetimes are UTC without saying so.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// `2026-11-20`.
pub(in crate::model) fn read_date(text: &str) -> Option<Date> {
    Date::strptime("%Y-%m-%d", text).ok()
}

/// `2026-11-20 08:30:00`, UTC. Read groups of a day or more report a date alone: its midnight.
pub(in crate::model) fn read_datetime(text: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok().or_else(|| read_date(text).map(Date::into))?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// Odoo stores whole seconds: what is below is cut off, as Odoo itself does.
pub(in crate::model) fn write_datetime(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datetime_is_utc_both_ways() {
        let moment = read_datetime("2026-11-20 08:30:05").unwrap();
        assert_eq!(moment.to_string(), "2026-11-20T08:30:05Z");
        assert_eq!(write_datetime(moment), "2026-11-20 08:30:05");
        assert_eq!(read_datetime("2026-13-20 08:30:05"), None);
        assert_eq!(read_datetime("2026-11-20T08:30:05Z"), None);
    }

    #[test]
    fn a_date_is_read_whole_or_not() {
        assert_eq!(read_date("2026-02-28").map(|date| date.to_string()).as_deref(), Some("2026-02-28"));
        assert_eq!(read_date("2026-02-30"), None);
        assert_eq!(read_date("2026-02-28 00:00:00"), None);
    }
}
