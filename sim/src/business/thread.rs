//! What is said of a record and planned for it: messages and activities. Followers and mails are left out.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::text;
use crate::call::Arguments;
use crate::clock::date_text;
use crate::error::{OdooError, Outcome};
use crate::orm::Env;
use crate::python::{is_none, is_true, records};

pub(super) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    Some(match method {
        "message_post" => message_post(env, schema, call),
        "activity_schedule" => schedule(env, schema, call),
        "action_feedback" | "action_done" if schema.model == "mail.activity" => done(env, schema, call),
        _ => return None,
    })
}

/// A message to post.
pub(super) struct Message<'a> {
    pub(super) body: &'a str,
    pub(super) is_html: bool,
    pub(super) subject: Value,
    pub(super) kind: &'a str,
    pub(super) partners: Vec<i64>,
    pub(super) files: Vec<i64>,
}

fn message_post(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let [id] = call.ids.as_slice() else { return Err(OdooError::value("Expected singleton")) };
    let message = Message {
        body: call.text("body").unwrap_or_default(),
        is_html: is_true(call.get(&["body_is_html"])),
        subject: call.get(&["subject"]).clone(),
        kind: call.text("message_type").unwrap_or("notification"),
        partners: crate::orm::ids_of(call.get(&["partner_ids"])),
        files: crate::orm::ids_of(call.get(&["attachment_ids"])),
    };
    env.check_exist(schema, &call.ids)?;
    let posted = post(env, schema, *id, &message)?;
    Ok(if env.series() == Series::V19 { json!([posted]) } else { json!(posted) })
}

/// Posts on a record; the message's id.
pub(super) fn post(env: &mut Env<'_>, schema: &ModelSchema, id: i64, message: &Message<'_>) -> Outcome<i64> {
    let Some(messages) = env.find_schema("mail.message") else { return Err(OdooError::value("Expected singleton")) };
    let email = env.find_schema("res.partner").map(|partner| env.value(&partner, env.account.partner_id, "email_formatted"));
    let values = json!({
        "model": schema.model, "res_id": id, "body": body(message), "subject": message.subject, "message_type": message.kind,
        "author_id": env.account.partner_id, "email_from": email, "record_name": env.display_name(schema, id),
        "date": env.db.clock.now_text(), "partner_ids": [[6, 0, message.partners]],
        "attachment_ids": [[6, 0, message.files]],
    });
    let known = values.as_object().into_iter().flatten().filter(|(name, _)| messages.fields.contains_key(*name));
    let known: Map<String, Value> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
    env.as_server(|env| env.create(&messages, &known))
}

/// Text is escaped and becomes a paragraph: markup is taken as it is only where the call says that it is markup.
fn body(message: &Message<'_>) -> String {
    match (message.body, message.is_html) {
        ("", _) => String::new(),
        (html, true) => html.to_owned(),
        (plain, false) => format!("<p>{}</p>", plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
    }
}

/// Plans an activity. On 19 it belongs to nobody unless the call says to whom; before, to whoever plans it.
fn schedule(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_exist(schema, &call.ids)?;
    let activities = env.schema("mail.activity")?;
    crate::catalogue::fill(env.db, "ir.model");
    let kind = activity_type(env, call.text("act_type_xmlid").unwrap_or_default());
    let mut made = Vec::new();
    for id in &call.ids {
        let mut values = planned(env, schema, *id, call);
        values.extend(kind.map(|kind| ("activity_type_id".to_owned(), json!(kind))));
        made.push(env.as_server(|env| env.create(&activities, &values))?);
    }
    Ok(if env.series() == Series::V19 { json!(made) } else { records("mail.activity", &made) })
}

fn planned(env: &Env<'_>, schema: &ModelSchema, id: i64, call: &Arguments) -> Map<String, Value> {
    let model = env.db.rows("ir.model").find(|(_, row)| row.get("model").and_then(Value::as_str) == Some(schema.model.as_str()));
    let day = call.text("date_deadline").map_or_else(|| date_text(env.db.clock.today()), str::to_owned);
    let user = match call.get(&["user_id"]) {
        user if !is_none(user) => user.clone(),
        _ if env.series() == Series::V19 => json!(false),
        _ => json!(env.account.user_id),
    };
    let values = json!({
        "res_model_id": model.map(|(id, _)| id), "res_model": schema.model, "res_id": id, "res_name": env.display_name(schema, id),
        "summary": call.get(&["summary"]), "note": call.get(&["note"]), "date_deadline": day, "user_id": user, "active": true,
    });
    values.as_object().cloned().unwrap_or_default()
}

/// The type behind an external id: `mail.mail_activity_data_call` is named "Call".
fn activity_type(env: &Env<'_>, external_id: &str) -> Option<i64> {
    let word = external_id.rsplit('_').next().filter(|word| !word.is_empty())?;
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "");
    env.db.rows("mail.activity.type").find(|(id, _)| plain(&text(env, "mail.activity.type", *id, "name")) == plain(word)).map(|(id, _)| id)
}

/// Marks activities as done: they go, and a message says so.
fn done(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_exist(schema, &call.ids)?;
    let mut message = Value::Bool(false);
    for id in &call.ids {
        let (model, summary) = (text(env, "mail.activity", *id, "res_model"), text(env, "mail.activity", *id, "summary"));
        let said = format!("{summary} {}", call.text("feedback").unwrap_or_default());
        let record = env.value(schema, *id, "res_id").as_i64();
        if let (Some(target), Some(record)) = (env.find_schema(&model), record) {
            let note = Message {
                body: said.trim(),
                is_html: false,
                subject: json!(false),
                kind: "notification",
                partners: Vec::new(),
                files: Vec::new(),
            };
            message = json!(post(env, &target, record, &note)?);
        }
        env.as_server(|env| env.unlink(schema, &[*id]))?;
    }
    Ok(message)
}
