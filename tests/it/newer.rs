//! An Odoo that no snapshot is of: newer than 19.0, or between two series as Odoo Online is. It is worked with by the rules of the nearest
//! series below and the models that it reports, and that is said.

use std::path::Path;
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use odoo_sim::{RunningSim, Sim};
use serde_json::json;

use super::client::{Gateway, TODAY, command};
use super::embedded::key_of;

/// What there is, with the nearest series below.
const VERSIONS: [(&str, Series); 4] =
    [("20.0", Series::V19), ("saas~19.2", Series::V19), ("saas~18.3", Series::V18), ("saas~17.4", Series::V17)];

fn posing(version: &str, nearest: Series) -> (tokio::runtime::Runtime, RunningSim) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(nearest.name());
    let snapshot = Arc::new(Snapshot::read(&folder).unwrap());
    let builder = Sim::builder(snapshot).today(TODAY.parse().unwrap()).posing_as(version);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let odoo = runtime.block_on(builder.start()).unwrap();
    (runtime, odoo)
}

fn everywhere(check: impl Fn(&str, Series, &RunningSim)) {
    for (version, nearest) in VERSIONS {
        let (_runtime, odoo) = posing(version, nearest);
        check(version, nearest, &odoo);
    }
}

/// A snapshot of the nearest series is at hand, which is not of this version.
fn with_all(odoo: &RunningSim) -> Gateway {
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
    Gateway::start(&[&key_of(odoo)[..], &[("MCP_TOOLSETS", "all"), ("MCP_CONFIRM", "off"), ("SCHEMAS_DIR", schemas)]].concat())
}

#[test]
fn check_says_what_it_is_taken_for_and_strict_refuses_it() {
    everywhere(|version, nearest, odoo| {
        let checked = command(&key_of(odoo)).arg("check").output().unwrap();
        let said = String::from_utf8(checked.stdout).unwrap();
        assert!(checked.status.success(), "{said}");
        assert!(said.contains(&format!("Odoo {version} is ")) && said.contains(&format!("the rules of {nearest} apply")), "{said}");
        let strict = [&key_of(odoo)[..], &[("ODOO_SERIES_STRICT", "on")]].concat();
        let refused = command(&strict).arg("check").output().unwrap();
        assert_eq!(refused.status.code(), Some(3));
        let why = String::from_utf8(refused.stderr).unwrap();
        assert!(why.contains(&format!("the server is Odoo `{version}`, supported are 17.0, 18.0 and 19.0")), "{why}");
    });
}

/// A person's errand: what there is, a new customer, a changed one, groups, a quotation that is confirmed, and what is not there.
#[test]
fn a_conversation_of_reads_and_writes_works() {
    everywhere(|version, _, odoo| {
        let mut gateway = with_all(odoo);
        let who = gateway.good("whoami", json!({}));
        assert!(who["notes"][0].as_str().unwrap().starts_with(&format!("Odoo {version} is ")), "{who}");
        let made = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Newcomer", "city": "Gent"}}));
        let id = made["id"].clone();
        gateway.good("update_record", json!({"model": "res.partner", "record_ids": [id], "values": {"city": "Brugge"}}));
        let found =
            gateway.good("search_read", json!({"model": "res.partner", "domain": [["city", "=", "Brugge"]], "fields": ["name", "city"]}));
        assert_eq!(found["records"], json!([{"id": id, "name": "Newcomer", "city": "Brugge"}]), "{found}");
        let unknown = gateway.bad("create_record", json!({"model": "res.partner", "values": {"name": "X", "citi": "Gent"}}));
        assert_eq!(unknown["code"], "unknown_field", "{unknown}");
        let grouped = gateway.good("read_group", json!({"model": "sale.order", "groupby": ["state"]}));
        assert!(!grouped["groups"].as_array().unwrap().is_empty(), "{grouped}");
        let order =
            json!({"model": "sale.order", "values": {"partner_id": id, "order_line": [[0, 0, {"product_id": 1, "product_uom_qty": 2}]]}});
        let order = gateway.good("create_record", order)["id"].clone();
        let confirmed = gateway.good("execute_method", json!({"model": "sale.order", "method": "action_confirm", "record_ids": [order]}));
        assert_eq!(confirmed["records"][0]["state"], "sale", "{confirmed}");
    });
}

/// A file goes in and comes out, and its content is in no answer that does not ask for it: 20.0 reads it whatever the context says.
#[test]
fn files_keep_their_content_and_stay_out_of_answers() {
    everywhere(|_, _, odoo| {
        let mut gateway = with_all(odoo);
        let file = |more: serde_json::Value| {
            let mut all = json!({"model": "res.partner", "record_id": 1});
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        let id = gateway.good("upload_attachment", file(json!({"name": "list.csv", "text": "a,b\n1,2\n"})))["id"].clone();
        assert_eq!(gateway.good("read_attachment", file(json!({"attachment_id": id})))["text"], "a,b\n1,2\n");
        let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let write = json!({"model": "res.partner", "record_ids": [1], "values": {"image_1920": picture}});
        gateway.good("update_record", write);
        let read = gateway.good("get_record", file(json!({"fields": ["name", "image_1920"]})));
        assert_eq!(read["record"]["image_1920"]["binary"], true, "{read}");
        assert!(!read.to_string().contains(picture), "{read}");
    });
}

/// What 20.0 names otherwise is read from it, and what holds its rights is blocked.
#[test]
fn the_models_of_20_are_its_own() {
    let (_runtime, odoo) = posing("20.0", Series::V19);
    let mut gateway = with_all(&odoo);
    let renamed = json!({"model": "product.supplierinfo", "filter": "uom_id"});
    let fields = gateway.good("get_model_fields", renamed);
    assert!(fields.to_string().contains("uom_id") && !fields.to_string().contains("product_uom_id"), "{fields}");
    assert_eq!(gateway.bad("search_read", json!({"model": "ir.access"}))["code"], "model_blocked");
    assert_eq!(gateway.bad("search_read", json!({"model": "res.bank"}))["code"], "unknown_model");
    let old = gateway.bad("search_read", json!({"model": "res.partner", "fields": ["company_type"]}));
    assert_eq!(old["code"], "unknown_field", "{old}");
}
