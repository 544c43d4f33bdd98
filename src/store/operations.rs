//! The operations, each in one line: which transaction, on what, by whom.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::archive::{Archive, ArchiveQuery, Archived};
use super::poll::PreparedPoll;
use super::rows::{
    ArticleTrail, FeedRow, MatchRow, MessageCommit, NextDue, Pause, PollCommitted, StandingAlarm, StoryCommit,
};
use super::{
    Backend, Evidence, PageJob, PlacedArticle, ReadCommit, ReadOutcome, Result, Store, StoreError,
    Suppressing,
};
use super::{
    alarms, archive, compose, coverage, details, due, items, look, outbox, pauses, poll, read, recheck,
    story, sweep, sync, trail, websub,
};
use crate::config::Config;
use crate::deliver::{Claim, Settlement};
use crate::digest::{Alarm, AlarmSubject, Coverage, Item, OpenRule, StoryDetail, StoryState};
use crate::feed::{Due, KnownEntry, Subscription};
use crate::model::{ArticleId, FeedId, Hash16, ItemId, Name, Pausable, RuleName, StoryId, Timestamp};
use crate::story::Candidate;

#[expect(
    clippy::missing_errors_doc,
    reason = "every operation fails as `StoreError` says and in no other way"
)]
impl Store {
    // ── configuration ──

    /// Writes feeds, topics with their versions, new rules' starting slots and the configuration's hash.
    /// A new name with the address of a feed that vanished is a rename. New feeds are due at once.
    pub async fn sync_config(&self, config: &Config, now: Timestamp) -> Result<()> {
        let wanted = sync::Wanted::of(config, Arc::clone(&self.0.ids), self.0.slot, now)?;
        self.write(0, wanted, |tx, wanted| Box::pin(sync::commit(tx, wanted))).await
    }

    /// Whether a configuration is the one written last, or whoever wrote that has not been heard of since `heard_since`: only
    /// such a worker may say what no configuration has any more.
    pub async fn is_in_force(&self, config: Hash16, heard_since: Timestamp) -> Result<bool> {
        self.read((config, heard_since), |tx, input| Box::pin(sync::is_in_force(tx, input))).await
    }

    // ── T1 poll ──

    /// Q1: feeds due at `now`, oldest first, at most `limit`; only feeds of the last synchronised configuration.
    pub async fn due_feeds(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>> {
        self.read((now, limit, self.hosts()), |tx, input| Box::pin(due::due_feeds(tx, input))).await
    }

    /// After a time in which nobody polled: sets the feeds overdue at `now` apart, so that they are no herd. How many.
    pub async fn spread_overdue(&self, now: Timestamp) -> Result<usize> {
        self.write(0, (now, self.hosts()), |tx, input| Box::pin(due::spread_overdue(tx, input))).await
    }

    /// Q2: which of these keys the feed has.
    pub async fn known_entries(&self, feed: FeedId, keys: &[Hash16]) -> Result<HashMap<Hash16, KnownEntry>> {
        let rows =
            self.read((feed, keys.to_vec()), |tx, input| Box::pin(due::known_entries(tx, input))).await?;
        self.note_seen(feed, &rows).await?;
        Ok(rows.into_iter().map(|(key, known, _)| (key, known)).collect())
    }

    /// T1. Idempotent by entry key. An address that already leads to an article adds the entry to it instead of a new article.
    /// Matches given with an entry whose page is not read (`page: None`) are final (T2 at once); with a page they wait 60 s for it.
    pub async fn commit_prepared(&self, poll: PreparedPoll) -> Result<PollCommitted> {
        let poll = self.compared(poll).await?;
        self.write(poll.weight(), poll, |tx, poll| Box::pin(poll::commit(tx, poll))).await
    }

    /// With what changed words change in those that people were told, worked out here and not by the one writer.
    async fn compared(&self, mut poll: PreparedPoll) -> Result<PreparedPoll> {
        let articles = poll.changed_articles();
        if articles.is_empty() {
            return Ok(poll);
        }
        let bases = self.read(articles, |tx, ids| Box::pin(recheck::bases_of_feed(tx, ids))).await?;
        if bases.is_empty() {
            return Ok(poll);
        }
        prepared(poll.weight(), move || poll.compare(&bases).map(|()| poll)).await
    }

    /// `feed poll NAME`: due now, whatever its interval; false when no such feed.
    pub async fn make_due(&self, feed: &Name, now: Timestamp) -> Result<bool> {
        self.write(0, (feed.clone(), now), |tx, input| Box::pin(due::make_due(tx, input))).await
    }

    // ── hubs ──

    /// Every subscription at a hub, those that are due first.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>> {
        self.read((), |tx, input| Box::pin(websub::all(tx, input))).await
    }

