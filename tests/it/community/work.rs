//! What people do with tickets and contracts, really done.

use serde_json::{Value, json};

use crate::client::Gateway;

fn first(gateway: &mut Gateway, model: &str, domain: Value) -> i64 {
    let found = gateway.good("search_read", json!({"model": model, "domain": domain, "fields": ["id"], "limit": 1, "order": "id"}));
    found["records"][0]["id"].as_i64().unwrap_or_else(|| panic!("no {model}: {found}"))
}

/// A ticket from its first word to its end.
pub(super) fn tickets(gateway: &mut Gateway) {
    let partner = first(gateway, "res.partner", json!([["email", "!=", false]]));
    let me = gateway.good("whoami", json!({}))["user"]["id"].clone();
    let team = json!({"model": "helpdesk.ticket.team", "values": {"name": "Printers", "user_ids": [[4, me]]}});
    let team = gateway.good("create_record", team)["id"].clone();
    let values = json!({"name": "Printer", "description": "<p>It <b>smokes</b>.</p>", "team_id": team, "partner_id": partner});
    let ticket = gateway.good("create_record", json!({"model": "helpdesk.ticket", "values": values}))["id"].clone();
    let update = |values: Value| json!({"model": "helpdesk.ticket", "record_ids": [ticket], "values": values});
    let call = |method: &str| json!({"model": "helpdesk.ticket", "method": method, "record_ids": [ticket]});
    gateway.good("update_record", update(json!({"priority": "2", "tag_ids": [[0, 0, {"name": format!("Tag of {ticket}")}]]})));
    gateway.good("execute_method", call("assign_to_me"));
    gateway.good(
        "post_message",
        json!({"model": "helpdesk.ticket", "record_id": ticket, "body": "Looking into the secret of the pin", "kind": "note"}),
    );
    gateway
        .good("schedule_activity", json!({"model": "helpdesk.ticket", "record_id": ticket, "summary": "Call back", "due": "2026-12-01"}));
    gateway.good("get_history", json!({"model": "helpdesk.ticket", "record_id": ticket}));
    let closed = first(gateway, "helpdesk.ticket.stage", json!([["closed", "=", true]]));
    gateway.good("update_record", update(json!({"stage_id": closed})));
    let read =
        gateway.good("get_record", json!({"model": "helpdesk.ticket", "record_id": ticket, "fields": ["stage_id", "user_id", "closed"]}));
    assert_eq!((&read["record"]["stage_id"]["id"], &read["record"]["closed"]), (&json!(closed), &json!(true)), "{read}");
    let groups = json!({"model": "helpdesk.ticket", "groupby": ["stage_id", "user_id"]});
    gateway.good("read_group", groups);
    gateway.confirmed("delete_record", json!({"model": "helpdesk.ticket", "record_ids": [ticket]}));
}

/// A contract with its lines, invoiced once.
pub(super) fn contracts(gateway: &mut Gateway) {
    let partner = first(gateway, "res.partner", json!([["is_company", "=", true]]));
    let product = first(gateway, "product.product", json!([["type", "=", "service"]]));
    let line = json!({"product_id": product, "name": "From #START# to #END#", "quantity": 2, "price_unit": 10.5,
        "recurring_rule_type": "monthly", "recurring_interval": 1, "date_start": "2026-11-01", "recurring_next_date": "2026-11-01"});
    let values = json!({"name": "Support", "partner_id": partner, "contract_type": "sale", "line_recurrence": true,
        "contract_line_ids": [[0, 0, line]], "note": "<p>Terms</p>"});
    let contract = gateway.good("create_record", json!({"model": "contract.contract", "values": values}))["id"].clone();
    let read = json!({"model": "contract.contract", "record_id": contract, "fields": ["contract_line_ids", "code", "recurring_next_date"]});
    let lines = gateway.good("get_record", read)["record"]["contract_line_ids"].clone();
    let change = json!({"contract_line_ids": [[1, lines[0], {"quantity": 3}]], "code": "C/1"});
    gateway.good("update_record", json!({"model": "contract.contract", "record_ids": [contract], "values": change}));
    for method in ["recurring_create_invoice", "action_show_invoices"] {
        gateway.good("execute_method", json!({"model": "contract.contract", "method": method, "record_ids": [contract]}));
    }
    let dialog =
        gateway.confirmed("run_wizard", json!({"model": "contract.contract", "method": "action_contract_send", "record_ids": [contract]}));
    let fields = dialog["dialog"]["fields"].as_array().unwrap();
    let template = fields.iter().find(|field| field["name"] == "template_id").unwrap_or_else(|| panic!("{dialog}"));
    let answers = json!({"template_id": template["choices"][0]["value"]});
    // It is asked about, and not sent.
    let press = json!({"dialog": dialog["dialog"]["handle"], "answers": answers, "press": "action_send_mail"});
    assert_eq!(gateway.bad("run_wizard", press)["code"], "confirmation_needed", "{template}");
    gateway.good("execute_method", json!({"model": "contract.contract", "method": "action_archive", "record_ids": [contract]}));
}
