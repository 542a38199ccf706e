//! Creating many records at once and with a report; asking for none.

use odoo_models::v19::{ResPartner, SaleOrder};
use odoo_sdk::model::query::ModelError;
use odoo_sdk::model::{Draft, Id};
use odoo_sdk::{Client, ErrorKind, Series};
use serde_json::json;

use crate::setup;

fn named(name: String) -> Draft<ResPartner> {
    Draft::new().set(ResPartner::NAME, name)
}

/// Ten drafts, of which Odoo refuses those at these places.
fn drafts(bad: &[usize]) -> Vec<Draft<ResPartner>> {
    let draft = |place: usize| named(format!("Batch {place}"));
    (0..10).map(|place| if bad.contains(&place) { draft(place).set_raw("type", json!("nonsense")) } else { draft(place) }).collect()
}

async fn names(odoo: &Client, ids: Vec<Id<ResPartner>>) -> Vec<String> {
    odoo.read(ids).select(ResPartner::NAME).await.unwrap().into_iter().flatten().collect()
}

#[tokio::test]
async fn a_batch_names_what_was_refused_and_creates_the_rest() {
    for series in Series::ALL {
        let (sim, odoo) = setup::start(series).await;
        let batch = odoo.create_many(drafts(&[0, 6])).chunk(4).await;
        let refused: Vec<_> = batch.failed.iter().map(|failed| (failed.drafts.clone(), failed.may_exist())).collect();
        assert_eq!(refused, [(0..1, false), (6..7, false)]);
        let places: Vec<usize> = batch.created.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [1, 2, 3, 4, 5, 7, 8, 9]);
        let created = names(&odoo, batch.created.iter().map(|(_, id)| *id).collect()).await;
        assert_eq!(created, places.iter().map(|place| format!("Batch {place}")).collect::<Vec<_>>(), "{series}");
        let calls = sim.calls("res.partner", "create");
        assert_eq!(odoo.create_many(drafts(&[])).chunk(4).await.created.len(), 10);
        assert_eq!(sim.calls("res.partner", "create"), calls + 3);
    }
}

#[tokio::test]
async fn at_once_is_all_or_none() {
    let (sim, odoo) = setup::start(Series::V19).await;
    let all = || odoo.search::<ResPartner>().count();
    let before = all().await.unwrap();
    odoo.create_many(drafts(&[9])).at_once().await.unwrap_err();
    assert_eq!(all().await.unwrap(), before);
    let ids = odoo.create_many(drafts(&[])).at_once().await.unwrap();
    assert_eq!((ids.len(), names(&odoo, ids).await[9].as_str()), (10, "Batch 9"));
    let calls = sim.calls("res.partner", "create");
    assert!(odoo.create_many(Vec::<Draft<ResPartner>>::new()).at_once().await.unwrap().is_empty());
    assert!(odoo.create_many(Vec::<Draft<ResPartner>>::new()).await.created.is_empty());
    assert_eq!(sim.calls("res.partner", "create"), calls);
}

/// Records of which nobody knows are not created again, and said to be so.
#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again() {
    let (sim, odoo) = setup::start(Series::V19).await;
    sim.faults().add(odoo_sim::FaultRule::new(odoo_sim::Fault::Status(502, None)).method("create").times(1));
    let batch = odoo.create_many(drafts(&[])).chunk(5).await;
    let [failed] = batch.failed.as_slice() else { panic!("{batch:?}") };
    assert!(failed.may_exist() && matches!(&failed.error, ModelError::Odoo(error) if error.kind() == ErrorKind::Connection));
    assert_eq!((failed.drafts.clone(), batch.created.len()), (0..5, 5));
}

#[tokio::test]
async fn a_limit_of_0_asks_for_nothing() {
    let (sim, odoo) = setup::start(Series::V19).await;
    let before = sim.requests().len();
    let none = || odoo.search::<SaleOrder>().limit(0);
    assert!(none().ids().await.unwrap().is_empty());
    assert!(none().select(SaleOrder::NAME).await.unwrap().is_empty());
    assert_eq!(none().select(SaleOrder::NAME).first().await.unwrap(), None);
    assert_eq!(none().select(SaleOrder::NAME).pages(5).next_page().await.unwrap(), None);
    assert_eq!(none().order_by(SaleOrder::NAME.asc()).select(SaleOrder::NAME).pages(5).next_page().await.unwrap(), None);
    assert!(odoo.group::<SaleOrder, _>(SaleOrder::STATE).limit(0).await.unwrap().is_empty());
    assert!(odoo.read(Vec::<Id<SaleOrder>>::new()).select(SaleOrder::NAME).await.unwrap().is_empty());
    assert_eq!(sim.requests().len(), before);
}
