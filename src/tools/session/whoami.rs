//! `whoami`: the user of the session, and what Odoo it is.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use odoo_sdk::{ErrorKind, Series};

use crate::policy::ADMINISTRATORS;
use crate::session::{Company, Connected};
use crate::tools::class::{Effect, ToolClass};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct Whoami;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl TypedTool for Whoami {
    const NAME: &'static str = "whoami";
    const TITLE: &'static str = "Who am I";
    const DESCRIPTION: &'static str = "The Odoo user with companies and groups, and the time where the user is.";
    const RETURNS: Returns = &[
        ("user", "object", true),
        ("company", "object", true),
        ("company_ids", "array", true),
        ("companies", "array", false),
        ("administrator", "boolean", false),
        ("groups", "array", false),
        ("now", "object", true),
        ("odoo", "object", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Session)
    }

    async fn run(context: &ToolContext, _: Arguments) -> Result<ToolOutput, Failure> {
        let connected = context.odoo.connected().await?;
        let client = connected.client();
        let user = client.own_user(&["name", "login", "company_id", "company_ids", "lang", "tz"]).await?;
        let reported = |name: &str| user.get(name).filter(|value| **value != Value::Bool(false)).cloned().unwrap_or_default();
        if connected.is_member(ADMINISTRATORS).is_none() {
            connected.ask_group(ADMINISTRATORS).await?;
        }
        let company = reported("company_id");
        let now = now(reported("tz").as_str(), Timestamp::now());
        let mut answer = json!({
            "user": {"id": client.user().uid, "name": reported("name"), "login": reported("login"), "lang": reported("lang"), "tz": reported("tz")},
            "company": {"id": company.get(0), "name": company.get(1)},
            "company_ids": reported("company_ids"),
            "administrator": connected.is_member(ADMINISTRATORS),
            "now": now,
            "groups": groups(connected).await?,
            "odoo": {"version": client.version().text, "series": client.series().name(), "database": client.database(), "api": client.api().to_string()},
        });
        // Odoo says when the last of the user's keys ends, not which of them is in use.
        if context.odoo.session().has_api_key()
            && let Some(end) = connected.key_end().await.and_then(|end| i64::try_from(end).ok())
            && let (Ok(end), Some(user)) = (Timestamp::from_second(end), answer.get_mut("user"))
        {
            shape::set(user, "api_key_ends", json!(end.to_string()));
        }
        if let Some(caution) = client.version().caution() {
            shape::set(&mut answer, "notes", json!([caution]));
        }
        let companies = context.odoo.connected().await?.companies().await?;
        if companies.len() > 1 {
            let company = |company: &Company| json!({"id": company.id, "name": company.name, "currency": company.currency});
            shape::set(&mut answer, "companies", companies.iter().map(company).collect());
        }
        Ok(ToolOutput::new(answer, format!("user {} of {}", client.user().uid, client.database())))
    }
}

/// A moment in UTC, as Odoo keeps times, and on the clock of a time zone; UTC where there is none.
fn now(time_zone: Option<&str>, moment: Timestamp) -> Value {
    let zone = time_zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let local = moment.to_zoned(zone);
    let of = |format: &str| local.strftime(format).to_string();
    json!({
        "utc": moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        "local": of("%Y-%m-%d %H:%M:%S"),
        "weekday": of("%A"),
        "time_zone": time_zone.unwrap_or("UTC"),
    })
}

/// Names of the user's groups; null where this user may not read them.
async fn groups(connected: &Connected) -> Result<Value, Failure> {
    let field = match connected.client().series() {
        Series::V17 | Series::V18 => "groups_id",
        Series::V19 => "all_group_ids",
    };
    let ids: Vec<i64> = match connected.client().own_user(&[field]).await {
        Ok(user) => user.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect(),
        Err(error) if matches!(error.kind(), ErrorKind::Access | ErrorKind::Server) => return Ok(Value::Null),
        Err(error) => return Err(error.into()),
    };
    match connected.client().group_names(ids).await {
        Ok(names) => Ok(json!(names)),
        Err(error) if error.kind() == ErrorKind::Access => Ok(Value::Null),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_in_utc_and_in_the_zone_of_the_user() {
        let moment: Timestamp = "2027-03-28T01:30:00Z".parse().unwrap();
        let brussels =
            json!({"utc": "2027-03-28 01:30:00", "local": "2027-03-28 03:30:00", "weekday": "Sunday", "time_zone": "Europe/Brussels"});
        assert_eq!(now(Some("Europe/Brussels"), moment), brussels);
        assert_eq!(now(None, moment)["local"], "2027-03-28 01:30:00");
    }
}
