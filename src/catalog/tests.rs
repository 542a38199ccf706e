//! What the layers promise, against the embedded Odoo of every series, by the number of requests it gets.

use std::collections::BTreeMap;

use odoo_sdk::schema::{FieldSchema, FieldType, Groups, Snapshot};
use odoo_sim::{RunningSim, Sim};

use super::*;
use crate::session::{Connected, Instance, Session};

const MODEL: &str = "res.partner";

/// Runs a check with a connection to the embedded Odoo of each series.
async fn on_every_series(check: impl AsyncFn(&RunningSim, &Connected)) {
    for series in Series::ALL {
        let odoo = Sim::builder(embedded_pack(series).unwrap()).today("2026-11-20".parse().unwrap()).start().await.unwrap();
        let settings = crate::demo::settings(&odoo);
        let connected = Session::alone(Instance::only(Some(settings.address())), &Ok(settings)).connected().await.unwrap();
        odoo.clear_requests();
        check(&odoo, &connected).await;
    }
}

fn catalog(series: Series) -> Catalog {
    Catalog::new(series, Some(Vec::new()))
}

/// What a user tells of a series: these models, with one field each.
fn user(series: Series, models: &[&str]) -> Option<Arc<UserSnapshot>> {
    let model = |name: &&str| {
        let mut model = ModelSchema { model: (*name).to_owned(), ..ModelSchema::default() };
        model.fields.insert("x_told".to_owned(), FieldSchema::new(FieldType::Char));
        ((*name).to_owned(), model)
    };
    let models = models.iter().map(model).collect();
    let (server_version, modules, common_methods) = (series.to_string(), BTreeMap::new(), Methods::new());
    Some(Arc::new(Snapshot { series, server_version, modules, common_methods, groups: Groups::default(), models }.into()))
}

#[tokio::test]
async fn many_callers_make_one_request_and_an_answer_is_kept() {
    on_every_series(async |odoo, connected| {
        let catalog = catalog(odoo.series());
        let load = || catalog.load(connected.client(), MODEL);
        let (first, second, third) = tokio::try_join!(load(), load(), load()).unwrap();
        assert!(first.is_some() && first == second && second == third);
        load().await.unwrap();
        assert_eq!(odoo.calls(MODEL, "fields_get"), 1);
        assert!(matches!(catalog.lookup(MODEL), Lookup::Found(_)));
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_forgotten_after_its_time_and_at_odoos_word() {
    on_every_series(async |odoo, connected| {
        let brief = Catalog { live: live_cache(LIVE_MODELS, Duration::ZERO), ..catalog(odoo.series()) };
        brief.load(connected.client(), MODEL).await.unwrap();
        brief.load(connected.client(), MODEL).await.unwrap();
        assert_eq!(odoo.calls(MODEL, "fields_get"), 2);
        assert!(matches!(brief.lookup(MODEL), Lookup::Unloaded));

        let contradicted = catalog(odoo.series());
        contradicted.load(connected.client(), MODEL).await.unwrap();
        contradicted.forget(MODEL);
        assert!(matches!(contradicted.lookup(MODEL), Lookup::Unloaded));
        contradicted.load(connected.client(), MODEL).await.unwrap();
        assert_eq!(odoo.calls(MODEL, "fields_get"), 4);
    })
    .await;
}

#[tokio::test]
async fn no_more_answers_are_kept_than_there_is_room_for() {
    on_every_series(async |odoo, connected| {
        let small = Catalog { live: live_cache(2, LIVE_TTL), ..catalog(odoo.series()) };
        for model in [MODEL, "res.users", "res.company", "res.country", "res.currency"] {
            assert!(small.load(connected.client(), model).await.unwrap().is_some());
        }
        small.live.run_pending_tasks();
        assert_eq!(small.live.entry_count(), 2);
    })
    .await;
}

#[tokio::test]
async fn that_there_is_no_such_model_is_kept_too() {
    on_every_series(async |odoo, connected| {
        let catalog = catalog(odoo.series());
        for _ in 0..2 {
            assert!(catalog.load(connected.client(), "x_nowhere").await.unwrap().is_none());
        }
        assert_eq!(odoo.calls("x_nowhere", "fields_get"), 1);
        assert!(matches!(catalog.lookup("x_nowhere"), Lookup::Absent));
    })
    .await;
}

#[tokio::test]
async fn the_users_word_goes_before_the_snapshots_and_odoos_before_both() {
    on_every_series(async |odoo, connected| {
        let catalog = catalog(odoo.series()).with_user(user(odoo.series(), &[MODEL, "x_theirs"]));
        let Lookup::Found(told) = catalog.lookup(MODEL) else { panic!("the user's model") };
        assert_eq!(told.fields.keys().collect::<Vec<_>>(), ["x_told"]);
        assert!(catalog.has("x_theirs") && catalog.names().contains("x_theirs") && catalog.names().contains("res.users"));
        assert_eq!(catalog.meant_models("x_thiers"), ["x_theirs"]);
        assert!(odoo.requests().is_empty());
        let live = catalog.load(connected.client(), MODEL).await.unwrap().unwrap();
        assert!(live.fields.contains_key("name") && !live.fields.contains_key("x_told"));
        let Lookup::Found(now) = catalog.lookup(MODEL) else { panic!("the live model") };
        assert!(Arc::ptr_eq(&live, &now));
    })
    .await;
}
