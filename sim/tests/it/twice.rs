//! No write is ever carried out twice: the SDK's client writes through a proxy that cuts the line at every byte of the request and of
//! the answer, over each API of each series.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use odoo_sdk::client::{Api, ClientOptions};
use odoo_sdk::{Call, Client, Series};
use odoo_sim::RunningSim;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::setup::start;

/// No cut.
const WHOLE: usize = usize::MAX;

/// How many bytes still pass each way before the line is cut.
#[derive(Debug)]
struct Line {
    request: AtomicUsize,
    answer: AtomicUsize,
    passed: [AtomicUsize; 2],
}

impl Line {
    fn set(&self, request: usize, answer: usize) {
        self.request.store(request, Ordering::SeqCst);
        self.answer.store(answer, Ordering::SeqCst);
        self.passed.iter().for_each(|passed| passed.store(0, Ordering::SeqCst));
    }
}

/// A proxy in front of the server.
async fn proxy(target: String) -> (String, Arc<Line>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let line = Arc::new(Line { request: WHOLE.into(), answer: WHOLE.into(), passed: [0.into(), 0.into()] });
    let shared = line.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&target).await.unwrap();
            tokio::spawn(pass(client, server, shared.clone()));
        }
    });
    (url, line)
}

/// Passes bytes both ways until either way ends; then both connections close.
async fn pass(client: TcpStream, server: TcpStream, line: Arc<Line>) {
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::select! {
        () = one_way(from_client, to_server, &line.request, &line.passed[0]) => {}
        () = one_way(from_server, to_client, &line.answer, &line.passed[1]) => {}
    }
}

async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, left: &AtomicUsize, passed: &AtomicUsize) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let allowed = left.load(Ordering::SeqCst);
        let kept = count.min(allowed);
        if allowed != WHOLE {
            left.store(allowed - kept, Ordering::SeqCst);
        }
        passed.fetch_add(kept, Ordering::SeqCst);
        if to.write_all(&buffer[..kept]).await.is_err() || kept < count {
            return;
        }
    }
}

/// One write over the line as it is set: whether the client says it succeeded or certainly did not run.
async fn write(client: &Client, sim: &RunningSim, what: &str) {
    let before = sim.executed("res.partner", "create");
    let values = json!({ "name": "Once" });
    let outcome = client.send(Call::create("res.partner", values.as_object().cloned())).await;
    let executed = sim.executed("res.partner", "create") - before;
    assert!(executed <= 1, "{what}: carried out {executed} times");
    match outcome {
        Ok(_) => assert_eq!(executed, 1, "{what}: said to be done"),
        Err(error) if error.did_not_run() => assert_eq!(executed, 0, "{what}: said not to have run: {error}"),
        Err(_) => {}
    }
}

async fn every_byte(series: Series, api: Api) {
    let sim = start(series).await;
    let (url, line) = proxy(sim.url().trim_start_matches("http://").to_owned()).await;
    let mut options = ClientOptions::default();
    (options.retry_delay, options.breaker_failures) = (std::time::Duration::ZERO, 0);
    let connect = Client::connect(&url).database(sim.database()).options(options).api(api);
    let connect = match api {
        Api::Web => connect.password("admin", "admin"),
        _ => connect.api_key("admin", sim.api_key("admin").unwrap()),
    };
    let client = connect.await.unwrap();
    line.set(WHOLE, WHOLE);
    write(&client, &sim, "nothing cut").await;
    let lengths = line.passed.each_ref().map(|passed| passed.load(Ordering::SeqCst));
    for at in 0..lengths[0] {
        line.set(at, WHOLE);
        write(&client, &sim, &format!("{series} {api} request cut at {at}")).await;
    }
    for at in 0..lengths[1] {
        line.set(WHOLE, at);
        write(&client, &sim, &format!("{series} {api} answer cut at {at}")).await;
    }
    assert!(lengths.iter().all(|length| *length > 100), "{lengths:?}");
}

#[tokio::test]
async fn over_the_web_client_s_api() {
    every_byte(Series::V17, Api::Web).await;
}

#[tokio::test]
async fn over_json_rpc() {
    every_byte(Series::V18, Api::JsonRpc).await;
}

#[tokio::test]
async fn over_xml_rpc() {
    every_byte(Series::V17, Api::XmlRpc).await;
}

#[tokio::test]
async fn over_json_2() {
    every_byte(Series::V19, Api::Json2).await;
}
