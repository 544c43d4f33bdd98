//! What every loop and command works with, built by one function from a configuration.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::anyhow;
use arc_swap::ArcSwap;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::Config;
use crate::deliver::Sender;
use crate::digest::{self, AlertRule, Rules};
use crate::fetch::Client;
use crate::metrics::Metrics;
use crate::model::{Name, RuleName, Timestamp};
use crate::store::{Role, Store, StoreError};

use super::cpu::Cpu;
use super::health::{Health, is_outage};
use super::remembered::Remembered;
use super::translate::Translator;

/// A configuration with everything that is built from it; swapped whole on reload.
#[derive(Debug)]
pub struct Setup {
    /// The configuration.
    pub config: Config,
    /// Its alerts and digests, as the digest room reads them.
    pub rules: Arc<Rules>,
    /// The guarded client under its `[fetch]`.
    pub client: Client,
    /// The sender under its `[smtp]`.
    pub sender: Sender,
    /// What is known of the server under its `[translate]`; a reload asks it anew.
    pub(super) translator: Translator,
}

impl Setup {
    /// Builds client and sender; with `before`, keeps those whose part of the configuration did not change, so that
    /// connections and the hosts' manners survive a reload.
    fn new(config: Config, clock: &Clock, before: Option<&Self>) -> anyhow::Result<Self> {
        let client = match before {
            Some(before) if before.config.fetch == config.fetch => before.client.clone(),
            _ => Client::new(&config.fetch, clock.clone()).map_err(|why| anyhow!("[fetch]: {why}"))?,
        };
        let same_mail = before
            .filter(|b| b.config.fetch == config.fetch && b.config.smtp == config.smtp)
            .map(|b| &b.sender);
        let sender = match same_mail {
            Some(sender) => sender.clone(),
            None => Sender::new(client.clone(), config.smtp.as_ref(), clock.clone())
                .map_err(|why| anyhow!("[smtp]: {why}"))?,
        };
        let rules = Arc::new(Rules {
            alerts: config.alerts.values().cloned().collect(),
            digests: config.digests.values().cloned().collect(),
        });
        Ok(Self { config, rules, client, sender, translator: Translator::default() })
    }

    /// The title people know a topic by; its name when it left the configuration.
    pub(super) fn topic_titles(&self) -> HashMap<Name, String> {
        self.config.topics.iter().map(|t| (t.name.clone(), t.title.clone())).collect()
    }
}

/// Calls from one loop to the next: something is there for you.
#[derive(Debug, Default)]
pub(super) struct Wake {
    pub(super) poller: Notify,
    pub(super) reader: Notify,
    pub(super) clusterer: Notify,
    pub(super) composer: Notify,
    pub(super) courier: Notify,
    pub(super) keeper: Notify,
    pub(super) subscriber: Notify,
    /// The loops of other workers.
    pub(super) others: Notify,
}

impl Wake {
    /// The store changed under us: everybody looks.
    pub(super) fn all(&self) {
        for one in [
            &self.poller,
            &self.reader,
            &self.clusterer,
            &self.composer,
            &self.courier,
            &self.keeper,
            &self.subscriber,
        ] {
            one.notify_one();
        }
    }
}

/// One running Vigie: configuration, store, client, sender, clock and metrics.
#[derive(Debug)]
pub struct App {
    setup: ArcSwap<Setup>,
    /// The store.
    pub store: Store,
    /// The clock every loop waits through.
    pub clock: Clock,
    /// What `/metrics` shows.
    pub metrics: Metrics,
    /// Beats of the loops and the state of the store.
    pub health: Health,
    pub(super) wake: Wake,
    /// When it was built, with a configuration in which nothing was wrong.
    pub(super) opened_at: Timestamp,
    pub(super) cpu: Cpu,
    /// The stories of the last days, as the clusterer knows them.
    pub(super) remembered: tokio::sync::Mutex<Remembered>,
    /// Whether hubs can push to this process: it serves, it does not only pass by.
    pub(super) pushes: AtomicBool,
    /// Hosts that asked for silence.
    held_hosts: Mutex<HashMap<String, Timestamp>>,
    /// A rule may hold items for longer than its quiet hours say now.
    owes_release: AtomicBool,
}

