//! A desk at one Odoo: the gateway, where the work is done and counted, and the SDK beside it, by which work is prepared and checked.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};
use odoo_sdk::{Call, Client, Series};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// Where an Odoo is and who works there.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) database: String,
    pub(super) user: String,
    pub(super) key: String,
    /// For what a key does not reach: documents are printed in a session.
    pub(super) password: String,
}

/// A desk; the gateway ends when it goes.
pub(super) struct Desk<'a> {
    program: PathBuf,
    place: Place,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: u64,
    runtime: &'a Runtime,
    client: Client,
    /// Calls of tools since the last task began, and the bytes of their arguments and answers.
    pub(super) calls: usize,
    pub(super) bytes: usize,
    /// A text that marks what this task made.
    pub(super) mark: String,
}

impl<'a> Desk<'a> {
    /// Starts the gateway for a client that answers its questions with yes, and connects beside it.
    pub(super) fn open(program: &Path, place: &Place, runtime: &'a Runtime) -> Result<Self> {
        Self::open_by(program, place, runtime, ("ODOO_API_KEY", &place.key))
    }

    /// Does work in a session of Odoo, which a key does not open; its calls are those of the task.
    pub(super) fn in_session<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut session = Self::open_by(&self.program, &self.place, self.runtime, ("ODOO_PASSWORD", &self.place.password))?;
        session.mark.clone_from(&self.mark);
        let result = work(&mut session);
        self.calls += session.calls;
        self.bytes += session.bytes;
        result
    }

    fn open_by(program: &Path, place: &Place, runtime: &'a Runtime, credential: (&str, &String)) -> Result<Self> {
        let connect = Client::connect(&place.url).database(&place.database).api_key(&place.user, place.key.as_str());
        let client = runtime.block_on(async { connect.await })?;
        let connection = [("ODOO_URL", &place.url), ("ODOO_DB", &place.database), ("ODOO_USERNAME", &place.user), credential];
        let mut command = Command::new(program);
        command.arg("serve").env_clear().envs(connection).envs([("RATE_LIMIT_GLOBAL", "0"), ("RATE_LIMIT_WRITE", "0")]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let input = process.stdin.take().context("no input")?;
        let output = BufReader::new(process.stdout.take().context("no output")?);
        let (program, place) = (program.to_owned(), place.clone());
        let mut desk =
            Self { program, place, process, input, output, last_id: 0, runtime, client, calls: 0, bytes: 0, mark: String::new() };
        let parameters =
            json!({"protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}}, "clientInfo": {"name": "tasks", "version": "1"}});
        desk.request("initialize", &parameters)?;
        desk.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))?;
        Ok(desk)
    }

    /// The names of the tools that are offered.
    pub(super) fn tools(&mut self) -> Result<Vec<String>> {
        let listed = self.request("tools/list", &json!({}))?;
        let tools = listed.pointer("/result/tools").and_then(Value::as_array).context("no tools are listed")?;
        Ok(tools.iter().filter_map(|tool| tool.get("name")?.as_str().map(str::to_owned)).collect())
    }

    pub(super) fn series(&self) -> Series {
        self.client.series()
    }

    /// Whether this Odoo has the model.
    pub(super) fn has(&self, model: &str) -> Result<bool> {
        Ok(!self.find("ir.model", &json!([["model", "=", model]]), &["model"])?.is_empty())
    }

    /// Calls a tool that must succeed; its answer.
    pub(super) fn call(&mut self, tool: &str, arguments: Value) -> Result<Value> {
        let (is_error, answer) = self.any(tool, arguments)?;
        ensure!(!is_error, "{tool}: {answer}");
        Ok(answer)
    }

    /// Calls a tool that must be refused; the error.
    pub(super) fn refused(&mut self, tool: &str, arguments: Value) -> Result<Value> {
        let (is_error, mut answer) = self.any(tool, arguments)?;
        ensure!(is_error, "{tool} was not refused: {answer}");
        Ok(answer.get_mut("error").map(Value::take).unwrap_or_default())
    }

    fn any(&mut self, tool: &str, arguments: Value) -> Result<(bool, Value)> {
        self.calls += 1;
        self.bytes += arguments.to_string().len();
        let mut answer = self.request("tools/call", &json!({"name": tool, "arguments": arguments}))?;
        let result = answer.get_mut("result").map(Value::take).ok_or_else(|| anyhow!("{tool}: a protocol error: {answer}"))?;
        let content = result.get("structuredContent").cloned().unwrap_or_default();
        self.bytes += content.to_string().len();
        Ok((result.get("isError") == Some(&json!(true)), content))
    }

    /// Makes a record beside the gateway.
    pub(super) fn make(&self, model: &str, values: Value) -> Result<i64> {
        let made = self.sent(Call::create(model, [object(values)]))?;
        made.as_i64().or_else(|| made.get(0)?.as_i64()).context("no id was returned")
    }

    /// Changes a record beside the gateway.
    pub(super) fn write(&self, model: &str, id: i64, values: Value) -> Result<()> {
        self.sent(Call::write(model, [id], object(values))).map(drop)
    }

    /// Calls a method beside the gateway.
    pub(super) fn run(&self, model: &str, method: &str, id: i64) -> Result<Value> {
        self.sent(Call::new(model, method).ids([id]))
    }

    /// A value of a record, read beside the gateway; a link is an id.
    pub(super) fn value(&self, model: &str, id: i64, field: &str) -> Result<Value> {
        let call = Call::new(model, "read").ids([id]).named("fields", json!([field])).named("load", "").read();
        Ok(self.sent(call)?.pointer(&format!("/0/{field}")).cloned().unwrap_or_default())
    }

    /// Records, read beside the gateway.
    pub(super) fn find(&self, model: &str, domain: &Value, fields: &[&str]) -> Result<Vec<Value>> {
        let call = Call::new(model, "search_read").named("domain", domain.clone()).named("fields", json!(fields)).named("load", "").read();
        Ok(self.sent(call)?.as_array().cloned().unwrap_or_default())
    }

    /// The id of the user at the desk.
    pub(super) fn user(&self) -> i64 {
        self.client.user().uid
    }

    pub(super) fn sent(&self, call: Call) -> Result<Value> {
        Ok(self.runtime.block_on(self.client.send(call))?)
    }

    fn request(&mut self, method: &str, parameters: &Value) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}))?;
        loop {
            let mut line = String::new();
            ensure!(self.output.read_line(&mut line)? > 0, "the program closed its output");
            let message: Value = serde_json::from_str(&line)?;
            if message.get("method") == Some(&json!("elicitation/create")) {
                let yes = json!({"action": "accept", "content": {"confirm": true}});
                self.send(&json!({"jsonrpc": "2.0", "id": message.get("id"), "result": yes}))?;
            } else if message.get("id") == Some(&json!(id)) {
                return Ok(message);
            }
        }
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        Ok(self.input.write_all(format!("{message}\n").as_bytes())?)
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The id of the first record of an answer.
pub(super) fn first(answer: &Value) -> Result<i64> {
    answer.pointer("/records/0/id").and_then(Value::as_i64).with_context(|| format!("no record: {answer}"))
}

/// The id of what a call made.
pub(super) fn made(answer: &Value) -> Result<i64> {
    answer.pointer("/made/0/ids/0").and_then(Value::as_i64).with_context(|| format!("nothing is reported as made: {answer}"))
}

/// Fails unless Odoo holds this.
pub(super) fn same(what: &str, found: &Value, expected: &Value) -> Result<()> {
    let is_same = found == expected || found.as_f64().zip(expected.as_f64()).is_some_and(|(one, other)| (one - other).abs() < 0.005);
    ensure!(is_same, "{what}: Odoo has {found}, expected {expected}");
    Ok(())
}
