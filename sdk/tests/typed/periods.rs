//! Periods of datetimes by the days of a time zone: around midnight, the turn of a month, and a day of 23 hours. The embedded Odoo
//! of every series and a real one agree.

use jiff::Timestamp;
use odoo_models::{v17, v18, v19};
use odoo_sdk::model::Interval;
use odoo_sdk::model::query::Context;
use odoo_sdk::{Client, Series};

use crate::setup;

/// When the orders were made. The first two lie on two sides of a turn of the month in Auckland; the others at the beginning and
/// the end of a day in Brussels whose night lost an hour.
const MADE: [&str; 4] = ["2026-01-31T10:30:00Z", "2026-01-31T12:30:00Z", "2026-03-28T23:00:01Z", "2026-03-29T21:59:58Z"];

macro_rules! periods {
    ($odoo:expr, $models:ident) => {{
        use $models::{ResPartner, SaleOrder};
        let odoo: &Client = $odoo;
        let partner = odoo.create::<ResPartner>().set(ResPartner::NAME, "Periods").await.unwrap();
        let mut orders = Vec::new();
        for made in MADE {
            let made: Timestamp = made.parse().unwrap();
            let order = odoo.create::<SaleOrder>().set(SaleOrder::PARTNER_ID, partner).set(SaleOrder::DATE_ORDER, made);
            orders.push(order.await.unwrap());
        }
        let by = async |interval: Interval, zone: &str| {
            let groups = odoo.group::<SaleOrder, _>(SaleOrder::DATE_ORDER.every(interval)).filter(SaleOrder::PARTNER_ID.eq(partner));
            let groups = groups.context(Context::new().tz(zone).lang("en_US")).await.unwrap();
            groups.into_iter().map(|group| (group.key.unwrap().start.to_string(), group.count)).collect::<Vec<_>>()
        };
        let reported = [
            by(Interval::Month, "UTC").await,
            by(Interval::Month, "Pacific/Auckland").await,
            by(Interval::Day, "Europe/Brussels").await,
            by(Interval::Quarter, "Europe/Brussels").await,
            by(Interval::Year, "Europe/Brussels").await,
        ];
        odoo.delete(&orders).await.unwrap();
        odoo.delete(&[partner]).await.unwrap();
        reported
    }};
}

fn check(reported: &[Vec<(String, i64)>], on: &str) {
    let wanted: [&[(&str, i64)]; 5] = [
        &[("2026-01-01T00:00:00", 2), ("2026-03-01T00:00:00", 2)],
        &[("2025-12-31T11:00:00", 1), ("2026-01-31T11:00:00", 1), ("2026-02-28T11:00:00", 2)],
        &[("2026-01-30T23:00:00", 2), ("2026-03-28T23:00:00", 2)],
        &[("2025-12-31T23:00:00", 4)],
        &[("2025-12-31T23:00:00", 4)],
    ];
    for (reported, wanted) in reported.iter().zip(wanted) {
        let reported: Vec<(&str, i64)> = reported.iter().map(|(start, count)| (start.as_str(), *count)).collect();
        assert_eq!(reported, wanted, "{on}");
    }
}

#[tokio::test]
async fn on_the_embedded_odoo_of_every_series() {
    let (_sim, odoo) = setup::start(Series::V17).await;
    check(&periods!(&odoo, v17), "17.0");
    let (_sim, odoo) = setup::start(Series::V18).await;
    check(&periods!(&odoo, v18), "18.0");
    let (_sim, odoo) = setup::start(Series::V19).await;
    check(&periods!(&odoo, v19), "19.0");
}

#[tokio::test]
async fn on_a_real_odoo_19() {
    let Some(odoo) = setup::live().await.filter(|odoo| odoo.series() == Series::V19) else { return };
    check(&periods!(&odoo, v19), "a real 19.0");
}
