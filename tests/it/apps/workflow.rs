//! What can be done with a record.

use serde_json::{Value, json};

use super::super::client::Gateway;
use super::{everywhere, partner, quotation, refused};

fn methods(gateway: &mut Gateway, model: &str, id: &Value) -> (Value, Vec<Value>) {
    let reported = gateway.good("get_record_actions", json!({"model": model, "record_id": id}));
    let methods = reported["actions"].as_array().unwrap().iter().map(|action| action["call"]["method"].clone()).collect();
    (reported, methods)
}

#[test]
fn the_next_steps_of_an_order_follow_its_state_and_can_be_called() {
    everywhere(|gateway| {
        let (id, _) = quotation(gateway);
        let (draft, before) = methods(gateway, "sale.order", &id);
        assert_eq!(draft["state"], "draft");
        assert!(before.contains(&json!("action_confirm")) && !before.contains(&json!("action_draft")), "{draft}");
        let confirm = draft["actions"].as_array().unwrap().iter().find(|action| action["call"]["method"] == "action_confirm").unwrap();
        assert!(confirm.get("missing").is_none() && confirm.get("refused").is_none(), "{confirm}");
        let mut call = confirm["call"].clone();
        let tool = call.as_object_mut().unwrap().remove("tool").unwrap();
        assert_eq!(gateway.good(tool.as_str().unwrap(), call)["records"][0]["state"], "sale", "what it says is a call");
        let (order, after) = methods(gateway, "sale.order", &id);
        assert!(order["state"] == "sale" && !after.contains(&json!("action_confirm")), "{order}");
    });
}

#[test]
fn what_is_missing_is_named() {
    everywhere(|gateway| {
        let partner = partner(gateway, "Nothing ordered");
        let empty = gateway.good("create_record", json!({"model": "sale.order", "values": {"partner_id": partner}}))["id"].clone();
        let (reported, _) = methods(gateway, "sale.order", &empty);
        let confirm = reported["actions"].as_array().unwrap().iter().find(|action| action["call"]["method"] == "action_confirm").unwrap();
        assert_eq!(confirm["missing"], json!(["order_line"]), "{reported}");
    });
}

#[test]
fn a_task_has_the_stages_of_its_project() {
    everywhere(|gateway| {
        let staged = json!({"model": "project.task", "domain": [["project_id.type_ids", "!=", false]], "fields": ["name"], "limit": 1});
        let task = gateway.good("search_read", staged)["records"][0]["id"].clone();
        let (reported, _) = methods(gateway, "project.task", &task);
        assert!(reported["stages"].as_array().unwrap().iter().any(|stage| stage["name"] == reported["state"]), "{reported}");
    });
}

#[test]
fn a_model_without_a_workflow_and_a_record_that_is_not_there_are_refused() {
    everywhere(|gateway| {
        let refusal = refused(gateway, "get_record_actions", json!({"model": "res.partner", "record_id": 1}), "wrong_value");
        assert!(refusal["message"].as_str().unwrap().contains("`sale.order`"), "{refusal}");
        refused(gateway, "get_record_actions", json!({"model": "sale.order", "record_id": 4_000_000}), "record_not_found");
        refused(gateway, "get_record_actions", json!({"model": "sale.oder", "record_id": 1}), "unknown_model");
    });
}
