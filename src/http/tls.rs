//! TLS by files: the certificate chain and its key in PEM. They are read again when they were renewed; connections that are open stay.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The server's side of TLS. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

/// Why TLS cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file cannot be read, or holds something else.
    #[error("cannot read a certificate or key from `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rustls::pki_types::pem::Error,
    },
    /// The certificate and the key do not fit together, or are of a kind that is not known.
    #[error("certificate and key cannot be used")]
    Unusable(#[from] rustls::Error),
}

struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: RwLock<(Arc<CertifiedKey>, Written)>,
}

/// When the two files were written.
type Written = Option<(SystemTime, SystemTime)>;

impl Tls {
    /// From the files of the chain and the key.
    pub(crate) fn open(chain: &Path, key: &Path) -> Result<Self, TlsError> {
        let written = written(chain, key);
        let current = RwLock::new((Arc::new(read(chain, key)?), written));
        let certificate = Arc::new(Certificate { chain: chain.to_owned(), key: key.to_owned(), current });
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions()?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(Arc::clone(&certificate) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// The handshake.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }

    /// Reads the files again where they were renewed; whether they were. A pair that does not fit, such as a half-renewed one, is not
    /// taken.
    pub(crate) fn renew(&self) -> Result<bool, TlsError> {
        let (chain, key) = (&self.certificate.chain, &self.certificate.key);
        let written = written(chain, key);
        if written == self.certificate.current.read().unwrap_or_else(PoisonError::into_inner).1 {
            return Ok(false);
        }
        let renewed = Arc::new(read(chain, key)?);
        *self.certificate.current.write().unwrap_or_else(PoisonError::into_inner) = (renewed, written);
        Ok(true)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).0))
    }
}

fn read(chain: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let of = |path: &Path| {
        let path = path.to_owned();
        move |source| TlsError::File { path, source }
    };
    let certificates = CertificateDer::pem_file_iter(chain).map_err(of(chain))?.collect::<Result<Vec<_>, _>>().map_err(of(chain))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(of(key))?;
    let certified = CertifiedKey::from_der(certificates, key, &ring::default_provider())?;
    certified.end_entity_cert()?;
    Ok(certified)
}

fn written(chain: &Path, key: &Path) -> Written {
    let at = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified()).ok();
    Some((at(chain)?, at(key)?))
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("chain", &self.chain).finish_non_exhaustive()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.certificate.fmt(f)
    }
}
