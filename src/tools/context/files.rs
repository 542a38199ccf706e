//! The files of a record: reached only through the record, after Odoo and the policy let the user at it.

use odoo_sdk::Call;
use odoo_sdk::schema::{Lookup, SchemaSource};
use serde_json::{Map, Value, json};

use super::Odoo;
use crate::error_code::ErrorCode;
use crate::policy::{ATTACHMENTS, FilesOf};
use crate::tools::failure::{Failure, Origin};

/// A record whose files may be reached.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    odoo: &'a Odoo,
    model: &'a str,
    id: u32,
}

impl Odoo {
    /// The files of a record that the user may read and, to add some, change. One record in a call.
    pub(crate) async fn files_of<'a>(&'a self, model: &'a str, id: u32, may_add: bool) -> Result<Files<'a>, Failure> {
        let rows = self.send(Call::read_records(model, [i64::from(id)], ["display_name"])).await?;
        if rows.as_array().is_none_or(Vec::is_empty) {
            let message = format!("`{model}` has no record {id} that this user may see");
            return Err(Failure::new(ErrorCode::RecordNotFound, Origin::Caller, message));
        }
        if may_add {
            self.preview_write(&Call::write(model, [i64::from(id)], Map::new())).await?;
        }
        // The policy refuses the files of a second record in the same call.
        let _ = self.files.set(FilesOf::new(model, id, may_add));
        Ok(Files { odoo: self, model, id })
    }
}

impl Odoo {
    /// The files that Odoo made for a dialog of this user's and that hang on no record yet: Odoo shows them to nobody else.
    pub(crate) async fn files_of_dialog(&self, dialog: &str, ids: &[i64]) -> Result<Vec<Value>, Failure> {
        let _ = self.files.set(FilesOf::new(dialog, 0, false));
        let domain = json!([["res_model", "=", dialog], ["res_id", "=", 0], ["id", "in", ids]]);
        let content = self.content_field().await?;
        match self.send(Call::search_read(ATTACHMENTS, domain, ["name", content]).named("order", "id")).await? {
            Value::Array(rows) => Ok(rows),
            _ => Ok(Vec::new()),
        }
    }

    /// The field with the content of a file: 20.0 ignores the one that the series before have, and a file written to it is empty.
    async fn content_field(&self) -> Result<&'static str, Failure> {
        let connected = self.connected().await?;
        let files = match connected.catalog().lookup(ATTACHMENTS) {
            Lookup::Found(files) => Some(files),
            _ => connected.catalog().load(connected.client(), ATTACHMENTS).await?,
        };
        let is_older = files.is_none_or(|files| files.fields.contains_key("datas"));
        Ok(if is_older { "datas" } else { "raw" })
    }
}

/// The content of a binary field, as base64: from 20.0 on it is in an object with its size.
pub(crate) fn base64_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("content")?.as_str())
}

/// The content of a file that was read.
pub(crate) fn content_of(file: &Value) -> Option<&str> {
    ["datas", "raw"].into_iter().find_map(|field| base64_of(file.get(field)?))
}

impl Files<'_> {
    /// The name and the content of one of them.
    pub(crate) async fn content(&self, only: u32) -> Result<Vec<Value>, Failure> {
        self.read(Some(only), &["name", self.odoo.content_field().await?]).await
    }

    /// Some fields of the files, oldest first; of one of them where it is named.
    pub(crate) async fn read(&self, only: Option<u32>, fields: &[&str]) -> Result<Vec<Value>, Failure> {
        let mut domain = vec![json!(["res_model", "=", self.model]), json!(["res_id", "=", self.id]), json!(["res_field", "=", false])];
        domain.extend(only.map(|id| json!(["id", "=", id])));
        let request = Call::search_read(ATTACHMENTS, domain, fields.iter().copied()).named("order", "id");
        let rows = match self.odoo.send(request).await? {
            Value::Array(rows) => rows,
            _ => Vec::new(),
        };
        // These alone go along with a message.
        let ids = rows.iter().filter_map(|row| row.get("id")?.as_i64()).collect();
        let _ = self.odoo.files.get().map(|files| files.seen.set(ids));
        Ok(rows)
    }

    /// Adds a file; its id.
    pub(crate) async fn add(&self, name: &str, base64: &str) -> Result<Option<i64>, Failure> {
        let content = self.odoo.content_field().await?;
        let values = json!({"name": name, content: base64, "res_model": self.model, "res_id": self.id});
        let values = values.as_object().cloned().unwrap_or_default();
        let made = self.odoo.send(Call::create(ATTACHMENTS, [values])).await?;
        Ok(crate::tools::outcome::ids_of(&made, Vec::new()).first().copied())
    }
}
