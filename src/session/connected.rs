//! An open connection with what is known of its database and its user.

use odoo_sdk::{Call, Error};

use tokio::sync::Mutex;

use super::SessionError;
use super::companies::{Companies, Company};
use super::groups::Groups;
use crate::catalog::{Catalog, UserSchemas};
use crate::odoo::{ConnectionSettings, Discovery};
use crate::policy::{ADMINISTRATORS, Needs, Permitted, Unredacted};

/// An open connection.
#[derive(Debug)]
pub(crate) struct Connected {
    discovery: Discovery,
    catalog: Catalog,
    groups: Groups,
    /// Codes of the active languages, where they were asked for.
    languages: Mutex<Option<Vec<String>>>,
    companies: Companies,
}

impl Connected {
    /// Connects, logs in, asks what is installed and whether the user is an administrator.
    pub(super) async fn open(settings: &ConnectionSettings, schemas: &UserSchemas) -> Result<Self, SessionError> {
        let discovery = Discovery::connect(settings).await?;
        let caution = discovery.version().caution();
        // A snapshot is believed as it is, and one of the nearest series is not of this version.
        let user = if caution.is_none() { schemas.of(discovery.series())? } else { None };
        let groups = Groups::default();
        let (installed, administrator) = tokio::join!(discovery.installed_modules(), groups.ask(&discovery, ADMINISTRATORS));
        if let Err(error) = administrator {
            tracing::warn!("whether the user is an administrator is not known: {error}");
        }
        let catalog = Catalog::new(discovery.series(), installed?).with_user(user);
        let catalog = if caution.is_some() { catalog.of_another_version() } else { catalog };
        if let Some(caution) = caution {
            tracing::warn!("{caution}");
        }
        tracing::info!(series = %discovery.series(), api = ?discovery.api(), "connected");
        Ok(Self { discovery, catalog, groups, languages: Mutex::default(), companies: Companies::default() })
    }

    /// What is known of the database's models.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The connection's facts and the reads of discovery. Calls go through [`Connected::call`].
    pub(crate) fn client(&self) -> &Discovery {
        &self.discovery
    }

    /// Whether a language is active, and where it is not, those that are. A language may be activated at any time, so a list without
    /// it is asked for anew. What the user may not read is left to Odoo.
    pub(crate) async fn languages_without(&self, code: &str) -> Result<Option<Vec<String>>, Error> {
        let mut known = self.languages.lock().await;
        if !known.iter().flatten().any(|active| active == code) {
            *known = self.discovery.languages().await?;
        }
        let is_active = known.as_ref().is_none_or(|codes| codes.iter().any(|active| active == code));
        Ok(if is_active { None } else { known.clone() })
    }

    /// When the API keys of the user end, in seconds since 1970; `None` where they do not, or Odoo does not say.
    pub(crate) async fn key_end(&self) -> Option<u64> {
        let end = self.discovery.last_key_end().await;
        let end = end.inspect_err(|error| tracing::debug!("Odoo does not say when keys end: {error}")).ok().flatten()?;
        let end = end.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        u64::try_from(end.timestamp().as_second()).ok()
    }

    /// The companies that the user works in.
    pub(crate) async fn companies(&self) -> Result<std::sync::Arc<[Company]>, Error> {
        self.companies.get(&self.discovery).await
    }

    /// The user's login name, or the id where that is not known.
    pub(crate) fn user_name(&self) -> std::sync::Arc<str> {
        let user = self.discovery.user();
        user.login.clone().unwrap_or_else(|| user.uid.to_string()).into()
    }

    /// Whether the user is in a group; `None` where that is not known, or not known any more.
    pub(crate) fn is_member(&self, group: &str) -> Option<bool> {
        self.groups.known(group)
    }

    /// Asks Odoo whether the user is in a group.
    pub(crate) async fn ask_group(&self, group: &str) -> Result<(), Error> {
        self.groups.ask(&self.discovery, group).await
    }

    /// Loads the models and asks for the groups that a judgement of the policy needs.
    pub(crate) async fn learn(&self, needs: &Needs) -> Result<(), Error> {
        for model in &needs.models {
            self.catalog.load(&self.discovery, model).await?;
        }
        for group in &needs.groups {
            self.ask_group(group).await?;
        }
        Ok(())
    }

    /// A report of the records of a read that the policy permits.
    pub(crate) async fn report(&self, read: Permitted<Call>, report: &str) -> Result<Vec<u8>, Error> {
        self.discovery.report(read, report).await
    }

    /// Sends a call that the policy permits.
    pub(crate) async fn call(&self, call: Permitted<Call>) -> Result<Unredacted, Error> {
        self.discovery.send(call).await
    }
}
