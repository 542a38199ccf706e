//! Errors say what is the matter: over every API, for tokens of another series, for a key of another user.

use std::error::Error as _;

use odoo_models::v19::ResPartner;
use odoo_sdk::client::{Api, ApiChoice, Connect};
use odoo_sdk::model::query::ModelError;
use odoo_sdk::model::{Field, Model, ModelMeta};
use odoo_sdk::schema::ModelKind;
use odoo_sdk::{Client, ErrorKind, Series};
use odoo_sim::RunningSim;

use crate::setup;

/// Declares a model by hand, in the words of one series and without tables of changes.
macro_rules! by_hand {
    ($name:ident, $model:literal, $series:ident) => {
        #[derive(Debug)]
        struct $name;

        impl Model for $name {
            const META: ModelMeta =
                ModelMeta { name: $model, label: "", series: Series::$series, kind: ModelKind::Regular, module: "helpdesk" };
        }
    };
}

by_hand!(Ticket17, "helpdesk.ticket", V17);
by_hand!(Ticket18, "helpdesk.ticket", V18);
by_hand!(Ticket19, "helpdesk.ticket", V19);
by_hand!(Line, "sale.order.line", V19);

async fn odoo(series: Series) -> RunningSim {
    setup::start(series).await.0
}

/// A connection over each API that the series has.
fn over_every_api(sim: &RunningSim) -> Vec<Connect> {
    let connect = || Client::connect(sim.url()).database(sim.database());
    let by_key = |api: Api| connect().api_key("admin", sim.api_key("admin").unwrap()).api(ApiChoice::Only(api));
    let newest = (sim.series() == Series::V19).then(|| by_key(Api::Json2));
    [by_key(Api::JsonRpc), by_key(Api::XmlRpc), connect().password("admin", "admin")].into_iter().chain(newest).collect()
}

async fn of_a_missing_model<M: Model>(odoo: &Client) -> [ModelError; 2] {
    [odoo.search::<M>().count().await.unwrap_err(), odoo.call_on(&[odoo_sdk::model::Id::<M>::new(1)], "close").await.unwrap_err()]
}

#[tokio::test]
async fn a_missing_model_is_absent_over_every_api() {
    for series in Series::ALL {
        let sim = odoo(series).await;
        for connect in over_every_api(&sim) {
            let odoo = connect.await.unwrap();
            let errors = match series {
                Series::V17 => of_a_missing_model::<Ticket17>(&odoo).await,
                Series::V18 => of_a_missing_model::<Ticket18>(&odoo).await,
                Series::V19 => of_a_missing_model::<Ticket19>(&odoo).await,
            };
            for error in errors {
                assert!(
                    matches!(&error, ModelError::ModelAbsent { model: "helpdesk.ticket", module: "helpdesk", .. }),
                    "{series} {}: {error:?}",
                    odoo.api()
                );
                assert_eq!(error.kind(), ErrorKind::Version);
            }
        }
    }
}

#[tokio::test]
async fn tokens_of_another_series_that_nothing_translates_are_named_as_such() {
    const TAX_IDS: Field<Line, odoo_sdk::model::Many2many<ResPartner>> = Field::new("tax_ids", "sale");
    let sim = odoo(Series::V17).await;
    for connect in over_every_api(&sim) {
        let odoo = connect.await.unwrap();
        let error = odoo.search::<Line>().filter(TAX_IDS.is_set()).count().await.unwrap_err();
        let expected = format!(
            "Odoo 17.0 in the database `{}` has no field `tax_ids` on `sale.order.line`: the tokens are those of 19.0, and the feature \
             `adapter` of their crate, which translates them, is off",
            odoo.database()
        );
        assert_eq!(error.to_string(), expected);
        let error = odoo.search::<Ticket19>().count().await.unwrap_err();
        assert!(matches!(error, ModelError::OtherSeries { field: None, server: Series::V17, .. }), "{error}");
    }
}

#[tokio::test]
async fn a_key_of_another_user_does_not_connect() {
    let sim = odoo(Series::V19).await;
    let key = sim.api_key("admin").unwrap();
    for api in [Api::Json2, Api::JsonRpc, Api::XmlRpc] {
        let error = Client::connect(sim.url()).database(sim.database()).api_key("demo", key).api(api).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth, "{api}: {error}");
    }
    let own = Client::connect(sim.url()).database(sim.database()).api_key("admin", key).await.unwrap();
    assert_eq!((own.user().login.as_deref(), own.user().name.is_some()), (Some("admin"), true));
}

#[tokio::test]
async fn what_odoo_said_is_behind_what_is_not_meant_for_users() {
    for series in Series::ALL {
        let sim = odoo(series).await;
        for connect in over_every_api(&sim) {
            let odoo = connect.await.unwrap();
            let bad = odoo
                .create::<ResPartner>()
                .with(|draft| draft.set_raw("type", "nonsense".into()))
                .set(ResPartner::NAME, "x")
                .await
                .unwrap_err();
            let error = bad.odoo().unwrap();
            assert!(error.message().starts_with("Odoo failed with `builtins.ValueError`"), "{error}");
            assert!(error.source().unwrap().to_string().contains("nonsense"), "{error:?}");
        }
    }
}

/// A rule of the business that is broken asks for no fields; a batch with many bad records would with each.
#[tokio::test]
async fn a_refusal_of_the_business_costs_one_call() {
    let sim = odoo(Series::V19).await;
    let odoo = Client::connect(sim.url()).database(sim.database()).api_key("admin", sim.api_key("admin").unwrap()).await.unwrap();
    let refused = odoo_sim::Fault::Raise(odoo_sim::Exception::ValidationError);
    sim.faults().add(odoo_sim::FaultRule::new(refused).method("create"));
    let before = sim.requests().len();
    let error = odoo.create::<ResPartner>().set(ResPartner::NAME, "x").await.unwrap_err();
    assert_eq!((error.kind(), sim.requests().len()), (ErrorKind::Validation, before + 1));
}
