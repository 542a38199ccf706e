//! The sample company: as large as it should be, the same on every series, and whole: every link leads to a record, totals are the sums
//! of their lines, dates lie around today.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use crate::setup::{ok, start};

/// Model, and how many records there are, archived ones included.
const SIZES: [(&str, u64); 15] = [
    ("res.partner", 46),
    ("product.template", 30),
    ("product.product", 30),
    ("sale.order", 40),
    ("crm.lead", 16),
    ("hr.employee", 10),
    ("hr.leave", 7),
    ("hr.attendance", 12),
    ("project.project", 3),
    ("project.task", 14),
    ("account.move", 8),
    ("purchase.order", 3),
    ("stock.picking", 6),
    ("calendar.event", 2),
    ("delivery.route.custom", 2),
];

async fn all(sim: &RunningSim, model: &str, fields: &[&str]) -> Vec<Value> {
    let kwargs = json!({ "context": { "active_test": false }, "load": "", "order": "id" });
    ok(sim, model, "search_read", json!([[], fields]), kwargs).await.as_array().unwrap().clone()
}

#[tokio::test]
async fn it_is_as_large_on_every_series() {
    for series in Series::ALL {
        let sim = start(series).await;
        for (model, size) in SIZES {
            let found = all(&sim, model, &["id"]).await.len();
            assert_eq!(u64::try_from(found).unwrap(), size, "{series} {model}");
        }
    }
}

#[tokio::test]
async fn it_has_the_same_names_on_every_series() {
    let mut before: Option<Vec<Value>> = None;
    for series in Series::ALL {
        let sim = start(series).await;
        let mut names = Vec::new();
        for (model, _) in SIZES {
            names.extend(all(&sim, model, &["display_name"]).await);
        }
        assert_eq!(before.get_or_insert_with(|| names.clone()), &names, "{series}");
    }
}

#[tokio::test]
async fn every_link_leads_to_a_record() {
    for series in Series::ALL {
        let sim = start(series).await;
        for (model, _) in SIZES {
            let fields = ok(&sim, model, "fields_get", json!([[], ["type", "store", "relation"]]), json!({})).await;
            for (name, field) in fields.as_object().unwrap().iter().filter(|(_, field)| field["store"] == true) {
                if matches!(field["type"].as_str(), Some("many2one" | "many2many")) {
                    check_link(&sim, model, name, field["relation"].as_str().unwrap()).await;
                }
            }
        }
    }
}

async fn check_link(sim: &RunningSim, model: &str, name: &str, relation: &str) {
    let values = all(sim, model, &[name]).await;
    let flat = values.iter().flat_map(|row| row[name].as_array().cloned().unwrap_or_else(|| vec![row[name].clone()]));
    let linked: Vec<Value> = flat.filter(Value::is_number).collect();
    if linked.is_empty() {
        return;
    }
    let known: Vec<Value> = all(sim, relation, &["id"]).await.into_iter().map(|row| row["id"].clone()).collect();
    for id in linked {
        assert!(known.contains(&id), "{} {model}.{name} leads to {relation} {id}, which is not there", sim.series());
    }
}

#[tokio::test]
async fn totals_are_the_sums_of_the_lines() {
    for series in Series::ALL {
        let sim = start(series).await;
        for (model, line, inverse) in [
            ("sale.order", "sale.order.line", "order_id"),
            ("purchase.order", "purchase.order.line", "order_id"),
            ("account.move", "account.move.line", "move_id"),
        ] {
            let lines = all(&sim, line, &[inverse, "price_subtotal"]).await;
            for document in all(&sim, model, &["amount_untaxed", "amount_tax", "amount_total", "state"]).await {
                let own = lines.iter().filter(|line| line[inverse] == document["id"]);
                let sum: f64 = own.map(|line| line["price_subtotal"].as_f64().unwrap()).sum();
                let amount = |name: &str| document[name].as_f64().unwrap();
                assert!((sum - amount("amount_untaxed")).abs() < 0.005, "{series} {model} {document}: lines sum to {sum}");
                assert!((amount("amount_untaxed") + amount("amount_tax") - amount("amount_total")).abs() < 0.005, "{series} {document}");
            }
        }
    }
}

#[tokio::test]
async fn orders_are_of_the_last_months() {
    for series in Series::ALL {
        let sim = start(series).await;
        for order in all(&sim, "sale.order", &["date_order", "state"]).await {
            let date = order["date_order"].as_str().unwrap();
            assert!(("2026-05-01".."2026-11-21").contains(&date), "{series} {order}");
        }
        let route = all(&sim, "delivery.route.custom", &["name", "stop_count"]).await;
        assert!(route.iter().all(|route| route["stop_count"].as_u64() > Some(0)), "{series} {route:?}");
        let tiers = ok(&sim, "res.partner", "search_count", json!([[["x_loyalty_tier", "!=", false]]]), json!({})).await;
        assert!(tiers.as_u64() > Some(2), "{series}: {tiers} loyal customers");
    }
}
