//! HTTP/1.1 on a loopback port: takes requests apart, applies faults, hands the rest to `wire`. Keep-alive is hyper's.

mod body;
mod cut;
mod handle;
mod incoming;
mod reply;

use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use self::cut::Cut;
use crate::server::Server;

pub(crate) use incoming::Incoming;
pub(crate) use reply::Reply;

/// Serves connections until it is dropped, and every connection with it.
pub(crate) async fn serve(listener: TcpListener, server: Arc<Server>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, Arc::clone(&server)))),
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "cannot accept a connection"),
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, server: Arc<Server>) {
    drop(stream.set_nodelay(true));
    let cut = Cut::default();
    let io = TokioIo::new(cut.over(stream));
    let service = service_fn(|request| handle::handle(Arc::clone(&server), cut.clone(), request));
    // An error here is a connection that a client or a fault has closed.
    drop(http1::Builder::new().half_close(false).serve_connection(io, service).await);
}
