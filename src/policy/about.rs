//! Records that are about a record of any model, such as messages, activities and followers: those about a model that the caller may
//! not read are out of every search, and are not read by their ids.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::Access;
use serde_json::{Map, Value, json};

use super::Denial;
use super::caller::Caller;
use super::decision::{Needs, Reason, Step};
use super::inspection::ADMINISTRATORS;
use super::question::Question;
use super::rules::Rules;
use super::through;
use super::tier::Answer;
use crate::error_code::ErrorCode;

/// Methods that take a domain.
const SEARCHES: &[&str] = &["formatted_read_group", "name_search", "read_group", "search", "search_count", "search_read"];

/// The call, within what may be read.
pub(super) fn bounded(
    mut call: Call,
    rules: &Rules,
    caller: &Caller<'_>,
    schemas: &dyn SchemaSource,
    needs: &mut Needs,
) -> Result<Call, Denial> {
    let is_search = SEARCHES.contains(&call.method.as_str());
    if is_search {
        let leaves = through::bounded(&mut call, schemas, &mut |field| hidden(rules, caller, schemas, field, needs));
        leaves.into_iter().for_each(|leaf| narrow(&mut call, leaf));
    }
    let Lookup::Found(schema) = schemas.lookup(&call.model) else { return Ok(call) };
    if !is_search && call.method != "read" {
        return Ok(call);
    }
    for field in model_fields(&schema) {
        let Some(hidden) = hidden(rules, caller, schemas, field, needs) else { continue };
        match is_search {
            true => narrow(&mut call, hidden),
            false => read(&call, hidden, caller, needs)?,
        }
    }
    Ok(call)
}

/// Asks whether one of the records is about what may not be read.
fn read(call: &Call, hidden: Value, caller: &Caller<'_>, needs: &mut Needs) -> Result<(), Denial> {
    let question = Question::new(&call.model, call.ids.as_deref().unwrap_or_default(), vec![json!("!"), hidden]);
    match (caller.answers)(&question) {
        Some(false) => Ok(()),
        None => {
            needs.questions.push(question);
            Ok(())
        }
        Some(true) => {
            let message = format!("a record of `{}` here is about a model that is blocked by a rule of this server", call.model);
            Err(Reason::new(Step::Tier, ErrorCode::ModelBlocked, message).hint("search for the records instead: those are left out").into())
        }
    }
}

/// The fields that say which model a record is about, where it is about one. 17 does not say which they are: there it is the field of
/// the same beginning, or `model`.
pub(super) fn model_fields(schema: &ModelSchema) -> Vec<&str> {
    let is_kept = |name: &str| schema.fields.get(name).is_some_and(|field| field.store && field.field_type == FieldType::Char);
    let references = schema.fields.iter().filter(|(_, field)| field.field_type == FieldType::Many2oneReference);
    let named = references.filter_map(|(name, field)| {
        let of_the_same_beginning = || format!("{}_model", name.strip_suffix("_id").unwrap_or(name));
        let name = field.model_field.clone().unwrap_or_else(of_the_same_beginning);
        [name.as_str(), "model"].into_iter().find(|name| is_kept(name)).and_then(|name| schema.fields.get_key_value(name))
    });
    named.map(|(name, _)| name.as_str()).collect()
}

/// The leaf that leaves out records about what may not be read; `None` where everything may.
fn hidden(rules: &Rules, caller: &Caller<'_>, schemas: &dyn SchemaSource, field: &str, needs: &mut Needs) -> Option<Value> {
    let mut may_read = |model: &str| {
        let in_scope = [rules.scope.as_ref(), caller.scope].iter().flatten().all(|scope| scope.allows(model, Access::Read));
        in_scope
            && match rules.tier(model, Access::Read).0 {
                Answer::Yes => true,
                Answer::No => false,
                Answer::IfAdministrator => caller.is_member(ADMINISTRATORS).unwrap_or_else(|| {
                    needs.groups.insert(ADMINISTRATORS.to_owned());
                    false
                }),
            }
    };
    let (open, closed): (Vec<String>, Vec<String>) = schemas.model_names().into_iter().partition(|model| may_read(model));
    match closed.len() {
        0 => None,
        count if count <= open.len() => Some(json!([field, "not in", closed])),
        // What is about nothing is about nothing that is closed.
        _ => Some(json!([field, "in", open.into_iter().map(Value::from).chain([json!(false)]).collect::<Vec<_>>()])),
    }
}

fn narrow(call: &mut Call, leaf: Value) {
    let with = |domain: &Value| {
        let leaves = domain.as_array().cloned().unwrap_or_default();
        // The domain is a whole: what stands behind it is joined to it.
        let both = if leaves.is_empty() { Vec::new() } else { vec![json!("&")] };
        // Leaves that stand side by side are joined first.
        let whole = joined(leaves);
        both.into_iter().chain([leaf.clone()]).chain(whole).collect::<Vec<Value>>()
    };
    let is_domain = |name: &str| matches!(name, "domain" | "args");
    if let Some((_, domain)) = call.positional.iter_mut().find(|(name, _)| is_domain(name)) {
        *domain = Value::Array(with(domain));
        return;
    }
    if call.method == "name_search" && call.positional.len() == 1 {
        // Its second argument has another name before 19.
        call.positional.push(("domain".to_owned(), Value::Array(with(&Value::Null))));
        return;
    }
    let named: &mut Map<String, Value> = &mut call.named;
    let name = named.keys().find(|name| is_domain(name)).cloned().unwrap_or_else(|| "domain".to_owned());
    let domain = Value::Array(with(named.get(&name).unwrap_or(&Value::Null)));
    named.insert(name, domain);
}

/// A domain as one term: `&` before all but one of the terms that stand side by side.
pub(super) fn joined(leaves: Vec<Value>) -> Vec<Value> {
    let mut open = 0_usize;
    let mut terms = 0_usize;
    for leaf in &leaves {
        if open == 0 {
            terms += 1;
            open = 1;
        }
        match leaf.as_str() {
            Some("&" | "|") => open += 1,
            Some("!") => {}
            _ => open -= 1,
        }
    }
    vec![json!("&"); terms.saturating_sub(1)].into_iter().chain(leaves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_by_name_takes_its_domain_by_place() {
        let mut call = Call::name_search("calendar.event", "x");
        narrow(&mut call, json!(["res_model", "not in", ["y"]]));
        assert_eq!((call.positional.len(), &call.positional[1].1), (2, &json!([["res_model", "not in", ["y"]]])));
        assert!(call.named.is_empty());
    }

    #[test]
    fn a_domain_is_narrowed_as_a_whole() {
        let check = |domain: Value, expected: Value| {
            let mut call = Call::search_count("mail.message", domain);
            narrow(&mut call, json!(["model", "not in", ["x"]]));
            assert_eq!(call.positional[0].1, expected);
        };
        let leaf = json!(["model", "not in", ["x"]]);
        let (a, b, c) = (json!(["a", "=", 1]), json!(["b", "=", 1]), json!(["c", "=", 1]));
        check(json!([]), json!([leaf]));
        check(json!([a]), json!(["&", leaf, a]));
        check(json!(["|", a, b]), json!(["&", leaf, "|", a, b]));
        check(json!([a, "|", b, c]), json!(["&", leaf, "&", a, "|", b, c]));
        check(json!(["!", a, b, c]), json!(["&", leaf, "&", "&", "!", a, b, c]));
    }
}
