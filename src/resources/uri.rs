//! Addresses of resources: `odoo://record/res.partner/15` against `odoo://record/{model}/{id}`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::error_code::ErrorCode;
use crate::tools::{Failure, Problem};

/// How every address begins.
const SCHEME: &str = "odoo://";

/// Longest address, in bytes.
const LONGEST: usize = 1_000;

/// The parameters of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// A parameter; empty where it is not given.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Arguments of a tool: each with the parameter it is taken from, where that is given.
    pub(super) fn as_arguments(&self, names: &[(&str, &str)]) -> Map<String, Value> {
        let given = names.iter().filter_map(|(argument, name)| Some(((*argument).to_owned(), self.0.get(*name)?.clone().into())));
        given.collect()
    }

    /// The id of a record, alone or before its name as completions give it: `15 Azure Interior`.
    pub(super) fn id(&self, name: &str) -> Result<u32, Failure> {
        let text = self.text(name);
        let digits = text.split(' ').next().unwrap_or_default();
        let problem = || Problem::new(ErrorCode::WrongValue, name, format!("`{text}` is not the id of a record"));
        digits.parse().map_err(|_| Failure::invalid(vec![problem().hint("a whole number, for example `15`")]))
    }
}

/// The parameters of an address that a template describes; `None` where it does not.
pub(super) fn matched(template: &str, uri: &str) -> Option<Parameters> {
    let (path, query) = uri.split_once('?').map_or((uri, None), |(path, query)| (path, Some(query)));
    let (template, names) = template.split_once("{?").map_or((template, ""), |(path, names)| (path, names.trim_end_matches('}')));
    let (given, wanted) = (path.strip_prefix(SCHEME)?, template.strip_prefix(SCHEME)?);
    if uri.len() > LONGEST || given.split('/').count() != wanted.split('/').count() {
        return None;
    }
    let mut parameters = BTreeMap::new();
    for (given, wanted) in given.split('/').zip(wanted.split('/')) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !given.is_empty() => drop(parameters.insert(name.to_owned(), decoded(given)?)),
            None if given == wanted => {}
            _ => return None,
        }
    }
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let is_known = names.split(',').any(|known| known == name);
        if !is_known || parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(Parameters(parameters))
}

/// The first part of an address, which may name an Odoo, and the address without it: `odoo://old/models` is `odoo://models` of `old`.
pub(crate) fn without_instance(uri: &str) -> Option<(&str, String)> {
    let (name, rest) = uri.strip_prefix(SCHEME)?.split_once('/')?;
    Some((name, format!("{SCHEME}{rest}")))
}

/// An address on the Odoo of a name.
pub(super) fn of_instance(address: &str, instance: &str) -> String {
    format!("{SCHEME}{instance}/{}", address.strip_prefix(SCHEME).unwrap_or(address))
}

/// A part of a path without its percent signs; `None` where it is not a text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, uri: &str, expected: Option<&[(&str, &str)]>) {
        let found = matched(template, uri).map(|parameters| parameters.0);
        let expected =
            expected.map(|pairs| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>());
        assert_eq!(found, expected, "{uri}");
    }

    #[test]
    fn addresses_are_matched_whole() {
        let record = "odoo://record/{model}/{id}";
        check(record, "odoo://record/res.partner/15", Some(&[("model", "res.partner"), ("id", "15")]));
        check(record, "odoo://record/res.partner/15%20Azure", Some(&[("model", "res.partner"), ("id", "15 Azure")]));
        check(record, "odoo://record/res.partner", None);
        check(record, "odoo://record/res.partner/", None);
        check(record, "odoo://record/res.partner/15/name", None);
        check(record, "odoo://record/res.partner/15?field=name", None);
        check(record, "http://record/res.partner/15", None);
        check(record, "odoo://record/%ff/1", None);
        check(record, "odoo://record/%4/1", None);
        check(record, &format!("odoo://record/{}/1", "x".repeat(LONGEST)), None);
        check("odoo://models{?cursor}", "odoo://models", Some(&[]));
        check("odoo://models{?cursor}", "odoo://models?cursor=res.partner", Some(&[("cursor", "res.partner")]));
        check("odoo://models{?cursor}", "odoo://models?cursor=a&cursor=b", None);
    }

    #[test]
    fn id_is_a_number_with_or_without_the_name_behind_it() {
        let id = |text: &str| Parameters(BTreeMap::from([("id".to_owned(), text.to_owned())])).id("id");
        assert_eq!((id("15").unwrap(), id("15 Azure Interior").unwrap()), (15, 15));
        for wrong in ["", "-1", "1.5", "Azure", "15Azure", "99999999999"] {
            assert_eq!(id(wrong).unwrap_err().to_json()["path"], "id", "{wrong}");
        }
    }
}
