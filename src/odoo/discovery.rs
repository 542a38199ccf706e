//! The narrow door beside the policy: the few fixed reads by which the gateway learns what an Odoo is. No caller's words are sent
//! The narrow door beside the policy: the few fixed reads by which the gateway learns what an Odoo is. No caller's words are sent
//! through it but the name of a model, ids and an address that is compared; of a record nothing comes back but yes or no, what its
//! messages, which the user reads, say was changed, and when the user's own keys end.
//!
//! Everything else reaches Odoo as a `Permitted` call. The client itself does not leave this folder.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use odoo_sdk::client::{Api, Client, LargeAnswers, ServerVersion, User};
pub(crate) use odoo_sdk::pull::GroupTable;
use odoo_sdk::schema::{FIELD_ATTRIBUTES, ModelFacts, ModelSchema};
use odoo_sdk::{Call, Error, ErrorKind, Series};
use serde_json::{Map, Value, json};

use super::connection::{ConnectionSettings, Credential};
use crate::policy::{Permitted, Question, Unredacted};

/// The facts of a connection, and the reads that schemas and rules need.
#[derive(Debug, Clone)]
pub(crate) struct Discovery {
    client: Client,
}

/// What is read of a change.
const TRACKED: [&str; 12] = [
    "mail_message_id",
    "field_id",
    "old_value_char",
    "new_value_char",
    "old_value_text",
    "new_value_text",
    "old_value_datetime",
    "new_value_datetime",
    "old_value_float",
    "new_value_float",
    "old_value_integer",
    "new_value_integer",
];

/// Every read of the door: model, method, why. `*` is the model that is looked up.
#[cfg(test)]
pub(crate) const DOOR: &[(&str, &str, &str)] = &[
    ("*", "default_get", "which required fields have a default"),
    ("*", "fields_get", "the schema of a model that no snapshot knows"),
    ("*", "get_views", "the fields and the buttons of a dialog"),
    ("*", "search_count", "whether a record that a call names is somebody else's"),
    ("ir.model", "search_read", "names and labels of models"),
    ("ir.module.module", "search_read", "names of installed modules"),
    ("ir.module.module", "search_read", "titles and versions of installed modules"),
    ("ir.model.fields", "search_read", "names of the fields that were added by hand"),
    ("res.users", "search_read", "names of the users behind contacts"),
    ("res.lang", "search_read", "codes of the active languages"),
    ("res.lang", "search_read", "the day on which a week begins in the user's language"),
    ("mail.tracking.value", "search_read", "what messages say was changed, on a record that the user reads"),
    ("ir.model.fields", "read", "names of the fields that were changed"),
    ("res.users.apikeys", "search_read", "when the API keys of the user of the session end"),
    ("res.users", "context_get", "language and time zone of the user of the session"),
    ("res.users", "has_group", "whether the user of the session is in a group"),
    ("res.users", "read", "who the user of the session is"),
    ("res.groups", "read", "names of the user's groups"),
    ("res.company", "read", "names and currencies of the user's companies"),
];

/// The reads of the SDK that come through the door: what any user may do with a model that no snapshot knows.
#[cfg(test)]
pub(crate) const FACTS_DOOR: &[(&str, &str, &str)] = &[
    ("*", "check_access_rights", "what the user of the session may do with a model, in 17"),
    ("*", "get_views", "buttons and widgets of a model, as the user of the session is shown them"),
    ("*", "has_access", "what the user of the session may do with a model, from 18 on"),
    ("ir.model", "search_read", "whether a model is a dialog's"),
    ("ir.model.access", "search_read", "rights on a model by group"),
    ("ir.model.data", "search_read", "external ids of groups"),
    ("ir.ui.view", "get_combined_arch", "buttons and widgets of a model, with the groups that see them"),
    ("ir.ui.view", "search_read", "the views of a model"),
    ("res.groups", "search_read", "which groups a group implies"),
];

impl Discovery {
    /// Connects and logs in.
    pub(crate) async fn connect(settings: &ConnectionSettings) -> Result<Self, Error> {
        client(settings).await.map(|client| Self { client }).map_err(|error| match settings.credential.looks_like_another() {
            Some(advice) if error.kind() == ErrorKind::Auth && !error.is_of_other_user() => {
                Error::new(ErrorKind::Auth, format!("{}; {advice}", error.message())).never_ran().caused_by(error)
            }
            _ => error,
        })
    }

