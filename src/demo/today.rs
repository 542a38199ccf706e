//! The day on which the embedded Odoo stands still, where the environment names one.

use jiff::civil::Date;
use thiserror::Error;

use crate::config::{Environment, ODOO_SIM_TODAY};

/// A value that is not a day.
#[derive(Debug, Error)]
#[error("ODOO_SIM_TODAY: `{0}` is not a day, expected `YYYY-MM-DD`")]
pub(crate) struct NotADay(String);

/// The day that the environment names; `None` leaves the clock to the machine.
pub(crate) fn today(environment: &Environment) -> Result<Option<Date>, NotADay> {
    let parse = |text: &str| Date::strptime("%Y-%m-%d", text).map_err(|_| NotADay(text.to_owned()));
    environment.get(ODOO_SIM_TODAY).map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Date>, String> {
        today(&[(ODOO_SIM_TODAY, text.to_owned())].into_iter().collect()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_day_of_the_calendar_and_nothing_else() {
        assert_eq!(read("2028-02-29"), Ok(Some(jiff::civil::date(2028, 2, 29))));
        assert_eq!(read(""), Ok(None));
        for wrong in ["2027-02-29", "tomorrow", "2026-11-20T10:00:00", "20/11/2026"] {
            assert_eq!(read(wrong), Err(format!("ODOO_SIM_TODAY: `{wrong}` is not a day, expected `YYYY-MM-DD`")));
        }
    }
}
