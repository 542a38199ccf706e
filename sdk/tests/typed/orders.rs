//! A program as users write it, on a real Odoo where one is named and on the embedded one of every series.

use futures_util::TryStreamExt;
use odoo_models::v19::{ProductProduct, ResCountry, ResPartner, SaleOrder, SaleOrderLine, sale_order};
use odoo_sdk::model::query::ModelError;
use odoo_sdk::model::{Id, Many2one, Monetary};
use odoo_sdk::{Client, Series};

use crate::setup;

odoo_sdk::projection! {
    /// What a list of orders shows.
    #[derive(Debug, Clone)]
    struct FieldList of SaleOrder {
        id: Id<SaleOrder> = ID,
        name: String = NAME,
        partner: Many2one<ResPartner> = PARTNER_ID,
        total: Monetary = AMOUNT_TOTAL,
    }
}

async fn open_orders(odoo: &Client) -> Result<Vec<(String, Many2one<ResPartner>, Monetary)>, ModelError> {
    let open = odoo
        .search::<SaleOrder>()
        .filter(
            SaleOrder::STATE
                .eq(sale_order::State::SALE)
                .and(SaleOrder::PARTNER_ID.join(ResPartner::COUNTRY_ID).join(ResCountry::CODE).eq("BE")),
        )
        .order_by(SaleOrder::DATE_ORDER.desc())
        .limit(50)
        .select((SaleOrder::NAME, SaleOrder::PARTNER_ID, SaleOrder::AMOUNT_TOTAL))
        .await?;
    Ok(open)
}

async fn order(odoo: &Client, partner: Id<ResPartner>, desk: Id<ProductProduct>) -> Result<Id<SaleOrder>, ModelError> {
    let id = odoo
        .create::<SaleOrder>()
        .set(SaleOrder::PARTNER_ID, partner)
        .push(SaleOrder::ORDER_LINE, |line| line.set(SaleOrderLine::PRODUCT_ID, desk).set(SaleOrderLine::PRODUCT_UOM_QTY, 2.0))
        .await?;
    odoo.call_on::<SaleOrder>(&[id], "action_confirm").await?;
    Ok(id)
}

/// A Belgian customer, made for the test.
async fn customer(odoo: &Client) -> Id<ResPartner> {
    let belgium = odoo.search::<ResCountry>().filter(ResCountry::CODE.eq("BE")).select(ResCountry::ID).first().await.unwrap().unwrap();
    odoo.create::<ResPartner>().set(ResPartner::NAME, "Typed Customer").set(ResPartner::COUNTRY_ID, belgium).await.unwrap()
}

async fn round_trip(odoo: &Client) {
    let partner = customer(odoo).await;
    let saleable = odoo.search::<ProductProduct>().filter(ProductProduct::SALE_OK.eq(true).and(ProductProduct::LIST_PRICE.gt(0.0)));
    let desk = saleable.select(ProductProduct::ID).first().await.unwrap().unwrap();
    let id = order(odoo, partner, desk).await.unwrap();

    let open = open_orders(odoo).await.unwrap();
    assert!(open.iter().any(|(_, customer, total)| customer.id == partner && *total > Monetary::ZERO), "{open:?}");
    let read = odoo.read([id]).records::<FieldList>().await.unwrap();
    assert_eq!((read[0].id, read[0].partner.id), (id, partner));

    let by_month = odoo
        .group::<SaleOrder, _>((SaleOrder::DATE_ORDER.month(), SaleOrder::PARTNER_ID))
        .filter(SaleOrder::PARTNER_ID.eq(partner))
        .totals((SaleOrder::AMOUNT_TOTAL.sum(), SaleOrder::AMOUNT_TOTAL.max()))
        .await
        .unwrap();
    let [group] = by_month.as_slice() else { panic!("{by_month:?}") };
    assert_eq!((group.count, group.totals, group.key.1.id), (1, (read[0].total, read[0].total), partner));
    assert_eq!(group.key.0.as_ref().unwrap().start.day(), 1);

    let pages = odoo.search::<SaleOrder>().order_by(SaleOrder::NAME.asc()).select(SaleOrder::ID).pages(3);
    let ids: Vec<Id<SaleOrder>> = pages.try_collect().await.unwrap();
    assert_eq!(ids.len() as u64, odoo.search::<SaleOrder>().count().await.unwrap());
    assert!(ids.contains(&id));

    lines(odoo, id).await;
    odoo.call_on::<SaleOrder>(&[id], "_action_cancel").await.unwrap_err();
    odoo.write(&[id]).set(SaleOrder::STATE, sale_order::State::CANCEL).await.unwrap();
    odoo.delete(&[id]).await.unwrap();
    assert!(odoo.read([id]).select(SaleOrder::NAME).await.unwrap().is_empty());
    odoo.write(&[partner]).set(ResPartner::ACTIVE, false).unset(ResPartner::COUNTRY_ID).await.unwrap();
}

/// Commands on lines.
async fn lines(odoo: &Client, id: Id<SaleOrder>) {
    let of_order = || odoo.search::<SaleOrderLine>().filter(SaleOrderLine::ORDER_ID.eq(id));
    let line = of_order().select(SaleOrderLine::ID).first().await.unwrap().unwrap();
    odoo.write(&[id])
        .with(|order| order.update(SaleOrder::ORDER_LINE, line, |line| line.set(SaleOrderLine::PRODUCT_UOM_QTY, 3.0)))
        .await
        .unwrap();
    let quantities = of_order().select((SaleOrderLine::ID, SaleOrderLine::PRODUCT_UOM_QTY, SaleOrderLine::ORDER_ID)).await.unwrap();
    assert_eq!(quantities.iter().map(|(id, quantity, _)| (*id, *quantity)).collect::<Vec<_>>(), [(line, 3.0)]);
}

#[tokio::test]
async fn on_a_real_odoo() {
    let Some(odoo) = setup::live().await else { return };
    round_trip(&odoo).await;
    whole_records(&odoo).await;
    absent_fields(&odoo).await;
}

#[tokio::test]
async fn on_the_embedded_odoo() {
    let (_sim, odoo) = setup::start(Series::V19).await;
    round_trip(&odoo).await;
    absent_fields(&odoo).await;
}

/// Every field of every order, as the database has them.
async fn whole_records(odoo: &Client) {
    let orders = odoo.search::<SaleOrder>().limit(20).records::<sale_order::Record>().await.unwrap();
    assert!(!orders.is_empty());
    for order in orders {
        assert!(order.state.as_ref().is_some_and(|state| state.is_known()), "{order:?}");
        // Lines may cost nothing; without lines there is nothing to pay.
        assert!(!order.order_line.is_empty() || order.amount_total == Monetary::ZERO, "{}", order.name);
    }
}

/// A field of an app that is not there is reported with its app.
async fn absent_fields(odoo: &Client) {
    let field = odoo_sdk::model::Field::<SaleOrder, i64>::new("rental_weeks", "sale_renting");
    let error = odoo.search::<SaleOrder>().limit(1).select((SaleOrder::ID, field)).await.unwrap_err();
    assert!(matches!(&error, ModelError::FieldAbsent { field: "rental_weeks", module: "sale_renting", .. }), "{error}");
    assert!(
        error
            .to_string()
            .ends_with("has no field `rental_weeks` on `sale.order`: the app `sale_renting` brings it and is not installed there")
    );
}
