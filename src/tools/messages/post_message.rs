//! `post_message`: a note for colleagues or a message to the followers, on any record with a chatter.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::markup::{Format, html_of, looks_like_html};
use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::{Failure, Problem};
use crate::tools::find::Find;
use crate::tools::outcome::ids_of;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// Most people that are named one by one.
const MOST_NAMED: u32 = 50;

/// The tool.
pub(crate) struct PostMessage;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// The message.
    body: String,
    /// How `body` is written; default `text`.
    #[serde(default)]
    format: Format,
    /// `note` is for colleagues, `comment` goes to all followers; default `note`.
    #[serde(default)]
    kind: Kind,
    /// Contacts to notify besides.
    partner_ids: Option<Vec<u32>>,
    /// Subject of the e-mail.
    subject: Option<String>,
    /// Files of the record to send along, from `list_attachments` or `upload_attachment`.
    attachment_ids: Option<Vec<u32>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Note,
    Comment,
}

impl TypedTool for PostMessage {
    const NAME: &'static str = "post_message";
    const TITLE: &'static str = "Post a message";
    const DESCRIPTION: &'static str = "Write a note or a message on a record; says who is notified before it is sent.";
    const RETURNS: Returns = &[
        ("message_id", "integer", false),
        ("on", "object", true),
        ("kind", "string", true),
        ("notified", "array", true),
        ("files", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Messages).with([Use::Records, Use::Confirmation]).needing_models(&["mail.message"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, body, format, kind, partner_ids, subject, attachment_ids } = arguments;
        check(&body, format)?;
        let named = format!("record {record_id} of {model}");
        let record = context.odoo.find_one(&model, &["display_name"], json!([["id", "=", record_id]]), &named).await?;
        let partners = partner_ids.unwrap_or_default();
        let notified = notified(&context.odoo, &model, record_id, kind, &partners).await?;
        let name = record.get("display_name").and_then(Value::as_str).unwrap_or(&named);
        let mut answer = json!({"on": {"model": model, "id": record_id, "name": name}, "kind": word(kind), "notified": notified});
        let files = files(&context.odoo, &model, record_id, &attachment_ids.unwrap_or_default()).await?;
        if !files.is_empty() {
            shape::set(&mut answer, "files", json!(files));
        }
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            return Ok(ToolOutput::new(answer, format!("would post on {name}")));
        }
        if !notified.is_empty() {
            let with = if files.is_empty() { String::new() } else { format!(" with {}", names(&files)) };
            context.confirm(&format!("Post on {name}{with} and notify {}?", names(&notified))).await?;
        }
        let mut call = Call::new(&model, "message_post")
            .ids([i64::from(record_id)])
            .named("body", html_of(&body, format))
            .named("body_is_html", true)
            .named("message_type", "comment")
            .named("subtype_xmlid", if kind == Kind::Note { "mail.mt_note" } else { "mail.mt_comment" });
        if !partners.is_empty() {
            call = call.named("partner_ids", json!(partners));
        }
        if !files.is_empty() {
            call = call.named("attachment_ids", files.iter().map(own::id_of).collect::<Value>());
        }
        if let Some(subject) = subject {
            call = call.named("subject", subject);
        }
        let posted = ids_of(&context.odoo.send(call).await?, Vec::new());
        if let Some(id) = posted.first() {
            shape::set(&mut answer, "message_id", json!(id));
        }
        Ok(ToolOutput::new(answer, format!("posted on {name}")))
    }
}

fn word(kind: Kind) -> &'static str {
    if kind == Kind::Note { "note" } else { "comment" }
}

/// Markup in a text would show its tags: it is asked about, never guessed.
fn check(body: &str, format: Format) -> Result<(), Failure> {
    if body.trim().is_empty() {
        return Err(own::wrong("body", "`body` is empty, expected a message".to_owned()));
    }
    if format == Format::Text && looks_like_html(body) {
        let problem = Problem::new(ErrorCode::WrongValue, "body", "`body` contains HTML tags, which would show as text");
        return Err(Failure::invalid(vec![problem.hint("give `format: \"html\"`, or leave the tags out")]));
    }
    Ok(())
}

/// The files that go along: of this record only, so that nothing is sent that the user could not open.
async fn files(odoo: &Odoo, model: &str, record_id: u32, ids: &[u32]) -> Result<Vec<Value>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let of_record = odoo.files_of(model, record_id, false).await?.read(None, &["name"]).await?;
    let found = |id: &u32| of_record.iter().find(|file| own::id_of(file) == i64::from(*id));
    let file = |id: &u32| {
        let file = found(id).ok_or_else(|| {
            let message = format!("record {record_id} of `{model}` has no file {id} that this user may see");
            let hint = "`list_attachments` returns the files of the record; `upload_attachment` adds one";
            Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "attachment_ids", message).hint(hint)])
        })?;
        Ok(json!({"id": id, "name": file.get("name")}))
    };
    ids.iter().map(file).collect()
}

/// Who hears of it: the contacts named, and the followers of a comment. The user is not notified of what they wrote.
async fn notified(odoo: &Odoo, model: &str, record_id: u32, kind: Kind, partners: &[u32]) -> Result<Vec<Value>, Failure> {
    let mut people = Vec::new();
    if !partners.is_empty() {
        let domain = json!([["id", "in", partners]]);
        let find = Find { model: "res.partner", fields: &["display_name", "email"], domain, order: "id", limit: MOST_NAMED };
        let found = odoo.find(&find).await?;
        let is_found = |id: &&u32| found.iter().any(|partner| own::id_of(partner) == i64::from(**id));
        if let Some(unknown) = partners.iter().find(|id| !is_found(id)) {
            return Err(own::wrong("partner_ids", format!("there is no contact {unknown} that this user may see")));
        }
        people.extend(
            found
                .iter()
                .map(|partner| json!({"id": partner.get("id"), "name": partner.get("display_name"), "email": partner.get("email")})),
        );
    }
    if kind == Kind::Comment {
        let domain = json!([["res_model", "=", model], ["res_id", "=", record_id]]);
        let find = Find { model: "mail.followers", fields: &["partner_id"], domain, order: "id", limit: MOST_NAMED };
        let followers = odoo.find(&find).await?.into_iter().filter_map(|mut follower| Some(follower.get_mut("partner_id")?.take()));
        let own = own::id_of(&odoo.own_partner().await?);
        let others: Vec<Value> = followers.filter(|follower| own::id_of(follower) != own).collect();
        people.extend(others.into_iter().filter(|follower| !partners.iter().any(|id| i64::from(*id) == own::id_of(follower))));
    }
    Ok(people)
}

fn names(people: &[Value]) -> String {
    people.iter().filter_map(|person| person.get("name")?.as_str()).collect::<Vec<_>>().join(", ")
}
