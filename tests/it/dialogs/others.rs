//! Leads, quotations and contacts.

use odoo_sdk::{Call, Series};
use serde_json::{Value, json};

use super::accounting;
use super::site::Site;

/// The customer of this run.
pub(super) fn customer(site: &Site) -> Value {
    let found = site.find("res.partner", json!([["name", "=", format!("Customer {}", site.mark)]]), &[]);
    let values = json!({"name": format!("Customer {}", site.mark), "email": "customer@example.com"});
    found.first().map_or_else(|| site.make("res.partner", values), |partner| partner["id"].clone())
}

/// A question that says who gets what.
pub(super) fn names_customer(site: &Site, asked: &Value) {
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains(&format!("Customer {}", site.mark)) && message.contains("Subject: "), "{message}");
}

pub(super) fn lead(site: &Site) -> Value {
    let values =
        json!({"name": format!("Lead {}", site.mark), "type": "lead", "contact_name": "Jo", "partner_name": format!("Ltd {}", site.mark)});
    site.make("crm.lead", values)
}

pub(super) fn converts(site: &mut Site, with_customer: bool) {
    let lead = lead(site);
    let answers = match (with_customer, site.series()) {
        (true, _) => json!({"action": "create", "name": "convert"}),
        // 19 has no third way: who takes no known customer gets none.
        (false, Series::V19) => json!({"action": "exist", "partner_id": null, "name": "convert"}),
        (false, _) => json!({"action": "nothing", "name": "convert"}),
    };
    site.finishes("crm.lead", "crm.lead2opportunity.partner", &[&lead], answers, "action_apply");
    let shown = site.read("crm.lead", &lead, &["type", "partner_id"]);
    assert_eq!((&shown["type"], shown["partner_id"].is_number()), (&json!("opportunity"), with_customer), "{shown}");
}

/// The message that a customer gets is confirmed with recipient and subject.
pub(super) fn sends_quotation(site: &mut Site) {
    let order = accounting::order(site);
    let dialog = site.opens("sale.order", "action_quotation_send", &[&order]);
    let mut finish =
        json!({"dialog": dialog["handle"], "press": "action_send_mail", "answers": {"subject": format!("Offer {}", site.mark)}});
    let asked = site.gateway.bad("run_wizard", finish.clone());
    assert_eq!(asked["code"], "confirmation_needed", "{asked}");
    names_customer(site, &asked);
    finish["confirm_token"] = asked["confirm_token"].clone();
    site.gateway.good("run_wizard", finish);
    assert_eq!(site.read("sale.order", &order, &["state"])["state"], "sent");
    let domain = json!([["model", "=", "sale.order"], ["res_id", "=", order], ["subject", "=", format!("Offer {}", site.mark)]]);
    let said = site.find("mail.message", domain, &["partner_ids"]);
    assert!(said.len() == 1 && said[0]["partner_ids"] == json!([customer(site)]), "{said:?}");
}

/// Before 19 a dialog asks; on 19 the method does it.
pub(super) fn cancels(site: &mut Site) {
    let order = accounting::order(site);
    site.run("sale.order", "action_confirm", &[&order]);
    let state = |site: &Site| site.read("sale.order", &order, &["state"])["state"].clone();
    let answer = site.does("execute_method", json!({"model": "sale.order", "method": "action_cancel", "record_ids": [order]}));
    if site.series() != Series::V19 {
        assert_eq!(state(site), "sale", "nothing was done yet: {answer}");
        site.does("run_wizard", json!({"dialog": answer["dialog"]["handle"], "press": "action_cancel"}));
    }
    assert_eq!(state(site), "cancel", "{answer}");
}

pub(super) fn merges(site: &mut Site) {
    let values = json!({"name": format!("Twin {}", site.mark), "email": "twin@example.com"});
    let (one, two) = (site.make("res.partner", values.clone()), site.make("res.partner", values));
    let done =
        site.finishes("res.partner", "base.partner.merge.automatic.wizard", &[&one, &two], json!({"dst_partner_id": two}), "action_merge");
    let left = site.find("res.partner", json!([["id", "in", [one, two]]]), &[]);
    assert!(left.len() == 1 && left[0]["id"] == two, "{left:?}");
    assert_eq!(done["gone"], json!([one]), "{done}");
    let archived = Call::new("res.partner", "search_count").named("domain", json!([["id", "=", one], ["active", "=", false]])).read();
    assert_eq!(site.sent(archived), 0, "merged is gone, not archived");
}
