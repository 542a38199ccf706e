//! What is asked of PostgreSQL directly, through `psql`: the role, dropping the database, which modules are installed.

use anyhow::{Context, Result};

use super::account::Account;
use super::configuration::{DATABASE, ROLE};
use super::layout::Layout;
use super::postgres::PostgresPrograms;
use super::program;
use super::state::State;

/// A way into the running cluster as its superuser.
#[derive(Debug)]
pub(crate) struct Database<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) account: &'a Account,
    pub(crate) programs: &'a PostgresPrograms,
    pub(crate) state: &'a State,
    pub(crate) port: u16,
}

impl Database<'_> {
    /// Makes the role that Odoo connects as, or sets its password anew.
    pub(crate) fn ensure_role(&self) -> Result<()> {
        let found = self.query("postgres", &format!("SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"))?;
        let verb = if found.is_empty() { "CREATE" } else { "ALTER" };
        let password = self.state.role_password.reveal();
        self.query("postgres", &format!("{verb} ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'")).map(drop)
    }

    /// Whoever is still connected is thrown out.
    pub(crate) fn drop_database(&self) -> Result<()> {
        self.query("postgres", &format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")).map(drop)
    }

    /// Names of the installed modules. None: there is no database, or none that Odoo has filled.
    pub(crate) fn installed_modules(&self) -> Result<Option<Vec<String>>> {
        let found = self.query("postgres", &format!("SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"))?;
        if found.is_empty() {
            return Ok(None);
        }
        let table = self.query(DATABASE, "SELECT 1 FROM pg_tables WHERE tablename = 'ir_module_module'")?;
        if table.is_empty() {
            return Ok(None);
        }
        self.query(DATABASE, "SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name").map(Some)
    }

    /// Runs one statement and returns the first column of its rows.
    fn query(&self, database: &str, statement: &str) -> Result<Vec<String>> {
        let mut command = self.account.command(self.programs.program("psql"), self.layout);
        command.env("PGPASSWORD", self.state.superuser_password.reveal());
        command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--host=127.0.0.1"]);
        command.args(["--username=postgres", "--port", &self.port.to_string(), "--dbname", database]);
        // Through its input: a command line can be read by everybody, and statements hold a password.
        let printed = program::run_with_input(&mut command, statement).context("the database does not answer")?;
        Ok(printed.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }
}
