//! One user's connection to one Odoo: opened lazily at the first call that needs it, once, and shared by all that follow.

use std::sync::Arc;

use odoo_sdk::{Client, Error, ErrorKind};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::catalog::Catalog;
use crate::config::{ConnectionError, ConnectionSettings, Credential};
use crate::policy::Permitted;
use odoo_sdk::Call;

/// A connection, open or not yet.
#[derive(Debug)]
pub struct Session {
    settings: Result<ConnectionSettings, ConnectionError>,
    connected: OnceCell<Connected>,
}

/// An open connection with what is known of its database.
#[derive(Debug)]
pub(crate) struct Connected {
    client: Client,
    catalog: Catalog,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// Nothing tells where to connect.
    #[error(transparent)]
    Configuration(ConnectionError),
    /// Odoo could not be reached, refused the login or is no supported series.
    #[error(transparent)]
    Odoo(#[from] Error),
}

impl Session {
    /// A session that connects when first needed.
    #[must_use]
    pub fn new(settings: Result<ConnectionSettings, ConnectionError>) -> Arc<Self> {
        Arc::new(Self { settings, connected: OnceCell::new() })
    }

    /// The connection, opened now where it is not yet. A failure is not kept: the next call tries again.
    pub(crate) async fn connected(&self) -> Result<&Connected, SessionError> {
        self.connected.get_or_try_init(|| self.open()).await
    }

    async fn open(&self) -> Result<Connected, SessionError> {
        let settings = self.settings.as_ref().map_err(|error| SessionError::Configuration(error.clone()))?;
        let client = open_client(settings).await?;
        let installed = installed_modules(&client).await?;
        let catalog = Catalog::new(client.series(), installed);
        tracing::info!(series = %client.series(), api = ?client.api(), "connected");
        Ok(Connected { client, catalog })
    }
}

impl Connected {
    /// What is known of the database's models.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The client's facts: series, user, database. Calls go through [`Connected::call`].
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a call that the policy permits.
    pub(crate) async fn call(&self, call: Permitted<Call>) -> Result<Value, Error> {
        self.client.send(call.into_inner()).await
    }
}

async fn open_client(settings: &ConnectionSettings) -> Result<Client, Error> {
    let mut connect = Client::connect(&settings.url);
    if let Some(database) = &settings.database {
        connect = connect.database(database);
    }
    if let Some(api) = settings.api {
        connect = connect.api(api);
    }
    match &settings.credential {
        Credential::ApiKey { login, key } => connect.api_key(login, key.clone()).await,
        Credential::Password { login, password } => connect.password(login, password.clone()).await,
    }
}

/// Names of the installed modules; `None` where this user may not read them.
async fn installed_modules(client: &Client) -> Result<Option<Vec<String>>, Error> {
    let domain = serde_json::json!([["state", "=", "installed"]]);
    let call = Call::new("ir.module.module", "search_read").named("domain", domain).named("fields", serde_json::json!(["name"])).read();
    match client.send(call).await {
        Ok(rows) => Ok(rows.as_array().map(|rows| rows.iter().filter_map(name_of).collect())),
        Err(error) if error.kind() == ErrorKind::Access => Ok(None),
        Err(error) => Err(error),
    }
}

fn name_of(row: &Value) -> Option<String> {
    row.get("name")?.as_str().map(str::to_owned)
}
