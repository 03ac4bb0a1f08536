//! A certificate made at the start, for tests that need HTTP/2 in a browser.

use rcgen::generate_simple_self_signed;
use std::io;
use std::sync::{Arc, LazyLock};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate that its own key has signed, for `127.0.0.1` and `localhost`.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate, as PEM.
    pub certificate: String,
    /// Its private key, as PEM.
    pub key: String,
}

impl Certificate {
    /// The one of this process: each simulator that speaks TLS shows it.
    ///
    /// # Errors
    /// When none could be made.
    pub fn of_this_process() -> io::Result<&'static Certificate> {
        static MADE: LazyLock<Result<Certificate, String>> = LazyLock::new(|| {
            let made = generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]);
            let made = made.map_err(|error| error.to_string())?;
            Ok(Certificate { certificate: made.cert.pem(), key: made.signing_key.serialize_pem() })
        });
        MADE.as_ref().map_err(|error| io::Error::other(error.clone()))
    }
}

/// Offers HTTP/2 and HTTP/1.1 under this process's certificate.
pub fn acceptor() -> io::Result<TlsAcceptor> {
    let made = Certificate::of_this_process()?;
    let certificate = CertificateDer::from_pem_slice(made.certificate.as_bytes()).map_err(io::Error::other)?;
    let key = PrivateKeyDer::from_pem_slice(made.key.as_bytes()).map_err(io::Error::other)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
