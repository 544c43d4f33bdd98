//! A certificate for `localhost` and 127.0.0.1 that is its own authority, and keys, all made by `openssl`.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::skip;

/// What `openssl req -config` reads.
pub const REQUEST: &str = "[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
";

/// A certificate with its key.
#[derive(Debug)]
pub struct Certificate {
    /// In PEM.
    pub pem: String,
    server: Arc<ServerConfig>,
}

impl Certificate {
    /// A new one; `None`, with a printed line, without `openssl`.
    pub fn make() -> Option<Arc<Self>> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("openssl.conf"), REQUEST).expect("a file");
        let request =
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", "openssl.conf"];
        openssl(folder.path(), &[&request[..], &["-keyout", "key.pem", "-out", "certificate.pem"]].concat())?;
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
        let (pem, key) = (read("certificate.pem"), read("key.pem"));
        let chain = vec![CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")];
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key");
        let server =
            ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("a pair");
        Some(Arc::new(Self { pem, server: Arc::new(server) }))
    }

    /// How a server uses it.
    pub fn server(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.server)
    }
}

/// Runs `openssl` in a folder; `None`, with a printed line, where it is not installed; under `CI=true` its absence fails.
pub fn openssl(folder: &Path, arguments: &[&str]) -> Option<()> {
    let Ok(ran) = Command::new("openssl").args(arguments).current_dir(folder).output() else {
        skip("no openssl on PATH: apt-get install openssl");
        return None;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(())
}
