//! The clock of the embedded Odoo.

use jiff::civil::Date;

use super::environment::Environment;
use super::fault::{Fault, InvalidConfiguration};
use super::settings::{ODOO_SIM_TODAY, day};

/// The day on which the embedded Odoo stands still; `None` leaves the clock to the machine.
pub(crate) fn today(environment: &Environment) -> Result<Option<Date>, InvalidConfiguration> {
    let name = ODOO_SIM_TODAY.variable.unwrap_or_default();
    let fault = |message| InvalidConfiguration(vec![Fault::error(name, message)]);
    environment.get(&ODOO_SIM_TODAY).map(day).transpose().map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Date>, String> {
        today(&[("ODOO_SIM_TODAY", text)].into_iter().collect()).map_err(|error| error.to_string())
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
