//! Which Odoo to read, and as whom: arguments and environment variables.

use anyhow::{Result, bail};
use clap::Args;
use odoo_sdk::Client;
use secrecy::SecretString;

/// Which Odoo, and as whom.
#[derive(Debug, Args)]
pub(crate) struct ServerArguments {
    /// Address of the server.
    #[arg(long, env = "ODOO_URL")]
    url: String,
    /// Database; may be left out where the server has only one.
    #[arg(long, env = "ODOO_DB")]
    db: Option<String>,
    /// Login name, best an administrator's: fields hidden from the user are not in the snapshot.
    #[arg(long, env = "ODOO_USERNAME")]
    user: String,
    /// Password, for a web session.
    #[arg(long, env = "ODOO_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// API key; wins over the password. Odoo 19 reports method signatures to a key only.
    #[arg(long, env = "ODOO_API_KEY", hide_env_values = true)]
    api_key: Option<String>,
}

impl ServerArguments {
    /// Logs in.
    pub(crate) async fn connect(&self) -> Result<Client> {
        let mut connect = Client::connect(&self.url);
        if let Some(database) = &self.db {
            connect = connect.database(database);
        }
        let client = match (&self.api_key, &self.password) {
            (Some(key), _) => connect.api_key(&self.user, SecretString::from(key.as_str())).await,
            (None, Some(password)) => connect.password(&self.user, SecretString::from(password.as_str())).await,
            (None, None) => bail!("no credential: give --api-key or --password, or set ODOO_API_KEY or ODOO_PASSWORD"),
        };
        Ok(client?)
    }
}
