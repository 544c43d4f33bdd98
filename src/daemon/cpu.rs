//! Work of the processor, kept off the threads that wait for the network.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

/// As many threads as there are cores, each doing one piece of pure work after the other; they end with the last clone.
///
/// The runtime's own threads for blocking work are one for every piece that waits, each with its own share of freed
/// memory: ten thousand feeds at once would pay for that.
#[derive(Clone, Debug)]
pub(super) struct Cpu(mpsc::Sender<Job>);

/// The work panicked: a fault of this program, met by one input, never the end of the daemon.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("internal fault while reading it; please report it with the file that caused it")]
pub(super) struct Panicked;

impl Cpu {
    /// # Errors
    /// The system gives no threads.
    pub(super) fn new() -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..cores {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new().name("cpu".to_owned()).spawn(move || work_off(&queue))?;
        }
        Ok(Self(jobs))
    }

    /// Runs `work` when a core is free.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(move || {
            if let Ok(done) = catch_unwind(AssertUnwindSafe(work)) {
                // Whoever asked may have gone.
                let _ = reply.send(done);
            }
        });
        self.0.send(job).map_err(|_| Panicked)?;
        answer.await.map_err(|_| Panicked)
    }
}

fn work_off(queue: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        // Whoever waits for a job holds the lock; the others wait for the lock.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        job();
    }
}
