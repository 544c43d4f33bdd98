//! The key that signs mail (DKIM, RFC 6376).

use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};

use super::Secret;

/// `[smtp.dkim]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DkimConfig {
    /// `d=`: the domain whose DNS holds the public key.
    pub domain: String,
    /// `s=`: the public key stands at `selector._domainkey.domain`.
    pub selector: String,
    /// The private key in PEM; [`DkimKey::from_pem`] reads it.
    pub key: Secret,
}

/// A private key, RSA or Ed25519.
pub struct DkimKey(Pair);

enum Pair {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl std::fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(DKIM key)")
    }
}

impl DkimKey {
    /// Reads a key in PEM: RSA in PKCS#1 or PKCS#8 (2,048 to 4,096 bits), or Ed25519 in PKCS#8.
    ///
    /// # Errors
    /// A sentence that does not repeat the key.
    pub fn from_pem(pem: &str) -> Result<Self, &'static str> {
        const WHAT: &str = "it holds no private key in PEM, as `openssl genrsa 2048` writes it";
        const KEY: &str = "its key is neither RSA of 2,048 to 4,096 bits nor Ed25519";
        match PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| WHAT)? {
            PrivateKeyDer::Pkcs1(der) => {
                RsaKeyPair::from_der(der.secret_pkcs1_der()).map(Pair::Rsa).map_err(|_| KEY)
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                let rsa = RsaKeyPair::from_pkcs8(der).map(Pair::Rsa);
                rsa.or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Pair::Ed25519))
                    .map_err(|_| KEY)
            }
            _ => Err(KEY),
        }
        .map(Self)
    }

    /// `a=` of the signature.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self.0 {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// Signs the SHA-256 of `text`; of one text always the same signature.
    ///
    /// # Errors
    /// The system gives no randomness to blind the key with.
    pub fn sign(&self, text: &[u8]) -> Result<Vec<u8>, &'static str> {
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
                    .map_err(|_| "the system gives no randomness")?;
                Ok(signature)
            }
            // RFC 8463 section 3: the hash is what Ed25519 signs.
            Pair::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(text)).as_ref().to_vec()),
        }
    }
}
