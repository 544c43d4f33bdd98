//! Hears of the commits of commands beside a daemon: a hint only, the loops look by themselves all the same.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_postgres::AsyncMessage;

use super::address::Address;
use crate::clock::Clock;

/// The channel that commands notify.
pub(super) const CHANNEL: &str = "vigie";
/// Between two tries to reach the server.
const PAUSE: Duration = Duration::from_secs(5);

/// A connection of its own that listens for as long as this lives.
#[derive(Debug)]
pub(super) struct Listener {
    heard: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Listener {
    pub(super) fn start(address: Address) -> Self {
        let heard = Arc::new(Notify::new());
        let task = tokio::spawn(listen(address, Arc::clone(&heard)));
        Self { heard, task }
    }

    /// Resolves when something was heard since the last time.
    pub(super) async fn heard(&self) {
        self.heard.notified().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(address: Address, heard: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&address, &heard).await {
            tracing::debug!(%error, "not listening to the database");
        }
        Clock::system().sleep(PAUSE).await;
    }
}

async fn listen_once(address: &Address, heard: &Notify) -> std::result::Result<(), tokio_postgres::Error> {
    let (client, mut connection) = address.reach().await?;
    let read = async {
        while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(_) = message? {
                heard.notify_one();
            }
        }
        Ok(())
    };
    let ask = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        // What was committed before we listened was not heard.
        heard.notify_one();
        std::future::pending().await
    };
    tokio::select! {
        end = read => end,
        end = ask => end,
    }
}
