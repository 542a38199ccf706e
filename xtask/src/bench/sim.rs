//! What the embedded Odoo costs: start-up, memory and calls a second, each series in a process of its own, beside a server that answers
//! every request with the same bytes.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;
use odoo_sdk::Series;
use odoo_sdk::schema::{Pack, Snapshot, pack};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::workspace;

/// Connections at once.
const CONNECTIONS: usize = 4;

/// Calls on each.
const CALLS: usize = 2000;

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct SimArguments {
    /// A packed snapshot to measure in this process; without it every series is measured in one of its own.
    #[arg(long, hide = true)]
    pack: Option<PathBuf>,
}

pub(super) fn run(arguments: &SimArguments) -> Result<()> {
    match &arguments.pack {
        Some(pack) => crate::block_on(measure(pack)),
        None => Series::ALL.into_iter().try_for_each(in_own_process),
    }
}

fn in_own_process(series: Series) -> Result<()> {
    let snapshot = Snapshot::read(&workspace::root().join("schemas").join(series.name()))?;
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(&pack::pack(&snapshot.render())?)?;
    let status = Command::new(std::env::current_exe()?).args(["bench", "sim", "--pack"]).arg(file.path()).status()?;
    ensure!(status.success(), "the measure of {series} failed");
    Ok(())
}

async fn measure(path: &Path) -> Result<()> {
    let bytes: &'static [u8] = Box::leak(std::fs::read(path)?.into_boxed_slice());
    let before = memory();
    let began = Instant::now();
    let sim = odoo_sim::Sim::builder(Pack::open(bytes)?).today("2026-11-20".parse()?).start().await?;
    let (start, started) = (began.elapsed(), memory());
    let address: SocketAddr = sim.url().trim_start_matches("http://").parse()?;
    let arguments = json!([sim.database(), 2, sim.api_key("admin"), "res.partner", "search_read",
        [[["is_company", "=", true]]], {"fields": ["name", "email"], "limit": 10}]);
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "call",
        "params": {"service": "object", "method": "execute_kw", "args": arguments}});
    let request = request(&call.to_string());
    let fixed = same_answer().await?;
    // Both twice, in turns: the machine may be busy with something else.
    let (first, baseline) = (rate(address, &request).await?, rate(fixed, &request).await?);
    let (second, again) = (rate(address, &request).await?, rate(fixed, &request).await?);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", sim.series())?;
    writeln!(out, "  start:                     {:.1} ms", start.as_secs_f64() * 1e3)?;
    writeln!(out, "  memory started / at end:   {} / {} kB", started.saturating_sub(before), memory().saturating_sub(before))?;
    writeln!(out, "  searches a second:         {:.0}, {:.0}", first, second)?;
    writeln!(out, "  the same answer a second:  {:.0}, {:.0}", baseline, again)?;
    Ok(())
}

fn request(body: &str) -> String {
    let length = body.len();
    format!("POST /jsonrpc HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// A server that reads a request and answers the same bytes.
async fn same_answer() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = vec![0; 8192];
                while let Ok(1..) = stream.read(&mut buffer).await {
                    let body = [b'x'; 900];
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                    if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    Ok(address)
}

/// Requests a second over a few connections.
async fn rate(address: SocketAddr, request: &str) -> Result<f64> {
    let began = Instant::now();
    let workers = (0..CONNECTIONS).map(|_| tokio::spawn(calls(address, request.to_owned())));
    for worker in workers.collect::<Vec<_>>() {
        worker.await??;
    }
    let calls = u32::try_from(CONNECTIONS * CALLS)?;
    Ok(f64::from(calls) / began.elapsed().as_secs_f64())
}

async fn calls(address: SocketAddr, request: String) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 1 << 16];
    for _ in 0..CALLS {
        stream.write_all(request.as_bytes()).await?;
        answer(&mut stream, &mut buffer).await?;
    }
    Ok(())
}

/// Reads one whole answer.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<()> {
    let mut filled = 0;
    loop {
        let read = stream.read(buffer.get_mut(filled..).context("the answer is too long")?).await?;
        ensure!(read > 0, "the connection closed");
        filled += read;
        let text = String::from_utf8_lossy(buffer.get(..filled).unwrap_or_default()).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no length")?;
        if body.len() >= length.trim().parse::<usize>()? {
            return Ok(());
        }
    }
}

/// Resident memory in kB; 0 where the system does not report it.
pub(super) fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
