//! Which of several Odoos a call is for: the argument `instance`, which every tool takes where a caller has a choice, and no tool sees.

use serde_json::{Map, Value};

use crate::error_code::ErrorCode;
use crate::nearest::nearest;
use crate::session::Principal;
use crate::tools::{Failure, INSTANCE, Problem};

/// The argument of tools that run on several Odoos: on which of them.
const INSTANCES: &str = "instances";

/// The caller on the Odoo that the arguments name, or on the default one. The argument is taken out; where there is no choice it stays
/// and is refused as any unknown one.
pub(super) fn chosen<'p>(principal: &'p Principal, arguments: &mut Map<String, Value>) -> Result<&'p Principal, Failure> {
    let choices = principal.choices();
    if choices.is_empty() {
        return Ok(principal);
    }
    match arguments.remove(INSTANCE) {
        None | Some(Value::Null) => Ok(principal),
        Some(Value::String(name)) => principal
            .everywhere()
            .find(|here| here.instance().as_str() == name)
            .ok_or_else(|| unknown(INSTANCE, &format!("`{name}`"), &choices)),
        Some(other) => Err(unknown(INSTANCE, &other.to_string(), &choices)),
    }
}

/// Whether the caller may name an Odoo so.
pub(super) fn is_there(principal: &Principal, name: &str) -> bool {
    principal.everywhere().any(|here| here.instance().as_str() == name)
}

/// The caller on the Odoo of a name that stands at `place`; `None` where nothing of that name is there and nothing is to be chosen.
pub(super) fn named<'p>(principal: &'p Principal, place: &str, name: &str) -> Option<Result<&'p Principal, Failure>> {
    match principal.everywhere().find(|here| here.instance().as_str() == name) {
        Some(here) => Some(Ok(here)),
        None => Some(principal.choices())
            .filter(|choices| !choices.is_empty())
            .map(|choices| Err(unknown(place, &format!("`{name}`"), &choices))),
    }
}

/// The caller on each Odoo that the arguments list, or on every one.
pub(super) fn several<'p>(principal: &'p Principal, arguments: &Map<String, Value>) -> Result<Vec<&'p Principal>, Failure> {
    let named: Vec<&str> = arguments.get(INSTANCES).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let everywhere = || principal.everywhere();
    let is_there = |name: &&&str| everywhere().any(|here| here.instance().as_str() == **name);
    if let Some(missing) = named.iter().find(|name| !is_there(name)) {
        let names: Vec<&str> = everywhere().map(|here| here.instance().as_str()).collect();
        return Err(unknown(INSTANCES, &format!("`{missing}`"), &names));
    }
    Ok(everywhere().filter(|here| named.is_empty() || named.contains(&here.instance().as_str())).collect())
}

fn unknown(argument: &str, given: &str, choices: &[&str]) -> Failure {
    let names = choices.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let near =
        nearest(given.trim_matches('`'), choices.iter().copied()).map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
    let problem = Problem::new(ErrorCode::WrongValue, argument, format!("this server has no Odoo {given}"));
    Failure::invalid(vec![problem.hint(format!("{near}the Odoos are {names}"))])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::odoo::ConnectionError;

    fn principal(name: &str) -> Principal {
        Principal::new("ann", "here", Err(ConnectionError::Missing(Vec::new()))).on(name.into())
    }

    fn instance(principal: &Principal, given: Value) -> Result<(String, Value), Value> {
        let Value::Object(mut given) = given else { panic!("an object") };
        let chosen = chosen(principal, &mut given).map_err(|failure| Value::Object(failure.to_json().as_object().unwrap().clone()))?;
        Ok((chosen.instance().to_string(), json!(given)))
    }

    #[test]
    fn the_argument_chooses_and_is_taken_out() {
        let caller = principal("production").or_on([principal("test")]);
        let check = |given: Value, expected: &str| {
            assert_eq!(instance(&caller, given).unwrap(), (expected.to_owned(), json!({"model": "x"})));
        };
        check(json!({"model": "x"}), "production");
        check(json!({"model": "x", "instance": null}), "production");
        check(json!({"model": "x", "instance": "test"}), "test");
        let alone = instance(&principal("production"), json!({"instance": "test"})).unwrap();
        assert_eq!(alone, ("production".to_owned(), json!({"instance": "test"})));
    }

    #[test]
    fn a_wrong_name_is_refused_with_the_names() {
        let caller = principal("production").or_on([principal("test")]);
        let error = instance(&caller, json!({"instance": "tests"})).unwrap_err();
        assert_eq!((&error["code"], &error["path"]), (&json!("wrong_value"), &json!("instance")));
        assert_eq!(error["message"], "this server has no Odoo `tests`");
        assert_eq!(error["hint"], "did you mean `test`? the Odoos are `production`, `test`");
        assert!(instance(&caller, json!({"instance": 1})).is_err());
    }

    #[test]
    fn several_are_those_of_the_list_once_each_or_all() {
        let caller = principal("production").or_on([principal("test"), principal("old")]);
        let names = |given: Value| {
            let Value::Object(given) = json!({"instances": given}) else { panic!("an object") };
            several(&caller, &given).map(|chosen| chosen.into_iter().map(|here| here.instance().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(names(Value::Null).unwrap(), ["production", "test", "old"]);
        assert_eq!(names(json!([])).unwrap().len(), 3);
        assert_eq!(names(json!(["old", "production", "old"])).unwrap(), ["production", "old"]);
        assert_eq!(names(json!(["old", "odl"])).unwrap_err().to_json()["path"], "instances");
    }
}
