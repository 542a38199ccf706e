//! Clients whose id is the address of a document that says who they are. The last good copy serves where the document cannot be had.

use std::sync::Arc;
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde::Deserialize;
use tokio::time::Instant;
use url::{Host, Url};

use super::client::{Client, Registration};
use super::known_clients::KNOWN;
use super::web::{FetchError, Source};

/// Longest id.
const LONGEST_ID: usize = 1_024;

/// How long a copy is taken for the document.
const FRESH: Duration = Duration::from_secs(3_600);

/// Copies that are kept.
const MOST: u64 = 1_000;

/// The documents.
#[derive(Debug)]
pub(super) struct Documents {
    source: Arc<dyn Source>,
    copies: Cache<String, (Arc<Client>, Instant)>,
}

/// A document as it comes; whatever else it says is not needed. How the client would authenticate is its own list of ways, of which this
/// server takes `none`.
#[derive(Deserialize)]
struct Document {
    client_id: String,
    redirect_uris: Vec<String>,
    client_name: Option<String>,
}

/// Why a document says nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum DocumentError {
    /// It cannot be had.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It is not such a document.
    #[error("it is not a client ID metadata document: {0}")]
    NotOne(String),
}

impl Documents {
    /// From this source.
    pub(super) fn new(source: Arc<dyn Source>) -> Self {
        Self { source, copies: Cache::builder().max_capacity(MOST).eviction_policy(EvictionPolicy::lru()).build() }
    }

    /// Whether the client of an id is known without asking anybody.
    pub(super) fn is_at_hand(&self, id: &str) -> bool {
        self.copies.get(id).is_some_and(|(_, at)| at.elapsed() < FRESH)
    }

    /// The client of an id.
    pub(super) async fn client(&self, id: &str) -> Result<Arc<Client>, DocumentError> {
        let copy = self.copies.get(id);
        if let Some((client, _)) = copy.as_ref().filter(|(_, at)| at.elapsed() < FRESH) {
            return Ok(Arc::clone(client));
        }
        match self.fetched(id).await {
            Ok(client) => {
                self.copies.insert(id.to_owned(), (Arc::clone(&client), Instant::now()));
                Ok(client)
            }
            // A document that is there and says something else counts: its copy is not used any more.
            Err(error @ DocumentError::NotOne(_)) => {
                self.copies.invalidate(id);
                Err(error)
            }
            Err(error) => {
                let last = copy.map(|(client, _)| client).or_else(|| known(id));
                last.inspect(|_| tracing::warn!("the document of client {id}: {error}; the last copy serves")).ok_or(error)
            }
        }
    }

    async fn fetched(&self, id: &str) -> Result<Arc<Client>, DocumentError> {
        let text = self.source.get(id).await?;
        read(id, &text).map(Arc::new)
    }
}

/// Whether an id is the address of a document: `https`, a name and a path, and written one way only.
pub(super) fn is_document_id(id: &str) -> bool {
    let Ok(url) = Url::parse(id) else { return false };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none() && url.query().is_none();
    let has_name = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.') && !name.ends_with('.'));
    url.scheme() == "https" && url.as_str() == id && id.len() <= LONGEST_ID && is_plain && has_name && url.path() != "/"
}

/// What a document says.
pub(super) fn read(id: &str, text: &[u8]) -> Result<Client, DocumentError> {
    let wrong = |what: String| DocumentError::NotOne(what);
    let document: Document = serde_json::from_slice(text).map_err(|error| wrong(error.to_string()))?;
    if document.client_id != id {
        return Err(wrong("its `client_id` is another address".to_owned()));
    }
    let registration = Registration { redirect_uris: document.redirect_uris, client_name: document.client_name };
    Client::new(registration, 0).map_err(|error| wrong(error.to_string()))
}

