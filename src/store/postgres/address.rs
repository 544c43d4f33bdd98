//! How the server is reached: by the configured address, with the password of this moment.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use deadpool_postgres::Connect;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Connection, Error, Socket};

use super::tls::{Stream, Tls};
use crate::config::{PostgresUrl, Secret, Trust};
use crate::store::Result;

/// What takes longer is given up by the server, in milliseconds; migrations lift the first. A process that was
/// frozen in the middle of a transaction must not hold its rows for good.
const LIMITS: &str = "-c statement_timeout=120000 -c lock_timeout=20000 \
                      -c idle_in_transaction_session_timeout=30000";

/// How to reach the server. Clones share the password.
#[derive(Clone)]
pub(super) struct Address {
    config: Arc<Config>,
    tls: Tls,
    password: Arc<ArcSwapOption<Secret>>,
}

impl Address {
    pub(super) fn of(url: &PostgresUrl, password: Option<Secret>) -> Result<Self> {
        let tls = match url.trust() {
            Trust::Anyone => Tls::unverified()?,
            Trust::System => Tls::verified(None)?,
            Trust::Signer(file) => Tls::verified(Some(file))?,
        };
        let mut config = url.server().clone();
        config.application_name("vigie").connect_timeout(Duration::from_secs(10));
        if config.get_options().is_none() {
            config.options(LIMITS);
        }
        Ok(Self {
            config: Arc::new(config),
            tls,
            password: Arc::new(ArcSwapOption::new(password.map(Arc::new))),
        })
    }

    /// The password of every connection from the next one on.
    pub(super) fn use_password(&self, password: Option<Secret>) {
        self.password.store(password.map(Arc::new));
    }

    /// The address without its password.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// A new connection.
    pub(super) async fn reach(&self) -> std::result::Result<(Client, Connection<Socket, Stream>), Error> {
        let mut config = Config::clone(&self.config);
        if let Some(password) = self.password.load_full() {
            config.password(password.reveal());
        }
        config.connect(self.tls.clone()).await
    }
}

impl Connect for Address {
    fn connect(
        &self,
        _: &Config,
    ) -> Pin<Box<dyn Future<Output = std::result::Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(async {
            let (client, connection) = self.reach().await?;
            let task = tokio::spawn(async move {
                // Whoever uses it is told as well.
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection to the database ended");
                }
            });
            Ok((client, task))
        })
    }
}
