//! Dialogs through the gateway, on every embedded series and, where the environment names one, on a real Odoo: one body a case. What a
//! case needs is made directly over the SDK, the dialog is done through `run_wizard`, and the result is read directly again.

mod accounting;
mod addon;
mod others;
pub(crate) mod site;
mod stock;

use serde_json::json;

use self::site::Site;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;

/// A case: its name and what is done.
type Case = (&'static str, fn(&mut Site));

/// Everyday work that needs a dialog.
const CASES: &[Case] = &[
    ("backorder yes", |site| stock::back_order(site, "process", 1)),
    ("backorder no", |site| stock::back_order(site, "process_cancel_backorder", 0)),
    ("receipt with a lot", stock::receives_lot),
    ("return of a delivery", stock::returns),
    ("invoice of what is delivered", |site| accounting::invoices_order(site, json!({}), 200.0)),
    ("down payment by percentage", |site| {
        accounting::invoices_order(site, json!({"advance_payment_method": "percentage", "amount": 30}), 60.0);
    }),
    ("down payment of an amount", |site| {
        accounting::invoices_order(site, json!({"advance_payment_method": "fixed", "fixed_amount": 50}), 50.0);
    }),
    ("payment in part, then in full", accounting::pays),
    ("credit note", |site| accounting::credits(site, "out_refund", "refund_moves")),
    ("credit note and new invoice", |site| accounting::credits(site, "out_invoice", "modify_moves")),
    ("vendor bill", accounting::bills),
    ("quotation sent", others::sends_quotation),
    ("invoice sent", accounting::sends_invoice),
    ("lead with a customer", |site| others::converts(site, true)),
    ("lead without a customer", |site| others::converts(site, false)),
    ("cancelled order", others::cancels),
    ("merged contacts", others::merges),
    ("dialog of an add-on", addon::postpones),
];

fn run(environment: &[(&str, &str)]) {
    let mut site = Site::new(environment);
    for (name, case) in CASES {
        eprintln!("{}: {name}", site.series());
        case(&mut site);
    }
}

#[test]
fn dialogs_are_finished_on_every_embedded_series() {
    on_every_series(|odoo| run(&key_of(odoo)));
}

#[test]
fn dialogs_are_finished_on_a_real_odoo() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    run(&environment.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
}

/// A handle is of use to the principal that opened the dialog alone.
#[test]
fn a_dialog_of_another_principal_is_not_found() {
    on_every_series(|odoo| {
        let mut site = Site::new(&key_of(odoo));
        let lead = others::lead(&site);
        let dialog = site.opens("crm.lead", "crm.lead2opportunity.partner", &[&lead]);
        let mut other = Site::new(&key_of_employee(odoo));
        let press = json!({"dialog": dialog["handle"], "press": "action_apply"});
        assert_eq!(other.gateway.bad("run_wizard", press)["code"], "record_not_found");
        assert_eq!(site.read("crm.lead", &lead, &["type"])["type"], "lead");
        others::converts(&mut other, true);
    });
}

fn key_of_employee(odoo: &odoo_sim::RunningSim) -> [(&str, &str); 4] {
    let key = odoo.api_key("demo").unwrap();
    [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "demo"), ("ODOO_API_KEY", key)]
}
