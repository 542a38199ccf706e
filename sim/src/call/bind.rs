//! Binding: positional and named arguments to the parameters a method really has, from the snapshot, or from a table of the methods
//! served here where a hand-made snapshot has none.

use odoo_sdk::Series;
use odoo_sdk::schema::{MethodSchema, ModelSchema, Parameter, ParameterKind};
use serde_json::{Map, Value};

use super::{Arguments, Call};
use crate::error::{Kind, OdooError, Outcome};
use crate::orm::Env;
use crate::python::repr;

/// The methods every model has here: name, whether it takes no ids, parameters (`?` marks those with a default), first and last series.
const KNOWN: [(&str, bool, &str, Series, Series); 33] = [
    ("action_archive", false, "", Series::V17, Series::V19),
    ("action_unarchive", false, "", Series::V17, Series::V19),
    ("check_access_rights", true, "operation raise_exception?", Series::V17, Series::V19),
    ("copy", false, "default?", Series::V17, Series::V19),
    ("create", true, "vals_list", Series::V17, Series::V19),
    ("default_get", true, "fields_list", Series::V17, Series::V18),
    ("default_get", true, "fields", Series::V19, Series::V19),
    ("exists", false, "", Series::V17, Series::V18),
    ("fields_get", true, "allfields? attributes?", Series::V17, Series::V19),
    ("formatted_read_group", true, "domain groupby? aggregates? having? offset? limit? order?", Series::V19, Series::V19),
    ("get_metadata", false, "", Series::V17, Series::V19),
    ("context_get", true, "", Series::V17, Series::V19),
    ("has_group", true, "group_ext_id", Series::V17, Series::V17),
    ("has_group", false, "group_ext_id", Series::V18, Series::V19),
    ("has_access", false, "operation", Series::V18, Series::V19),
    ("name_create", true, "name", Series::V17, Series::V19),
    ("name_get", false, "", Series::V17, Series::V17),
    ("name_search", true, "name? args? operator? limit?", Series::V17, Series::V18),
    ("name_search", true, "name? domain? operator? limit?", Series::V19, Series::V19),
    ("onchange", false, "values field_names fields_spec", Series::V17, Series::V19),
    ("read", false, "fields? load?", Series::V17, Series::V19),
    ("read_group", true, "domain fields groupby offset? limit? orderby? lazy?", Series::V17, Series::V19),
    ("search", true, "domain offset? limit? order?", Series::V17, Series::V19),
    ("search_count", true, "domain limit?", Series::V17, Series::V19),
    ("search_read", true, "domain? fields? offset? limit? order?", Series::V17, Series::V19),
    ("toggle_active", false, "", Series::V17, Series::V19),
    ("unlink", false, "", Series::V17, Series::V19),
    ("web_read", false, "specification", Series::V17, Series::V19),
    ("web_read_group", true, "domain fields groupby limit? offset? orderby? lazy?", Series::V17, Series::V18),
    ("web_read_group", true, "domain groupby aggregates? limit? offset? order?", Series::V19, Series::V19),
    ("web_save", false, "vals specification next_id?", Series::V17, Series::V19),
    ("web_search_read", true, "domain specification offset? limit? order? count_limit?", Series::V17, Series::V19),
    ("write", false, "vals", Series::V17, Series::V19),
];

/// The method's signature; `None` where the model has no such method.
pub(super) fn signature(env: &Env<'_>, schema: &ModelSchema, method: &str) -> Option<MethodSchema> {
    let common = &env.db.schemas.common_methods;
    let reported = schema.methods.get(method).or_else(|| common.get(method)).cloned();
    reported.or_else(|| known(env.series(), method, common.is_empty()))
}

fn known(series: Series, method: &str, untold: bool) -> Option<MethodSchema> {
    if !untold && method != "unlink" {
        return None;
    }
    let in_series = |(name, _, _, first, last): &&(&str, bool, &str, Series, Series)| *name == method && (*first..=*last).contains(&series);
    let (_, model, parameters, _, _) = KNOWN.iter().find(in_series)?;
    let parameter = |text: &str| Parameter {
        name: text.trim_end_matches('?').to_owned(),
        kind: ParameterKind::PositionalOrKeyword,
        default: text.ends_with('?').then_some(Value::Null),
    };
    Some(MethodSchema { parameters: parameters.split_whitespace().map(parameter).collect(), model: *model, ..MethodSchema::default() })
}

/// Binds a call's arguments.
pub(super) fn bind(signature: &MethodSchema, mut call: Call) -> Outcome<Arguments> {
    let ids = take_ids(signature, &mut call)?;
    let mut values = Map::new();
    place(signature, &mut call, &mut values)?;
    name(signature, &mut call, &mut values)?;
    let missing = |parameter: &&Parameter| parameter.default.is_none() && is_plain(parameter) && !values.contains_key(&parameter.name);
    match signature.parameters.iter().find(missing) {
        Some(parameter) => Err(lacks(&call, &parameter.name)),
        None => Ok(Arguments { ids, values, by_name: call.by_name }),
    }
}

