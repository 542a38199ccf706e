//! Two principals on two Odoos in one process never see each other, however their calls are interleaved.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::*;

/// Calls at once.
const TASKS: usize = 50;

/// What one task does and sees of its own Odoo: a write with a key that the other principal uses too, and reads of what is there.
async fn task(application: Arc<Application>, principal: Principal, mine: String, series: &'static str, number: usize) {
    let name = format!("{mine} {number}");
    let values = json!({"name": name, "comment": mine});
    let create = json!({"model": "res.partner", "values": values, "idempotency_key": format!("key {number}")});
    let created = good(&application, &principal, "create_record", create.clone()).await;
    assert_eq!(created.get("repeated"), None, "{created}");
    let again = good(&application, &principal, "create_record", create).await;
    assert_eq!((&again["id"], &again["repeated"]), (&created["id"], &json!(true)));
    let read = json!({"model": "res.partner", "record_id": created["id"], "fields": ["name"]});
    assert_eq!(good(&application, &principal, "get_record", read).await["record"]["name"], name);
    let whoami = good(&application, &principal, "whoami", json!({})).await;
    assert_eq!(whoami["odoo"]["series"], series);
    let domain = json!([["name", "=like", "Principal %"], "!", ["name", "=like", format!("{mine} %")]]);
    let others = good(&application, &principal, "search_count", json!({"model": "res.partner", "domain": domain})).await;
    assert_eq!(others["count"], 0, "{mine} sees records of the other");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_principals_on_two_odoos_never_see_each_other() {
    let (one, other) = (odoo(Series::V17).await, odoo(Series::V19).await);
    let application = Arc::new(builder().instance(instance("one", &one)).instance(instance("other", &other)).build().unwrap());
    let both = [(principal("ann", "one", &one), "Principal A", "17.0"), (principal("bob", "other", &other), "Principal B", "19.0")];
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        let (principal, mine, series) = &both[number % 2];
        tasks.spawn(task(Arc::clone(&application), principal.clone(), (*mine).to_owned(), series, number / 2));
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    for odoo in [&one, &other] {
        assert_eq!(odoo.executed("res.partner", "web_save"), TASKS / 2);
    }
}

/// What `login` and `logout` do is of one session only, and a confirmation is good for whoever was given it.
#[tokio::test]
async fn a_session_and_its_confirmations_are_of_one_principal() {
    let odoo = odoo(Series::V19).await;
    let application = builder().instance(instance("one", &odoo)).build().unwrap();
    let (ann, bob) = (principal("ann", "one", &odoo), principal("bob", "one", &odoo));
    let id = good(&application, &ann, "create_record", json!({"model": "res.partner", "values": {"name": "Shared"}})).await["id"].clone();
    let delete = json!({"model": "res.partner", "record_ids": [id]});
    let Outcome::Failed(asked) = run(&application, &ann, "delete_record", delete.clone()).await else { panic!("asked") };
    let mut confirmed = delete.clone();
    confirmed["confirm_token"] = asked.to_json()["confirm_token"].clone();
    assert_eq!(code(&application, &bob, "delete_record", confirmed.clone()).await, "bad_confirmation");
    good(&application, &bob, "logout", json!({})).await;
    assert_eq!(code(&application, &bob, "whoami", json!({})).await, "not_logged_in");
    good(&application, &ann, "delete_record", confirmed).await;
}
