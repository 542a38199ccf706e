//! Messages, activities, one's own day, and the history of a record.

use serde_json::{Value, json};

use super::super::client::Gateway;
use super::{everywhere, live, partner, quotation, refused};

fn history(gateway: &mut Gateway, model: &str, id: &Value) -> Vec<Value> {
    gateway.good("get_history", json!({"model": model, "record_id": id}))["entries"].as_array().unwrap().clone()
}

#[test]
fn a_note_asks_nobody_and_a_message_says_who_is_notified() {
    everywhere(|gateway| {
        let (on, reader) = (partner(gateway, "Written on"), partner(gateway, "Reader"));
        let post = |body: &str| json!({"model": "res.partner", "record_id": on, "body": body});
        let mut shown = post("not yet");
        shown["dry_run"] = json!(true);
        assert_eq!(gateway.good("post_message", shown)["dry_run"], true);
        let note = gateway.good("post_message", post("a < b\nnext"));
        assert_eq!((&note["kind"], &note["notified"], &note["on"]["name"]), (&json!("note"), &json!([]), &json!("Written on")), "{note}");
        let mut message = post("**now**\n\n- one\n- two");
        (message["format"], message["partner_ids"]) = (json!("markdown"), json!([reader]));
        let asked = gateway.bad("post_message", message.clone());
        assert!(asked["message"].as_str().unwrap().contains("Post on Written on and notify Reader?"), "{asked}");
        message["confirm_token"] = asked["confirm_token"].clone();
        gateway.good("post_message", message);
        let texts: Vec<Value> = history(gateway, "res.partner", &on).iter().map(|entry| entry["text"].clone()).collect();
        assert_eq!(texts.iter().take(2).collect::<Vec<_>>(), [&json!("now\n- one\n- two"), &json!("a < b\nnext")], "the newest first");
    });
}

#[test]
fn a_message_takes_files_of_its_record_and_of_no_other() {
    everywhere(|gateway| {
        let (on, other) = (partner(gateway, "With a plan"), partner(gateway, "With another"));
        let file = |on: &Value, name: &str| json!({"model": "res.partner", "record_id": on, "name": name, "text": "a plan"});
        let plan = gateway.good("upload_attachment", file(&on, "plan.txt"))["id"].clone();
        let elsewhere = gateway.good("upload_attachment", file(&other, "secret.txt"))["id"].clone();
        let post = |files: Value| json!({"model": "res.partner", "record_id": on, "body": "see the plan", "attachment_ids": files});
        assert_eq!(refused(gateway, "post_message", post(json!([plan, elsewhere])), "wrong_value")["path"], "attachment_ids");
        let posted = gateway.good("post_message", post(json!([plan])));
        assert_eq!(posted["files"], json!([{"id": plan, "name": "plan.txt"}]), "{posted}");
        let listed = gateway.good("list_attachments", json!({"model": "res.partner", "record_id": on}));
        assert_eq!(listed["files"].as_array().unwrap().len(), 1, "the file is not copied: {listed}");
        let kept = json!({"model": "res.partner", "record_ids": [on], "method": "message_post", "kwargs": {"attachment_ids": [elsewhere]}});
        refused(gateway, "execute_method", kept, "argument_refused");
    });
}

#[test]
fn markup_in_a_plain_text_unknown_people_and_records_are_refused() {
    everywhere(|gateway| {
        let on = partner(gateway, "Written on");
        let post = |body: &str, more: Value| json!({"model": "res.partner", "record_id": on, "body": body, "partner_ids": more});
        assert_eq!(refused(gateway, "post_message", post("<b>bold</b>", json!([])), "wrong_value")["path"], "body");
        refused(gateway, "post_message", post(" ", json!([])), "wrong_value");
        refused(gateway, "post_message", post("to nobody", json!([4_000_000])), "wrong_value");
        let nowhere = json!({"model": "res.partner", "record_id": 4_000_000, "body": "lost"});
        refused(gateway, "post_message", nowhere, "record_not_found");
        refused(gateway, "post_message", json!({"model": "res.users", "record_id": 2, "body": "hidden"}), "model_blocked");
        refused(gateway, "get_history", json!({"model": "ir.cron", "record_id": 1}), "model_blocked");
    });
}

#[test]
fn an_activity_is_planned_shown_in_the_day_and_finished_once() {
    everywhere(|gateway| {
        let on = partner(gateway, "To be called");
        let plan = json!({"model": "res.partner", "record_id": on, "summary": "Ask for the size", "kind": "call", "due": "2026-11-19"});
        let planned = gateway.good("schedule_activity", plan)["activity"].clone();
        assert_eq!((&planned["on"]["name"], &planned["date_deadline"]), (&json!("To be called"), &json!("2026-11-19")), "{planned}");
        let day = gateway.good("get_my_day", json!({"day": "2026-11-19"}));
        assert!(day["activities"].as_array().unwrap().iter().any(|activity| activity["id"] == planned["id"]), "{day}");
        assert!(day["meetings"].is_array() && day["tasks"].is_array() && day["time_zone"].is_string(), "{day}");
        let finish = json!({"activity_id": planned["id"], "feedback": "they want the large one"});
        let mut shown = finish.clone();
        shown["dry_run"] = json!(true);
        assert_eq!(gateway.good("finish_activity", shown)["done"], false);
        assert_eq!(gateway.good("finish_activity", finish.clone())["done"], true);
        refused(gateway, "finish_activity", finish, "record_not_found");
        let newest = history(gateway, "res.partner", &on)[0].clone();
        assert!(newest["text"].as_str().unwrap().contains("they want the large one"), "{newest}");
        let wrong = json!({"model": "res.partner", "record_id": on, "summary": "x", "due": "tomorrow"});
        assert_eq!(refused(gateway, "schedule_activity", wrong, "wrong_value")["path"], "due");
    });
}

#[test]
fn an_activity_of_somebody_else_is_not_finished() {
    everywhere(|gateway| {
        let on = partner(gateway, "Of another");
        let me = gateway.good("whoami", json!({}))["user"]["id"].clone();
        let users = gateway.good("name_search", json!({"model": "res.users", "name": "", "limit": 10}))["matches"].clone();
        let other = users.as_array().unwrap().iter().find(|user| user["id"] != me).unwrap()["id"].clone();
        let plan = json!({"model": "res.partner", "record_id": on, "summary": "Not mine", "user_id": other});
        let planned = gateway.good("schedule_activity", plan)["activity"].clone();
        assert_eq!(planned["user_id"]["id"], other, "{planned}");
        refused(gateway, "finish_activity", json!({"activity_id": planned["id"]}), "record_not_found");
    });
}

/// What was changed is kept by a real Odoo alone.
#[test]
fn the_history_says_what_was_changed_from_and_to() {
    live(|gateway| {
        let (id, name) = quotation(gateway);
        gateway.good("confirm_order", json!({"order": name}));
        let entries = history(gateway, "sale.order", &id);
        let change = entries.iter().flat_map(|entry| entry["changes"].as_array().cloned().unwrap_or_default());
        let state: Vec<Value> = change.filter(|change| change["field"] == "state").collect();
        assert_eq!((&state[0]["from"], &state[0]["to"]), (&json!("Quotation"), &json!("Sales Order")), "{entries:?}");
    });
}
