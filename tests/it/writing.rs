//! Writes as people and models make them: archiving by the button's method, calls on nothing, names that nearly are right, and two
//! gateways that share a state folder.

use serde_json::{Value, json};

use super::client::{Gateway, command, problems};
use super::embedded::{key_of, on_every_series};

fn on(id: &Value, method: &str) -> Value {
    json!({"model": "res.partner", "method": method, "record_ids": [id]})
}

#[test]
fn a_record_is_archived_by_the_method_of_the_button() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let id = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Archived"}}))["id"].clone();
        let is_active = |gateway: &mut Gateway| {
            let read = json!({"model": "res.partner", "record_id": id, "fields": ["active"]});
            gateway.good("get_record", read)["record"]["active"].clone()
        };
        for (method, expected) in [("action_archive", false), ("action_unarchive", true), ("toggle_active", false)] {
            gateway.good("execute_method", on(&id, method));
            assert_eq!(is_active(&mut gateway), json!(expected), "{} {method}", odoo.series());
        }
        let group = json!({"model": "res.groups", "method": "action_archive", "record_ids": [1]});
        assert_eq!(gateway.bad("execute_method", group)["code"], "model_read_only");
    });
}

#[test]
fn a_method_that_would_do_nothing_or_is_not_there_is_reported() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let nothing = gateway.bad("execute_method", json!({"model": "sale.order", "method": "action_confirm", "record_ids": []}));
        assert_eq!((&nothing["path"], &nothing["hint"]), (&json!("record_ids"), &json!("leave it out for a method of the model")));
        let misspelt = json!({"model": "sale.order", "method": "action_confrim", "record_ids": [1], "dry_run": true});
        let reported = gateway.bad("execute_method", misspelt);
        assert_eq!(
            (&reported["code"], &reported["hint"]),
            (&json!("unknown_method"), &json!("did you mean `action_confirm`")),
            "{reported}"
        );
        let right = json!({"model": "sale.order", "method": "action_confirm", "record_ids": [1], "dry_run": true});
        assert!(gateway.good("execute_method", right).get("notes").is_none());
        assert_eq!(odoo.calls("sale.order", "action_confirm"), 0);
    });
}

#[test]
fn a_refused_argument_says_how_the_call_is_made_right() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let single = gateway.bad("delete_record", json!({"model": "res.partner", "record_id": 7}));
        let listed = json!([{"op": "remove", "path": "/record_id"}, {"op": "add", "path": "/record_ids", "value": [7]}]);
        assert_eq!(single["fix"], listed);
        let context = json!({"default_name": "x", "active_ids": [1]});
        let reported = gateway.bad("create_record", json!({"model": "res.partner", "values": {"name": "x"}, "context": context}));
        let hints: Vec<&Value> = problems(&reported).into_iter().map(|error| &error["hint"]).collect();
        let wizard = "give the records in the wizard's own fields, see `get_create_requirements`";
        assert_eq!(hints, [&json!(wizard), &json!("give `name` in `values`")]);
        let activity = gateway.bad("create_record", json!({"model": "mail.activity", "values": {"summary": "Call"}}));
        assert_eq!(activity["hint"], "`schedule_activity` plans an activity on a record");
    });
}

/// A value that Odoo takes and then computes anew is not lost in silence.
#[test]
fn a_value_that_odoo_computes_itself_is_remarked_upon() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let values = json!({"name": "Own", "commercial_partner_id": 1});
        let expected = |path: &str| {
            json!([{"path": path, "hint": "read it back, or write what it follows from",
            "message": "`commercial_partner_id` of `res.partner` is computed: Odoo may put its own value in place of this one, at once or later"}])
        };
        let one = gateway.good("create_record", json!({"model": "res.partner", "values": values}));
        assert_eq!(one["notes"], expected("values.commercial_partner_id"));
        let many = gateway.good("bulk_create", json!({"model": "res.partner", "records": [{"name": "Plain"}, values]}));
        assert_eq!(many["notes"], expected("records[1].commercial_partner_id"));
        assert!(gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Plain"}})).get("notes").is_none());
        let dry = json!({"model": "res.partner", "records": vec![values; 45], "dry_run": true});
        let dry = gateway.good("bulk_create", dry);
        assert_eq!((dry["notes"].as_array().unwrap().len(), &dry["left_out"][0]["what"]), (20, &json!("25 more of `notes`")));
    });
}

#[test]
fn two_gateways_with_one_state_folder_write_once() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["serve", "--state", folder.path().to_str().unwrap()];
        let create = |name: &str, key: &str| json!({"model": "res.partner", "values": {"name": name}, "idempotency_key": key});
        let mut one = Gateway::start_with(&arguments, &key_of(odoo));
        let id = one.good("create_record", create("Shared", "k1"))["id"].clone();
        let mut other = Gateway::start_with(&arguments, &key_of(odoo));
        let again = other.good("create_record", create("Shared", "k1"));
        assert_eq!((&again["id"], &again["repeated"]), (&id, &json!(true)));
        let later = other.good("create_record", create("Later", "k2"))["id"].clone();
        assert_eq!(one.good("create_record", create("Later", "k2"))["id"], later);
        assert_eq!(one.bad("create_record", create("Else", "k2"))["code"], "key_reused");
        assert_eq!(odoo.executed("res.partner", "web_save"), 2);
    });
}

/// Who asks for keys that outlive a restart does not get a server that forgets them.
#[test]
fn a_state_folder_that_cannot_be_used_stops_the_start() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let folder = file.path().join("state");
    let output = command(&[("MCP_STATE_FOLDER", folder.to_str().unwrap())]).arg("serve").output().unwrap();
    let reported = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{reported}");
    assert!(reported.contains(&format!("cannot keep idempotency keys in `{}`", folder.display())), "{reported}");
}
