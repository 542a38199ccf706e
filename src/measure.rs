//! What the policy costs a call, with some files and with the built-in rules alone, beside the clock itself: for `cargo xtask bench policy`.
//!
//! Not part of the crate otherwise.

mod keys;

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use crate::catalog::{Catalog, embedded_pack};
use crate::config::{Configuration, Environment};
use crate::policy::{Caller, Mode, Policy, Rules, Ruling};

pub use keys::keys;

/// Times a call is judged; as many as a tenth of them warm up.
const ROUNDS: usize = 20_000;

/// The table, for the rules of a folder.
///
/// # Errors
///
/// Where the folder is not a valid configuration, or does not allow the calls.
pub fn policy(folder: &Path) -> Result<String> {
    table(&Configuration::of(Some(folder), &Environment::of_process())?, ROUNDS)
}

fn table(configuration: &Configuration, rounds: usize) -> Result<String> {
    let mut text = format!("{:<6} {:<32} {:>14} {:>14} {:>14}\n", "series", "call", "these files", "built-in", "clock alone");
    text.push_str("                                         p50 µs p99 µs  p50 µs p99 µs  p50 µs p99 µs\n");
    for series in Series::ALL {
        let catalog = catalog(series)?;
        for (name, call) in calls() {
            let files = measure(&Policy::new(configuration.rules.clone()), &call, &catalog, rounds)?;
            let built_in = measure(&Policy::new(Rules::default()), &call, &catalog, rounds)?;
            let clock = timed(rounds, || Ok(()))?;
            // INVARIANT: writing to a String does not fail.
            let _ = writeln!(text, "{series:<6} {name:<32} {} {} {}", shown(files), shown(built_in), shown(clock));
        }
    }
    Ok(text)
}

fn shown((middle, late): (Duration, Duration)) -> String {
    let microseconds = |time: Duration| time.as_secs_f64() * 1e6;
    format!("{:>7.2}{:>7.2}", microseconds(middle), microseconds(late))
}

/// A call must be allowed: a refusal may be found early.
fn measure(policy: &Policy, call: &Call, catalog: &Catalog, rounds: usize) -> Result<(Duration, Duration)> {
    let caller = Caller {
        tool: "bench",
        scope: None,
        mode: Mode::default(),
        dialog: None,
        files: None,
        uid: None,
        groups: &|_| Some(true),
        answers: &|_| Some(false),
    };
    let mut copies = vec![call.clone(); rounds + rounds / 10].into_iter();
    timed(rounds, || {
        let Some(call) = copies.next() else { return Ok(()) };
        match black_box(policy.permit(call, &caller, catalog.series(), catalog)) {
            Ok(Ruling::Permitted(_)) => Ok(()),
            Ok(Ruling::Needs(..)) => bail!("the call to measure cannot be judged by the built-in schemas alone"),
            Err(denial) => Err(denial).context("these rules refuse the call to measure"),
        }
    })
}

/// The middle and the 99th of a hundred, in order of time.
fn timed(rounds: usize, mut judge: impl FnMut() -> Result<()>) -> Result<(Duration, Duration)> {
    for _ in 0..rounds / 10 {
        judge()?;
    }
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let began = Instant::now();
        judge()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let at = |hundredth: usize| times.get(rounds * hundredth / 100).copied().unwrap_or_default();
    Ok((at(50), at(99)))
}

/// Everything of the snapshot is taken for installed.
fn catalog(series: Series) -> Result<Catalog> {
    Ok(Catalog::new(series, Some(embedded_pack(series)?.manifest()?.modules.into_keys().collect())))
}

/// Typical calls of every kind.
fn calls() -> Vec<(&'static str, Call)> {
    let values = |value: Value| if let Value::Object(values) = value { values } else { Map::new() };
    let order = values(json!({"partner_id": 1, "date_order": "2026-01-02 03:04:05", "client_order_ref": "abc",
        "order_line": [[0, 0, {"product_id": 1, "product_uom_qty": 2, "price_unit": 3.5}], [0, 0, {"product_id": 2, "product_uom_qty": 1}]]}));
    let partner = values(json!({"name": "A", "email": "a@b.c", "street": "x", "city": "y", "zip": "123", "country_id": 21,
        "is_company": true, "lang": "en_US", "type": "contact", "category_id": [[6, 0, [1]]]}));
    let paths = json!([["state", "=", "sale"], ["partner_id.country_id.code", "=", "BE"], ["date_order", ">=", "2026-01-01 00:00:00"]]);
    let search = Call::search_count("sale.order", paths.clone());
    let read = Call::new("sale.order", "search_read")
        .positional("domain", paths)
        .named("fields", json!(["name", "partner_id", "state", "amount_total", "date_order", "user_id"]))
        .named("order", json!("date_order desc, id"))
        .read();
    vec![
        ("create an order of two lines", Call::create("sale.order", [order])),
        ("write ten fields of a partner", Call::write("res.partner", [1], partner)),
        ("search with paths", search),
        ("search and read six fields", read),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_allowed_and_measured_in_every_series() {
        let table = table(&Configuration::of(None, &Environment::default()).unwrap(), 10).unwrap();
        assert_eq!(table.lines().count(), 2 + Series::ALL.len() * calls().len(), "{table}");
    }
}
