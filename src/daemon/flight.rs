//! Jobs in flight: what each works on, and how many there are in one lane.

use std::collections::HashMap;
use std::future::Future;

use tokio::task::{self, JoinError, JoinSet};

/// Jobs of one loop, each for one thing (`K`), each ending in a `T`. What must not be done too often at a time shares a lane: the
/// host that is asked, the channel that is sent through.
#[derive(Debug)]
pub(super) struct Flight<K, T> {
    jobs: JoinSet<T>,
    ended: Vec<Result<(task::Id, T), JoinError>>,
    places: HashMap<task::Id, (K, String)>,
    lanes: HashMap<String, usize>,
}

impl<K, T: Send + 'static> Flight<K, T> {
    pub(super) fn new() -> Self {
        Self { jobs: JoinSet::new(), ended: Vec::new(), places: HashMap::new(), lanes: HashMap::new() }
    }

    /// Jobs that have not ended, or whose end nobody has waited for.
    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Jobs in one lane.
    pub(super) fn in_lane(&self, lane: &str) -> usize {
        self.lanes.get(lane).copied().unwrap_or(0)
    }

    pub(super) fn start(&mut self, key: K, lane: String, job: impl Future<Output = T> + Send + 'static) {
        *self.lanes.entry(lane.clone()).or_default() += 1;
        let id = self.jobs.spawn(job).id();
        self.places.insert(id, (key, lane));
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

    /// Waits until a job ends, for ever while none is in flight. Loses nothing when dropped.
    pub(super) async fn ended(&mut self) {
        if !self.join().await {
            std::future::pending::<()>().await;
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
            let Some((key, lane)) = self.places.remove(&id) else { continue };
            if let Some(in_flight) = self.lanes.get_mut(&lane) {
                *in_flight -= 1;
                if *in_flight == 0 {
                    self.lanes.remove(&lane);
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
    async fn lanes_are_counted_until_their_jobs_are_settled_also_after_a_fault() {
        let mut flight: Flight<u32, &str> = Flight::new();
        flight.start(1, "a".to_owned(), async { "well" });
        flight.start(2, "a".to_owned(), async { panic!("as the test asked") });
        flight.start(3, "b".to_owned(), std::future::pending());
        assert_eq!(
            (flight.len(), flight.in_lane("a"), flight.in_lane("b"), flight.in_lane("c")),
            (3, 2, 1, 0)
        );
        assert!(flight.join().await && flight.join().await);
        let mut settled = flight.settle();
        settled.sort_unstable();
        assert_eq!(settled, [(1, Some("well")), (2, None)]);
        assert_eq!((flight.len(), flight.in_lane("a"), flight.in_lane("b")), (1, 0, 1));
        flight.stop().await;
    }
}
