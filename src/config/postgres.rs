//! The address of a PostgreSQL database: what tokio-postgres reads, and what is ours to read.

use std::error::Error as _;
use std::path::{Path, PathBuf};

use tokio_postgres::config::SslMode;

/// `postgres://user@host:port/database?sslmode=…&sslrootcert=…`, read. The password stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresUrl {
    server: Box<tokio_postgres::Config>,
    trust: Trust,
}

/// Whose certificate a server may show where TLS is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Anybody's: a plain connection would do as well.
    Anyone,
    /// One of the server's name, signed by an authority the system trusts.
    System,
    /// One of the server's name, signed by an authority of this file.
    Signer(PathBuf),
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostgresUrlError {
    /// It holds a password.
    #[error("an address must not hold a password")]
    Password,
    /// `sslmode` has another value than those of PostgreSQL.
    #[error("`sslmode={0}` is unknown")]
    Mode(String),
    /// A signer is named, and nobody is asked for a signature.
    #[error("`sslrootcert` is not looked at under `sslmode={0}`")]
    UnusedSigner(String),
    /// Anything else.
    #[error("not a PostgreSQL address: {0}")]
    Other(String),
}

impl PostgresUrl {
    /// Reads an address; the file of `sslrootcert` is looked for from `root`.
    ///
    /// `disable` is plain; `allow`, `prefer` and nothing encrypt where the server can, without asking who it is; `require`,
    /// `verify-ca` and `verify-full` all ask: for a certificate of this name, signed by an authority the system trusts or by
    /// one of the file `sslrootcert`.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn parse(url: &str, root: &Path) -> Result<Self, PostgresUrlError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut signer, mut rest) = ("prefer", None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => signer = Some(root.join(decoded(value))),
                _ => rest.push(pair),
            }
        }
        let plain = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        let mut server: tokio_postgres::Config = plain.parse().map_err(unreadable)?;
        if server.get_password().is_some() {
            return Err(PostgresUrlError::Password);
        }
        let (ssl, trust) = match (mode, signer) {
            ("disable" | "allow" | "prefer", Some(_)) => {
                return Err(PostgresUrlError::UnusedSigner(mode.to_owned()));
            }
            ("disable", None) => (SslMode::Disable, Trust::Anyone),
            ("allow" | "prefer", None) => (SslMode::Prefer, Trust::Anyone),
            ("require" | "verify-ca" | "verify-full", None) => (SslMode::Require, Trust::System),
            ("require" | "verify-ca" | "verify-full", Some(file)) => (SslMode::Require, Trust::Signer(file)),
            _ => return Err(PostgresUrlError::Mode(mode.to_owned())),
        };
        server.ssl_mode(ssl);
        Ok(Self { server: Box::new(server), trust })
    }

    /// What tokio-postgres is told, `sslmode` with it.
    #[must_use]
    pub fn server(&self) -> &tokio_postgres::Config {
        &self.server
    }

    /// Whose certificate is taken.
    #[must_use]
    pub const fn trust(&self) -> &Trust {
        &self.trust
    }
}

/// The error's own text names only its kind; its source says what cannot be read.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn unreadable(error: tokio_postgres::Error) -> PostgresUrlError {
    PostgresUrlError::Other(error.source().map_or_else(|| error.to_string(), ToString::to_string))
}

/// Undoes percent-encoding.
fn decoded(value: &str) -> PathBuf {
    url::form_urlencoded::parse(format!("p={}", value.replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(|| PathBuf::from(value), |(_, value)| PathBuf::from(value.into_owned()))
}
