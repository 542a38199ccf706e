//! What the layers promise, against the embedded Odoo of every series, by the number of requests it gets.

use std::collections::BTreeMap;

use odoo_sdk::schema::{FieldSchema, FieldType, Groups, Snapshot};
use odoo_sim::{RunningSim, Sim};

use super::*;
use crate::odoo::{ConnectionSettings, Credential, DOOR, FACTS_DOOR};
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

/// What a user's snapshot says of a series: these models, with one field each.
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

/// What the catalog knows of the add-on's route, read by a user; with the requests that it took.
async fn facts_as(series: Series, login: &str) -> (Catalog, Arc<ModelSchema>, Vec<(String, String)>) {
    let odoo = Sim::builder(embedded_pack(series).unwrap()).today("2026-11-20".parse().unwrap()).start().await.unwrap();
    let credential = Credential::Password { login: login.to_owned(), password: secrecy::SecretString::from(login) };
    let settings = ConnectionSettings { credential, ..crate::demo::settings(&odoo) };
    let connected = Session::alone(Instance::only(Some(settings.address())), &Ok(settings)).connected().await.unwrap();
    odoo.clear_requests();
    let catalog = catalog(series);
    let route = catalog.load(connected.client(), "delivery.route.custom").await.unwrap().unwrap();
    let requests = odoo.requests().into_iter().filter_map(|request| request.model.zip(request.method)).collect();
    (catalog, route, requests)
}

#[tokio::test]
async fn an_administrator_reads_rights_by_group_of_a_model_that_no_snapshot_knows() {
    for series in Series::ALL {
        let (catalog, route, requests) = facts_as(series, "admin").await;
        let rights: Vec<(&str, String)> =
            route.access.iter().flatten().map(|(group, rights)| (group.as_str(), String::from(*rights))).collect();
        assert_eq!(rights, [("base.group_system", "rwcu".to_owned()), ("base.group_user", "rwc".to_owned())], "{series}");
        assert_eq!(
            route.buttons.iter().flatten().map(|(method, button)| (method.as_str(), button.label.as_str())).collect::<Vec<_>>(),
            [("action_dispatch", "Dispatch"), ("action_done", "Done")],
            "{series}"
        );
        assert!(catalog.groups().unwrap().is_administrative("website.group_website_designer"), "{series}");
        assert_in_door(&requests);
    }
}

#[tokio::test]
async fn any_user_reads_their_own_rights_and_buttons() {
    for series in Series::ALL {
        let (_, route, requests) = facts_as(series, "clerk").await;
        let rights: Vec<(&str, String)> =
            route.access.iter().flatten().map(|(group, rights)| (group.as_str(), String::from(*rights))).collect();
        assert_eq!(rights, [("*", "r".to_owned())], "{series}");
        assert_eq!(route.buttons.iter().flatten().count(), 2, "{series}");
        assert_in_door(&requests);
    }
}

/// Every request is one of the door's tables.
#[track_caller]
fn assert_in_door(requests: &[(String, String)]) {
    let is_known = |(model, method): &(String, String)| {
        let mut door = DOOR.iter().chain(FACTS_DOOR);
        door.any(|(known, name, _)| name == method && (*known == "*" || known == model))
    };
    assert!(requests.len() > 4 && requests.iter().all(is_known), "{requests:?}");
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
        let Lookup::Found(reported) = catalog.lookup(MODEL) else { panic!("the user's model") };
        assert_eq!(reported.fields.keys().collect::<Vec<_>>(), ["x_told"]);
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
