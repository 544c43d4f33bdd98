//! The store's address: what tokio-postgres reads, and what is ours to read.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::config::SslMode;

use super::tls::Tls;
use crate::config::Secret;
use crate::store::{Result, StoreError};

/// What takes longer is given up by the server, in milliseconds; migrations lift the first. A process that was
/// frozen in the middle of a transaction must not hold its rows for good.
const LIMITS: &str = "-c statement_timeout=120000 -c lock_timeout=20000 \
                      -c idle_in_transaction_session_timeout=30000";

/// How to reach the server.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: tokio_postgres::Config,
    pub(super) tls: Tls,
}

impl Address {
    /// Reads `postgres://user@host:port/db?sslmode=…&sslrootcert=…`.
    ///
    /// `disable` is plain, `prefer` (and nothing) encrypts where the server can, without asking who it is;
    /// `require`, `verify-ca` and `verify-full` all ask: for a certificate of this name, signed by an authority the
    /// system trusts or by one of the file `sslrootcert`.
    pub(super) fn parse(url: &str, password: Option<&Secret>) -> Result<Self> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut roots, mut rest) = ("prefer".to_owned(), None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => value.clone_into(&mut mode),
                Some(("sslrootcert", value)) => roots = Some(decoded(value)),
                _ => rest.push(pair),
            }
        }
        let wrong = |why: String| StoreError::Other(format!("the store's address: {why}"));
        let plain = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        let mut config: tokio_postgres::Config = plain.parse().map_err(|e| wrong(format!("{e}")))?;
        let tls = match mode.as_str() {
            "disable" => {
                config.ssl_mode(SslMode::Disable);
                Tls::unverified()?
            }
            "allow" | "prefer" => {
                config.ssl_mode(SslMode::Prefer);
                Tls::unverified()?
            }
            "require" | "verify-ca" | "verify-full" => {
                config.ssl_mode(SslMode::Require);
                Tls::verified(roots.as_deref())?
            }
            other => {
                return Err(wrong(format!(
                    "`sslmode={other}` is unknown: write `disable`, `prefer`, `require` or `verify-full`"
                )));
            }
        };
        if let Some(password) = password {
            config.password(password.reveal());
        }
        config.application_name("vigie").connect_timeout(Duration::from_secs(10));
        if config.get_options().is_none() {
            config.options(LIMITS);
        }
        Ok(Self { config, tls })
    }
}

/// Undoes percent-encoding.
fn decoded(value: &str) -> PathBuf {
    url::form_urlencoded::parse(format!("p={}", value.replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(|| PathBuf::from(value), |(_, value)| PathBuf::from(value.into_owned()))
}
