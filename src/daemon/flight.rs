//! Jobs in flight: what each works on, and how many ask one host.

use std::collections::HashMap;
use std::future::Future;

use tokio::task::{self, JoinError, JoinSet};

/// Jobs of one loop, each for one thing (`K`) and one host, each ending in a `T`.
#[derive(Debug)]
pub(super) struct Flight<K, T> {
    jobs: JoinSet<T>,
    ended: Vec<Result<(task::Id, T), JoinError>>,
    places: HashMap<task::Id, (K, String)>,
    hosts: HashMap<String, usize>,
}

impl<K, T: Send + 'static> Flight<K, T> {
    pub(super) fn new() -> Self {
        Self { jobs: JoinSet::new(), ended: Vec::new(), places: HashMap::new(), hosts: HashMap::new() }
    }

    /// Jobs that have not ended, or whose end nobody has waited for.
    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Jobs for one host.
    pub(super) fn at_host(&self, host: &str) -> usize {
        self.hosts.get(host).copied().unwrap_or(0)
    }

    pub(super) fn start(&mut self, key: K, host: String, job: impl Future<Output = T> + Send + 'static) {
        *self.hosts.entry(host.clone()).or_default() += 1;
        let id = self.jobs.spawn(job).id();
        self.places.insert(id, (key, host));
    }

    /// Waits for one job to end; `false` when none is in flight. Loses nothing when dropped.
    pub(super) async fn join(&mut self) -> bool {
        match self.jobs.join_next_with_id().await {
            Some(ended) => {
                self.ended.push(ended);
                true
            }
            None => false,
        }
    }

    /// The jobs that [`join`](Self::join) has seen end; `None` for one that ended in an internal fault.
    pub(super) fn settle(&mut self) -> Vec<(K, Option<T>)> {
        let mut settled = Vec::with_capacity(self.ended.len());
        for ended in std::mem::take(&mut self.ended) {
            let (id, result) = match ended {
                Ok((id, result)) => (id, Some(result)),
                Err(fault) => (fault.id(), None),
            };
            let Some((key, host)) = self.places.remove(&id) else { continue };
            if let Some(in_flight) = self.hosts.get_mut(&host) {
                *in_flight -= 1;
                if *in_flight == 0 {
                    self.hosts.remove(&host);
                }
            }
            settled.push((key, result));
        }
        settled
    }

    /// Cuts off what is in flight.
    pub(super) async fn stop(mut self) {
        self.jobs.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::Flight;

    #[tokio::test]
    async fn hosts_are_counted_until_their_jobs_are_settled_also_after_a_fault() {
        let mut flight: Flight<u32, &str> = Flight::new();
        flight.start(1, "a".to_owned(), async { "well" });
        flight.start(2, "a".to_owned(), async { panic!("as the test asked") });
        flight.start(3, "b".to_owned(), std::future::pending());
        assert_eq!(
            (flight.len(), flight.at_host("a"), flight.at_host("b"), flight.at_host("c")),
            (3, 2, 1, 0)
        );
        assert!(flight.join().await && flight.join().await);
        let mut settled = flight.settle();
        settled.sort_unstable();
        assert_eq!(settled, [(1, Some("well")), (2, None)]);
        assert_eq!((flight.len(), flight.at_host("a"), flight.at_host("b")), (1, 0, 1));
        flight.stop().await;
    }
}
