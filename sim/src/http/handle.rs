//! One request from end to end: read, logged, met by faults, answered.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::header::{HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Request, Response, StatusCode, body};

use super::body::ReplyBody;
use super::cut::Cut;
use super::{Incoming, Reply};
use crate::error::{Kind, OdooError};
use crate::faults::Fault;
use crate::server::Server;
use crate::wire;

/// The largest request, as Odoo's own default.
const LARGEST: usize = 128 << 20;

/// Answers a request; an error closes the connection.
pub(super) async fn handle(server: Arc<Server>, cut: Cut, request: Request<body::Incoming>) -> Result<Response<ReplyBody>, io::Error> {
    let incoming = read(request).await?;
    let peeked = wire::peek(&incoming);
    let faults = server.faults.meet(&peeked);
    let expires = peeked.path.starts_with("/web/");
    let number = server.log.add(peeked);
    for fault in &faults {
        if let Fault::Delay(pause) = fault {
            tokio::time::sleep(*pause).await;
        }
    }
    if let Some(instead) = faults.iter().find_map(|fault| instead(&server, &incoming, fault, expires)) {
        return instead;
    }
    server.log.executed(number);
    let reply = wire::answer(&server, &incoming, faults.contains(&Fault::NoneResult));
    spoil(reply, &faults, &cut)
}

async fn read(request: Request<body::Incoming>) -> Result<Incoming, io::Error> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST).collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(Incoming::new(head.method.to_string(), head.uri.path().to_owned(), head.headers, body))
}

type Answer = Result<Response<ReplyBody>, io::Error>;

/// The answer of a fault that does not let the call be carried out.
fn instead(server: &Server, incoming: &Incoming, fault: &Fault, expires: bool) -> Option<Answer> {
    let page = "<!DOCTYPE html>\n<html><head><title>Not what you asked for</title></head><body><h1>Odoo is loading</h1></body></html>\n";
    Some(match fault {
        Fault::HangUp => Err(io::ErrorKind::ConnectionAborted.into()),
        Fault::Html(status) => whole(Reply::html(*status, page)),
        Fault::Status(status, retry_after) => whole(Reply::html(*status, "")).map(|mut response| {
            response.headers_mut().extend(retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
            response
        }),
        Fault::Raise(exception) => whole(wire::raise(server, incoming, (*exception).into())),
        Fault::Refuse(words) => whole(wire::raise(server, incoming, OdooError::new(Kind::UserError, words))),
        Fault::Answer(result) => whole(wire::text(incoming, result)),
        Fault::SessionExpired if expires => whole(wire::session_expired(server)),
        Fault::Oversized(bytes) => {
            let begin = Reply::new(200, "application/json; charset=utf-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"");
            response(begin, |data| ReplyBody::flooded(data, *bytes))
        }
        _ => return None,
    })
}

/// What faults do to an answer that is there.
fn spoil(mut reply: Reply, faults: &[Fault], cut: &Cut) -> Answer {
    let mut slow: Option<(usize, Duration)> = None;
    for fault in faults {
        match fault {
            Fault::DropAfter(0) => return Err(io::ErrorKind::ConnectionAborted.into()),
            Fault::DropAfter(bytes) => cut.after(*bytes),
            Fault::Truncate(bytes) => reply.body.truncate(*bytes),
            Fault::Trickle(piece, pause) => slow = Some((*piece, *pause)),
            _ => {}
        }
    }
    match slow {
        Some((piece, pause)) => response(reply, |data| ReplyBody::slow(data, piece, pause)),
        None => whole(reply),
    }
}

fn whole(reply: Reply) -> Answer {
    response(reply, ReplyBody::whole)
}

fn response(reply: Reply, body: impl FnOnce(Bytes) -> ReplyBody) -> Answer {
    let mut response = Response::new(body(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).map_err(io::Error::other)?;
    response.headers_mut().insert("server", HeaderValue::from_static("Werkzeug/3.0.1 Python/3.12.3"));
    for (name, value) in reply.headers {
        let value = HeaderValue::from_str(&value).map_err(io::Error::other)?;
        response.headers_mut().append(HeaderName::from_static(name), value);
    }
    Ok(response)
}
