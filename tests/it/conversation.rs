//! One conversation with an Odoo of any series: what is right is done, what is wrong is refused before Odoo sees it.

use serde_json::{Value, json};

use super::client::Gateway;

/// The whole conversation. The Odoo must have `res.partner`, the add-on `x_delivery`, and the user must be an administrator.
pub(crate) fn run(gateway: &mut Gateway) {
    lists_models(gateway);
    let partner = creates_updates_and_deletes(gateway);
    assert_eq!(gateway.bad("get_record", json!({"model": "res.partner", "record_id": partner}))["code"], "record_not_found");
    refuses_bad_calls(gateway);
    uses_a_custom_model(gateway);
}

fn lists_models(gateway: &mut Gateway) {
    let tools = gateway.request("tools/list", json!({}));
    let size = tools.to_string().len();
    assert!(size < 18_432, "the answer with the tool list has {size} bytes");
    let listed = gateway.good("list_models", json!({"filter": "res.partner"}));
    let names: Vec<&str> = listed["models"].as_array().unwrap().iter().filter_map(|model| model["model"].as_str()).collect();
    assert!(names.contains(&"res.partner"), "{names:?}");
    let fields = gateway.good("get_model_fields", json!({"model": "res.partner", "filter": "email"}));
    assert_eq!(fields["fields"]["email"]["type"], "char");
    let found = gateway.good("search_read", json!({"model": "res.partner", "limit": 2, "order": "id"}));
    assert_eq!((found["count"].clone(), found["has_more"].clone()), (json!(2), json!(true)), "{found}");
    assert_eq!(found["next_offset"], 2);
    let created = json!({"model": "res.partner", "domain": [["create_uid", "!=", false]], "fields": ["create_uid"], "limit": 1});
    let creator = gateway.good("search_read", created);
    assert!(creator["records"][0]["create_uid"]["id"].is_u64(), "{creator}");
    let counted = gateway.good("search_count", json!({"model": "res.partner"}));
    assert!(counted["count"].as_u64() > Some(2), "{counted}");
}

/// The id of a record that is gone again.
fn creates_updates_and_deletes(gateway: &mut Gateway) -> Value {
    let values = json!({"name": "Gateway Test", "email": "gateway@example.com", "is_company": true});
    let tried = gateway.good("create_record", json!({"model": "res.partner", "values": values, "dry_run": true}));
    assert_eq!((tried["dry_run"].clone(), tried["values"].clone()), (json!(true), values.clone()));
    let id = gateway.good("create_record", json!({"model": "res.partner", "values": values}))["id"].clone();
    assert!(id.is_u64(), "{id}");
    let change = json!({"model": "res.partner", "record_ids": [id], "values": {"email": "changed@example.com"}});
    let mut dry_change = change.clone();
    dry_change["dry_run"] = json!(true);
    let tried = gateway.good("update_record", dry_change);
    assert_eq!(tried["before"], json!([{"id": id, "email": "gateway@example.com"}]));
    assert_eq!(tried["after"], json!({"email": "changed@example.com"}));
    assert_eq!(gateway.good("update_record", change)["updated"], json!([id]));
    let read = gateway.good("get_record", json!({"model": "res.partner", "record_id": id, "fields": ["name", "email", "parent_id"]}));
    assert_eq!(read["record"], json!({"id": id, "name": "Gateway Test", "email": "changed@example.com", "parent_id": null}));
    let tried = gateway.good("delete_record", json!({"model": "res.partner", "record_ids": [id], "dry_run": true}));
    assert_eq!(tried["would_delete"][0]["id"], id);
    assert_eq!(gateway.confirmed("delete_record", json!({"model": "res.partner", "record_ids": [id]}))["deleted"], json!([id]));
    id
}

fn refuses_bad_calls(gateway: &mut Gateway) {
    let create = |values: Value| json!({"model": "res.partner", "values": values});
    let unknown = gateway.bad("create_record", create(json!({"name": "x", "no_such_thing_at_all": 1})));
    assert_eq!((unknown["path"].as_str(), unknown["origin"].as_str()), (Some("values.no_such_thing_at_all"), Some("caller")));
    let typo = gateway.bad("create_record", create(json!({"name": "x", "emial": "a@example.com"})));
    assert!(typo["hint"].as_str().unwrap().contains("`email`"), "{typo}");
    let text = gateway.bad("create_record", create(json!({"name": "x", "country_id": "Belgium"})));
    assert_eq!(text["path"], "values.country_id", "{text}");
    let number = gateway.bad("create_record", create(json!({"name": "x", "color": "red"})));
    assert_eq!(number["path"], "values.color", "{number}");
    let selection = gateway.bad("create_record", create(json!({"name": "x", "type": "hq"})));
    assert!(selection.to_string().contains("`invoice`"), "{selection}");
    let model = gateway.bad("search_read", json!({"model": "res.partnr"}));
    assert!(model["hint"].as_str().unwrap().contains("`res.partner`"), "{model}");
    let several =
        gateway.bad("search_read", json!({"model": "res.partner", "domain": [["emial", "=", "x"], ["nam", "=", "y"]], "order": "nothing"}));
    assert_eq!(several["errors"].as_array().unwrap().len(), 3, "{several}");
    let argument = gateway.bad("search_read", json!({"model": "res.partner", "limt": 3}));
    assert!(argument["hint"].as_str().unwrap().contains("`limit`"), "{argument}");
    let boolean = gateway.bad("get_record", json!({"model": "res.partner", "record_id": true}));
    assert_eq!(boolean["path"], "record_id", "{boolean}");
}

/// A model that no snapshot and no generated code has to know.
fn uses_a_custom_model(gateway: &mut Gateway) {
    let fields = gateway.good("get_model_fields", json!({"model": "delivery.route.custom"}));
    assert!(fields["fields"]["name"].is_object(), "{fields}");
    let id = gateway.good("create_record", json!({"model": "delivery.route.custom", "values": {"name": "Route 7"}}))["id"].clone();
    let read = gateway.good("get_record", json!({"model": "delivery.route.custom", "record_id": id, "fields": ["name"]}));
    assert_eq!(read["record"]["name"], "Route 7");
    let typo = gateway.bad("update_record", json!({"model": "delivery.route.custom", "record_ids": [id], "values": {"nam": "x"}}));
    assert!(typo["hint"].as_str().unwrap().contains("`name`"), "{typo}");
    // The add-on lets administrators alone delete its routes, so an operator must permit it.
    let refused = gateway.bad("delete_record", json!({"model": "delivery.route.custom", "record_ids": [id]}));
    assert_eq!(refused["code"], "model_read_only", "{refused}");
    assert!(refused["hint"].as_str().unwrap().contains("full_crud: [delivery.route.custom]"), "{refused}");
}