impl App {
    /// Opens the store that a configuration names and builds client and sender. A daemon also brings the store up to the
    /// configuration; a command beside it leaves that to the daemon.
    ///
    /// # Errors
    /// A sentence that says what to do: the store cannot be used, or `[fetch]` or `[smtp]` cannot.
    pub async fn open(config: Config, role: Role, clock: Clock) -> anyhow::Result<Arc<Self>> {
        let setup = Setup::new(config, &clock, None)?;
        let store = Store::open(&setup.config.store, role, clock.clone()).await?;
        let now = clock.now();
        if role == Role::Daemon {
            store.sync_config(&setup.config, now).await?;
        }
        let held = store.held_hosts(now).await?;
        for (host, until) in &held {
            setup.client.hold_host(host, *until);
        }
        let app = Arc::new(Self {
            setup: ArcSwap::from_pointee(setup),
            store,
            health: Health::new(now),
            clock,
            metrics: Metrics::default(),
            wake: Wake::default(),
            opened_at: now,
            cpu: Cpu::new().map_err(|why| anyhow!("cannot start the threads: {why}"))?,
            remembered: tokio::sync::Mutex::default(),
            pushes: AtomicBool::new(false),
            held_hosts: Mutex::new(held.into_iter().collect()),
            owes_release: AtomicBool::new(false),
        });
        if role == Role::Daemon {
            app.release_items().await;
        }
        Ok(app)
    }

    /// The configuration of this moment; hold it through one piece of work, so that the piece sees one configuration.
    #[must_use]
    pub fn setup(&self) -> Arc<Setup> {
        self.setup.load_full()
    }

    /// Puts a new configuration in place of the old one, in the store first; every loop then looks again. Once the store has it
    /// nothing can fail any more: it is in force here too.
    pub(super) async fn reconfigure(&self, config: Config) -> anyhow::Result<()> {
        let setup = Setup::new(config, &self.clock, Some(&self.setup()))?;
        let now = self.clock.now();
        self.store.sync_config(&setup.config, now).await?;
        for (host, until) in self.held_hosts.lock().expect("no panic while held").iter() {
            setup.client.hold_host(host, *until);
        }
        self.setup.store(Arc::new(setup));
        self.release_items().await;
        self.wake.all();
        Ok(())
    }

    /// Lets go what quiet hours held that are shorter now, or gone. What fails does so for its rule alone, and is the keeper's at
    /// its next round: it would be told at the end of the old hours, which is late and not lost.
    async fn release_items(&self) {
        let (setup, now) = (self.setup(), self.clock.now());
        let was_owed = self.owes_release.swap(false, Ordering::Relaxed);
        for rule in &setup.rules.alerts {
            let Err(error) = release(&self.store, rule, now).await else { continue };
            self.owes_release.store(true, Ordering::Relaxed);
            if !was_owed {
                tracing::error!(rule = %rule.name, "{error}; what its quiet hours held is looked at again within a minute");
            }
            if is_outage(&error) {
                break;
            }
        }
    }

    /// Tries again what of that failed.
    pub(super) async fn release_owed(&self) {
        if self.owes_release.load(Ordering::Relaxed) {
            self.release_items().await;
            self.call(&self.wake.composer);
        }
    }

    /// Calls a loop: something was committed for it. It may be another worker's to go on with.
    pub(super) fn call(&self, one: &Notify) {
        one.notify_one();
        if self.store.has_company() {
            self.wake.others.notify_one();
        }
    }

    /// Nothing goes to `host` before `until`.
    pub(super) fn hold_host(&self, setup: &Setup, host: &str, until: Timestamp) {
        let now = self.clock.now();
        let mut held = self.held_hosts.lock().expect("no panic while held");
        held.retain(|_, end| *end > now);
        let end = held.entry(host.to_owned()).or_insert(until);
        *end = until.max(*end);
        setup.client.hold_host(host, *end);
    }

    /// Somebody lifted the silence of `host` by hand.
    pub(super) fn release_host(&self, setup: &Setup, host: &str) {
        self.held_hosts.lock().expect("no panic while held").remove(host);
        setup.client.release_host(host);
    }
}

/// The same of one rule.
async fn release(store: &Store, rule: &AlertRule, now: Timestamp) -> Result<(), StoreError> {
    let name = RuleName::Alert(rule.name.clone());
    let open = store.open_items(&name, now + LONGEST_QUIET).await?;
    let ready = digest::ready_earlier(rule, &open, now);
    if !ready.is_empty() {
        tracing::info!(rule = %name, stories = ready.len(), "quiet hours are shorter now: told earlier");
        store.ready_earlier(ready).await?;
    }
    Ok(())
}

/// No quiet hours hold anything longer.
const LONGEST_QUIET: Duration = Duration::from_hours(15 * 24);
