//! TLS by rustls with ring, and without a process-wide default provider: others in the process may have their own.
//!
//! The system's certificate roots are read once, at the first https client. `SSL_CERT_FILE` and `SSL_CERT_DIR` add a private one.

use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// The configuration for a client; one that will not speak TLS gets one that trusts nobody and costs nothing.
pub(super) fn config(for_https: bool) -> Result<ClientConfig, rustls::Error> {
    static TRUSTING: OnceLock<ClientConfig> = OnceLock::new();
    if !for_https {
        return Ok(builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    if let Some(config) = TRUSTING.get() {
        return Ok(config.clone());
    }
    let config = builder()?.with_platform_verifier()?.with_no_client_auth();
    Ok(TRUSTING.get_or_init(|| config).clone())
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions()
}
