//! `cargo xtask odoo`: a real Odoo 19 from Debian's package, with demo data and our add-on, on loopback.
//! Everything lives in one cache folder that outlasts a clone. Odoo 17 and 18 have no such package: they are recorded data only.
//!
//! Exit codes: 0 done (`status`: it runs and answers), 1 failed (`status`: it does not run), 2 wrong usage,
//! 3 not available on this machine (no Debian source, no network, no PostgreSQL): callers may skip what needs it.

mod account;
mod addon;
mod api_keys;
mod cluster;
mod community;
mod configuration;
mod database;
mod debian;
mod down;
mod http;
mod layout;
mod modules;
mod package;
mod postgres;
mod process;
mod program;
mod progress;
mod provision;
mod python;
mod report;
mod running;
mod secret;
mod server;
mod sources;
mod state;
mod status;
mod unavailable;
mod up;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use self::unavailable::Unavailable;

/// What Odoo 19 is called wherever a series is named.
const SERIES: &str = "19";

const EXIT_NOT_AVAILABLE: u8 = 3;

/// What to do with the development server.
#[derive(Debug, Subcommand)]
pub enum OdooCommand {
    /// Start it, making first whatever is missing. Exits with 3 where it cannot be had on this machine.
    Up(UpArguments),
    /// Stop it; the database, the keys and the downloads stay.
    Down(SeriesArgument),
    /// Report what runs. Exits with 0 if Odoo runs and answers, else with 1.
    Status(StatusArguments),
}

/// Arguments of `up`.
#[derive(Debug, Args)]
pub struct UpArguments {
    #[command(flatten)]
    series: SeriesArgument,
    /// Modules to install; what an earlier run installed stays. The add-on `x_delivery` always comes along.
    #[arg(long, value_name = "MODULE,...", value_delimiter = ',', default_values = modules::DEFAULT)]
    modules: Vec<String>,
    /// Community add-ons to take from the Python package index and to install, each a name or `name==version`; the newest one for the
    /// series by default. They run on a server of their own, `--name community` unless it is given.
    #[arg(long, value_name = "ADDON,...", value_delimiter = ',')]
    addons: Vec<String>,
    /// Throw the database away and make it anew.
    #[arg(long)]
    fresh: bool,
    /// Print the whole state as JSON: address, database, logins with password and API key, process ids.
    #[arg(long)]
    json: bool,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct StatusArguments {
    #[command(flatten)]
    series: SeriesArgument,
    /// Print the same JSON as `up --json`, or `null` if it does not run.
    #[arg(long)]
    json: bool,
}

/// Which Odoo.
#[derive(Debug, Args)]
pub struct SeriesArgument {
    /// Odoo's series.
    #[arg(long, default_value = SERIES, value_parser = live_series)]
    series: String,
    /// A server beside the usual one, with a database, ports and state of its own.
    #[arg(long, value_parser = server_name)]
    name: Option<String>,
}

/// Runs one command and prints its error, if any.
#[must_use]
pub fn run(command: &OdooCommand) -> ExitCode {
    match dispatch(command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            match error.downcast_ref::<Unavailable>() {
                Some(_) => ExitCode::from(EXIT_NOT_AVAILABLE),
                None => ExitCode::FAILURE,
            }
        }
    }
}

fn dispatch(command: &OdooCommand) -> Result<ExitCode> {
    match command {
        OdooCommand::Up(arguments) => up::up(arguments),
        OdooCommand::Down(arguments) => down::down(arguments),
        OdooCommand::Status(arguments) => status::status(arguments),
    }
}

/// Accepts the series that can be run.
fn live_series(text: &str) -> Result<String, String> {
    match text {
        SERIES | "19.0" => Ok(SERIES.to_owned()),
        "17" | "17.0" | "18" | "18.0" => Err("only Odoo 19 can be run; 17 and 18 exist as recorded data".to_owned()),
        _ => Err("expected `19`".to_owned()),
    }
}

/// Accepts a name that is a plain folder.
fn server_name(text: &str) -> Result<String, String> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_plain { Ok(text.to_owned()) } else { Err("expected small letters, digits and `-`".to_owned()) }
}

/// Digests as text.
fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_packaged_series_is_live() {
        assert_eq!(live_series("19.0"), Ok("19".to_owned()));
        assert!(live_series("18").unwrap_err().contains("recorded"));
        assert_eq!(live_series("banana"), Err("expected `19`".to_owned()));
    }
}
