//! A proxy that does nothing but send requests on, over connections that stay open: what the least that stands between costs.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;

type Upstream = Client<HttpConnector, Incoming>;

/// A proxy that runs until the process ends.
pub(super) struct Proxy {
    url: String,
}

impl Proxy {
    /// In front of a server, on a free port and threads of its own.
    pub(super) fn start(upstream: &str) -> Result<Self> {
        let (sender, receiver) = std::sync::mpsc::channel();
        let authority = upstream.trim_start_matches("http://").to_owned();
        std::thread::spawn(move || {
            let serving = tokio::runtime::Runtime::new().map(|runtime| runtime.block_on(serve(authority, &sender)));
            serving.map_err(anyhow::Error::from).flatten()
        });
        let address = receiver.recv().context("the proxy did not start")?;
        Ok(Self { url: format!("http://{address}") })
    }

    /// Its address.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

async fn serve(authority: String, started: &std::sync::mpsc::Sender<SocketAddr>) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client: Upstream = Client::builder(TokioExecutor::new()).build(connector);
    started.send(listener.local_addr()?)?;
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        let (client, authority) = (client.clone(), authority.clone());
        let service = service_fn(move |request| send_on(client.clone(), authority.clone(), request));
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(connection), service));
    }
}

async fn send_on(client: Upstream, authority: String, mut request: Request<Incoming>) -> Result<Response<Incoming>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = Uri::builder().scheme("http").authority(authority.as_str()).path_and_query(path).build()?;
    request.headers_mut().insert(HOST, HeaderValue::from_str(&authority)?);
    Ok(client.request(request).await?)
}
