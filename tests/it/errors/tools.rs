//! Every tool with a call of its own that nothing is wrong with, and how a case changes it.

use serde_json::{Value, json};

/// Every tool, in the order in which they are offered.
pub(super) const EVERY: &[&str] = &[
    "list_models",
    "get_model_fields",
    "get_create_requirements",
    "describe_method",
    "compare_versions",
    "search_read",
    "get_record",
    "search_count",
    "name_search",
    "read_group",
    "get_defaults",
    "get_onchange",
    "create_record",
    "update_record",
    "delete_record",
    "bulk_create",
    "bulk_update",
    "execute_method",
    "run_wizard",
    "whoami",
    "login",
    "logout",
];

/// Those that report schemas.
pub(super) const DESCRIBING: &[&str] = &["get_model_fields", "get_create_requirements", "describe_method"];

/// Those that ask Odoo for records or values.
pub(super) const READING: &[&str] =
    &["search_read", "get_record", "search_count", "name_search", "read_group", "get_defaults", "get_onchange"];

/// Those that change records.
pub(super) const WRITING: &[&str] =
    &["create_record", "update_record", "delete_record", "bulk_create", "bulk_update", "execute_method", "run_wizard"];

/// Those that may have to be confirmed.
pub(super) const CONFIRMED: &[&str] =
    &["create_record", "update_record", "delete_record", "bulk_create", "bulk_update", "execute_method", "run_wizard"];

/// Those with a `domain`.
pub(super) const DOMAIN: &[&str] = &["search_read", "search_count", "name_search", "read_group"];

/// Those with `fields` to read.
pub(super) const FIELDS: &[&str] = &["search_read", "get_record", "get_defaults"];

/// Those with values of a record.
pub(super) const VALUES: &[&str] = &["get_onchange", "create_record", "update_record", "bulk_create", "bulk_update"];

/// Those whose values are written.
pub(super) const WRITTEN: &[&str] = &["create_record", "update_record", "bulk_create", "bulk_update"];

/// Those that make records.
pub(super) const CREATING: &[&str] = &["create_record", "bulk_create"];

/// Those that work on the records of one model of the connected Odoo.
pub(super) fn of_model() -> Vec<&'static str> {
    [DESCRIBING, READING, WRITING].concat()
}

/// Those that need a connection.
pub(super) fn connected() -> Vec<&'static str> {
    every_but(&["compare_versions", "logout"])
}

/// All but some.
pub(super) fn every_but(left_out: &[&str]) -> Vec<&'static str> {
    EVERY.iter().copied().filter(|tool| !left_out.contains(tool)).collect()
}

/// A call of the tool whose arguments nothing is wrong with.
pub(super) fn call(tool: &str) -> Value {
    match tool {
        "compare_versions" => json!({"model": "res.partner", "from": "17.0", "to": "19.0"}),
        "search_read" => json!({"model": "res.partner", "limit": 1}),
        "get_record" => json!({"model": "res.partner", "record_id": 1}),
        "name_search" => json!({"model": "res.partner", "name": "a"}),
        "read_group" => json!({"model": "res.partner", "groupby": ["country_id"]}),
        "get_onchange" => json!({"model": "res.partner", "values": {"name": "x"}, "changed_field": "name"}),
        "create_record" => json!({"model": "res.partner", "values": {"name": "x"}}),
        "update_record" => json!({"model": "res.partner", "record_ids": [1], "values": {"name": "x"}}),
        // A record that there is not: nothing is deleted by mistake, and no name of it is reported.
        "delete_record" => json!({"model": "res.partner", "record_ids": [999_999_999]}),
        "bulk_create" => json!({"model": "res.partner", "records": [{"name": "x"}]}),
        "bulk_update" => json!({"model": "res.partner", "updates": [{"id": 1, "values": {"name": "x"}}]}),
        "execute_method" | "run_wizard" => json!({"model": "res.partner", "method": "address_get", "record_ids": [1]}),
        "login" => json!({"method": "password", "username": "admin", "credential": "not the password"}),
        "list_models" | "whoami" | "logout" => json!({}),
        _ => json!({"model": "res.partner"}),
    }
}

/// The model and the method by which the tool first asks Odoo for what it is called for; `x_trip` is in no snapshot.
pub(super) fn asks(tool: &str) -> (&'static str, &'static [&'static str]) {
    match tool {
        "list_models" => ("ir.model", &["search_read"]),
        "get_model_fields" | "get_create_requirements" | "describe_method" => ("x_trip", &["fields_get"]),
        "get_record" => ("res.partner", &["read"]),
        "search_count" => ("res.partner", &["search_count"]),
        "name_search" => ("res.partner", &["name_search"]),
        "read_group" => ("res.partner", &["read_group", "formatted_read_group"]),
        "get_defaults" => ("res.partner", &["default_get"]),
        "get_onchange" => ("res.partner", &["onchange"]),
        "create_record" => ("res.partner", &["web_save", "create"]),
        "update_record" => ("res.partner", &["web_save", "write"]),
        "bulk_create" => ("res.partner", &["create"]),
        "bulk_update" => ("res.partner", &["write"]),
        "delete_record" => ("res.partner", &["unlink"]),
        "execute_method" | "run_wizard" => ("res.partner", &["address_get"]),
        "whoami" => ("res.users", &["read"]),
        "login" => ("ir.module.module", &["search_read"]),
        _ => ("res.partner", &["search_read"]),
    }
}

/// The tool's own call with these members over it. `values` are the values of its first record, whatever the tool calls them.
pub(super) fn changed(tool: &str, with: &Value) -> Value {
    let mut call = call(tool);
    for (name, value) in with.as_object().unwrap() {
        match (name.as_str(), tool) {
            ("values", "bulk_create") => call["records"] = json!([value]),
            ("values", "bulk_update") => call["updates"] = json!([{"id": 1, "values": value}]),
            ("values", "get_onchange") => {
                call["changed_field"] = json!(value.as_object().unwrap().keys().next());
                call["values"] = value.clone();
            }
            _ => call[name] = value.clone(),
        }
    }
    call
}