    /// Subscriptions at hubs that are to be looked at by now, the longest due first, at most `limit`.
    pub async fn due_subscriptions(&self, now: Timestamp, limit: usize) -> Result<Vec<Subscription>> {
        self.read((now, limit), |tx, input| Box::pin(websub::due(tx, input))).await
    }

    /// Makes these feeds' subscriptions due: what is wanted of their hubs may be something else by now.
    pub async fn look_at_subscriptions(&self, feeds: Vec<FeedId>, now: Timestamp) -> Result<()> {
        self.write(0, (feeds, now), |tx, input| Box::pin(websub::look(tx, input))).await
    }

    /// A feed's subscription.
    pub async fn subscription_of(&self, feed: FeedId) -> Result<Option<Subscription>> {
        self.read(feed, |tx, feed| Box::pin(websub::of_feed(tx, feed))).await
    }

    /// The subscription whose callback ends so.
    pub async fn subscription_at(&self, path: &str) -> Result<Option<Subscription>> {
        self.read(path.to_owned(), |tx, path| Box::pin(websub::at_path(tx, path))).await
    }

    /// A feed names a hub; false when that is known.
    pub async fn begin_subscription(&self, new: Subscription) -> Result<bool> {
        self.write(0, new, |tx, new| Box::pin(websub::begin(tx, new))).await
    }

    /// Writes where a subscription stands; false when it is over or another's.
    pub async fn keep_subscription(&self, now: Subscription) -> Result<bool> {
        self.write(0, now, |tx, now| Box::pin(websub::keep(tx, now))).await
    }

    /// The request made of the hub at `asked_at` failed; false when the hub has verified since.
    pub async fn fail_subscription(&self, now: Subscription, asked_at: Timestamp) -> Result<bool> {
        self.write(0, (now, asked_at), |tx, input| Box::pin(websub::fail(tx, input))).await
    }

    /// Forgets a subscription.
    pub async fn end_subscription(&self, path: &str) -> Result<()> {
        self.write(0, path.to_owned(), |tx, path| Box::pin(websub::end(tx, path))).await
    }

    /// After a poll of a feed with a hub: when it would come again without, and how many entries the hub missed.
    pub async fn note_hub_poll(&self, feed: FeedId, poll_at: Option<Timestamp>, missed: usize) -> Result<()> {
        self.write(0, (feed, poll_at, missed), |tx, input| Box::pin(websub::note_poll(tx, input))).await
    }

    /// A poll put off for the hub's sake comes when it would have come without; false when none was.
    pub async fn poll_as_usual(&self, feed: FeedId, now: Timestamp) -> Result<bool> {
        self.write(0, (feed, now), |tx, input| Box::pin(websub::poll_as_usual(tx, input))).await
    }

    /// A feed as if it were due, for what its hub pushes; none when it is not polled, or paused.
    pub async fn pushed_feed(&self, feed: FeedId, now: Timestamp) -> Result<Option<Due>> {
        self.read((feed, now), |tx, input| Box::pin(due::pushed_feed(tx, input))).await
    }

    /// T1 of pushed content: its entries as a poll's; validators and the next poll stay.
    pub async fn commit_push(&self, push: PreparedPoll) -> Result<PollCommitted> {
        let push = self.compared(push).await?;
        self.write(push.weight(), push, |tx, push| Box::pin(websub::push(tx, push))).await
    }

    // ── T2 read ──

    /// Q5: due page jobs, first reads before rechecks, leased until `lease_until`; at most `per_host` of one host.
    pub async fn claim_pages(
        &self,
        now: Timestamp,
        limit: usize,
        per_host: usize,
        lease_until: Timestamp,
    ) -> Result<Vec<PageJob>> {
        let claim =
            read::PageClaim { now, limit, per_host, lease: self.lease(lease_until), hosts: self.hosts() };
        self.write(0, claim, |tx, claim| Box::pin(read::claim(tx, claim))).await
    }

    /// T2: text, search tokens, matches; or the job put off; or given up, the feed's words standing. The next recheck takes its place.
    pub async fn commit_read(&self, read: ReadCommit) -> Result<()> {
        let weight = match &read.outcome {
            ReadOutcome::Text(text) => text.article.body.len() + text.page.as_ref().map_or(0, Vec::len),
            _ => 0,
        };
        let read = prepared(weight, || read::Read::of(read)).await?;
        self.write(weight, read, |tx, read| Box::pin(read::commit(tx, read))).await
    }

    // ── T3 story ──

    /// Q6: matched articles whose story is due (text there, or 60 s waited), at most `limit`.
    pub async fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<Candidate>> {
        self.read((now, limit), |tx, input| Box::pin(story::candidates(tx, input))).await
    }

    /// The stories of the last three days that have an article with a candidate's content, by its hash.
    pub async fn stories_by_content(&self, candidates: &[Candidate]) -> Result<HashMap<Hash16, StoryId>> {
        self.read(story::Contents::of(candidates), |tx, contents| Box::pin(story::of_contents(tx, contents)))
            .await
    }

