//! The call that an explanation is about, made of the arguments of a tool.

use odoo_sdk::Call;
use odoo_sdk::schema::{Lookup, SchemaSource};
use serde_json::{Map, Value, json};

use super::arguments::{ExplainArguments, Op};
use crate::catalog::Catalog;

/// The call that would be sent.
pub(super) fn call(arguments: &ExplainArguments, catalog: &Catalog) -> Call {
    let model = &arguments.model;
    let given = |name: &str| arguments.arguments.as_ref().and_then(|given| given.get(name)).cloned();
    let field = arguments.field.as_deref();
    let listed =
        |name: &str| given(name).and_then(|ids| ids.as_array().map(|ids| ids.iter().filter_map(Value::as_i64).collect::<Vec<_>>()));
    let ids = || listed("record_ids").unwrap_or_else(|| vec![1]);
    let values = || {
        let named = || field.map(|field| (field.to_owned(), Value::Bool(false))).into_iter().collect::<Map<_, _>>();
        given("values").and_then(|values| values.as_object().cloned()).unwrap_or_else(named)
    };
    let domain = || given("domain").unwrap_or_else(|| field.map_or_else(|| json!([]), |field| json!([[field, "=", false]])));
    let call = match arguments.op {
        Op::Read => {
            let fields = given("fields").unwrap_or_else(|| json!([field.unwrap_or("id")]));
            Call::new(model, "read").ids(ids()).named("fields", fields).read()
        }
        Op::Search => Call::search_count(model, domain()),
        Op::Create => Call::create(model, [values()]),
        Op::Write => Call::write(model, ids(), values()),
        Op::Delete => Call::unlink(model, ids()),
        Op::Call => method_call(arguments, catalog, listed("record_ids")),
    };
    match given("context") {
        Some(Value::Object(context)) => call.context(context),
        _ => call,
    }
}

/// A method with its arguments, those by place under the names that the schema has for them.
fn method_call(arguments: &ExplainArguments, catalog: &Catalog, ids: Option<Vec<i64>>) -> Call {
    let (model, method) = (arguments.model.as_str(), arguments.method.as_deref().unwrap_or("action_confirm"));
    let given = |name: &str| arguments.arguments.as_ref().and_then(|given| given.get(name));
    let schema = match catalog.lookup(model) {
        Lookup::Found(schema) => schema.methods.get(method).cloned(),
        Lookup::Unloaded | Lookup::Absent => None,
    };
    let signature = schema.or_else(|| catalog.common_methods()?.get(method).cloned());
    let names: Vec<&str> = signature.iter().flat_map(|signature| &signature.parameters).map(|parameter| parameter.name.as_str()).collect();
    let ids = if arguments.arguments.is_some() { ids.unwrap_or_default() } else { vec![1] };
    let by_place = given("args").and_then(Value::as_array).into_iter().flatten().enumerate();
    let call = by_place.fold(Call::new(model, method).ids(ids), |call, (at, value)| {
        call.positional(names.get(at).copied().unwrap_or_default(), value.clone())
    });
    let by_name = given("kwargs").and_then(Value::as_object).into_iter().flatten();
    by_name.fold(call, |call, (name, value)| call.named(name.clone(), value.clone()))
}
