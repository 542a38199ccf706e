//! `bench http`: what the gateway costs over a network, with a gateway key, beside a plain proxy and no proxy at all, all in front of the
//! same upstream that answers at once. The driver keeps its connections open and waits for each answer before it asks again.

mod connection;
mod proxy;
mod server;

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::calls::{self, Upstream};
use connection::Connection;
use proxy::Proxy;
use server::Server;

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct HttpArguments {
    /// The program to measure; without it the release build, made first.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Connections at once.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// How long each is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Odoo users, each with a key of their own.
    #[arg(long, default_value_t = 1_000)]
    principals: usize,
}

/// Runs the command.
pub(crate) fn run(arguments: &HttpArguments) -> Result<()> {
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => calls::build()?,
    };
    let mut out = std::io::stdout().lock();
    let (upstream, time) = (Upstream::start()?, Duration::from_secs(arguments.seconds));
    let proxy = Proxy::start(upstream.url())?;
    let server = Server::start(&program, upstream.url(), arguments.principals)?;
    writeln!(out, "memory idle:                            {} kB", server.memory().unwrap_or(0))?;
    let key = server.key("bench")?;
    let requests = [
        ("directly", upstream.url(), connection::request(upstream.url(), "/jsonrpc", "", &to_odoo())?),
        ("plain proxy", proxy.url(), connection::request(proxy.url(), "/jsonrpc", "", &to_odoo())?),
        ("gateway", server.url(), connection::request(server.url(), "/mcp", &with_key(&key), &to_gateway())?),
    ];
    for connections in [1, arguments.connections] {
        writeln!(out, "{connections} connections:")?;
        let mut rates = Vec::new();
        for (name, url, request) in &requests {
            let load = Load { url, request, connections };
            load.run(time / 5)?;
            let measured = load.run(time)?;
            rates.push(measured.rate());
            writeln!(out, "  {name:<16} {measured}")?;
        }
        if let [_, proxy, gateway] = rates.as_slice() {
            writeln!(out, "  gateway to plain proxy:               {:.0} %", gateway / proxy * 100.0)?;
        }
    }
    principals(&mut out, &server, arguments.principals)?;
    opening(arguments.program.is_some())
}

/// So many users in turn, twice: what the second round adds is what does not stay flat.
fn principals(out: &mut impl Write, server: &Server, count: usize) -> Result<()> {
    let keys: Vec<String> = (0..count).map(|number| server.key(&format!("user{number}"))).collect::<Result<_>>()?;
    for round in 1..=3 {
        let mut connection = Connection::open(server.url())?;
        for key in &keys {
            answered(&connection.exchange(&connection::request(server.url(), "/mcp", &with_key(key), &to_gateway())?)?)?;
        }
        writeln!(out, "memory after {count} users, round {round}:      {} kB", server.memory().unwrap_or(0))?;
    }
    Ok(())
}

/// What opening a key costs is measured without a network, in a build for release.
fn opening(has_program: bool) -> Result<()> {
    if has_program {
        return Ok(());
    }
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["bench", "--quiet", "--package", "odoo-gateway", "--features", "measure", "--bench", "keys"]);
    let status = cargo.current_dir(crate::workspace::root()).status().context("cannot run cargo")?;
    ensure!(status.success(), "the measure failed: {status}");
    Ok(())
}

fn with_key(key: &str) -> String {
    format!("Authorization: Bearer {key}\r\n")
}

fn to_odoo() -> Value {
    let arguments =
        json!(["db", 2, "key", "res.partner", "search_read", [[["is_company", "=", true]]], {"fields": ["name", "email"], "limit": 10}]);
    json!({"jsonrpc": "2.0", "id": 1, "method": "call", "params": {"service": "object", "method": "execute_kw", "args": arguments}})
}

fn to_gateway() -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search_read", "arguments": calls::search()}})
}

/// A search that was done: nothing is measured but that.
fn answered(answer: &[u8]) -> Result<()> {
    let answer: Value = serde_json::from_slice(answer).with_context(|| String::from_utf8_lossy(answer).into_owned())?;
    let is_good = answer.get("result").is_some_and(|result| result.get("isError") != Some(&json!(true)));
    ensure!(is_good, "a call failed: {answer}");
    Ok(())
}

/// The same request over and over on several connections.
struct Load<'a> {
    url: &'a str,
    request: &'a [u8],
    connections: usize,
}

impl Load<'_> {
    fn run(&self, time: Duration) -> Result<Measured> {
        let began = Instant::now();
        let times = std::thread::scope(|scope| {
            let each = |_| scope.spawn(|| self.one(began + time));
            let threads: Vec<_> = (0..self.connections).map(each).collect();
            let joined = threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow::anyhow!("a connection panicked"))?);
            joined.collect::<Result<Vec<_>>>()
        })?;
        Ok(Measured::new(times.into_iter().flatten().collect(), began.elapsed()))
    }

    /// The time of each exchange until then. The first answer is looked at, the others have to be of its size.
    fn one(&self, until: Instant) -> Result<Vec<Duration>> {
        let mut connection = Connection::open(self.url)?;
        let first = connection.exchange(self.request)?;
        answered(&first)?;
        let mut times = Vec::new();
        while Instant::now() < until {
            let began = Instant::now();
            let answer = connection.exchange(self.request)?;
            times.push(began.elapsed());
            ensure!(answer.len() == first.len(), "an answer differs: {}", String::from_utf8_lossy(&answer));
        }
        Ok(times)
    }
}

/// What was measured.
struct Measured {
    times: Vec<Duration>,
    took: Duration,
}

impl Measured {
    fn new(mut times: Vec<Duration>, took: Duration) -> Self {
        times.sort();
        Self { times, took }
    }

    fn rate(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    fn at(&self, percent: usize) -> f64 {
        let place = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>10.0} calls/s   p50 {:.3} ms   p99 {:.3} ms", self.rate(), self.at(50), self.at(99))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_times() {
        let times = (1..=200).rev().map(Duration::from_millis).collect();
        let measured = Measured::new(times, Duration::from_secs(2));
        assert_eq!((measured.rate(), measured.at(50), measured.at(99)), (100.0, 101.0, 199.0));
        assert_eq!(Measured::new(Vec::new(), Duration::from_secs(1)).at(99), 0.0);
    }

    #[test]
    fn a_refusal_is_no_call_that_counts() {
        assert!(answered(br#"{"result": {"isError": false}}"#).is_ok() && answered(br#"{"result": []}"#).is_ok());
        assert!(answered(br#"{"result": {"isError": true}}"#).is_err() && answered(br#"{"error": "no"}"#).is_err());
    }

    #[test]
    fn a_plain_proxy_answers_what_the_upstream_does() {
        let upstream = Upstream::start().unwrap();
        let proxy = Proxy::start(upstream.url()).unwrap();
        let exchange = |url: &str| {
            let request = connection::request(url, "/jsonrpc", "", &to_odoo()).unwrap();
            let mut connection = Connection::open(url).unwrap();
            [connection.exchange(&request).unwrap(), connection.exchange(&request).unwrap()]
        };
        assert_eq!(exchange(proxy.url()), exchange(upstream.url()));
    }
}
