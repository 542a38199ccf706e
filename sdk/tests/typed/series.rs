//! One generic program, instantiated for v17, v18 and v19 against a server of each.

use odoo_models::{v17, v18, v19};
use odoo_sdk::model::{Field, Id, Model, Record};
use odoo_sdk::{Client, Series};

use crate::setup;

/// Creates a record, finds it by name, renames it, deletes it: whatever the model and its series.
async fn life<M: Model>(odoo: &Client, id: impl Fn(i64) -> Id<M>, name: Field<M, Option<String>>) {
    assert_eq!(M::META.series, odoo.series());
    let new = odoo.create::<M>().set(name, "Generic").await.unwrap();
    assert_eq!(odoo.search::<M>().filter(name.eq("Generic")).ids().await.unwrap(), [id(new.get())]);
    odoo.write(&[new]).set(name, "Renamed").await.unwrap();
    assert_eq!(odoo.read([new]).select(name).await.unwrap(), [Some("Renamed".to_owned())]);
    odoo.delete(&[new]).await.unwrap();
    assert_eq!(odoo.search::<M>().filter(name.eq("Renamed")).count().await.unwrap(), 0);
}

#[tokio::test]
async fn one_function_on_three_series() {
    let (_sim, odoo) = setup::start(Series::V17).await;
    life(&odoo, Id::<v17::ResPartner>::new, v17::ResPartner::NAME).await;
    let (_sim, odoo) = setup::start(Series::V18).await;
    life(&odoo, Id::<v18::ResPartner>::new, v18::ResPartner::NAME).await;
    let (_sim, odoo) = setup::start(Series::V19).await;
    life(&odoo, Id::<v19::ResPartner>::new, v19::ResPartner::NAME).await;
}

/// Names, totals and months of the orders of each series in one shape, through `read_group` and `formatted_read_group`.
#[tokio::test]
async fn groups_have_one_shape_on_every_series() {
    macro_rules! on {
        ($series:expr, $models:ident) => {{
            use $models::{SaleOrder, sale_order};
            let (_sim, odoo) = setup::start($series).await;
            let groups = odoo
                .group::<SaleOrder, _>((SaleOrder::STATE, SaleOrder::DATE_ORDER.month()))
                .filter(SaleOrder::STATE.ne(sale_order::State::CANCEL))
                .totals((SaleOrder::AMOUNT_TOTAL.sum(), SaleOrder::AMOUNT_TOTAL.max()))
                .await
                .unwrap();
            assert!(!groups.is_empty());
            for group in &groups {
                let (state, month) = &group.key;
                assert!(state.as_ref().unwrap().is_known() && month.as_ref().unwrap().start.day() == 1, "{group:?}");
                assert!(group.totals.0 >= group.totals.1 && group.count > 0 && !group.domain.is_all(), "{group:?}");
            }
            let total = odoo.group::<SaleOrder, _>(()).totals(SaleOrder::AMOUNT_TOTAL.sum()).await.unwrap();
            assert_eq!(total.len(), 1);
            groups.iter().map(|group| group.totals.0).sum::<odoo_sdk::model::Monetary>()
        }};
    }
    let sums = [on!(Series::V17, v17), on!(Series::V18, v18), on!(Series::V19, v19)];
    assert!(sums.iter().all(|sum| *sum > odoo_sdk::model::Monetary::ZERO), "{sums:?}");
}

#[tokio::test]
async fn whole_records_of_every_series() {
    async fn all<R: Record + Send + 'static>(odoo: &Client) -> usize {
        odoo.search::<R::Model>().limit(50).records::<R>().await.unwrap().len()
    }
    macro_rules! on {
        ($series:expr, $models:ident) => {{
            let (_sim, odoo) = setup::start($series).await;
            assert!(all::<$models::res_country::Record>(&odoo).await > 0);
            assert!(all::<$models::product_template::Record>(&odoo).await > 0);
            assert!(all::<$models::sale_order::Record>(&odoo).await > 0);
        }};
    }
    on!(Series::V17, v17);
    on!(Series::V18, v18);
    on!(Series::V19, v19);
}
