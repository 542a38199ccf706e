//! The example program `orders`, on the embedded Odoo of every series.

use odoo_sdk::Series;

use crate::setup;

#[path = "../../examples/orders.rs"]
#[expect(dead_code, reason = "the test connects by itself and calls what `main` calls")]
mod orders;

#[tokio::test]
async fn orders_are_reported_on_every_series() {
    for series in Series::ALL {
        let (_sim, odoo) = setup::start(series).await;
        let mut out = Vec::new();
        orders::report(&odoo, &mut out).await.unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with(&format!("Odoo {series}")), "{out}");
        let months = out.lines().filter(|line| line.contains(" orders, ")).count();
        assert!(months > 0 && out.lines().count() > months + 1, "{out}");
    }
}
