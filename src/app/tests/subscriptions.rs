//! Records that clients listen to.

use std::time::Duration;

use futures_util::future::join_all;

use super::*;
use crate::app::Subscription;

const ALL: &(dyn Fn(&dyn crate::tools::Tool) -> bool + Sync) = &|_| true;

async fn subscribed(application: &Arc<Application>, principal: &Principal, uri: &str) -> Subscription {
    application.subscribe(principal, ALL, uri).await.unwrap_or_else(|error| panic!("{uri}: {error:?}"))
}

async fn refused(application: &Arc<Application>, principal: &Principal, uri: &str) -> String {
    match application.subscribe(principal, ALL, uri).await {
        Err(crate::app::ReadError::Failed(failure)) => failure.code().name().to_owned(),
        other => panic!("{uri}: {other:?}"),
    }
}

fn application(odoo: &RunningSim) -> Arc<Application> {
    let settings = ToolSettings { poll_interval: Duration::from_millis(100), ..ToolSettings::default() };
    Arc::new(builder().instance(instance("one", odoo)).settings(settings).build().unwrap())
}

#[tokio::test]
async fn a_thousand_listeners_cost_one_look_a_round() {
    let odoo = odoo(Series::V19).await;
    let (application, admin) = (application(&odoo), principal("admin", "one", &odoo));
    let values = json!({"model": "res.partner", "values": {"name": "Subscribed to"}});
    let id = good(&application, &admin, "create_record", values).await["id"].clone();
    let uri = format!("odoo://record/res.partner/{id}");
    let mut subscriptions = join_all((0..1_000).map(|_| subscribed(&application, &admin, &uri))).await;
    odoo.clear_requests();
    let change = json!({"model": "res.partner", "record_ids": [id], "values": {"name": "Changed"}});
    good(&application, &admin, "update_record", change).await;
    join_all(subscriptions.iter_mut().map(Subscription::changed)).await;
    let looks = odoo.calls("res.partner", "search_read");
    assert!((1..100).contains(&looks), "{looks} looks for 1,000 listeners");
}

#[tokio::test]
async fn what_is_no_record_or_not_there_or_blocked_is_not_listened_to() {
    let odoo = odoo(Series::V18).await;
    let (application, admin) = (application(&odoo), principal("admin", "one", &odoo));
    for (uri, code) in [
        ("odoo://models", "wrong_value"),
        ("odoo://record/res.partner/4000000", "record_not_found"),
        ("odoo://record/ir.cron/1", "model_blocked"),
        ("odoo://record/res.partner/none", "wrong_value"),
    ] {
        assert_eq!(refused(&application, &admin, uri).await, code, "{uri}");
    }
}