fn known(id: &str) -> Option<Arc<Client>> {
    let (_, name, redirects) = KNOWN.iter().find(|(known, ..)| *known == id)?;
    let redirects = redirects.iter().map(|text| (*text).to_owned()).collect();
    Some(Arc::new(Client { name: (*name).to_owned(), redirects, registered_at: 0 }))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::future::BoxFuture;
    use serde_json::json;

    use super::super::web::Web;
    use super::*;

    const ID: &str = "https://client.example/oauth/client.json";

    /// Answers one thing after another, then nothing.
    #[derive(Debug, Default)]
    struct Scripted(Mutex<Vec<Vec<u8>>>);

    impl Source for Scripted {
        fn get<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
            let next = self.0.lock().unwrap().pop();
            Box::pin(async move { next.ok_or(FetchError::Status(503)) })
        }
    }

    fn document(id: &str) -> Vec<u8> {
        let text = json!({
            "client_id": id, "client_name": "Example", "redirect_uris": ["http://127.0.0.1/callback"],
            "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://client.example/jwks.json",
        });
        text.to_string().into_bytes()
    }

    #[test]
    fn an_id_is_a_plain_address_with_a_name_and_a_path() {
        assert!(is_document_id(ID) && KNOWN.iter().all(|(id, ..)| is_document_id(id)));
        for wrong in [
            "http://client.example/client.json",
            "https://client.example",
            "https://client.example/",
            "https://127.0.0.1/client.json",
            "https://[::1]/client.json",
            "https://0x7f000001/client.json",
            "https://localhost/client.json",
            "https://client.example./client.json",
            "https://user@client.example/client.json",
            "https://client.example/client.json#x",
            "https://client.example/client.json?x",
            "https://CLIENT.example/client.json",
            "https://client.example:443/client.json",
            "https://client.example/a/../client.json",
            "file:///etc/passwd",
            "ogi_x",
            "",
        ] {
            assert!(!is_document_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_document_names_its_own_address_and_good_redirects() {
        assert_eq!(read(ID, &document(ID)).unwrap().shown_name(), "Example");
        for wrong in [document("https://other.example/client.json"), b"{}".to_vec(), b"<html>".to_vec(), b"".to_vec()] {
            assert!(read(ID, &wrong).is_err());
        }
        let scripts = json!({"client_id": ID, "redirect_uris": ["javascript:alert(1)"]});
        assert!(read(ID, scripts.to_string().as_bytes()).is_err());
        assert!(
            KNOWN.iter().all(|(id, ..)| known(id).unwrap().redirects.iter().all(|text| super::super::redirect::may_be_registered(text)))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_good_copy_serves_while_the_source_is_down() {
        let documents = Documents::new(Arc::new(Scripted(Mutex::new(vec![document(ID)]))));
        assert_eq!(documents.client(ID).await.unwrap().shown_name(), "Example");
        assert!(documents.is_at_hand(ID));
        tokio::time::advance(2 * FRESH).await;
        assert!(!documents.is_at_hand(ID));
        assert_eq!(documents.client(ID).await.unwrap().shown_name(), "Example");
        assert!(documents.client("https://other.example/client.json").await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_document_that_became_something_else_ends_its_copy_and_known_clients_need_none() {
        let answers = vec![document("https://other.example/c"), document(ID)];
        let documents = Documents::new(Arc::new(Scripted(Mutex::new(answers))));
        documents.client(ID).await.unwrap();
        tokio::time::advance(2 * FRESH).await;
        assert!(matches!(documents.client(ID).await, Err(DocumentError::NotOne(_))));
        assert!(documents.client(ID).await.is_err());
        assert_eq!(documents.client(KNOWN[1].0).await.unwrap().shown_name(), "Claude Code");
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_asked() {
        let error = Documents::new(Arc::new(Web)).client("https://localhost/client.json").await.unwrap_err();
        assert!(matches!(error, DocumentError::Fetch(FetchError::Unreachable(_))), "{error:?}");
    }
}
