//! Methods by name, with what they return as the caller's own types; one record; contexts; values that may be empty.

use odoo_models::v19::{ResCountry, ResPartner};
use odoo_sdk::client::Context;
use odoo_sdk::model::query::ModelError;
use odoo_sdk::model::{Id, Many2one, Value};
use odoo_sdk::{Client, Series};
use serde::{Deserialize, Serialize};

use crate::setup;

#[derive(Debug, Deserialize)]
struct Row {
    id: i64,
    name: String,
    email: Option<String>,
    country_id: Option<(Id<ResCountry>, String)>,
}

/// Calls in every way, over the API of the client.
async fn every_way(odoo: &Client) {
    let new = odoo.create::<ResPartner>().set(ResPartner::NAME, "Called Customer").await.unwrap();
    // By name: positional and named arguments, decoded.
    let found: Vec<(Id<ResPartner>, String)> =
        odoo.call("res.partner", "name_search").positional("name", "Called Cust").named("limit", 5).reads_only().await.unwrap();
    assert!(found.iter().any(|(id, name)| *id == new && name == "Called Customer"), "{found:?}");
    let rows: Vec<Row> = odoo.call("res.partner", "read").on([new]).named("fields", vec!["name", "email", "country_id"]).await.unwrap();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.id, row.name.as_str(), row.email.as_deref(), row.country_id.is_none()), (new.get(), "Called Customer", None, true));
    // Typed: on records, and on none.
    let names: Vec<(Id<ResPartner>, String)> =
        odoo.call_model::<ResPartner>("name_search").positional("name", "Called Cust").returning().await.unwrap();
    assert_eq!(names, found);
    let rows: Vec<Row> = odoo.call_on(&[new], "read").named("fields", vec!["name", "email", "country_id"]).returning().await.unwrap();
    assert_eq!(rows.len(), 1);
    odoo.call_on(&[new], "write").positional("vals", serde_json::json!({"email": "a@b.example"})).returning::<()>().await.unwrap();
    let wrong = odoo.call::<Vec<i64>>("res.partner", "read").on([new]).named("fields", vec!["email"]).await.unwrap_err();
    assert_eq!(wrong.to_string(), "`read` of `res.partner` returned something else than was expected");
    assert!(matches!(&wrong, ModelError::Answer { source, .. } if source.to_string() == "expected i64, got mapping"), "{wrong:?}");
    odoo.delete(&[new]).await.unwrap();
}

#[tokio::test]
async fn methods_are_called_by_name() {
    for series in Series::ALL {
        every_way(&setup::start(series).await.1).await;
    }
}

#[tokio::test]
async fn on_a_real_odoo() {
    let Some(odoo) = setup::live().await else { return };
    every_way(&odoo).await;
    emptied(&odoo).await;
}

#[tokio::test]
async fn one_record_or_an_error_that_says_how_many() {
    let (_sim, odoo) = setup::start(Series::V19).await;
    let new = odoo.create::<ResPartner>().set(ResPartner::NAME, "Lonely").await.unwrap();
    let named = |name: &'static str| odoo.search::<ResPartner>().filter(ResPartner::NAME.eq(name)).select(ResPartner::ID);
    assert_eq!(named("Lonely").one().await.unwrap(), new);
    assert_eq!(named("Nobody").one().await.unwrap_err().to_string(), "expected one record of `res.partner`, got none");
    odoo.create::<ResPartner>().set(ResPartner::NAME, "Lonely").await.unwrap();
    assert_eq!(named("Lonely").one().await.unwrap_err().to_string(), "expected one record of `res.partner`, got several");
    assert_eq!(odoo.get(new).select(ResPartner::NAME).await.unwrap(), Some(Some("Lonely".to_owned())));
    assert_eq!(odoo.get(Id::<ResPartner>::new(999_999)).select(ResPartner::NAME).await.unwrap(), None);
}

#[tokio::test]
async fn a_context_of_the_client_is_under_that_of_the_call() {
    let (_sim, odoo) = setup::start(Series::V19).await;
    let new = odoo.create::<ResPartner>().set(ResPartner::NAME, "Archived").set(ResPartner::ACTIVE, false).await.unwrap();
    let all = odoo.with_context(Context::new().active_test(false));
    let count = |odoo: &Client| odoo.search::<ResPartner>().filter(ResPartner::NAME.eq("Archived"));
    assert_eq!((count(&odoo).count().await.unwrap(), count(&all).count().await.unwrap()), (0, 1));
    assert_eq!(count(&all).context(Context::new().active_test(true)).count().await.unwrap(), 0);
    // A second context adds to the first, on the client and on a builder.
    let both = all.with_context(Context::new().lang("en_US"));
    assert_eq!(count(&both).count().await.unwrap(), 1);
    assert_eq!(count(&odoo).context(Context::new().active_test(false)).context(Context::new().lang("en_US")).ids().await.unwrap(), [new]);
    let by_name: i64 =
        all.call("res.partner", "search_count").positional("domain", serde_json::json!([["name", "=", "Archived"]])).await.unwrap();
    assert_eq!(by_name, 1);
}

/// What was read is written back as it is, empty or not.
async fn emptied(odoo: &Client) {
    let (email, nobody) = (Some("a@b.example".to_owned()), None::<Id<ResCountry>>);
    let new = odoo
        .create::<ResPartner>()
        .set(ResPartner::NAME, Some("Optional"))
        .set(ResPartner::EMAIL, email.as_ref())
        .set(ResPartner::COUNTRY_ID, nobody)
        .await
        .unwrap();
    let read = odoo.get(new).select((ResPartner::EMAIL, ResPartner::COUNTRY_ID)).await.unwrap().unwrap();
    assert_eq!((&read.0, read.1.is_none()), (&email, true));
    let here = || odoo.search::<ResPartner>().filter(ResPartner::ID.eq(new));
    assert_eq!(here().filter(ResPartner::EMAIL.eq(email.clone())).count().await.unwrap(), 1);
    assert_eq!(here().filter(ResPartner::COUNTRY_ID.eq(read.1)).count().await.unwrap(), 1);
    odoo.write(&[new]).set(ResPartner::EMAIL, None::<String>).await.unwrap();
    assert_eq!(odoo.get(new).select(ResPartner::EMAIL).await.unwrap(), Some(None));
    assert_eq!(here().filter(ResPartner::EMAIL.ne(None::<&str>)).count().await.unwrap(), 0);
    odoo.delete(&[new]).await.unwrap();
}

#[tokio::test]
async fn values_that_may_be_empty() {
    emptied(&setup::start(Series::V19).await.1).await;
}

odoo_sdk::projection! {
    /// A contact that goes on as JSON.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    struct Contact of ResPartner {
        id: Id<ResPartner> = ID,
        name: Option<String> = NAME,
        country: Option<Many2one<ResCountry>> = COUNTRY_ID,
    }
}

#[tokio::test]
async fn records_are_keys_and_go_through_json() {
    let (_sim, odoo) = setup::start(Series::V19).await;
    let all = odoo.search::<ResPartner>().records::<Contact>().await.unwrap();
    let text = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Contact>>(&text).unwrap(), all);
    let countries: std::collections::BTreeMap<Many2one<ResCountry>, usize> =
        all.iter().filter_map(|contact| contact.country.clone()).map(|country| (country, 1)).collect();
    assert!(!countries.is_empty());
    let first: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(first[0]["id"], all[0].id.get());
}
