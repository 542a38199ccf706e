//! One call of a model's method: found, bound to its parameters, carried out, and taken back whole if it fails.

mod bind;
mod export;
mod generic;
mod groups;

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value};

use crate::accounts::Account;
use crate::business;
use crate::database::Database;
use crate::error::{Kind, OdooError, Outcome};
use crate::orm::Env;

/// A call as a protocol brings it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) model: String,
    pub(crate) method: String,
    pub(crate) positional: Vec<Value>,
    pub(crate) named: Map<String, Value>,
    /// Who calls.
    pub(crate) user: i64,
    /// JSON-2: ids come by name, arguments only by name, errors with their own texts.
    pub(crate) by_name: bool,
}

/// The arguments of a call, bound to the method's parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments {
    pub(crate) ids: Vec<i64>,
    pub(crate) values: Map<String, Value>,
    pub(crate) by_name: bool,
}

impl Arguments {
    /// The first of the names that was given; series call the same parameter differently.
    pub(crate) fn get(&self, names: &[&str]) -> &Value {
        names.iter().find_map(|name| self.values.get(*name)).unwrap_or(&Value::Null)
    }

    /// The same of a method's only argument, which an override may call otherwise.
    pub(crate) fn given(&self, name: &str) -> &Value {
        let only = || self.values.values().next().filter(|_| self.values.len() == 1);
        self.values.get(name).or_else(only).unwrap_or(&Value::Null)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(&[name]).as_str()
    }

    /// A count; `None` and `0` mean no limit.
    pub(crate) fn count(&self, name: &str) -> Option<usize> {
        self.get(&[name]).as_u64().and_then(|count| usize::try_from(count).ok()).filter(|count| *count > 0)
    }
}

/// Carries out a call as one transaction.
pub(crate) fn execute(db: &mut Database, account: Account, mut call: Call) -> Outcome<Value> {
    let schema = db.schemas.model(&call.model).ok_or_else(|| OdooError::new(Kind::KeyError, call.model.clone()))?;
    crate::catalogue::fill(db, &schema.model);
    db.commit();
    let context = match call.named.remove("context") {
        Some(Value::Object(context)) => context,
        _ => Map::new(),
    };
    call.user = account.user_id;
    let mut env = Env { db, account, context, sudo: false };
    let result = env.check_language().and_then(|()| run(&mut env, &schema, call));
    match &result {
        Ok(_) => db.commit(),
        Err(_) => db.rollback(),
    }
    result
}

/// Methods without an underscore that 19 marks as private.
const PRIVATE_19: [&str; 8] = ["browse", "check_access", "ensure_one", "filtered", "mapped", "sorted", "sudo", "with_context"];

fn run(env: &mut Env<'_>, schema: &ModelSchema, call: Call) -> Outcome<Value> {
    if call.method.starts_with('_') || (env.series() == Series::V19 && PRIVATE_19.contains(&call.method.as_str())) {
        return Err(private(env.series(), &call));
    }
    let lacks = env.db.schemas.pose.as_ref().is_some_and(|pose| pose.lacks_method(&call.method));
    let signature = if lacks { None } else { bind::signature(env, schema, &call.method) };
    let signature = signature.ok_or_else(|| unknown_method(env.series(), &call))?;
    let (model, method) = (call.model.clone(), call.method.clone());
    let arguments = bind::bind(&signature, call)?;
    if let Some(result) = business::call(env, schema, &method, &arguments) {
        return result;
    }
    generic::call(env, schema, &method, &arguments).unwrap_or_else(|| Err(OdooError::no_business_code(&model, &method)))
}

fn private(series: Series, call: &Call) -> OdooError {
    let name = match series {
        Series::V17 => call.method.clone(),
        Series::V18 | Series::V19 => format!("'{}.{}'", call.model, call.method),
    };
    OdooError::access(format!("Private methods (such as {name}) cannot be called remotely."))
}

fn unknown_method(series: Series, call: &Call) -> OdooError {
    let (model, method) = (&call.model, &call.method);
    let text = match series {
        Series::V17 => format!("The method '{method}' does not exist on the model '{model}'"),
        Series::V18 | Series::V19 => format!("The method '{model}.{method}' does not exist"),
    };
    if call.by_name { OdooError::http(Kind::NotFound, text) } else { OdooError::new(Kind::AttributeError, text) }
}