/// The ids a method on records works on: the first positional argument, `ids` in JSON-2.
fn take_ids(signature: &MethodSchema, call: &mut Call) -> Outcome<Vec<i64>> {
    let given = match (call.by_name, signature.model) {
        (true, true) if call.named.contains_key("ids") => {
            return Err(OdooError::http(Kind::Unprocessable, format!("cannot call {}.{} with ids", call.model, call.method)));
        }
        (true, _) => call.named.remove("ids").unwrap_or_default(),
        (false, true) => Value::Null,
        (false, false) if call.positional.is_empty() => match call.named.remove("ids") {
            Some(ids) => ids,
            None => return Err(OdooError::new(Kind::IndexError, "list index out of range")),
        },
        (false, false) => call.positional.remove(0),
    };
    record_ids(call, &given)
}

/// Methods for which a record that is not there is not one of those asked for.
const LENIENT: [&str; 3] = ["exists", "read", "web_read"];

/// A whole float is an id; anything else is a record that is not there.
fn record_ids(call: &Call, given: &Value) -> Outcome<Vec<i64>> {
    let items = given.as_array().map_or_else(|| std::slice::from_ref(given), Vec::as_slice);
    let odd = |item: &&Value| !crate::python::is_none(item) && whole(item).is_none();
    match items.iter().find(odd).filter(|_| !LENIENT.contains(&call.method.as_str())) {
        Some(item) => {
            let text =
                format!("Record does not exist or has been deleted.\n(Record: {}({},), User: {})", call.model, repr(item), call.user);
            Err(OdooError::new(Kind::MissingError, text))
        }
        None => Ok(items.iter().filter_map(whole).collect()),
    }
}

fn whole(item: &Value) -> Option<i64> {
    item.as_i64().or_else(|| {
        let number = item.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    })
}

fn place(signature: &MethodSchema, call: &mut Call, values: &mut Map<String, Value>) -> Outcome<()> {
    let mut parameters = signature.parameters.iter().filter(|parameter| parameter.kind != ParameterKind::KeywordOnly);
    let given = call.positional.len();
    let mut rest = std::mem::take(&mut call.positional).into_iter();
    while let Some(value) = rest.next() {
        match parameters.next() {
            Some(parameter) if parameter.kind == ParameterKind::VarPositional => {
                values.insert(parameter.name.clone(), std::iter::once(value).chain(rest.by_ref()).collect());
            }
            Some(parameter) if is_plain(parameter) => drop(values.insert(parameter.name.clone(), value)),
            _ => return Err(too_many(signature, call, given)),
        }
    }
    Ok(())
}

fn name(signature: &MethodSchema, call: &mut Call, values: &mut Map<String, Value>) -> Outcome<()> {
    let takes_any = signature.parameters.iter().any(|parameter| parameter.kind == ParameterKind::VarKeyword);
    for (name, value) in std::mem::take(&mut call.named) {
        let known = signature.parameters.iter().any(|parameter| parameter.name == name && is_plain_or_keyword(parameter));
        if !known && !takes_any {
            return Err(unexpected(call, &name));
        }
        if values.insert(name.clone(), value).is_some() {
            return Err(OdooError::type_error(format!("{}() got multiple values for argument '{name}'", call.method)));
        }
    }
    Ok(())
}

fn is_plain(parameter: &Parameter) -> bool {
    matches!(parameter.kind, ParameterKind::PositionalOrKeyword | ParameterKind::PositionalOnly)
}

fn is_plain_or_keyword(parameter: &Parameter) -> bool {
    matches!(parameter.kind, ParameterKind::PositionalOrKeyword | ParameterKind::KeywordOnly)
}

fn lacks(call: &Call, name: &str) -> OdooError {
    if call.by_name {
        return OdooError::http(Kind::Unprocessable, format!("missing a required argument: '{name}'"));
    }
    OdooError::type_error(format!("{}() missing 1 required positional argument: '{name}'", call.method))
}

fn unexpected(call: &Call, name: &str) -> OdooError {
    if call.by_name {
        return OdooError::http(Kind::Unprocessable, format!("got an unexpected keyword argument '{name}'"));
    }
    OdooError::type_error(format!("{}() got an unexpected keyword argument '{name}'", call.method))
}

fn too_many(signature: &MethodSchema, call: &Call, given: usize) -> OdooError {
    let most = signature.parameters.iter().filter(|parameter| is_plain(parameter)).count() + 1;
    OdooError::type_error(format!("{}() takes {most} positional arguments but {} were given", call.method, given + 1))
}
