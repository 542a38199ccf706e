//! Tasks and projects.

use serde_json::{Value, json};

use super::super::client::Gateway;
use super::{everywhere, refused};

/// A task of the user in a project that has stages; its id, and the name of the project.
fn task(gateway: &mut Gateway) -> (Value, String) {
    let staged = json!({"model": "project.project", "domain": [["type_ids", "!=", false]], "fields": ["name"], "limit": 1});
    let project = gateway.good("search_read", staged)["records"][0].clone();
    let me = gateway.good("whoami", json!({}))["user"]["id"].clone();
    let values = json!({"name": "Apps", "project_id": project["id"], "user_ids": [[6, 0, [me]]]});
    let task = gateway.good("create_record", json!({"model": "project.task", "values": values}))["id"].clone();
    (task, project["name"].as_str().unwrap().to_owned())
}

#[test]
fn a_task_is_ones_own_and_moves_by_the_name_of_a_stage() {
    everywhere(|gateway| {
        let (id, project) = task(gateway);
        let mine = gateway.good("get_my_tasks", json!({"project": project}));
        assert!(mine["tasks"].as_array().unwrap().iter().any(|task| task["id"] == id), "{mine}");
        let unknown = refused(gateway, "update_task_stage", json!({"task_id": id, "stage": "no such stage"}), "wrong_value");
        let stage = unknown["message"].as_str().unwrap().split('`').nth(5).unwrap().to_owned();
        let shown = gateway.good("update_task_stage", json!({"task_id": id, "stage": stage, "dry_run": true}));
        assert_eq!(shown["to"]["name"], stage.as_str(), "{shown}");
        let moved = gateway.good("update_task_stage", json!({"task_id": id, "stage": stage.to_uppercase()}));
        assert_eq!(moved["task"]["stage_id"]["name"], stage.as_str(), "{moved}");
        refused(gateway, "update_task_stage", json!({"task_id": 4_000_000, "stage": stage}), "record_not_found");
    });
}

#[test]
fn a_project_is_summed_up_by_stage() {
    everywhere(|gateway| {
        let (_, project) = task(gateway);
        let summary = gateway.good("get_project_summary", json!({"project": project}));
        let tasks: u64 = summary["by_stage"].as_array().unwrap().iter().map(|stage| stage["tasks"].as_u64().unwrap()).sum();
        assert!(tasks >= 1 && summary["open"].as_u64().unwrap() <= tasks, "{summary}");
        assert!(summary["hours"]["allocated"].is_number() && summary["overdue"].is_array(), "{summary}");
        refused(gateway, "get_project_summary", json!({"project": "no such project"}), "record_not_found");
    });
}
