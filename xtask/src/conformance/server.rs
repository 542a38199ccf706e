//! The fixture server: `examples/conformance.rs` on a loopback port.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// A running server; it ends when this goes.
pub(super) struct FixtureServer {
    process: Child,
    url: String,
}

impl FixtureServer {
    /// Starts it and waits for its address.
    pub(super) fn start(program: &Path) -> Result<Self> {
        let mut process = Command::new(program).stdout(Stdio::piped()).spawn().context("cannot start the fixture server")?;
        let output = process.stdout.take().context("the fixture server has no output")?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        let url = url.trim_end().to_owned();
        let server = Self { process, url };
        ensure!(server.url.starts_with("http://127.0.0.1:"), "the fixture server told no address");
        Ok(server)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for FixtureServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
