//! An MCP client as plain as can be: JSON lines to the binary and back.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::answers;

/// The binary under test, serving on stdio.
pub(crate) struct Gateway {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    last_id: u64,
    /// Tools of the calls that are not answered yet.
    called: HashMap<u64, String>,
}

/// The day of every embedded Odoo here.
pub(crate) const TODAY: &str = "2026-11-20";

/// The tools of any model alone; those of the apps have their tests in `apps`.
pub(crate) const CORE: (&str, &str) = ("MCP_TOOLSETS", "core");

/// Whether a variable moves a process's clock: what runs the tests at another time moves the binary's too.
fn moves_the_clock(name: &str) -> bool {
    matches!(name, "TZ" | "LD_PRELOAD") || name.starts_with("FAKETIME")
}

/// The binary with an environment of its own: nothing of the caller's gets in but the time.
pub(crate) fn command(environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_odoo-gateway"));
    command.env_clear().envs(std::env::vars().filter(|(name, _)| moves_the_clock(name)));
    // Tests call faster than a minute's budget allows; those that test the budget set it.
    command.env("RATE_LIMIT_GLOBAL", "0").env("RATE_LIMIT_WRITE", "0").env("ODOO_SIM_TODAY", TODAY);
    command.envs(environment.iter().copied()).current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

impl Gateway {
    /// Starts the binary and does the handshake of the era with sessions.
    pub(crate) fn start(environment: &[(&str, &str)]) -> Self {
        Self::start_with(&["serve"], environment)
    }

    /// The same with other arguments.
    pub(crate) fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_as(arguments, environment, json!({}))
    }

    /// The same for a client with these capabilities.
    pub(crate) fn start_as(arguments: &[&str], environment: &[(&str, &str)], capabilities: Value) -> Self {
        let mut gateway = Self::spawn_with(arguments, environment);
        let client = json!({"name": "test", "version": "1"});
        let parameters = json!({"protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": client});
        let answer = gateway.request("initialize", parameters);
        assert_eq!(answer["result"]["serverInfo"]["name"], "odoo-gateway", "{answer}");
        gateway.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        gateway
    }

    /// Starts the binary without a word.
    pub(crate) fn spawn(environment: &[(&str, &str)]) -> Self {
        Self::spawn_with(&["serve"], environment)
    }

    fn spawn_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = command(environment);
        let mut process =
            command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().expect("stdout is piped"));
        Self { process, input, output, last_id: 0, called: HashMap::new() }
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Sends a request and waits for its answer; notifications between are passed over.
    pub(crate) fn request(&mut self, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}));
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Sends a request and gives the first message that comes, whatever it is.
    pub(crate) fn first_word(&mut self, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": parameters}));
        self.receive()
    }

    /// Calls a tool; its result, whether good or an error.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.request("tools/call", json!({"name": tool, "arguments": arguments}));
        assert!(answer["result"].is_object(), "{tool}: a protocol error: {answer}");
        answer["result"].clone()
    }

    /// Calls a tool without waiting for it; the id of the request.
    pub(crate) fn begin(&mut self, tool: &str, arguments: Value) -> u64 {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}));
        self.last_id
    }

    /// The result of a call that began before, which must succeed.
    pub(crate) fn end(&mut self, id: u64) -> Value {
        let message = self.receive();
        assert_eq!(message["id"], id, "{message}");
        assert_ne!(message["result"]["isError"], true, "{message}");
        message["result"]["structuredContent"].clone()
    }

    /// Calls a tool that must succeed; its structured content.
    pub(crate) fn good(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments.clone());
        assert_ne!(result["isError"], true, "{tool} {arguments}: {}", result["structuredContent"]);
        result["structuredContent"].clone()
    }

    /// Calls a tool that must fail; the error.
    pub(crate) fn bad(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments.clone());
        assert_eq!(result["isError"], true, "{tool} {arguments}: {}", result["structuredContent"]);
        result["structuredContent"]["error"].clone()
    }

    /// Calls a tool, and gives this reply to what the server asks meanwhile; what it asked, and the result.
    pub(crate) fn call_answering(&mut self, tool: &str, arguments: Value, reply: &Value) -> (Value, Value) {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}));
        let mut asked = Value::Null;
        loop {
            let message = self.receive();
            if message["method"] == "elicitation/create" {
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": reply}));
                asked = message;
            } else if message["id"] == id {
                return (asked, message["result"].clone());
            }
        }
    }

    /// Calls a tool that reports its progress; how far it said it was, and the result.
    pub(crate) fn call_with_progress(&mut self, tool: &str, arguments: Value) -> (Vec<Value>, Value) {
        self.last_id += 1;
        let id = self.last_id;
        let parameters = json!({"name": tool, "arguments": arguments, "_meta": {"progressToken": "p"}});
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": parameters}));
        let mut reported = Vec::new();
        loop {
            let message = self.receive();
            if message["method"] == "notifications/progress" {
                assert_eq!(message["params"]["progressToken"], "p");
                let progress = &message["params"]["progress"];
                reported.push(progress.as_f64().map_or(Value::Null, |progress| json!(progress as u64)));
            } else if message["id"] == id {
                return (reported, message["result"].clone());
            }
        }
    }

    /// Calls a tool and cancels the call when it has begun.
    pub(crate) fn call_cancelling(&mut self, tool: &str, arguments: Value, has_begun: impl Fn() -> bool) {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}));
        while !has_begun() {
            std::thread::yield_now();
        }
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}}));
    }

    /// Calls a tool that asks to be confirmed, and confirms it; its structured content.
    pub(crate) fn confirmed(&mut self, tool: &str, mut arguments: Value) -> Value {
        let asked = self.bad(tool, arguments.clone());
        assert_eq!(asked["code"], "confirmation_needed", "{tool} {arguments}: {asked}");
        arguments["confirm_token"] = asked["confirm_token"].clone();
        self.good(tool, arguments)
    }

    /// Waits until the binary logs a line with this text; the line.
    pub(crate) fn logged(&mut self, text: &str) -> String {
        let stderr = BufReader::new(self.process.stderr.as_mut().expect("stderr is piped"));
        stderr.lines().map(|line| line.expect("stderr is text")).find(|line| line.contains(text)).expect("the binary logs it")
    }

    /// Closes the input and waits; everything the binary wrote to stderr.
    pub(crate) fn stop(mut self) -> String {
        drop(self.input.take());
        let mut log = String::new();
        if let Some(mut stderr) = self.process.stderr.take() {
            std::io::Read::read_to_string(&mut stderr, &mut log).expect("stderr is text");
        }
        let status = self.process.wait().expect("the binary ends");
        assert!(status.success(), "{status}: {log}");
        log
    }

    fn send(&mut self, message: &Value) {
        if let (Some(id), Some(tool)) =
            (message["id"].as_u64(), message["params"]["name"].as_str().filter(|_| message["method"] == "tools/call"))
        {
            self.called.insert(id, tool.to_owned());
        }
        let input = self.input.as_mut().expect("the input is open");
        writeln!(input, "{message}").expect("the binary reads");
    }

    /// Sends a line as it is.
    pub(crate) fn send_line(&mut self, line: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(&[line, b"\n"].concat()).expect("the binary reads");
    }

    /// The next message, whatever it is.
    pub(crate) fn receive(&mut self) -> Value {
        let mut line = String::new();
        let read = self.output.read_line(&mut line).expect("the binary writes");
        assert_ne!(read, 0, "the binary closed its output");
        let message: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("stdout has a line that is not JSON: {error}: {line}"));
        let tool = message["id"].as_u64().filter(|_| message["method"].is_null()).and_then(|id| self.called.remove(&id));
        if let Some(tool) = tool {
            answers::check(&tool, &message["result"]);
        }
        message
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What is wrong with a call, one by one: several problems stand in `errors`, a single one is the error itself.
pub(super) fn problems(error: &Value) -> Vec<&Value> {
    error["errors"].as_array().map_or_else(|| vec![error], |several| several.iter().collect())
}
