//! The program under measurement, over HTTP and with authentication on.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::connection::{self, Connection};

/// What stands for an API key of Odoo: the upstream takes any.
const ODOO_KEY: &str = "0123456789abcdef0123456789abcdef01234567";

/// A running gateway; it ends when this goes.
pub(super) struct Server {
    process: Child,
    url: String,
    odoo: String,
}

impl Server {
    /// Starts it for so many users and waits for its address.
    pub(super) fn start(program: &Path, odoo: &str, principals: usize) -> Result<Self> {
        let made = Command::new(program).args(["token", "keygen"]).output().context("cannot run the program")?;
        let (ring, sessions) = (String::from_utf8(made.stdout)?, (principals + 10).to_string());
        let connection = [("ODOO_URL", odoo), ("ODOO_DB", "db"), ("ODOO_USERNAME", "bench"), ("ODOO_API_KEY", ODOO_KEY)];
        let network = [("MCP_PORT", "0"), ("ENCRYPTION_KEY", ring.trim()), ("MAX_CONCURRENT_SESSIONS", &sessions)];
        let unbounded = [("RATE_LIMIT_GLOBAL", "0"), ("RATE_LIMIT_WRITE", "0")];
        let mut command = Command::new(program);
        command.args(["serve", "--transport", "http"]).env_clear().envs(connection).envs(network).envs(unbounded);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let said = BufReader::new(process.stderr.take().context("no standard error")?);
        let mut lines = said.lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned)).unwrap_or_default();
        // What it says further on is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let server = Self { process, url, odoo: odoo.to_owned() };
        ensure!(!server.url.is_empty(), "the gateway gave no address");
        Ok(server)
    }

    /// Address of `/mcp`.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A gateway key for a user.
    pub(super) fn key(&self, user: &str) -> Result<String> {
        let login = json!({"url": self.odoo, "database": "db", "username": user, "password": ODOO_KEY});
        let answer = Connection::open(&self.url)?.exchange(&connection::request(&self.url, "/auth/generate", "", &login)?)?;
        let answer: Value = serde_json::from_slice(&answer)?;
        answer.get("api_key").and_then(Value::as_str).map(str::to_owned).context("no key was made")
    }

    /// Resident memory in kB, where the system reports it.
    pub(super) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
