//! Every recorded group of orders, decoded by typed keys and totals: the shapes of `read_group` and of `formatted_read_group`.

use odoo_models::{v17, v18, v19};
use odoo_sdk::Series;
use odoo_sdk::model::{Domain, Monetary, decode_groups};
use serde_json::Value;

use crate::wire::{call, exchanges};

/// What groups say together: how many records, how much money.
type Sum = (i64, Monetary);

type Decoder = fn(Series, &[&str], Value) -> Sum;

macro_rules! decoder {
    ($models:ident) => {
        |shape: Series, by: &[&str], answer: Value| -> Sum {
            use $models::SaleOrder;
            let total = SaleOrder::AMOUNT_TOTAL.sum();
            let sums: Vec<Sum> = match by {
                ["state"] => {
                    let groups = decode_groups::<SaleOrder, _, _>(shape, answer, &Domain::all(), &SaleOrder::STATE, &total).unwrap();
                    assert!(groups.iter().all(|group| group.key.as_ref().is_some_and(|state| state.is_known())));
                    groups.into_iter().map(|group| (group.count, group.totals)).collect()
                }
                ["date_order:month", "partner_id"] => {
                    let keys = (SaleOrder::DATE_ORDER.month(), SaleOrder::PARTNER_ID);
                    let groups = decode_groups::<SaleOrder, _, _>(shape, answer, &Domain::all(), &keys, &total).unwrap();
                    assert!(groups.iter().all(|group| group.key.0.as_ref().is_some_and(|month| month.start.day() == 1)));
                    assert!(groups.iter().all(|group| !group.key.1.display_name.is_empty()));
                    groups.into_iter().map(|group| (group.count, group.totals)).collect()
                }
                ["date_order:month", "state"] => {
                    let keys = (SaleOrder::DATE_ORDER.month(), SaleOrder::STATE);
                    let groups = decode_groups::<SaleOrder, _, _>(shape, answer, &Domain::all(), &keys, &total).unwrap();
                    assert!(groups.iter().all(|group| group.key.0.as_ref().is_some_and(|month| month.label.ends_with("2026"))));
                    groups.into_iter().map(|group| (group.count, group.totals)).collect()
                }
                other => panic!("no decoder for groups by {other:?}"),
            };
            sums.into_iter().fold((0, Monetary::ZERO), |(count, sum), (more, total)| (count + more, sum + total))
        }
    };
}

#[test]
fn every_recorded_group_decodes() {
    let decoders: [(Series, Decoder, &[&str]); 3] = [
        (Series::V17, decoder!(v17), &["jsonrpc", "web"]),
        (Series::V18, decoder!(v18), &["jsonrpc", "web"]),
        (Series::V19, decoder!(v19), &["jsonrpc", "web", "json2"]),
    ];
    for (series, decode, apis) in decoders {
        let mut decoded = 0;
        for exchange in apis.iter().flat_map(|api| exchanges(series, api)) {
            let Some((model, method, answer)) = call(&exchange) else { continue };
            // 19 still answers `read_group` as 18 does.
            let shape = match method.as_str() {
                "formatted_read_group" => Series::V19,
                "read_group" => series.min(Series::V18),
                _ => continue,
            };
            assert_eq!(model, "sale.order");
            let text = exchange["request"].to_string();
            let by = [["state"].as_slice(), &["date_order:month", "partner_id"], &["date_order:month", "state"]];
            let by = by.into_iter().find(|by| text.contains(&serde_json::to_string(by).unwrap())).unwrap();
            let (count, sum) = decode(shape, by, answer.clone());
            let plain: i64 = answer.as_array().unwrap().iter().filter_map(|group| group["__count"].as_i64()).sum();
            assert!(count == plain && sum > Monetary::ZERO, "{series} {by:?}: {count} {sum}");
            decoded += 1;
        }
        assert!(decoded >= 4, "{series}: {decoded}");
    }
}
