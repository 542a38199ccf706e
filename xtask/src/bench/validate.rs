//! `bench validate`: what one check costs on warm schemas, and what it costs to decode a model when it is first met.

use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use odoo_sdk::Series;
use odoo_sdk::schema::{Models, Pack, Snapshot, pack};
use odoo_sdk::validate::{Input, validate};
use serde_json::{Value, json};

/// Checks that are timed; as many as a tenth of them warm up.
const ROUNDS: u32 = 50_000;

/// Runs the command.
pub(crate) fn run() -> Result<()> {
    for series in Series::ALL {
        let folder = crate::workspace::root().join("schemas").join(series.name());
        let snapshot = Snapshot::read(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        decode(series, &snapshot)?;
        let schemas = Models::from(snapshot);
        let calls = Calls::new();
        for (name, input) in calls.inputs() {
            let outcome = validate(&input, series, &schemas);
            ensure!(outcome.is_accepted(), "{series}: {name}: the call to measure is refused: {:?}", outcome.issues);
            let microseconds = measure(&input, series, &schemas);
            writeln!(std::io::stdout(), "{series} {name:<32} {microseconds:.2} µs")?;
        }
        for (name, input) in calls.refused() {
            ensure!(!validate(&input, series, &schemas).is_accepted(), "{series}: {name}: the call to measure is accepted");
            let microseconds = measure(&input, series, &schemas);
            writeln!(std::io::stdout(), "{series} {name:<32} {microseconds:.2} µs")?;
        }
    }
    Ok(())
}

/// Every model, decoded once from a pack as the gateway holds it.
fn decode(series: Series, snapshot: &Snapshot) -> Result<()> {
    let bytes = pack::pack(&snapshot.render())?;
    let pack = Pack::open(&bytes)?;
    let mut costs = Vec::new();
    for name in pack.model_names() {
        let began = Instant::now();
        black_box(pack.model(name)?);
        costs.push((began.elapsed().as_secs_f64() * 1e6, name));
    }
    costs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (median, most) = (costs.get(costs.len() / 2).context("no models")?, costs.last().context("no models")?);
    writeln!(std::io::stdout(), "{series} {:<32} {:.0} µs, at most {:.0} µs ({})", "decode a model, median", median.0, most.0, most.1)?;
    Ok(())
}

fn measure(input: &Input<'_>, series: Series, schemas: &Models) -> f64 {
    for _ in 0..ROUNDS / 10 {
        black_box(validate(input, series, schemas));
    }
    let began = Instant::now();
    for _ in 0..ROUNDS {
        black_box(validate(input, series, schemas));
    }
    began.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS)
}

/// Typical calls.
struct Calls {
    order: Value,
    partner: Value,
    product: Value,
    plain: Value,
    paths: Value,
    misspelt: Value,
    unknown: Value,
}

impl Calls {
    fn new() -> Self {
        Self {
            order: json!({"partner_id": 1, "date_order": "2026-01-02 03:04:05", "note": "x", "client_order_ref": "abc", "tag_ids": [[6, 0, [1, 2]]],
                "order_line": [[0, 0, {"product_id": 1, "product_uom_qty": 2, "price_unit": 3.5, "name": "x"}], [0, 0, {"product_id": 2, "product_uom_qty": 1}]]}),
            partner: json!({"name": "A", "email": "a@b.c", "phone": "1", "street": "x", "city": "y", "zip": "123", "country_id": 21,
                "is_company": true, "lang": "en_US", "type": "contact", "category_id": [[6, 0, [1]]]}),
            product: json!({"name": "A", "list_price": 3.5, "type": "consu"}),
            misspelt: json!([["strete", "=", "a"]]),
            unknown: json!([["x_zeppelin_mast", "=", "a"]]),
            plain: json!([["name", "ilike", "a"], ["active", "=", true], ["id", "in", [1, 2, 3]]]),
            paths: json!([["state", "=", "sale"], ["partner_id.country_id.code", "=", "BE"], ["date_order", ">=", "2026-01-01 00:00:00"]]),
        }
    }

    /// Calls with names that nobody knows, for which the nearest known ones are looked for.
    fn refused(&self) -> [(&'static str, Input<'_>); 4] {
        let search = |model, domain| Input::Search { model, domain: Some(domain), order: None, fields: None };
        [
            ("a misspelt field", search("res.partner", &self.misspelt)),
            ("a field like no other", search("res.partner", &self.unknown)),
            ("a misspelt model", search("res.partnr", &self.plain)),
            ("a model like no other", search("x_zeppelin.mooring.mast", &self.plain)),
        ]
    }

    fn inputs(&self) -> [(&'static str, Input<'_>); 6] {
        let search = |model, domain, order| Input::Search { model, domain: Some(domain), order, fields: None };
        [
            ("create an order of two lines", Input::Create { model: "sale.order", values: &self.order }),
            ("create a partner", Input::Create { model: "res.partner", values: &self.partner }),
            ("create a delegating product", Input::Create { model: "product.product", values: &self.product }),
            ("write a partner", Input::Write { model: "res.partner", ids: None, values: &self.partner }),
            ("domain of three leaves", search("res.partner", &self.plain, None)),
            ("domain of three leaves and paths", search("sale.order", &self.paths, Some("date_order desc, id"))),
        ]
    }
}
