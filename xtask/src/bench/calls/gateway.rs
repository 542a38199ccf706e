//! The program under measurement, spoken to over its pipes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

/// A running gateway; it ends when this goes.
pub(super) struct Gateway {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: u64,
}

impl Gateway {
    /// Starts the program and waits for its answer to `initialize`.
    pub(super) fn start(program: &Path, url: &str) -> Result<Self> {
        let connection = [("ODOO_URL", url), ("ODOO_DB", "db"), ("ODOO_USERNAME", "bench"), ("ODOO_API_KEY", "key")];
        let unbounded = [("RATE_LIMIT_GLOBAL", "0"), ("RATE_LIMIT_WRITE", "0")];
        let mut command = Command::new(program);
        command.args(["serve", "--no-confirm"]).env_clear().envs(connection).envs(unbounded);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let input = process.stdin.take().context("no input")?;
        let output = BufReader::new(process.stdout.take().context("no output")?);
        let mut gateway = Self { process, input, output, last_id: 0 };
        let client = json!({"name": "bench", "version": "1"});
        gateway.request("initialize", &json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client}))?;
        gateway.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))?;
        Ok(gateway)
    }

    /// Calls a tool that must succeed.
    pub(super) fn call(&mut self, tool: &str, arguments: Value) -> Result<Value> {
        let answer = self.request("tools/call", &json!({"name": tool, "arguments": arguments}))?;
        ensure!(answer.get("isError") != Some(&json!(true)), "{tool}: {answer}");
        Ok(answer)
    }

    /// A request that nothing is done for.
    pub(super) fn ping(&mut self) -> Result<()> {
        self.request("ping", &json!({})).map(drop)
    }

    /// Calls a tool so many times at once, and waits for all answers.
    pub(super) fn together(&mut self, tool: &str, arguments: &Value, count: usize) -> Result<()> {
        for _ in 0..count {
            self.last_id += 1;
            let parameters = json!({"name": tool, "arguments": arguments});
            self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": "tools/call", "params": parameters}))?;
        }
        for _ in 0..count {
            let answer = self.receive()?;
            ensure!(answer.pointer("/result/isError") != Some(&json!(true)), "{tool}: {answer}");
        }
        Ok(())
    }

    /// Resident memory in kB, where the system reports it.
    pub(super) fn memory(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most memory that it had so far, in kilobytes.
    pub(super) fn peak(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    }

    fn request(&mut self, method: &str, parameters: &Value) -> Result<Value> {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": parameters}))?;
        loop {
            let mut message = self.receive()?;
            if message.get("id") == Some(&json!(self.last_id)) {
                return message.get_mut("result").map(Value::take).with_context(|| format!("a protocol error: {message}"));
            }
        }
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        Ok(self.input.write_all(format!("{message}\n").as_bytes())?)
    }

    fn receive(&mut self) -> Result<Value> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            bail!("the program closed its output");
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
