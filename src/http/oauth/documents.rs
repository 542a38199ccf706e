//! Clients whose id is the address of a document that says who they are. The last good copy serves where the document cannot be had, also
//! after a restart where there is a state folder.

mod kept;

use std::path::Path;
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
use kept::Kept;

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
    copies: Cache<String, Copy>,
    /// Where they outlive a restart.
    kept: Option<Kept>,
}

/// A document that was good.
#[derive(Debug, Clone)]
struct Copy {
    client: Arc<Client>,
    text: Arc<str>,
    /// When it was fetched; `None` before the start of this process.
    at: Option<Instant>,
}

impl Copy {
    fn is_fresh(&self) -> bool {
        self.at.is_some_and(|at| at.elapsed() < FRESH)
    }
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
    /// From this source, with the copies that a folder keeps.
    pub(super) fn new(source: Arc<dyn Source>, folder: Option<&Path>) -> Self {
        let copies = Cache::builder().max_capacity(MOST).eviction_policy(EvictionPolicy::lru()).build();
        let kept = folder.map(Kept::in_folder);
        for (id, text) in kept.iter().flat_map(Kept::read).filter(|(id, _)| is_document_id(id)) {
            if let Ok(client) = read(&id, text.as_bytes()) {
                copies.insert(id, Copy { client: Arc::new(client), text: text.into(), at: None });
            }
        }
        Self { source, copies, kept }
    }

    /// Whether the client of an id is known without asking anybody.
    pub(super) fn is_at_hand(&self, id: &str) -> bool {
        self.copies.get(id).is_some_and(|copy| copy.is_fresh())
    }

    /// The client of an id.
    pub(super) async fn client(&self, id: &str) -> Result<Arc<Client>, DocumentError> {
        let copy = self.copies.get(id);
        if let Some(copy) = copy.as_ref().filter(|copy| copy.is_fresh()) {
            return Ok(Arc::clone(&copy.client));
        }
        match self.fetched(id).await {
            Ok(new) => {
                let (client, is_new) = (Arc::clone(&new.client), copy.is_none_or(|copy| copy.text != new.text));
                self.copies.insert(id.to_owned(), new);
                if is_new {
                    self.keep().await;
                }
                Ok(client)
            }
            // A document that is there and says something else counts: its copy is not used any more.
            Err(error @ DocumentError::NotOne(_)) => {
                if self.copies.remove(id).is_some() {
                    self.keep().await;
                }
                Err(error)
            }
            Err(error) => {
                let last = copy.map(|copy| copy.client).or_else(|| known(id));
                last.inspect(|_| tracing::warn!("the document of client {id}: {error}; the last copy serves")).ok_or(error)
            }
        }
    }

    async fn fetched(&self, id: &str) -> Result<Copy, DocumentError> {
        let bytes = self.source.get(id).await?;
        let client = Arc::new(read(id, &bytes)?);
        Ok(Copy { client, text: String::from_utf8_lossy(&bytes).into(), at: Some(Instant::now()) })
    }

    /// Puts the copies down where they outlive a restart.
    async fn keep(&self) {
        let Some(kept) = self.kept.clone() else { return };
        let copies = self.copies.iter().map(|(id, copy)| (id.as_ref().clone(), copy.text.as_ref().to_owned())).collect();
        match tokio::task::spawn_blocking(move || kept.write(&copies)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("the copies of clients' documents are not kept: {error}"),
            Err(error) => tracing::warn!("the copies of clients' documents are not kept: {error}"),
        }
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
        let documents = Documents::new(Arc::new(Scripted(Mutex::new(vec![document(ID)]))), None);
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
        let documents = Documents::new(Arc::new(Scripted(Mutex::new(answers))), None);
        documents.client(ID).await.unwrap();
        tokio::time::advance(2 * FRESH).await;
        assert!(matches!(documents.client(ID).await, Err(DocumentError::NotOne(_))));
        assert!(documents.client(ID).await.is_err());
        assert_eq!(documents.client(KNOWN[1].0).await.unwrap().shown_name(), "Claude Code");
    }

    #[tokio::test]
    async fn the_last_good_copy_outlives_a_restart_and_one_that_was_spoilt_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let documents = |answers: Vec<Vec<u8>>| Documents::new(Arc::new(Scripted(Mutex::new(answers))), Some(folder.path()));
        documents(vec![document(ID)]).client(ID).await.unwrap();
        let restarted = documents(Vec::new());
        assert!(!restarted.is_at_hand(ID), "it is asked for anew");
        assert_eq!(restarted.client(ID).await.unwrap().shown_name(), "Example");
        // What stands there for another address is not taken for it.
        let path = folder.path().join("clients.json");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("https://client.example", "https://other.example").replacen("other", "third", 1)).unwrap();
        let spoilt = documents(Vec::new());
        assert!(spoilt.client("https://third.example/oauth/client.json").await.is_err() && spoilt.client(ID).await.is_err());
        // One that says something else now is forgotten for good.
        documents(vec![document(ID)]).client(ID).await.unwrap();
        assert!(documents(vec![b"{}".to_vec()]).client(ID).await.is_err());
        assert!(documents(Vec::new()).client(ID).await.is_err());
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_asked() {
        let error = Documents::new(Arc::new(Web), None).client("https://localhost/client.json").await.unwrap_err();
        assert!(matches!(error, DocumentError::Fetch(FetchError::Unreachable(_))), "{error:?}");
    }
}
