//! `config measure`: what the policy costs a call, with these files and with the built-in rules alone, beside the clock itself.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use super::super::CommandError;
use super::explain::catalog;
use crate::catalog::Catalog;
use crate::config::Configuration;
use crate::policy::{Caller, Mode, Policy, Rules, Ruling};

/// Times a call is judged; as many as a tenth of them warm up.
const ROUNDS: usize = 20_000;

/// The text.
pub(super) fn text(configuration: &Configuration) -> Result<String, CommandError> {
    let mut text = format!("{:<6} {:<32} {:>14} {:>14} {:>14}\n", "series", "call", "these files", "built-in", "clock alone");
    text.push_str("                                         p50 µs p99 µs  p50 µs p99 µs  p50 µs p99 µs\n");
    for series in Series::ALL {
        let catalog = catalog(series).map_err(CommandError::failed)?;
        for (name, call) in calls() {
            let files = measure(&Policy::new(configuration.rules.clone()), &call, &catalog)?;
            let built_in = measure(&Policy::new(Rules::default()), &call, &catalog)?;
            let clock = timed(|| Ok(()))?;
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

/// A call must be allowed to tell anything: a refusal may be found early.
fn measure(policy: &Policy, call: &Call, catalog: &Catalog) -> Result<(Duration, Duration), CommandError> {
    let caller = Caller { tool: "config measure", scope: None, mode: Mode::default(), dialog: None, groups: &|_| Some(true) };
    let mut copies = vec![call.clone(); ROUNDS + ROUNDS / 10].into_iter();
    timed(|| {
        let Some(call) = copies.next() else { return Ok(()) };
        match black_box(policy.permit(call, &caller, catalog.series(), catalog)) {
            Ok(Ruling::Permitted(_)) => Ok(()),
            other => Err(CommandError::failed(anyhow::anyhow!("the call to measure is not allowed: {other:?}"))),
        }
    })
}

/// The middle and the 99th of a hundred, in order of time.
fn timed(mut judge: impl FnMut() -> Result<(), CommandError>) -> Result<(Duration, Duration), CommandError> {
    for _ in 0..ROUNDS / 10 {
        judge()?;
    }
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        judge()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let at = |hundredth: usize| times.get(ROUNDS * hundredth / 100).copied().unwrap_or_default();
    Ok((at(50), at(99)))
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
