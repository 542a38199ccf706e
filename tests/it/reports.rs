//! Printed documents on the embedded 17, 18 and 19 and on a real 19: over a web session, and with a key those that Odoo prepares by itself;
//! anything else is refused with what is needed.

use std::process::Command;

use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environments;

fn with_all<'a>(environment: impl IntoIterator<Item = (&'a str, &'a str)>) -> Gateway {
    Gateway::start(&environment.into_iter().chain([("MCP_TOOLSETS", "all")]).collect::<Vec<_>>())
}

/// Prints a new quotation, and refuses what cannot be printed.
fn prints(gateway: &mut Gateway) {
    let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Printed"}}))["id"].clone();
    let order = gateway.good("create_record", json!({"model": "sale.order", "values": {"partner_id": partner}}))["id"].clone();
    let listed = gateway.good("render_report", json!({"model": "sale.order"}));
    assert!(listed["reports"].as_array().unwrap().iter().any(|report| report["name"] == "sale.report_saleorder"), "{listed}");
    let call = |ids: Value, report: &str| json!({"model": "sale.order", "record_ids": ids, "report": report});
    let printed = gateway.call("render_report", call(json!([order]), "sale.report_saleorder"));
    let block = printed["content"].as_array().unwrap().iter().find(|block| block["type"] == "resource");
    let resource = &block.unwrap_or_else(|| panic!("{printed}"))["resource"];
    assert_eq!(resource["mimeType"], "application/pdf");
    assert!(resource["blob"].as_str().unwrap().starts_with("JVBERi0"), "a PDF begins with %PDF-");
    let mut check = |call: Value, code: &str| assert_eq!(gateway.bad("render_report", call)["code"], code);
    check(call(json!([999_999_999]), "sale.report_saleorder"), "record_not_found");
    check(call(json!([]), "sale.report_saleorder"), "no_records");
    check(call(json!([order]), "sale.report_nothing"), "wrong_value");
    check(json!({"model": "res.users", "record_ids": [2]}), "model_blocked");
    check(json!({"record_ids": [order]}), "missing_argument");
    check(json!({"record_ids": [order], "report": "no.such_report"}), "wrong_value");
    let by_name = gateway.good("render_report", json!({"record_ids": [order], "report": "sale.report_saleorder"}));
    assert_eq!((&by_name["model"], &by_name["report"]), (&json!("sale.order"), &json!("sale.report_saleorder")), "{by_name}");
}

#[test]
fn a_quotation_is_printed_over_a_web_session() {
    on_every_series(|odoo| {
        let by_password = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
        prints(&mut with_all(by_password));
    });
    let Some(environments) = environments() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    if Command::new("wkhtmltopdf").arg("--version").output().is_err() {
        return eprintln!("live: skipped (wkhtmltopdf, by which a real Odoo prints, is not installed here)");
    }
    prints(&mut with_all(environments[1].iter().map(|(name, value)| (*name, value.as_str()))));
}

/// Read-only, what is only printed is printed; what Odoo would keep as a file of the record is not even asked for.
#[test]
fn read_only_mode_prints_nothing_that_odoo_keeps() {
    on_every_series(|odoo| {
        let by_password = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
        let mut gateway = with_all(by_password.into_iter().chain([("MCP_MODE", "readonly")]));
        let found = gateway.good("search_read", json!({"model": "account.move", "fields": ["id"], "limit": 1}));
        let print = |report: &str| json!({"model": "account.move", "record_ids": [found["records"][0]["id"]], "report": report});
        gateway.good("render_report", print("account.report_invoice_with_payments"));
        let before = odoo.requests().len();
        let refused = gateway.bad("render_report", print("account.report_original_vendor_bill"));
        assert!(refused["code"] == "mode_read_only" && refused["message"].as_str().unwrap().contains("as a file"), "{refused}");
        assert!(odoo.requests().iter().skip(before).all(|request| !request.path.starts_with("/report")), "{:?}", odoo.series());
        gateway.stop();
    });
}