    /// What stories are now; those that are gone are left out.
    pub async fn story_states(&self, stories: BTreeSet<StoryId>) -> Result<HashMap<StoryId, StoryState>> {
        self.read(stories, |tx, stories| Box::pin(story::states(tx, stories))).await
    }

    /// Articles first seen since `oldest` of the stories that took one in since `since`, oldest first, each with its story.
    pub async fn placed(&self, since: Timestamp, oldest: Timestamp) -> Result<Vec<PlacedArticle>> {
        self.read((since, oldest), |tx, input| Box::pin(story::placed(tx, input))).await
    }

    /// T3: stories, their topics, the articles' relation, the items owed, corrections among them.
    pub async fn commit_stories(&self, commit: StoryCommit) -> Result<()> {
        self.write(0, commit, |tx, commit| Box::pin(story::commit(tx, commit))).await
    }

    // ── T4 compose ──

    /// Q7: every rule with open items or a slot, for the verdicts.
    pub async fn open_rules(&self) -> Result<Vec<OpenRule>> {
        self.read(self.0.clock.now(), |tx, now| Box::pin(compose::open_rules(tx, now))).await
    }

    /// When each rule last answered that more outlets have a story.
    pub async fn answered(&self) -> Result<Vec<(RuleName, Timestamp)>> {
        self.read((), |tx, input| Box::pin(compose::answered(tx, input))).await
    }

    /// The open items of a rule with `ready_at <= ready_by`, oldest first, at most 20,000.
    pub async fn open_items(&self, rule: &RuleName, ready_by: Timestamp) -> Result<Vec<Item>> {
        let input = (rule.to_string(), ready_by);
        self.read(input, |tx, input| Box::pin(compose::open_items(tx, input))).await
    }

    /// Open items are ready earlier than it was said.
    pub async fn ready_earlier(&self, ready: Vec<(ItemId, Timestamp)>) -> Result<()> {
        self.write(0, ready, |tx, ready| Box::pin(items::ready_earlier(tx, ready))).await
    }

    /// Forgets what a rule owes since before then and did not tell; how many stories.
    pub async fn let_go(&self, rule: &RuleName, before: Timestamp) -> Result<usize> {
        self.write(0, (rule.to_string(), before), |tx, input| Box::pin(items::let_go(tx, input))).await
    }

    /// What is to be told of these items, in their order.
    pub async fn story_details(&self, items: &[Item]) -> Result<Vec<StoryDetail>> {
        self.read(items.to_vec(), |tx, items| Box::pin(details::story_details(tx, items))).await
    }

    /// T4: a message frozen into deliveries, its items taken, its slot written. Suppressed recipients get none.
    /// Composing the same slot twice, an item already taken, or for nobody but the suppressed, changes nothing and returns `false`.
    pub async fn commit_message(&self, commit: MessageCommit) -> Result<bool> {
        let deliveries = commit.deliveries.as_deref().unwrap_or_default();
        let weight = deliveries.iter().map(|(_, rendered)| rendered.bytes.len()).sum();
        let input = (commit, Arc::clone(&self.0.ids));
        self.write(weight, input, |tx, input| Box::pin(compose::commit(tx, input))).await
    }

    /// Q12: the footer. A topic is silent when its last match is before `silent_before`.
    pub async fn coverage(&self, silent_before: Timestamp) -> Result<Coverage> {
        let input = (silent_before, self.0.clock.now());
        self.read(input, |tx, input| Box::pin(coverage::coverage(tx, input))).await
    }

    // ── T5, T6 ──

