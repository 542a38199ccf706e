//! The dialog of an add-on that no snapshot knows, and dialogs that are cut short: by a restart, and by who may not.

use odoo_sim::RunningSim;
use odoo_sim::accounts::{Account, DEMO, PORTAL};
use serde_json::{Value, json};

use super::site::Site;
use super::{accounting, others};
use crate::client::Gateway;
use crate::embedded::{key_of, on_every_series};

const WIZARD: &str = "delivery.postpone.custom";

fn route(site: &Site) -> Value {
    let stop = json!({"name": "First stop"});
    let values = json!({"name": format!("Route {}", site.mark), "planned_date": "2026-12-01 08:00:00", "stop_ids": [[0, 0, stop]]});
    site.make("delivery.route.custom", values)
}

/// What it works on is in its context alone. A server with an older add-on does not have it.
pub(super) fn postpones(site: &mut Site) {
    if !site.has(WIZARD) {
        return eprintln!("live: skipped (`{WIZARD}` is not in this Odoo)");
    }
    let route = route(site);
    let dialog = site.opens("delivery.route.custom", "action_open_postpone", &[&route]);
    assert!(!dialog.to_string().contains("postponed_route_ids"), "the context stays in the gateway: {dialog}");
    let press = |answers: Value| json!({"dialog": dialog["handle"], "press": "action_postpone", "answers": answers});
    let missing = site.refused("run_wizard", press(json!({"reason": "Snow"})));
    assert!(missing.to_string().contains("planned_date"), "{missing}");
    let wrong = site.refused("run_wizard", press(json!({"planned_date": "tomorrow morning"})));
    assert_eq!(wrong["path"], "answers.planned_date", "{wrong}");
    let done = site.does("run_wizard", press(json!({"planned_date": "2026-12-08 08:00:00", "reason": "Snow"})));
    assert_eq!(done["records"][0]["id"], route, "{done}");
    assert_eq!(site.read("delivery.route.custom", &route, &["planned_date"])["planned_date"], "2026-12-08 08:00:00");
    let direct = json!({"model": WIZARD, "values": {"planned_date": "2026-12-09 08:00:00"}});
    let refused = site.refused("create_record", direct);
    assert!(
        refused["hint"].as_str().is_some_and(|hint| hint.contains("run_wizard")),
        "made without its context it does nothing: {refused}"
    );
}

fn key<'a>(odoo: &'a RunningSim, account: &'a Account) -> [(&'a str, &'a str); 4] {
    [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", account.login), ("ODOO_API_KEY", account.api_key)]
}

#[test]
fn an_employee_finishes_the_dialogs_of_the_work_that_is_theirs() {
    on_every_series(|odoo| {
        let mut site = Site::between(&key_of(odoo), &key(odoo, &DEMO));
        postpones(&mut site);
        others::converts(&mut site, true);
        others::sends_quotation(&mut site);
        others::cancels(&mut site);
        super::stock::back_order(&mut site, "process", 1);
        super::stock::receives_lot(&mut site);
    });
}

/// A customer is refused by Odoo at the latest where a button is pressed, and nothing is left behind.
#[test]
fn a_dialog_does_nothing_for_a_customer() {
    on_every_series(|odoo| {
        let mut site = Site::between(&key_of(odoo), &key(odoo, &PORTAL));
        let (order, lead) = (accounting::order(&site), others::lead(&site));
        site.run("sale.order", "action_confirm", &[&order]);
        for (model, method, press, id) in [
            ("sale.order", "sale.advance.payment.inv", "create_invoices", &order),
            ("crm.lead", "crm.lead2opportunity.partner", "action_apply", &lead),
        ] {
            let refused = site.refused("run_wizard", json!({"model": model, "method": method, "record_ids": [id], "press": press}));
            assert!(["access_denied", "record_not_found"].contains(&refused["code"].as_str().unwrap()), "{model}: {refused}");
        }
        assert_eq!(site.read("crm.lead", &lead, &["type"])["type"], "lead");
        let name = site.read("sale.order", &order, &["name"])["name"].clone();
        assert!(site.find("account.move", json!([["invoice_origin", "=", name]]), &[]).is_empty());
    });
}

/// A handle is of one run of the program: after a restart the dialog is opened again.
#[test]
fn a_dialog_of_a_killed_gateway_is_opened_again() {
    on_every_series(|odoo| {
        let mut site = Site::new(&key_of(odoo));
        let lead = others::lead(&site);
        let dialog = site.opens("crm.lead", "crm.lead2opportunity.partner", &[&lead]);
        let killed = std::mem::replace(&mut site.gateway, Gateway::start(&key_of(odoo)));
        drop(killed);
        let lost = site.gateway.bad("run_wizard", json!({"dialog": dialog["handle"], "press": "action_apply"}));
        assert_eq!(
            (&lost["code"], &lost["hint"]),
            (&json!("record_not_found"), &json!("open it again with `model`, `method` and `record_ids`"))
        );
        assert_eq!(site.read("crm.lead", &lead, &["type"])["type"], "lead", "nothing was done");
        others::converts(&mut site, true);
    });
}
