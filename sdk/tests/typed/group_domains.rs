//! A group's domain is exactly its records: what it counts is the group's own count, on every series and with tokens of another.

use odoo_models::{v17, v18, v19};
use odoo_sdk::{Client, Series};

use crate::setup;

/// Counts by each group's domain what the group counted, and names the groups that differ.
macro_rules! differing {
    ($odoo:expr, $models:ident, $unit:ident) => {{
        use $models::{SaleOrder, SaleOrderLine};
        let (odoo, mut differing, mut groups) = ($odoo, Vec::new(), 0);
        let dear =
            odoo.group::<SaleOrder, _>((SaleOrder::USER_ID, SaleOrder::DATE_ORDER.month())).filter(SaleOrder::AMOUNT_TOTAL.gt(1000.0));
        for group in dear.totals((SaleOrder::AMOUNT_TOTAL.sum(), SaleOrder::AMOUNT_TOTAL.max())).await.unwrap() {
            let count = odoo.search::<SaleOrder>().filter(group.domain.clone()).count().await.unwrap();
            differing.extend((count != group.count as u64).then(|| format!("{group:?}: {count}")));
            groups += 1;
        }
        // A key and a filter that have other names in other series.
        let used = odoo
            .group::<SaleOrderLine, _>(SaleOrderLine::$unit)
            .filter(SaleOrderLine::$unit.is_set() & SaleOrderLine::PRODUCT_UOM_QTY.gt(1.0));
        for group in used.totals(SaleOrderLine::PRODUCT_UOM_QTY.sum()).await.unwrap() {
            let count = odoo.search::<SaleOrderLine>().filter(group.domain.clone()).count().await.unwrap();
            differing.extend((count != group.count as u64).then(|| format!("{group:?}: {count}")));
            groups += 1;
        }
        // One group of all: the filter alone.
        for group in odoo.group::<SaleOrder, _>(()).filter(SaleOrder::AMOUNT_TOTAL.gt(1000.0)).await.unwrap() {
            let count = odoo.search::<SaleOrder>().filter(group.domain.clone()).count().await.unwrap();
            differing.extend((count != group.count as u64).then(|| format!("{group:?}: {count}")));
            groups += 1;
        }
        assert!(groups > 3, "{groups} groups");
        differing
    }};
}

async fn with_tokens_of_19(odoo: &Client) -> Vec<String> {
    differing!(odoo, v19, PRODUCT_UOM_ID)
}

#[tokio::test]
async fn a_groups_domain_counts_its_records() {
    let (_sim, odoo) = setup::start(Series::V17).await;
    assert_eq!(differing!(&odoo, v17, PRODUCT_UOM), [""; 0]);
    let (_sim, odoo) = setup::start(Series::V18).await;
    assert_eq!(differing!(&odoo, v18, PRODUCT_UOM), [""; 0]);
    let (_sim, odoo) = setup::start(Series::V19).await;
    assert_eq!(with_tokens_of_19(&odoo).await, [""; 0]);
}

#[tokio::test]
async fn a_groups_domain_is_in_the_words_of_its_tokens() {
    for series in [Series::V17, Series::V18] {
        let (_sim, odoo) = setup::start(series).await;
        assert_eq!(with_tokens_of_19(&odoo).await, [""; 0], "{series}");
    }
    let (_sim, odoo) = setup::start(Series::V19).await;
    assert_eq!(differing!(&odoo, v17, PRODUCT_UOM), [""; 0]);
}

#[tokio::test]
async fn on_a_real_odoo() {
    let Some(odoo) = setup::live().await else { return };
    assert_eq!(with_tokens_of_19(&odoo).await, [""; 0]);
}
