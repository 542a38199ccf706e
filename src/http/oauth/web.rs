//! Fetches a document from an address that a stranger named: from the public internet alone, over TLS, without redirects, so many bytes
//! and seconds at most. The name is looked up once, and the connection goes to the addresses that were judged then.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::public_address::is_public;

/// Longest document, in bytes.
pub(super) const LONGEST: usize = 5 * 1024;

/// How long a fetch may take in all.
const TIME: Duration = Duration::from_secs(5);

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// The client cannot be set up.
    #[error("no connection can be made")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no answer, or not in time.
    #[error("it cannot be had")]
    Unreachable(#[source] reqwest::Error),
    /// Not `200 OK`, a redirect for example.
    #[error("the answer has the status {0}")]
    Status(u16),
    /// It has too many bytes.
    #[error("it has more than {LONGEST} bytes")]
    TooLong,
}

/// Where documents come from.
pub(super) trait Source: fmt::Debug + Send + Sync {
    /// The document of an address.
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchError>>;
}

/// The public internet.
#[derive(Debug)]
pub(super) struct Web;

impl Source for Web {
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        Box::pin(async move { fetch(&client(Guard(look_up))?, url).await })
    }
}

/// A client without connections that outlive the fetch: the next one judges its addresses anew.
fn client<L: Lookup>(guard: Guard<L>) -> Result<reqwest::Client, FetchError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| FetchError::Client(error);
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let tls = tls.and_then(BuilderVerifierExt::with_platform_verifier).map_err(|error| failed(error.into()))?;
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls.with_no_client_auth()).dns_resolver(guard);
    builder.no_proxy().redirect(Policy::none()).referer(false).timeout(TIME).build().map_err(|error| failed(error.into()))
}

async fn fetch(client: &reqwest::Client, url: &str) -> Result<Vec<u8>, FetchError> {
    let request = client.get(url).header("accept", "application/json");
    let mut response = request.send().await.map_err(FetchError::Unreachable)?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    let mut document = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(FetchError::Unreachable)? {
        if document.len() + chunk.len() > LONGEST {
            return Err(FetchError::TooLong);
        }
        document.extend_from_slice(&chunk);
    }
    Ok(document)
}

/// Looks a name up.
trait Lookup: Fn(String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> + Send + Sync + 'static {}

impl<F: Fn(String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> + Send + Sync + 'static> Lookup for F {}

/// Lets a name pass only where every one of its addresses is public.
struct Guard<L>(L);

impl<L: Lookup> Resolve for Guard<L> {
    fn resolve(&self, name: Name) -> Resolving {
        let found = (self.0)(name.as_str().to_owned());
        Box::pin(async move {
            let found = found.await?;
            if found.is_empty() || !found.iter().all(|address| is_public(address.ip())) {
                return Err("the name leads to an address that is not public".into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn look_up(name: String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
    Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// What comes of a server that answers this, over plain HTTP and without the guard.
    async fn answered(answer: Vec<u8>) -> Result<Vec<u8>, FetchError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/client.json", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1_024];
            assert_ne!(stream.read(&mut request).await.unwrap(), 0);
            stream.write_all(&answer).await.unwrap();
        });
        fetch(&client(Guard(look_up)).unwrap(), &url).await
    }

    fn ok(body: &str) -> Vec<u8> {
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).into_bytes()
    }

    #[tokio::test]
    async fn a_document_is_read_whole_and_one_that_is_too_long_or_elsewhere_is_not() {
        assert_eq!(answered(ok("{}")).await.unwrap(), b"{}");
        assert_eq!(answered(ok(&"x".repeat(LONGEST))).await.unwrap().len(), LONGEST);
        assert!(matches!(answered(ok(&"x".repeat(6 * 1024))).await, Err(FetchError::TooLong)));
        let elsewhere = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n".to_vec();
        assert!(matches!(answered(elsewhere).await, Err(FetchError::Status(302))));
        // A body that is announced and never comes.
        let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
        assert!(matches!(answered(cut).await, Err(FetchError::Unreachable(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_does_not_answer_is_left_after_its_time() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let error = fetch(&client(Guard(look_up)).unwrap(), &url).await.unwrap_err();
        assert!(matches!(&error, FetchError::Unreachable(error) if error.is_timeout()), "{error:?}");
    }

    #[tokio::test]
    async fn a_name_that_leads_to_a_private_address_is_not_connected_to_and_is_looked_up_once() {
        let looked_up = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&looked_up);
        let rebinding = move |_| -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
            count.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Ok(vec!["1.1.1.1:0".parse().unwrap(), "127.0.0.1:0".parse().unwrap()]) })
        };
        let error = fetch(&client(Guard(rebinding)).unwrap(), "https://rebinding.example/client.json").await.unwrap_err();
        let mut causes = String::new();
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(cause) = source {
            causes.push_str(&cause.to_string());
            source = cause.source();
        }
        assert!(causes.contains("not public"), "{causes}");
        assert_eq!(looked_up.load(Ordering::Relaxed), 1);
        assert!(matches!(Web.get("https://localhost/client.json").await, Err(FetchError::Unreachable(_))));
    }
}