    /// The series.
    pub(crate) fn series(&self) -> Series {
        self.client.series()
    }

    /// The version.
    pub(crate) fn version(&self) -> &ServerVersion {
        self.client.version()
    }

    /// The API in use.
    pub(crate) fn api(&self) -> Api {
        self.client.api()
    }

    /// The user of the session.
    pub(crate) fn user(&self) -> &User {
        self.client.user()
    }

    /// `host:port` of the server.
    pub(crate) fn authority(&self) -> &str {
        self.client.authority()
    }

    /// The database.
    pub(crate) fn database(&self) -> &str {
        self.client.database()
    }

    /// The fields of a model.
    pub(crate) async fn fields(&self, model: &str) -> Result<Value, Error> {
        self.client.send(Call::fields_get(model, FIELD_ATTRIBUTES)).await
    }

    /// What 19 documents of a model: its methods and their parameters.
    pub(crate) async fn documentation(&self, model: &str) -> Result<Value, Error> {
        self.client.get_json(&format!("/doc-bearer/{model}.json")).await
    }

    /// Defaults of fields of a model.
    pub(crate) async fn defaults(&self, model: &str, names: &[&str]) -> Result<Map<String, Value>, Error> {
        odoo_sdk::pull::default_get(&self.client, model, names).await
    }

    /// The groups of the database; `None` where the user may not read them.
    pub(crate) async fn group_table(&self) -> Result<Option<GroupTable>, Error> {
        GroupTable::read(&self.client).await
    }

    /// Rights, buttons and widgets of a model, as the user may read them.
    pub(crate) async fn model_facts(&self, model: &ModelSchema, groups: Option<&GroupTable>) -> Result<ModelFacts, Error> {
        odoo_sdk::pull::model_facts(&self.client, model, groups).await
    }

    /// Names and labels of all models.
    pub(crate) async fn models(&self) -> Result<Value, Error> {
        let call = Call::new("ir.model", "search_read").named("domain", json!([])).named("fields", json!(["model", "name"])).read();
        self.client.send(call).await
    }

