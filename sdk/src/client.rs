//! One handle on an Odoo: `&self`, cheap to clone, whatever the API, the credential and the series.

mod breaker;
mod choice;
mod connect;
mod context;
mod credential;
mod link;
mod login;
mod renamed;
mod retry;
mod session;
mod user;
mod version;

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use crate::call::{Call, Effect};
use crate::error::{Error, ErrorKind};
use crate::series::Series;
use crate::transport::{self, json2, jsonrpc, xmlrpc};
use link::Link;
use login::{LoggedIn, Speaker};

pub use crate::options::{ClientOptions, LargeAnswers};
pub use crate::transport::Part;
pub use choice::{Api, ApiChoice, UnknownApi};
pub use connect::Connect;
pub use context::Context;
pub use user::User;
pub use version::ServerVersion;

/// A logged-in client. Clones share connections, session and circuit breaker.
///
/// ```no_run
/// # async fn example() -> Result<(), odoo_sdk::Error> {
/// use odoo_sdk::{Call, Client};
/// use serde_json::json;
///
/// let client = Client::connect("https://acme.odoo.com").database("acme").api_key("bot", "secret").await?;
/// let partners = client.send(Call::search_read("res.partner", json!([["is_company", "=", true]]), ["name"]).named("limit", 10)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
    /// What every call is made in, under what the call itself says.
    context: Option<Arc<Context>>,
}

#[derive(Debug)]
struct Inner {
    link: Link,
    version: ServerVersion,
    api: Api,
    logged_in: LoggedIn,
}

impl Client {
    /// Begins to connect to the server at `address`: `https://acme.odoo.com`, with a path where Odoo is below one.
    pub fn connect(address: impl Into<String>) -> Connect {
        Connect::new(address.into())
    }

    /// Connects as the environment says: `ODOO_URL`, `ODOO_DB` (not needed where the server has one only), `ODOO_USERNAME`, and
    /// `ODOO_API_KEY` or else `ODOO_PASSWORD`; `ODOO_API` chooses the API. To change anything first, see [`Connect::from_env`].
    ///
    /// # Errors
    /// [`ErrorKind::Auth`] names the variable that is missing; anything that connecting says.
    pub async fn from_env() -> Result<Self, Error> {
        Connect::from_env()?.await
    }

    fn new(link: Link, version: ServerVersion, api: Api, logged_in: LoggedIn) -> Self {
        Self { inner: Arc::new(Inner { link, version, api, logged_in }), context: None }
    }

    /// The same connection with a context for every call, in addition to the one it has; what a call sets itself wins.
    ///
    /// ```no_run
    /// # async fn example(odoo: odoo_sdk::Client) {
    /// use odoo_sdk::client::Context;
    ///
    /// let french = odoo.with_context(Context::new().lang("fr_FR").active_test(false));
    /// # }
    /// ```
    #[must_use]
    pub fn with_context(&self, context: Context) -> Self {
        let context = self.context.as_deref().cloned().unwrap_or_default().and(context);
        Self { inner: Arc::clone(&self.inner), context: Some(Arc::new(context)) }
    }

    /// Sends a call of any method of any model; `null` where it returned None.
    ///
    /// Dropping the future gives the call up and closes its connection; Odoo may carry a write out all the same.
    ///
    /// # Errors
    /// What Odoo raised, or why no answer came. A write is sent again only where Odoo certainly did not run it.
    pub async fn send(&self, call: Call) -> Result<Value, Error> {
        self.send_in_part(call).await?.whole(self.authority())
    }

    /// The same, content with the first items of an answer that is too large to be kept; how many were left out comes with it.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_in_part(&self, mut call: Call) -> Result<Part, Error> {
        transport::check(&call)?;
        if let Some(context) = &self.context {
            call.context = context.under(call.context);
        }
        let link = &self.inner.link;
        let answer = link.persist(call.effect, || self.inner.send(&call)).await;
        let renamed = answer.as_ref().err().filter(|_| self.inner.api == Api::Json2).and_then(|error| renamed::renamed(&call, error));
        let answer = match renamed {
            Some(call) => link.persist(call.effect, || self.inner.send(&call)).await,
            None => answer,
        };
        answer.map_err(|error| self.inner.logged_in.speaker.mask(error))
    }

    /// Reads a JSON document that takes the API key, such as `/doc-bearer/res.partner.json`. JSON-2 only.
    ///
    /// # Errors
    /// [`ErrorKind::Version`] over another API, and what the server answers.
    pub async fn get_json(&self, path: &str) -> Result<Value, Error> {
        let Speaker::Json2(bearer) = &self.inner.logged_in.speaker else {
            let message = format!("documents by API key need JSON-2, this client uses {}", self.inner.api);
            return Err(Error::new(ErrorKind::Version, message).never_ran());
        };
        if !path.starts_with('/') || path.split('/').any(|part| matches!(part, "." | "..")) || path.contains(['?', '#', '%', '\\']) {
            return Err(Error::new(ErrorKind::Protocol, "a document's path begins with `/` and is plain").never_ran());
        }
        let link = &self.inner.link;
        link.persist(Effect::Read, || link.exchange(json2::get(bearer, path), None, json2::decode)).await
    }

    /// A report of records as PDF, by its technical name: `sale.report_saleorder`. It is rendered over a web session only.
    ///
    /// # Errors
    /// [`ErrorKind::Version`] over another API, and why there is no PDF.
    pub async fn report_pdf(&self, report: &str, ids: &[i64]) -> Result<Bytes, Error> {
        let Speaker::Web(session) = &self.inner.logged_in.speaker else {
            let message = format!("reports are rendered over a web session, this client uses {}", self.inner.api);
            return Err(Error::new(ErrorKind::Version, message).never_ran());
        };
        let is_name = !report.is_empty() && report.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        if !is_name || report.contains("..") || ids.is_empty() {
            return Err(
                Error::new(ErrorKind::Protocol, "a report is named like `sale.report_saleorder`, and is of some records").never_ran()
            );
        }
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        let path = format!("/report/pdf/{report}/{}", ids.join(","));
        let link = &self.inner.link;
        link.persist(Effect::Read, || session.report(link, &path)).await
    }

    /// The server's series.
    #[must_use]
    pub fn series(&self) -> Series {
        self.inner.version.series
    }

    /// The server's version.
    #[must_use]
    pub fn version(&self) -> &ServerVersion {
        &self.inner.version
    }

    /// The API it speaks.
    #[must_use]
    pub fn api(&self) -> Api {
        self.inner.api
    }

    /// Who it is logged in as.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.inner.logged_in.user
    }

    /// The database it works in.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.inner.logged_in.database
    }

    /// `host:port` of the server, fit for messages and logs.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.inner.link.authority()
    }
}

impl Inner {
    /// One attempt.
    async fn send(&self, call: &Call) -> Result<Part, Error> {
        let link = &self.link;
        match &self.logged_in.speaker {
            Speaker::Web(session) => session.call(link, call).await,
            Speaker::Json2(bearer) => link.exchange(json2::request(bearer, call)?, Some(call), json2::decode_part).await,
            Speaker::JsonRpc(account) => link.exchange(jsonrpc::request(account, call), Some(call), jsonrpc::decode_part).await,
            Speaker::XmlRpc(account) => link.exchange(xmlrpc::request(account, call)?, Some(call), xmlrpc::decode_part).await,
        }
    }
}
