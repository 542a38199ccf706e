//! The companies that a user works in, with their currencies; asked again after a while, so that a new one is seen.

use std::sync::Arc;
use std::time::Duration;

use odoo_sdk::{Error, ErrorKind};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::odoo::Discovery;

/// How long an answer is believed.
const BELIEVED: Duration = Duration::from_secs(300);

/// A company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Company {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// The name of its currency, such as `EUR`.
    pub(crate) currency: String,
}

/// The companies of a user; empty where the user may not read them.
#[derive(Debug, Default)]
pub(super) struct Companies(Mutex<Option<(Arc<[Company]>, Instant)>>);

impl Companies {
    /// The companies as they are known, or as Odoo says now.
    pub(super) async fn get(&self, discovery: &Discovery) -> Result<Arc<[Company]>, Error> {
        let mut known = self.0.lock().await;
        if let Some((companies, _)) = known.as_ref().filter(|(_, asked)| asked.elapsed() < BELIEVED) {
            return Ok(Arc::clone(companies));
        }
        let companies = ask(discovery).await?;
        *known = Some((Arc::clone(&companies), Instant::now()));
        Ok(companies)
    }
}

async fn ask(discovery: &Discovery) -> Result<Arc<[Company]>, Error> {
    match discovery.own_companies().await {
        Ok(rows) => Ok(rows.as_array().into_iter().flatten().filter_map(company).collect()),
        Err(error) if matches!(error.kind(), ErrorKind::Access | ErrorKind::Server) => Ok(Arc::default()),
        Err(error) => Err(error),
    }
}

fn company(row: &Value) -> Option<Company> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let currency = row.get("currency_id").and_then(|currency| currency.get(1));
    Some(Company { id: row.get("id")?.as_i64()?, name: text(row.get("name")), currency: text(currency) })
}