    /// Names of the installed modules; `None` where this user may not read them.
    pub(crate) async fn installed_modules(&self) -> Result<Option<Vec<String>>, Error> {
        let domain = json!([["state", "=", "installed"]]);
        let call = Call::new("ir.module.module", "search_read").named("domain", domain).named("fields", json!(["name"])).read();
        let name = |row: &Value| row.get("name")?.as_str().map(str::to_owned);
        match self.client.send(call).await {
            Ok(rows) => Ok(rows.as_array().map(|rows| rows.iter().filter_map(name).collect())),
            Err(error) if error.kind() == ErrorKind::Access => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Title and version of the installed modules, and whether each is an app; `None` where this user may not read them.
    pub(crate) async fn modules(&self) -> Result<Option<Vec<Value>>, Error> {
        let fields = ["name", "shortdesc", "latest_version", "application"];
        let call = Call::search_read("ir.module.module", json!([["state", "=", "installed"]]), fields).named("order", "name");
        rows_unless_refused(self.client.send(call).await)
    }

    /// Model and name of the fields that were added by hand, at most so many; `None` where this user may not read them.
    pub(crate) async fn manual_fields(&self, most: usize) -> Result<Option<Vec<Value>>, Error> {
        let call = Call::search_read("ir.model.fields", json!([["state", "=", "manual"]]), ["model", "name"]).named("limit", most);
        rows_unless_refused(self.client.send(call.named("order", "model, name")).await)
    }

    /// Id and name of the users behind contacts; `None` where this user may not read them.
    pub(crate) async fn users_of(&self, contacts: &[i64]) -> Result<Option<Vec<Value>>, Error> {
        let call = Call::search_read("res.users", json!([["partner_id", "in", contacts]]), ["display_name"]).named("order", "id");
        rows_unless_refused(self.client.send(call).await)
    }

    /// The id that stands behind an external id of a model's record, as a row; `None` where this user may not read external ids.
    pub(crate) async fn external_id(&self, model: &str, module: &str, name: &str) -> Result<Option<Vec<Value>>, Error> {
        let domain = json!([["module", "=", module], ["name", "=", name], ["model", "=", model]]);
        rows_unless_refused(self.client.send(Call::search_read("ir.model.data", domain, ["res_id"])).await)
    }

    /// Language and time zone of the user of the session.
    pub(crate) async fn own_context(&self) -> Result<Value, Error> {
        self.client.send(Call::new("res.users", "context_get").read()).await
    }

    /// Codes of the active languages; `None` where the user may not read them.
    pub(crate) async fn languages(&self) -> Result<Option<Vec<String>>, Error> {
        let call = Call::new("res.lang", "search_read").named("domain", json!([])).named("fields", json!(["code"])).read();
        let code = |row: &Value| row.get("code")?.as_str().map(str::to_owned);
        match self.client.send(call).await {
            Ok(rows) => Ok(rows.as_array().map(|rows| rows.iter().filter_map(code).collect())),
            Err(error) if error.kind() == ErrorKind::Access => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The day on which a week begins in a language, Monday being 1; `None` where the user may not read it.
    pub(crate) async fn week_start(&self, language: &str) -> Result<Option<i8>, Error> {
        let call = Call::search_read("res.lang", json!([["code", "=", language]]), ["week_start"]);
        match self.client.send(call).await {
            Ok(rows) => Ok(rows.pointer("/0/week_start").and_then(Value::as_str).and_then(|day| day.parse().ok())),
            Err(error) if error.kind() == ErrorKind::Access => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the user of the session is in a group.
    pub(crate) async fn has_group(&self, group: &str) -> Result<bool, Error> {
        let answer = self.client.send(Call::has_group(self.series(), self.user().uid, group)).await?;
        Ok(answer == Value::Bool(true))
    }

    /// When the last of the user's own API keys ends, in UTC as Odoo writes it. `None` where one does not end, where there is none, and
    /// where Odoo does not say: 17 has no such field. Odoo does not say either which of them is in use.
    pub(crate) async fn last_key_end(&self) -> Result<Option<String>, Error> {
        if self.series() == Series::V17 {
            return Ok(None);
        }
        let domain = json!([["user_id", "=", self.user().uid], ["scope", "in", [false, "rpc"]]]);
        let rows = rows_unless_refused(self.client.send(Call::search_read("res.users.apikeys", domain, ["expiration_date"])).await)?;
        let ends = rows.unwrap_or_default().into_iter().map(|row| row.get("expiration_date")?.as_str().map(str::to_owned));
        Ok(ends.collect::<Option<Vec<_>>>().and_then(|ends| ends.into_iter().max()))
    }

    /// Whether one of the records of a question fits. What the user may not know is taken for a yes.
    pub(crate) async fn any_fits(&self, question: &Question) -> Result<bool, Error> {
        let context = Map::from_iter([("active_test".to_owned(), Value::Bool(false))]);
        let call = Call::search_count(&question.model, question.domain()).context(context);
        match self.client.send(call).await {
            Ok(count) => Ok(count != json!(0)),
            Err(error) if error.kind() == ErrorKind::Access => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The form of a model as its view describes it: the one of an action, or its first.
    pub(crate) async fn form_view(&self, model: &str, view: Option<i64>) -> Result<Value, Error> {
        let view = view.map_or(Value::Bool(false), Value::from);
        self.client.send(Call::new(model, "get_views").named("views", json!([[view, "form"]])).read()).await
    }

    /// Ids and names of e-mail templates about the records of a model; none where the user may not read them.
    pub(crate) async fn templates_about(&self, model: &str) -> Result<Vec<Value>, Error> {
        let call = Call::search_read("mail.template", json!([["model", "=", model]]), ["name"]);
        let rows = rows_unless_refused(self.client.send(call.named("order", "name, id").named("limit", 20)).await)?;
        Ok(rows.unwrap_or_default())
    }

    /// Fields of the session's own user.
    pub(crate) async fn own_user(&self, fields: &[&str]) -> Result<Value, Error> {
        let call = Call::read_records("res.users", [self.user().uid], fields.iter().copied());
        let rows = self.client.send(call).await?;
        Ok(rows.get(0).cloned().unwrap_or_default())
    }

    /// The companies that the session's own user works in, with their currencies.
    pub(crate) async fn own_companies(&self) -> Result<Value, Error> {
        let user = self.own_user(&["company_ids"]).await?;
        let ids: Vec<i64> = user.get("company_ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect();
        self.client.send(Call::read_records("res.company", ids, ["name", "currency_id"])).await
    }

    /// Full names of groups.
    pub(crate) async fn group_names(&self, ids: impl IntoIterator<Item = i64>) -> Result<Vec<String>, Error> {
        let rows = self.client.send(Call::read_records("res.groups", ids, ["full_name"])).await?;
        let name = |row: &Value| row.get("full_name")?.as_str().map(str::to_owned);
        Ok(rows.as_array().map(|rows| rows.iter().filter_map(name).collect()).unwrap_or_default())
    }

    /// What some messages say was changed, each with the name of its field; `None` where this user may not read it.
    pub(crate) async fn tracking_values(&self, messages: &[i64]) -> Result<Option<Vec<Value>>, Error> {
        match self.tracked(messages).await {
            Ok(rows) => Ok(Some(rows)),
            Err(error) if error.kind() == ErrorKind::Access => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn tracked(&self, messages: &[i64]) -> Result<Vec<Value>, Error> {
        let call = Call::search_read("mail.tracking.value", json!([["mail_message_id", "in", messages]]), TRACKED);
        let Value::Array(mut rows) = self.client.send(call).await? else { return Ok(Vec::new()) };
        let field = |row: &Value| row.get("field_id").and_then(|field| field.get(0).unwrap_or(field).as_i64());
        let ids: BTreeSet<i64> = rows.iter().filter_map(field).collect();
        if ids.is_empty() {
            return Ok(rows);
        }
        let names = self.client.send(Call::read_records("ir.model.fields", ids, ["name"])).await?;
        let name = |id: i64| names.as_array()?.iter().find(|row| row.get("id").and_then(Value::as_i64) == Some(id))?.get("name").cloned();
        for row in &mut rows {
            let name = field(row).and_then(name).unwrap_or_default();
            row.as_object_mut().map(|row| row.insert("field_name".to_owned(), name));
        }
        Ok(rows)
    }

    /// A report of the records of a read that the policy permits.
    pub(crate) async fn report(&self, read: Permitted<Call>, report: &str) -> Result<Vec<u8>, Error> {
        let ids = read.into_inner().ids.unwrap_or_default();
        Ok(self.client.report_pdf(report, &ids).await?.to_vec())
    }

    /// Sends a call that the policy permits.
    pub(crate) async fn send(&self, call: Permitted<Call>) -> Result<Unredacted, Error> {
        self.client.send_in_part(call.into_inner()).await.map(Unredacted::new)
    }
}

/// Rows, or `None` where the user lacks the right.
fn rows_unless_refused(answer: Result<Value, Error>) -> Result<Option<Vec<Value>>, Error> {
    match answer {
        Ok(Value::Array(rows)) => Ok(Some(rows)),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == ErrorKind::Access => Ok(None),
        Err(error) => Err(error),
    }
}

/// The large answers in memory at once, whatever session and Odoo they are of.
static LARGE_ANSWERS: LazyLock<LargeAnswers> = LazyLock::new(LargeAnswers::default);

async fn client(settings: &ConnectionSettings) -> Result<Client, Error> {
    // The sessions' own places bound what is in flight.
    let mut connect = Client::connect(&settings.url).configure(|options| {
        options.in_flight = 0;
        options.known_series_only = settings.known_series_only;
        options.large_answers = LARGE_ANSWERS.clone();
        options.user_agent = Some(concat!("odoo-gateway/", env!("CARGO_PKG_VERSION")).to_owned());
    });
    if let Some(database) = &settings.database {
        connect = connect.database(database);
    }
    if let Some(api) = settings.api {
        connect = connect.api(api);
    }
    match &settings.credential {
        Credential::ApiKey { login, key } => connect.api_key(login, key.clone()).await,
        Credential::Password { login, password } => connect.password(login, password.clone()).await,
        Credential::Session { id } => connect.session(id.clone()).await,
    }
}
