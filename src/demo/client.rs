//! A plain MCP client inside the process: JSON lines to the gateway and back, as over stdio.

use rmcp::ServiceExt;
use serde_json::{Value, json};
use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};

use crate::mcp::Gateway;

/// Bytes that either side may be ahead.
const PIPE: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum ClientError {
    /// The pipe is broken.
    #[error("the connection ended")]
    Pipe(#[from] std::io::Error),
    /// A line that is no JSON.
    #[error("a line is not JSON")]
    Json(#[from] serde_json::Error),
    /// The answer is a protocol error.
    #[error("it answered with a protocol error: {0}")]
    Protocol(Value),
}

/// A connected client.
pub(super) struct Client {
    output: WriteHalf<DuplexStream>,
    input: BufReader<ReadHalf<DuplexStream>>,
    last_id: u64,
}

impl Client {
    /// Connects to a gateway, which serves until this client is dropped.
    pub(super) async fn connect(gateway: Gateway) -> Result<Self, ClientError> {
        let (ours, theirs) = tokio::io::duplex(PIPE);
        tokio::spawn(async move {
            if let Ok(running) = gateway.serve(tokio::io::split(theirs)).await {
                let _ = running.waiting().await;
            }
        });
        let (input, output) = tokio::io::split(ours);
        let mut client = Self { output, input: BufReader::new(input), last_id: 0 };
        let info = json!({"name": "demo", "version": env!("CARGO_PKG_VERSION")});
        client.request("initialize", json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info})).await?;
        client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await?;
        Ok(client)
    }

    /// Calls a tool.
    pub(super) async fn call(&mut self, tool: &str, arguments: Value) -> Result<Value, ClientError> {
        self.request("tools/call", json!({"name": tool, "arguments": arguments})).await
    }

    async fn request(&mut self, method: &str, parameters: Value) -> Result<Value, ClientError> {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": parameters})).await?;
        loop {
            let mut line = String::new();
            if self.input.read_line(&mut line).await? == 0 {
                return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
            }
            let mut message: Value = serde_json::from_str(&line)?;
            if message.get("id") == Some(&json!(self.last_id)) {
                return message.get_mut("result").map(Value::take).ok_or(ClientError::Protocol(message));
            }
        }
    }

    async fn send(&mut self, message: &Value) -> Result<(), ClientError> {
        Ok(self.output.write_all(format!("{message}\n").as_bytes()).await?)
    }
}