    /// Q8/T5: at most one due delivery of each free channel among `channels`; `sending` from here on.
    /// A delivery left `sending` by an ended lease is claimed as uncertain.
    pub async fn claim_deliveries(
        &self,
        channels: &[Name],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Vec<Claim>> {
        let lease = self.lease(lease_until);
        let claim = outbox::DeliveryClaim { channels: channels.to_vec(), now, lease };
        self.write(0, claim, |tx, claim| Box::pin(outbox::claim(tx, claim))).await
    }

    /// T6; says what became of a refused recipient. [`StoreError::Fenced`] when the lease is another's.
    pub async fn settle_delivery(&self, settlement: Settlement) -> Result<Suppressing> {
        self.write(0, settlement, |tx, settlement| Box::pin(outbox::settle(tx, settlement))).await
    }

    // ── alarms ──

    /// Raises an alarm unless it stands; returns whether it is new.
    pub async fn raise_alarm(&self, subject: &AlarmSubject, detail: &str, now: Timestamp) -> Result<bool> {
        let raise = alarms::Raise { subject: subject.clone(), detail: detail.to_owned(), now };
        self.write(0, raise, |tx, raise| Box::pin(alarms::raise(tx, raise))).await
    }

    /// Clears an alarm; returns whether it stood.
    pub async fn clear_alarm(&self, subject: &AlarmSubject, now: Timestamp) -> Result<bool> {
        let input = (subject.clone(), now);
        self.write(0, input, |tx, input| Box::pin(alarms::clear(tx, input))).await
    }

    /// Alarms that stand, oldest first.
    pub async fn standing_alarms(&self) -> Result<Vec<StandingAlarm>> {
        self.read((), |tx, input| Box::pin(alarms::standing(tx, input))).await
    }

    /// Alarms raised or cleared that the operator has not been told of, oldest first.
    pub async fn untold_alarms(&self) -> Result<Vec<Alarm>> {
        self.read((), |tx, input| Box::pin(alarms::untold(tx, input))).await
    }

    // ── pauses ──

    /// Silences something, or moves the end of its pause; false when there is no such story.
    pub async fn pause(&self, pause: Pause) -> Result<bool> {
        self.write(0, pause, |tx, pause| Box::pin(pauses::set(tx, pause))).await
    }

    /// Ends a pause; false when there is none.
    pub async fn resume(&self, what: &Pausable) -> Result<bool> {
        let input = (what.clone(), self.0.clock.now());
        self.write(0, input, |tx, input| Box::pin(pauses::clear(tx, input))).await
    }

    /// The pauses that hold at `now`, by kind and name.
    pub async fn pauses(&self, now: Timestamp) -> Result<Vec<Pause>> {
        self.read(now, |tx, now| Box::pin(pauses::standing(tx, now))).await
    }

    // ── looking ──

    /// The earliest time at which any of the loops has something to do, of the hosts that are this process's.
    pub async fn next_due(&self) -> Result<NextDue> {
        self.read(self.hosts(), |tx, hosts| Box::pin(look::next_due(tx, *hosts))).await
    }

    /// Every feed with its state, by name.
    pub async fn feed_list(&self) -> Result<Vec<FeedRow>> {
        self.read(self.0.clock.now(), |tx, now| Box::pin(look::feed_list(tx, now))).await
    }

    /// Q11: everything known of the article an address leads to.
    pub async fn trail(&self, url_key: Hash16) -> Result<Option<ArticleTrail>> {
        self.read(url_key, |tx, key| Box::pin(trail::trail(tx, key))).await
    }

    /// A page kept as evidence of the article an address leads to: of one version of its words, or the newest.
    pub async fn evidence(&self, url_key: Hash16, version: Option<i64>) -> Result<Option<Evidence>> {
        self.read((url_key, version), |tx, input| Box::pin(trail::evidence(tx, input))).await
    }

    /// Articles of the archive in their current versions, newest first, without those that are gone.
    pub async fn archived(&self, ids: &[ArticleId]) -> Result<Vec<Archived>> {
        self.read(ids.to_vec(), |tx, ids| Box::pin(archive::archived(tx, ids))).await
    }

    /// Q10: the articles that may be wanted, newest first, in pages: for a search, or a topic tried on the past.
    #[must_use]
    pub fn archive(&self, wanted: ArchiveQuery) -> Archive<'_> {
        Archive::new(self, wanted)
    }

    /// Matches of the newest articles, for comparing two stores: (article url, title, topic, version, score), in order of address and topic.
    pub async fn all_matches(&self, limit: usize) -> Result<Vec<MatchRow>> {
        self.read(limit, |tx, limit| Box::pin(trail::all_matches(tx, limit))).await
    }

    /// Deletes what is older than `before` in a slice of at most 1,000 articles; returns how many went.
    /// Never an unsent item, an unsettled delivery, or an entry key still in its feed.
    pub async fn sweep(&self, before: Timestamp) -> Result<usize> {
        let gone = self.write(0, before, |tx, before| Box::pin(sweep::sweep(tx, before))).await?;
        if let Backend::Postgres(store) = &self.0.backend {
            store.pass_days(before).await?;
            store.make_days(self.0.clock.now()).await;
        }
        Ok(gone)
    }

    /// Copies the SQLite store to `to` while it is in use.
    pub async fn backup(&self, to: &std::path::Path) -> Result<()> {
        match &self.0.backend {
            Backend::Sqlite(store) => store.backup(to).await,
            Backend::Postgres(_) => {
                Err(StoreError::Other("a PostgreSQL store is backed up with `pg_dump`".to_owned()))
            }
        }
    }
}

/// Works something out before its transaction: compression and tokens cost more than the statements do. Large inputs
/// go to a thread of their own, so that they hold up no other task.
async fn prepared<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    const LARGE_BYTES: usize = 64 << 10;
    if bytes < LARGE_BYTES {
        return work();
    }
    tokio::task::spawn_blocking(work).await.map_err(|e| StoreError::Other(e.to_string()))?
}
