//! Attacks by arguments of methods, by the context, and by other spellings.

use serde_json::{Value, json};

use super::{Case, case, execute, read};

/// What a business method is given.
pub(super) fn method_arguments() -> Vec<Case> {
    let post = |args: Value| execute("res.partner", "message_post", args);
    vec![
        post(json!([{"model": "res.users"}])),
        post(json!(["res.users"])),
        post(json!([[["res.users", 2]]])),
        post(json!([{"groups_id": [[4, 2]]}])),
        post(json!([{"values": {"group_ids": [[4, 2]]}}])),
        post(json!([{"deep": [{"deeper": {"password": "x"}}]}])),
        post(json!([["name", "signup_token"]])),
        post(json!(["create_uid.login"])),
        post(json!([[["create_uid.login", "=", "admin"]]])),
        post(json!(["user_ids.password"])),
        post(json!(["RES.USERS"])),
        post(json!(["res.users,2"])),
        post(json!([" res.users "])),
        post(json!([{"reference": "ir.config_parameter,1"}])),
        post(json!([{"totp_secret": "x"}])),
        case(
            "execute_method",
            json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {"context": {"default_groups_id": [[4, 2]]}}}),
        ),
        case(
            "execute_method",
            json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {"res_model": "ir.attachment"}}),
        ),
        case("execute_method", json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {"api_key": "x"}})),
        case(
            "execute_method",
            json!({"model": "sale.order", "method": "action_confirm", "record_ids": [1], "kwargs": {"context": {"active_model": "res.users"}}}),
        ),
    ]
}

pub(super) fn contexts() -> Vec<Case> {
    let with = |context: Value| read("res.partner", json!({"context": context}));
    vec![
        with(json!({"uid": 1})),
        with(json!({"su": true})),
        with(json!({"install_mode": true})),
        with(json!({"active_model": "res.users"})),
        with(json!({"default_group_ids": [[4, 2]]})),
        with(json!({"default_user_ids": [[0, 0, {"login": "x"}]]})),
        with(json!({"search_default_password": 1})),
        with(json!({"bin_size_datas": false})),
        with(json!({"prefetch_fields": false})),
        with(json!({"force_company": 2})),
        with(json!({"Lang": "en_US"})),
        with(json!({"lang ": "en_US"})),
    ]
}

/// The same by other spellings.
pub(super) fn spellings() -> Vec<Case> {
    let mut cases = Vec::new();
    for model in [
        "RES.USERS",
        "Res.Users",
        "res.users ",
        " res.users",
        "res.users\u{0}",
        "res.users\n",
        "res\u{2024}users",
        "ｒes.users",
        "res..users",
        "res.users/",
        "res_users",
        "ir.Config_parameter",
    ] {
        cases.push(read(model, json!({})));
        cases.push(case("update_record", json!({"model": model, "record_ids": [2], "values": {"name": "x"}})));
    }
    for field in [
        "PASSWORD",
        "password ",
        "\"password\"",
        "user_ids . login",
        "user_ids..login",
        ".user_ids.login",
        "user_ids.",
        "user_ids\u{200b}.login",
        "create_uid.password\u{0}",
        "id)--",
        "id; drop table x",
        "(select 1)",
    ] {
        cases.push(read("res.partner", json!({"domain": [[field, "=", 1]]})));
        cases.push(read("res.partner", json!({"fields": [field]})));
        cases.push(read("res.partner", json!({"order": field})));
    }
    cases.push(read("res.partner", json!({"domain": [["id", "inselect", ["select 1", []]]]})));
    cases.push(read("res.partner", json!({"domain": [["id", "in", [["select", "x"]]]]})));
    cases.push(read("res.partner", json!({"domain": [{"field": "create_uid.login"}]})));
    cases.push(read("res.partner", json!({"domain": [[["create_uid.login", "=", 1]]]})));
    cases.push(read("res.partner", json!({"domain": "[('create_uid.login', '=', 'admin')]"})));
    cases
}