#[test]
fn a_key_alone_prints_nothing_and_says_what_is_needed() {
    on_every_series(|odoo| {
        let call = json!({"model": "sale.order", "record_ids": [1], "report": "sale.report_saleorder"});
        let refused = with_all(key_of(odoo)).bad("render_report", call);
        assert_eq!(refused["code"], "not_in_this_odoo", "{refused}");
        assert!(refused["hint"].as_str().unwrap().contains("ODOO_PASSWORD"), "{refused}");
    });
}

/// With a key, the document that Odoo prepares for a message is read: of one quotation or purchase order.
#[test]
fn a_key_prints_what_odoo_prepares() {
    let prints = |gateway: &mut Gateway| {
        let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "By key"}}))["id"].clone();
        for model in ["sale.order", "purchase.order"] {
            let order = gateway.good("create_record", json!({"model": model, "values": {"partner_id": partner}}))["id"].clone();
            let printed = gateway.call("render_report", json!({"model": model, "record_ids": [order]}));
            let block = printed["content"].as_array().unwrap().iter().find(|block| block["type"] == "resource");
            let resource = &block.unwrap_or_else(|| panic!("{printed}"))["resource"];
            assert_eq!(resource["mimeType"], "application/pdf");
            assert!(resource["blob"].as_str().unwrap().starts_with("JVBERi0"), "a PDF begins with %PDF-");
            let read = gateway.good("get_record", json!({"model": model, "record_id": order, "fields": ["state"]}));
            assert_eq!(read["record"]["state"], "draft", "nothing was sent");
            let said = json!({"model": "mail.message", "domain": [["model", "=", model], ["res_id", "=", order], ["message_type", "=", "comment"]]});
            assert_eq!(gateway.good("search_count", said)["count"], 0);
            let two = json!({"model": model, "record_ids": [order, order]});
            assert_eq!(gateway.bad("render_report", two)["code"], "not_in_this_odoo");
        }
    };
    on_every_series(|odoo| {
        for login in ["admin", "demo"] {
            let key = odoo.api_key(login).unwrap();
            prints(&mut with_all([
                ("ODOO_URL", odoo.url()),
                ("ODOO_DB", odoo.database()),
                ("ODOO_USERNAME", login),
                ("ODOO_API_KEY", key),
            ]));
        }
        let order = with_all(key_of(odoo)).good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].clone();
        let portal = [("ODOO_USERNAME", "portal"), ("ODOO_API_KEY", odoo.api_key("portal").unwrap())];
        let mut portal = with_all([("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database())].into_iter().chain(portal));
        portal.bad("render_report", json!({"model": "sale.order", "record_ids": [order]}));
        let read_only = key_of(odoo).into_iter().chain([("MCP_MODE", "readonly")]);
        let refused = with_all(read_only).bad("render_report", json!({"model": "sale.order", "record_ids": [order]}));
        assert_eq!(refused["code"], "mode_read_only", "{refused}");
    });
    let Some(environments) = environments() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    if Command::new("wkhtmltopdf").arg("--version").output().is_err() {
        return eprintln!("live: skipped (wkhtmltopdf, by which a real Odoo prints, is not installed here)");
    }
    prints(&mut with_all(environments[0].iter().map(|(name, value)| (*name, value.as_str()))));
}

/// Nobody can take a hidden field out of a PDF, of the document's own model or of one that it links to.
#[test]
fn what_is_hidden_is_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "rbac: {sensitive_fields: {res.partner: {vat: {required_group: base.group_system}}}}";
    std::fs::write(folder.path().join("rbac.yaml"), rules).unwrap();
    on_every_series(|odoo| {
        let place = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
        let mut gateway = with_all(place.into_iter().chain([("CONFIG_DIR", folder.path().to_str().unwrap())]));
        let order = gateway.good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].clone();
        let refused = gateway.bad("render_report", json!({"model": "sale.order", "record_ids": [order]}));
        assert_eq!(refused["code"], "field_hidden", "{refused}");
        let by_key = key_of(odoo).into_iter().chain([("CONFIG_DIR", folder.path().to_str().unwrap())]);
        let mut by_key = with_all(by_key);
        assert_eq!(by_key.bad("render_report", json!({"model": "sale.order", "record_ids": [order]}))["code"], "field_hidden");
        assert_eq!(by_key.bad("send_document", json!({"model": "sale.order", "record_id": order}))["code"], "field_hidden");
    });
}
