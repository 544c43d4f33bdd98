//! Keeps page reads in flight, so many in all and to one host.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::model::{ArticleId, Timestamp};

use super::app::App;
use super::fault::Fault;
use super::flight::Flight;
use super::health::LoopName;
use super::read::{ReadDone, read};
use super::work::{Next, Work, report};

/// A read is over by then: robots.txt and the page each under their time-out, and the wait at the host's gate.
pub(super) const LEASE: Duration = Duration::from_mins(3);

type Ended = Result<ReadDone, Fault>;

/// The pages in flight.
#[derive(Debug)]
pub(super) struct Reader {
    flight: Flight<ArticleId, Ended>,
    failures: u32,
    due_by: Option<Timestamp>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self { flight: Flight::new(), failures: 0, due_by: None }
    }

    /// A reader that starts only what was due at `time`.
    pub(super) fn due_by(time: Timestamp) -> Self {
        Self { due_by: Some(time), ..Self::new() }
    }

    /// Claims pages for the free places; says how many are in flight now.
    pub(super) async fn fill(&mut self, app: &Arc<App>) -> Result<usize, Fault> {
        let limits = app.setup().config.fetch.clone();
        let free = limits.concurrency.max(1).saturating_sub(self.flight.len());
        if free > 0 {
            let now = app.clock.now();
            let due_by = self.due_by.unwrap_or(now);
            let claimed = app.store.claim_pages(due_by, free, limits.per_host.max(1), now + LEASE).await?;
            for job in claimed {
                let app = Arc::clone(app);
                let (article, host) = (job.article_id, job.host.clone());
                self.flight.start(article, host, async move { Ok(read(&app, job).await?) });
            }
        }
        Ok(self.flight.len())
    }

    /// Waits for one read to end; `false` when none is in flight. Loses nothing when dropped.
    pub(super) async fn join(&mut self) -> bool {
        self.flight.join().await
    }

    /// Settles the reads that ended; the last store error among them is returned.
    pub(super) fn settle(&mut self, app: &App) -> Result<Vec<ReadDone>, Fault> {
        let (mut done, mut failed) = (Vec::new(), None);
        for (_, ended) in self.flight.settle() {
            match ended {
                Some(Ok(one)) => {
                    self.failures = 0;
                    done.push(one);
                }
                Some(Err(error)) => {
                    self.failures += 1;
                    report(app, LoopName::Reader, &error, self.failures);
                    failed = Some(error);
                }
                None => tracing::error!("a page read ended in an internal fault; it is read again later"),
            }
        }
        failed.map_or(Ok(done), Err)
    }
}

impl Work for Reader {
    const NAME: LoopName = LoopName::Reader;

    fn wake(app: &App) -> &Notify {
        &app.wake.reader
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        // Reported page by page: the job comes back when its lease ends.
        let _ = self.settle(app);
        self.fill(app).await?;
        Ok(Next::due(app.store.next_due().await?.page, app.clock.now()))
    }

    async fn ended(&mut self) {
        self.flight.ended().await;
    }

    async fn stop(self, _app: &Arc<App>) {
        // A read that is cut off changes nothing: the page is read again.
        self.flight.stop().await;
    }
}
