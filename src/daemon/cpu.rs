//! Work of the processor, kept off the threads that wait for the network.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Runs pure work on blocking threads, as many at a time as there are cores.
#[derive(Clone, Debug)]
pub(super) struct Cpu(Arc<Semaphore>);

/// The work panicked: a fault of this program, met by one input, never the end of the daemon.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("internal fault while reading it; please report it with the file that caused it")]
pub(super) struct Panicked;

impl Cpu {
    pub(super) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Arc::new(Semaphore::new(cores)))
    }

    /// Runs `work` when a core is free.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        let permit = Arc::clone(&self.0).acquire_owned().await.map_err(|_| Panicked)?;
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        task.await.map_err(|_| Panicked)
    }
}
