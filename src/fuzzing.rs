//! What reads the words of others, as functions over bytes: for the fuzz targets in `fuzz/`, and for a test over their seeds.
//!
//! Each asserts what must hold of anything it is given, and says whether it could make sense of it. Not part of the crate otherwise.

use std::cell::OnceCell;

use odoo_sdk::Series;
use odoo_sdk::transport::xmlrpc::{self, MethodResponse};
use odoo_sdk::validate::{Input, validate};
use serde_json::Value;

use crate::config::fuzz::faults_of;
use crate::config::{Environment, FILES};
use crate::offline::OfflineSchemas;
use crate::policy::Scope;

/// A function over bytes; whether they meant something.
pub type Target = fn(&[u8]) -> bool;

/// Every target by its name, which is that of its file and of the folder of its seeds.
pub const TARGETS: &[(&str, Target)] = &[("values", values), ("domain", domain), ("scope", scope), ("yaml", yaml), ("xmlrpc", xmlrpc)];

thread_local! {
    static SCHEMAS: [OnceCell<OfflineSchemas>; 3] = const { [const { OnceCell::new() }; 3] };
}

/// The first byte chooses the series; the rest is `values`.
pub fn values(data: &[u8]) -> bool {
    let Some((series, values)) = series_and_json(data) else { return false };
    let create = checked(&values, series, |values| Input::Create { model: "sale.order", values });
    let write = checked(&values, series, |values| Input::Write { model: "res.partner", ids: Some(values), values });
    create || write
}

/// The first byte chooses the series; the rest is a domain, and whatever else of a search or a grouping may be one.
pub fn domain(data: &[u8]) -> bool {
    let Some((series, domain)) = series_and_json(data) else { return false };
    let search = checked(&domain, series, |domain| Input::Search {
        model: "sale.order",
        domain: Some(domain),
        order: domain.get(0).and_then(Value::as_str),
        fields: None,
    });
    let group = checked(&domain, series, |domain| Input::Group {
        model: "res.partner",
        domain: Some(domain),
        groupby: domain,
        aggregates: Some(domain),
        having: Some(domain),
        order: domain.get(0).and_then(Value::as_str),
    });
    let fields = checked(&domain, series, |domain| Input::Search { model: "res.partner", domain: None, order: None, fields: Some(domain) });
    search || group || fields
}

/// A scope, which reads the same after it is written.
pub fn scope(data: &[u8]) -> bool {
    let Some(scope) = std::str::from_utf8(data).ok().and_then(|text| text.parse::<Scope>().ok()) else { return false };
    assert_eq!(scope.to_string().parse(), Ok(scope), "written and read again");
    true
}

/// The first byte chooses one of the configuration files.
pub fn yaml(data: &[u8]) -> bool {
    let Some((choice, text)) = data.split_first() else { return false };
    let (Ok(text), Some(file)) = (std::str::from_utf8(text), FILES.get(usize::from(*choice) % FILES.len())) else { return false };
    let faults = faults_of(*file, text, &Environment::default());
    for fault in &faults {
        assert!(!fault.to_string().contains('\n') || text.contains('\n'), "one line a fault: {fault}");
    }
    !faults.iter().any(|fault| fault.is_error)
}

/// A response, which reads the same after it is written, or a call.
pub fn xmlrpc(data: &[u8]) -> bool {
    let call = xmlrpc::read_call(data).is_ok();
    match xmlrpc::read_response(data) {
        Ok(MethodResponse::Value(value)) => {
            if let Ok(written) = xmlrpc::write_response(&value) {
                assert!(matches!(xmlrpc::read_response(written.as_bytes()), Ok(MethodResponse::Value(again)) if again == value));
            }
            true
        }
        Ok(_) => true,
        Err(_) => call,
    }
}

fn series_and_json(data: &[u8]) -> Option<(Series, Value)> {
    let (choice, text) = data.split_first()?;
    let series = Series::ALL.get(usize::from(*choice) % Series::ALL.len())?;
    Some((*series, serde_json::from_slice(text).ok()?))
}

/// Checks a call whose arguments are all the same value: what is accepted has no fix, and every fix and normalisation names a place
/// that a call has.
fn checked(value: &Value, series: Series, input: impl Fn(&Value) -> Input<'_>) -> bool {
    let outcome = SCHEMAS.with(|all| {
        let position = Series::ALL.iter().position(|known| *known == series)?;
        let cell = all.get(position)?;
        if cell.get().is_none() {
            let _ = cell.set(OfflineSchemas::open(series, None).ok()?);
        }
        Some(validate(&input(value), series, cell.get()?))
    });
    let Some(outcome) = outcome else { return false };
    assert!(outcome.issues.is_empty() || outcome.changes.is_empty(), "refused and normalised");
    let members = ["values", "ids", "domain", "order", "fields", "groupby", "aggregates", "having"];
    let call: Value = members.into_iter().map(|name| (name.to_owned(), value.clone())).collect();
    let mut normalised = call.clone();
    assert!(outcome.normalise(&mut normalised).is_ok(), "a normalisation without a place");
    let mut fixed = call;
    assert!(outcome.apply_fixes(&mut fixed).is_ok(), "a fix without a place");
    outcome.is_accepted()
}

#[cfg(test)]
mod tests;
