//! Who a client is, by its id: a sealed registration, or the address of a document.

use std::path::Path;
use std::sync::Arc;

use super::super::attempts::Attempts;
use super::super::identity::Origin;
use super::client::Client;
use super::documents::{Documents, is_document_id};
use super::web::Web;
use crate::keys::KeyRing;

/// The clients.
#[derive(Debug)]
pub(super) struct Clients {
    ring: KeyRing,
    documents: Documents,
    /// How often each address registered clients, or had documents fetched.
    pub(super) asked: Attempts,
}

/// Why nobody knows who the client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientError {
    /// It is not registered here.
    Unknown,
    /// Its document cannot be had, or says something else.
    Document,
    /// The address had too many documents fetched.
    TooMany,
}

impl Clients {
    /// Sealed with this ring, with the documents that a folder keeps.
    pub(super) fn new(ring: KeyRing, folder: Option<&Path>) -> Self {
        Self { ring, documents: Documents::new(Arc::new(Web), folder), asked: Attempts::default() }
    }

    /// The client of an id.
    pub(super) async fn client(&self, id: &str, origin: Origin) -> Result<Arc<Client>, ClientError> {
        if !is_document_id(id) {
            return Client::open(&self.ring, id).map(Arc::new).map_err(|_| ClientError::Unknown);
        }
        if !self.documents.is_at_hand(id) {
            self.asked.check(origin.address).map_err(|_| ClientError::TooMany)?;
            self.asked.failed(origin.address);
        }
        self.documents.client(id).await.map_err(|error| {
            tracing::info!("the document of client {id}: {error}");
            ClientError::Document
        })
    }

    /// Whether an id can be a client's; nobody is asked.
    pub(super) fn may_be(&self, id: &str) -> bool {
        is_document_id(id) || Client::open(&self.ring, id).is_ok()
    }
}
