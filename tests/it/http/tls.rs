//! TLS from both ends: the gateway as the server with a certificate of its own, and the gateway as the client of an address whose
//! certificate nobody vouches for. The certificates in `tests/it/certificates` are good for a hundred years and for `localhost`.

use std::path::{Path, PathBuf};

use super::server::{OPERATOR, Server};
use crate::client::command;

fn certificate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/certificates").join(name)
}

/// A server that speaks TLS.
fn secured() -> Server {
    let (chain, key) = (certificate("server.pem"), certificate("server.key"));
    let files = [("MCP_TLS_CERT", chain.to_str().unwrap()), ("MCP_TLS_KEY", key.to_str().unwrap())];
    Server::demo(&[&files[..], &[("API_KEY", OPERATOR)]].concat())
}

/// What `check` says of an Odoo at that address, with the variables beside it.
fn said(address: &str, more: &[(&str, &str)]) -> (Option<i32>, String) {
    let odoo = [("ODOO_URL", address), ("ODOO_DB", "x"), ("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
    let output = command(&[&odoo[..], more].concat()).arg("check").output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_names_the_variable_that_does() {
    let server = secured();
    let port = server.authority().rsplit(':').next().unwrap().to_owned();
    let asked = move || {
        let address = format!("https://localhost:{port}");
        let authority = certificate("authority.pem");
        let refused = said(&address, &[]);
        let trusted = said(&address, &[("SSL_CERT_FILE", authority.to_str().unwrap())]);
        let plain = said(&format!("http://localhost:{port}"), &[]);
        (refused, trusted, plain)
    };
    let (refused, trusted, plain) = tokio::task::spawn_blocking(asked).await.unwrap();
    let text = "its certificate is not trusted; `SSL_CERT_FILE` names a file with the certificate of its authority";
    assert!(refused.0 == Some(3) && refused.1.contains(text), "{refused:?}");
    // What answers there is no Odoo; that it is heard shows that the certificate is believed.
    assert!(trusted.0 != Some(0) && !trusted.1.contains("certificate") && !trusted.1.contains("TLS"), "{trusted:?}");
    assert!(plain.0 != Some(0) && !plain.1.contains("SSL_CERT_FILE"), "{plain:?}");
}
