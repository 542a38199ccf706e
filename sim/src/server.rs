//! The state that all connections share: database, sessions, log, faults.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value};

use crate::accounts::Account;
use crate::call::{self, Call};
use crate::database::Database;
use crate::error::{Kind, OdooError, Outcome};
use crate::faults::Faults;
use crate::log::Log;
use crate::orm::Env;
use crate::schemas::Schemas;

/// How many wrong passwords a source may send before it has to wait.
const ATTEMPTS: usize = 10;

/// One running Odoo.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) schemas: Arc<Schemas>,
    pub(crate) name: &'static str,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    /// The address it answers on.
    pub(crate) url: String,
    db: Mutex<Database>,
    sessions: Mutex<Sessions>,
}

#[derive(Debug, Default)]
struct Sessions {
    users: HashMap<String, Account>,
    failures: usize,
}

impl Server {
    pub(crate) fn new(db: Database, faults: Faults, url: String) -> Self {
        let schemas = Arc::clone(&db.schemas);
        Self { schemas, name: db.name, log: Log::default(), faults, url, db: Mutex::new(db), sessions: Mutex::default() }
    }

    pub(crate) fn series(&self) -> Series {
        self.schemas.series
    }

    /// Carries out a call.
    pub(crate) fn execute(&self, account: Account, call: Call) -> Outcome<Value> {
        call::execute(&mut self.db.lock().unwrap_or_else(PoisonError::into_inner), account, call)
    }

    /// The fields of a model as the API documentation shows them: `fields_get` with the defining module.
    pub(crate) fn describe_fields(&self, account: Account, schema: &ModelSchema) -> Value {
        let mut db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        let env = Env { db: &mut db, account, context: Map::new(), sudo: false };
        let described = schema.fields.iter().filter(|(_, field)| env.sees(field)).map(|(name, field)| {
            let mut described = env.describe(name, field);
            let module = field.modules.first().filter(|_| !matches!(name.as_str(), "id" | "display_name"));
            described.insert("module".to_owned(), module.cloned().map_or(Value::Null, Value::from));
            (name.clone(), Value::Object(described))
        });
        Value::Object(described.collect())
    }

    /// Opens a session and gives its id.
    pub(crate) fn open_session(&self, account: Account) -> Outcome<String> {
        let id = session_id().map_err(|error| OdooError::new(Kind::AssertionError, format!("no random number for a session: {error}")))?;
        self.sessions().users.insert(id.clone(), account);
        Ok(id)
    }

    /// Who a session belongs to.
    pub(crate) fn session(&self, id: &str) -> Option<Account> {
        self.sessions().users.get(id).copied()
    }

    pub(crate) fn close_session(&self, id: &str) {
        self.sessions().users.remove(id);
    }

    pub(crate) fn close_all_sessions(&self) {
        self.sessions().users.clear();
    }

    /// Checks a session's password. The error says whether there were too many wrong ones.
    pub(crate) fn log_in(&self, login: &str, password: &str) -> Result<Account, bool> {
        let mut sessions = self.sessions();
        if sessions.failures >= ATTEMPTS {
            return Err(true);
        }
        match Account::by_login(login).filter(|account| account.password() == password) {
            Some(account) => {
                sessions.failures = 0;
                Ok(account)
            }
            None => {
                sessions.failures += 1;
                Err(false)
            }
        }
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An id no one can guess.
fn session_id() -> Result<String, getrandom::Error> {
    Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
}
