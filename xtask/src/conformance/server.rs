//! Servers on a loopback port: the fixture server `examples/conformance.rs`, and the gateway itself on its embedded Odoo.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The operator's key of a server that wants one.
pub(super) const OPERATOR: &str = "operator-key-of-the-tests";

/// A running server; it ends when this goes.
pub(super) struct TestServer {
    process: Child,
    url: String,
}

impl TestServer {
    /// Starts it and waits for its address.
    pub(super) fn start(program: &Path) -> Result<Self> {
        let mut process = Command::new(program).stdout(Stdio::piped()).spawn().context("cannot start the fixture server")?;
        let output = process.stdout.take().context("the fixture server has no output")?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        let url = url.trim_end().to_owned();
        let server = Self { process, url };
        ensure!(server.url.starts_with("http://127.0.0.1:"), "the fixture server reported no address");
        Ok(server)
    }

    /// Starts the gateway over HTTP and waits for its address, which it says on standard error.
    pub(super) fn gateway(program: &Path) -> Result<Self> {
        Self::gateway_with(program, &[])
    }

    /// The same where people sign in, with a folder for what is remembered.
    pub(super) fn signing_in(program: &Path, state: Option<&Path>) -> Result<Self> {
        let state = state.and_then(Path::to_str).map(|folder| ("MCP_STATE_FOLDER", folder));
        Self::gateway_with(program, &[&[("MCP_AUTH", "oauth")], state.as_slice()].concat())
    }

    /// The same with an operator's key, and with a key ring by which it makes keys.
    pub(super) fn with_keys(program: &Path) -> Result<Self> {
        let made = Command::new(program).args(["token", "keygen"]).output().context("cannot make a key")?;
        let ring = String::from_utf8(made.stdout)?;
        Self::gateway_with(program, &[("API_KEY", OPERATOR), ("ENCRYPTION_KEY", ring.trim())])
    }

    fn gateway_with(program: &Path, environment: &[(&str, &str)]) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--demo", "--transport", "http"]).envs([
            ("MCP_PORT", "0"),
            ("RATE_LIMIT_GLOBAL", "0"),
            ("RATE_LIMIT_WRITE", "0"),
        ]);
        command.envs(environment.iter().copied());
        let mut process = command.stderr(Stdio::piped()).spawn().context("cannot start the gateway")?;
        let said = BufReader::new(process.stderr.take().context("the gateway has no standard error")?);
        let mut lines = said.lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        // What it says further on is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let server = Self { process, url: url.unwrap_or_default() };
        ensure!(server.url.starts_with("http://127.0.0.1:"), "the gateway gave no address");
        Ok(server)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
