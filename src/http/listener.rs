//! The loop that accepts connections: so many at once, each with a time for its headers, none delayed by Nagle's algorithm. `axum::serve`
//! sets no timer, so that slow headers would hold a connection for ever.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::tls::Tls;

/// The other end of a connection, in the extensions of its requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The place of a connection among those that are open, in the extensions of its requests: what goes on after them holds it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    _held: Arc<OwnedSemaphorePermit>,
}

/// Bounds of the connections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Most connections at once.
    pub(crate) connections: usize,
    /// How long a client may take for the handshake and for the headers of a request.
    pub(crate) headers: Duration,
    /// How long calls on their way may take when the server stops.
    pub(crate) shutdown: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { connections: 10_000, headers: Duration::from_secs(10), shutdown: Duration::from_secs(20) }
    }
}

/// Most header bytes of a request.
const HEADER_BYTES: usize = 32 * 1024;

/// Most streams of a connection in HTTP/2.
const STREAMS: u32 = 100;

/// Accepts and serves connections until `stop` is cancelled and those that were open have ended, or their time is over.
pub(crate) async fn serve(listener: TcpListener, tls: Option<Tls>, router: Router, bounds: Bounds, stop: CancellationToken) {
    let (places, graceful) = (Arc::new(Semaphore::new(bounds.connections)), GracefulShutdown::new());
    let connections = Connections { router, bounds, tls, graceful: &graceful };
    while let Some(place) = stop.run_until_cancelled(Arc::clone(&places).acquire_owned()).await.and_then(Result::ok) {
        match stop.run_until_cancelled(listener.accept()).await {
            Some(Ok((stream, peer))) => connections.spawn(stream, peer, place),
            // Too many open files, or a client that is gone: whoever waits is taken when there is room.
            Some(Err(error)) => {
                tracing::warn!("a connection could not be accepted: {error}");
                tokio::task::yield_now().await;
            }
            None => break,
        }
    }
    drop(listener);
    // WebSockets outlast the request that opened them; each holds the place of its connection.
    let ended = async {
        graceful.shutdown().await;
        places.acquire_many(u32::try_from(bounds.connections).unwrap_or(u32::MAX)).await.is_ok()
    };
    if tokio::time::timeout(bounds.shutdown, ended).await.is_err() {
        tracing::warn!("calls on their way were cut off after {} s", bounds.shutdown.as_secs());
    }
}

struct Connections<'a> {
    router: Router,
    bounds: Bounds,
    tls: Option<Tls>,
    graceful: &'a GracefulShutdown,
}

impl Connections<'_> {
    fn spawn(&self, stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("TCP_NODELAY could not be set: {error}");
        }
        let (router, bounds, tls, watcher) = (self.router.clone(), self.bounds, self.tls.clone(), self.graceful.watcher());
        tokio::spawn(async move {
            let begin = Begin { peer, place: Place { _held: Arc::new(place) }, router, bounds };
            match tls {
                None => connection(stream, begin, watcher).await,
                Some(tls) => match tokio::time::timeout(bounds.headers, tls.accept(stream)).await {
                    Ok(Ok(stream)) => connection(stream, begin, watcher).await,
                    Ok(Err(error)) => tracing::debug!("a TLS handshake failed: {error}"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                },
            }
        });
    }
}

/// What a connection begins with.
struct Begin {
    peer: SocketAddr,
    place: Place,
    router: Router,
    bounds: Bounds,
}

/// Serves one connection. One that sends no whole request in time is closed, whatever protocol it begins.
async fn connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    Begin { peer, place, router, bounds }: Begin,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let has_begun = Arc::new(AtomicBool::new(false));
    let begun = Arc::clone(&has_begun);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        begun.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(place.clone());
        router.clone().oneshot(request.map(Body::new))
    });
    let builder = builder(bounds);
    let mut serving = pin!(watcher.watch(builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned()));
    let served = tokio::select! {
        served = &mut serving => Some(served),
        () = tokio::time::sleep(bounds.headers) => None,
    };
    let served = match served {
        None if has_begun.load(Ordering::Relaxed) => serving.await,
        None => return,
        Some(served) => served,
    };
    if let Err(error) = served {
        tracing::debug!("a connection ended: {error}");
    }
}

fn builder(bounds: Bounds) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(bounds.headers).max_buf_size(HEADER_BYTES);
    let mut http2 = builder.http2();
    http2.timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(20)).keep_alive_timeout(bounds.headers);
    http2.max_concurrent_streams(STREAMS).max_header_list_size(HEADER_BYTES as u32);
    builder
}
