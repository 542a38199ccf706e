//! Values that one write would lose: properties that are not given, and lines that commands delete.

use serde_json::{Value, json};

use super::client::Gateway;
use super::texts::everywhere;

/// A task of a project whose tasks have two properties, both filled.
fn task(gateway: &mut Gateway) -> Value {
    let definition = json!([{"name": "floor", "string": "Floor", "type": "char"}, {"name": "rooms", "string": "Rooms", "type": "integer"}]);
    let project = json!({"name": "House", "task_properties_definition": definition});
    let project = gateway.good("create_record", json!({"model": "project.project", "values": project}))["id"].clone();
    let values = json!({"name": "Plan", "project_id": project, "task_properties": {"floor": "Ground", "rooms": 12}});
    gateway.good("create_record", json!({"model": "project.task", "values": values}))["id"].clone()
}

fn held(gateway: &mut Gateway, task: &Value) -> Vec<Value> {
    let read = json!({"model": "project.task", "record_id": task, "fields": ["task_properties"]});
    let entries = gateway.good("get_record", read)["record"]["task_properties"].clone();
    entries.as_array().unwrap().iter().map(|entry| entry["value"].clone()).collect()
}

#[test]
fn properties_that_are_not_given_are_kept_and_wrong_ones_refused_with_the_right_ones() {
    everywhere(|gateway| {
        let task = task(gateway);
        let write = |values: Value| json!({"model": "project.task", "record_ids": [task], "values": {"task_properties": values}});
        gateway.good("update_record", write(json!({"floor": "First"})));
        assert_eq!(held(gateway, &task), [json!("First"), json!(12)]);
        gateway.good("update_record", write(json!({"Rooms": 14})));
        assert_eq!(held(gateway, &task), [json!("First"), json!(14)], "by its label");
        for (wrong, hint) in [(json!({"wrong": "x"}), "`floor` (Floor, char)"), (json!({"rooms": "many"}), "")] {
            let refused = gateway.bad("update_record", write(wrong));
            assert_eq!(refused["code"], "bad_properties", "{refused}");
            assert!(refused["hint"].as_str().unwrap_or_default().contains(hint), "{refused}");
        }
        let many = json!({"model": "project.task", "updates": [{"id": task, "values": {"task_properties": {"rooms": 15}}}]});
        gateway.good("bulk_update", many);
        assert_eq!(held(gateway, &task), [json!("First"), json!(15)]);
    });
}

#[test]
fn lines_that_a_write_deletes_are_named_and_confirmed() {
    everywhere(|gateway| {
        let line = |name: &str| json!([0, 0, {"name": name, "display_type": "line_note", "product_uom_qty": 0}]);
        let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Lines"}}))["id"].clone();
        let values = json!({"partner_id": partner, "order_line": [line("First note"), line("Second note")]});
        let order = gateway.good("create_record", json!({"model": "sale.order", "values": values}))["id"].clone();
        let read = json!({"model": "sale.order", "record_id": order, "fields": ["order_line"]});
        let lines = gateway.good("get_record", read.clone())["record"]["order_line"].clone();
        let write = |commands: Value| json!({"model": "sale.order", "record_ids": [order], "values": {"order_line": commands}});
        for (commands, going) in
            [(json!([[2, lines[0]]]), 1), (json!([[5]]), 2), (json!([[6, 0, [lines[1]]]]), 1), (json!([[3, lines[0]]]), 1)]
        {
            let asked = gateway.bad("update_record", write(commands.clone()));
            assert_eq!(asked["code"], "confirmation_needed", "{asked}");
            let message = asked["message"].as_str().unwrap();
            assert!(message.contains(&format!("deletes {going} record")) && message.contains("First note"), "{message}");
            let mut first = write(commands);
            first["dry_run"] = json!(true);
            let shown = gateway.good("update_record", first)["deletes"].clone();
            assert_eq!((&shown[0]["model"], shown[0]["ids"].as_array().unwrap().len()), (&json!("sale.order.line"), going));
        }
        gateway.confirmed("update_record", write(json!([[2, lines[0]]])));
        assert_eq!(gateway.good("get_record", read)["record"]["order_line"], json!([lines[1]]));
    });
}
