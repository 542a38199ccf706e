//! What is moved in and out between now and the end of a day: done moves for a past day, planned ones for a day to come.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{location_ids, number, read_moves};
use crate::tools::ToolContext;
use crate::tools::failure::Failure;

/// States of a move that is still to come.
const PLANNED: [&str; 4] = ["waiting", "confirmed", "partially_available", "assigned"];

/// For each move between now and the end of the day, its product and by how much it changes the stock on that day against now.
pub(super) async fn between_now_and(
    context: &ToolContext,
    products: &[Value],
    date: Date,
    location: Option<&str>,
) -> Result<Vec<(i64, f64)>, Failure> {
    let ids: Vec<i64> = products.iter().filter_map(super::id).collect();
    let zone = context.odoo.time_zone().await?.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
    let end = end_of(date, &zone);
    let is_past = end < Timestamp::now();
    let moment = end.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let (when, states, sign) = match is_past {
        true => (json!(["date", ">", moment]), json!(["state", "=", "done"]), -1.0),
        false => (json!(["date", "<=", moment]), json!(["state", "in", PLANNED]), 1.0),
    };
    let (into, out_of) = match location {
        Some(name) => {
            let places = location_ids(context, name).await?;
            (json!(["location_dest_id", "child_of", places]), json!(["location_id", "child_of", places]))
        }
        None => (json!(["location_dest_id.usage", "=", "internal"]), json!(["location_id.usage", "=", "internal"])),
    };
    let mut changes = Vec::new();
    for (place, direction) in [(into, 1.0), (out_of, -1.0)] {
        let rows = context.odoo.send(read_moves(json!([["product_id", "in", ids], when, states, place]))).await?;
        changes.extend(rows.as_array().into_iter().flatten().filter_map(|row| change(row, direction * sign)));
    }
    Ok(changes)
}

/// The last moment of a day where the user is.
fn end_of(date: Date, zone: &TimeZone) -> Timestamp {
    let last = date.at(23, 59, 59, 0);
    zone.to_ambiguous_zoned(last).compatible().map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// A move counts in the unit of its product: what was done for a done one, what is asked for a planned one.
fn change(row: &Value, sign: f64) -> Option<(i64, f64)> {
    let product = row.pointer("/product_id/0").and_then(Value::as_i64)?;
    let (asked, in_unit) = (number(row, "product_uom_qty"), number(row, "product_qty"));
    let is_done = row.get("state").and_then(Value::as_str) == Some("done");
    let factor = if asked > 0.0 && in_unit > 0.0 { in_unit / asked } else { 1.0 };
    let quantity = if is_done { number(row, "quantity") } else { asked };
    Some((product, sign * quantity * factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_counts_in_the_unit_of_the_product() {
        let dozen = json!({"product_id": [5, "Lamp"], "state": "assigned", "quantity": 0.0, "product_uom_qty": 2.0, "product_qty": 24.0});
        assert_eq!(change(&dozen, 1.0), Some((5, 24.0)));
        let half_done = json!({"product_id": [5, "Lamp"], "state": "done", "quantity": 1.0, "product_uom_qty": 2.0, "product_qty": 24.0});
        assert_eq!(change(&half_done, -1.0), Some((5, -12.0)));
    }

    #[test]
    fn a_day_ends_where_the_user_is() {
        let brussels = TimeZone::get("Europe/Brussels").unwrap();
        assert_eq!(end_of("2026-12-31".parse().unwrap(), &brussels).to_string(), "2026-12-31T22:59:59Z");
    }
}
