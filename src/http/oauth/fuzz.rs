//! What strangers send to the sign-in, for the fuzz targets.

use axum::extract::Query;
use axum::http::Uri;

use super::authorize::{Parameters, Refused, check};
use super::client::Client;
use super::documents::read;
use super::redirect;
use super::routes::registration;
use crate::keys::{KeyRing, Purpose};

const ISSUER: &str = "https://mcp.example.com";
const RESOURCE: &str = "https://mcp.example.com/mcp";
const DOCUMENT: &str = "https://client.example/oauth/client.json";

/// The key of the sealed seeds: 32 bytes of zero.
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A registration, or a document: whatever is taken sends browsers to addresses that may be registered alone.
pub(crate) fn client(data: &[u8]) -> bool {
    let registered = registration(data).and_then(|registration| Client::new(registration, 0).ok());
    let clients = registered.into_iter().chain(read(DOCUMENT, data).ok());
    let checked = clients.inspect(|client| {
        assert!(client.redirects.iter().all(|text| redirect::may_be_registered(text)), "{client:?}");
        assert!(!client.name.contains(char::is_control), "{client:?}");
    });
    checked.count() > 0
}

/// The query of a request to sign in: what is sent anywhere goes to the client, with one issuer.
pub(crate) fn request(data: &[u8]) -> bool {
    let client = Client { name: "fuzz".to_owned(), redirects: vec!["http://127.0.0.1/callback".to_owned()], registered_at: 0 };
    let Ok(uri) = Uri::try_from([b"/?", data].concat().as_slice()) else { return false };
    let Ok(Query(given)) = Query::<Parameters>::try_from_uri(&uri) else { return false };
    match check(&given, &client, ISSUER, RESOURCE) {
        Ok(asked) => {
            assert!(redirect::is_local(&asked.redirect), "{asked:?}");
            true
        }
        Err(Refused::SentBack(url)) => {
            assert!(redirect::is_local(&url) && url.matches("iss=https").count() >= 1, "{url}");
            true
        }
        Err(Refused::Redirect) => false,
    }
}

/// A sealed text, for each purpose: it opens for one at most.
pub(crate) fn sealed(data: &[u8]) -> bool {
    let (Ok(ring), Ok(text)) = (KeyRing::parse(KEY), std::str::from_utf8(data)) else { return false };
    let opened = Purpose::ALL.into_iter().filter(|purpose| ring.open::<serde_json::Value>(*purpose, text.trim_end()).is_ok()).count();
    assert!(opened <= 1, "{text}");
    opened == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sealed_seed_opens_for_its_purpose() {
        let ring = KeyRing::parse(KEY).unwrap();
        assert!(sealed(ring.seal(Purpose::Access, &"x").unwrap().as_bytes()) && !sealed(b"oga_00000000_AAAA"));
    }
}
