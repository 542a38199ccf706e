//! The binary as a server on a port of the system's choice, and requests to it.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::client::command;

/// The operator's key in these tests.
pub(super) const OPERATOR: &str = "operator-key-of-the-tests";

/// A running server; it ends when this goes.
pub(super) struct Server {
    process: Child,
    stderr: Option<BufReader<ChildStderr>>,
    url: String,
    metrics: Option<String>,
    pub(super) client: Client,
}

impl Server {
    /// Starts the binary with this environment and waits for its address.
    pub(super) fn start(environment: &[(&str, &str)]) -> Self {
        Self::spawn(command(environment).args(["serve", "--transport", "http"]))
    }

    /// The same with the embedded Odoo.
    pub(super) fn demo(environment: &[(&str, &str)]) -> Self {
        Self::spawn(command(environment).args(["serve", "--demo", "--transport", "http"]))
    }

    fn spawn(command: &mut Command) -> Self {
        if command.get_envs().all(|(name, _)| name != "MCP_PORT") {
            command.env("MCP_PORT", "0");
        }
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let mut stderr = BufReader::new(process.stderr.take().expect("stderr is piped"));
        let mut said = String::new();
        let url = loop {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "the server ended: {said}");
            if let Some(url) = line.strip_prefix("listening on ") {
                break url.trim_end().to_owned();
            }
            said.push_str(&line);
        };
        let metrics = said.lines().find_map(|line| line.strip_prefix("metrics on ")).map(str::to_owned);
        // Another test may have set it before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { process, stderr: Some(stderr), url, metrics, client }
    }

    /// Address of `/mcp`.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Address of `/metrics`, where it is served.
    pub(super) fn metrics(&self) -> Option<&str> {
        self.metrics.as_deref()
    }

    /// Host and port.
    pub(super) fn authority(&self) -> &str {
        self.url.split('/').nth(2).unwrap()
    }

    /// A request for a path.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.authority()))
    }

    /// A message of MCP, without a key.
    pub(super) fn message(&self, method: &str, parameters: Value) -> RequestBuilder {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters});
        let request = self.request(Method::POST, "/mcp").header("accept", "application/json, text/event-stream");
        request.header("content-type", "application/json").body(message.to_string())
    }

    /// A tool call with a key; its structured content, whether good or an error.
    pub(super) async fn call(&self, key: &str, tool: &str, arguments: Value) -> Value {
        let request = self.message("tools/call", json!({"name": tool, "arguments": arguments})).bearer_auth(key);
        let answer = body(request.send().await.unwrap()).await;
        assert!(answer["result"].is_object(), "{tool}: {answer}");
        answer["result"]["structuredContent"].clone()
    }

    /// Tells the process to stop.
    pub(super) fn terminate(&self) {
        let pid = rustix::process::Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// Waits for its end; whether it was a good one, and what it said on standard error after its address.
    pub(super) fn wait(mut self) -> (bool, String) {
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.stderr.take().unwrap(), &mut said).unwrap();
        (self.process.wait().unwrap().success(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The body as JSON.
pub(super) async fn body(response: Response) -> Value {
    let text = response.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"))
}
