//! From a failed exchange to our error: one line that names the server, and whether the request can have reached it.

use std::error::Error as StdError;
use std::io;

use crate::error::{Error, ErrorKind};

/// No answer came.
pub(super) fn of_sending(error: reqwest::Error, place: &str) -> Error {
    let error = error.without_url();
    let message = match () {
        () if error.is_dns() => format!("the name of {place} cannot be resolved"),
        () if is_tls(&error) => format!("no secure connection to {place}: {}", tls_reason(&error)),
        () if error.is_connect() && error.is_timeout() => format!("{place} cannot be reached in time"),
        () if error.is_connect() && has_io(&error, io::ErrorKind::ConnectionRefused) => {
            format!("{place} refused the connection: check host and port")
        }
        () if error.is_connect() && has_io(&error, io::ErrorKind::UnexpectedEof) => {
            format!("no secure connection to {place}: it closed the connection, as one does that speaks plain `http://`")
        }
        () if error.is_connect() => format!("{place} cannot be reached"),
        () if error.is_timeout() => format!("{place} did not answer in time"),
        () => format!("{place} closed the connection without an answer"),
    };
    let connecting = error.is_connect() && !is_tls(&error);
    let never_sent = error.is_connect();
    let failed = Error::new(ErrorKind::Connection, message).caused_by(error);
    match (never_sent, connecting) {
        (true, true) => failed.never_ran().transient(None),
        (true, false) => failed.never_ran(),
        (false, _) => failed.transient(None),
    }
}

/// The answer broke off, or cannot be decompressed.
pub(super) fn of_reading(error: reqwest::Error, place: &str) -> Error {
    let error = error.without_url();
    let message = if error.is_timeout() {
        format!("{place} stopped answering halfway")
    } else if has_io(&error, io::ErrorKind::InvalidData) || has_io(&error, io::ErrorKind::InvalidInput) {
        return Error::new(ErrorKind::Protocol, format!("the answer of {place} cannot be decompressed")).caused_by(error);
    } else {
        format!("{place} closed the connection in the middle of its answer")
    };
    Error::new(ErrorKind::Connection, message).transient(None).caused_by(error)
}

/// The errors behind `error`, through what io errors wrap.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |found: &&'a (dyn StdError + 'static)| {
        match found.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => (*found).source(),
        }
    })
}

fn has_io(error: &reqwest::Error, kind: io::ErrorKind) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| cause.kind() == kind)
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())
}

fn is_tls(error: &reqwest::Error) -> bool {
    tls_error(error).is_some()
}

fn tls_reason(error: &reqwest::Error) -> String {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(reason)) => certificate_reason(reason).to_owned(),
        Some(rustls::Error::InvalidMessage(_)) => "it does not speak TLS on this port: try `http://`".to_owned(),
        _ => "the TLS handshake failed".to_owned(),
    }
}

fn certificate_reason(reason: &rustls::CertificateError) -> &'static str {
    match reason {
        rustls::CertificateError::NotValidForName | rustls::CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name than the address has"
        }
        rustls::CertificateError::Expired | rustls::CertificateError::ExpiredContext { .. } => "its certificate has expired",
        _ => "its certificate is not trusted; `SSL_CERT_FILE` names a file with the certificate of its authority",
    }
}
