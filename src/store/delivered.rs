//! What people ask and change of the outbox: deliveries, and recipients who get no more mail.

use super::channels::{Enabled, WantedChannel};
use super::rows::{DeliveryFilter, DeliveryRow, DeliveryTrail, Suppression};
use super::{Result, Store, channels, look, outbox, suppress};
use crate::config::Channel;
use crate::deliver::Unwanted;
use crate::model::{DeliveryId, Name, Timestamp};

#[expect(
    clippy::missing_errors_doc,
    reason = "every operation fails as `StoreError` says and in no other way"
)]
impl Store {
    /// Deliveries, newest first.
    pub async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliveryRow>> {
        self.read(filter.clone(), |tx, filter| Box::pin(look::deliveries(tx, filter))).await
    }

    /// Channels that messages wait for, and how many.
    pub async fn waiting_channels(&self) -> Result<Vec<(Name, usize)>> {
        self.read((), |tx, input| Box::pin(outbox::waiting_channels(tx, input))).await
    }

    /// One delivery with its attempts and bytes.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryTrail>> {
        self.read(id, |tx, id| Box::pin(look::delivery(tx, id))).await
    }

    /// Puts a dead, retrying or uncertain delivery back as pending, due now; false when there is none such.
    pub async fn retry_delivery(&self, id: DeliveryId, now: Timestamp) -> Result<bool> {
        self.write(0, (id, now, outbox::Again::Unsent), |tx, input| Box::pin(outbox::retry(tx, input))).await
    }

    /// Lets every disabled channel send again what waits; which they were.
    pub async fn enable_channels(&self) -> Result<Vec<Name>> {
        self.write(0, Enabled::All, |tx, input| Box::pin(channels::enable(tx, input))).await
    }

    /// Lets a disabled channel send again what waits; false when it is not disabled.
    pub async fn enable_channel(&self, name: Name) -> Result<bool> {
        let input = Enabled::Named(name);
        Ok(!self.write(0, input, |tx, input| Box::pin(channels::enable(tx, input))).await?.is_empty())
    }

    /// The same once a message went through it, where messages that wait go to the address that took this one.
    pub async fn enable_tried(&self, channel: &Channel) -> Result<bool> {
        let input = Enabled::Tried(WantedChannel::of(channel));
        Ok(!self.write(0, input, |tx, input| Box::pin(channels::enable(tx, input))).await?.is_empty())
    }

    /// Puts a delivery back that was sent, under the same id, because its receiver lost it; false when there is none such.
    pub async fn replay_delivery(&self, id: DeliveryId, now: Timestamp) -> Result<bool> {
        self.write(0, (id, now, outbox::Again::Sent), |tx, input| Box::pin(outbox::retry(tx, input))).await
    }

    /// Whether [`Store::replay_delivery`] would put a delivery back.
    pub async fn may_replay(&self, id: DeliveryId) -> Result<bool> {
        self.read((id, outbox::Again::Sent), |tx, input| Box::pin(outbox::may_go(tx, input))).await
    }

    /// Gives an unsettled or dead delivery up; false when there is none such.
    pub async fn drop_delivery(&self, id: DeliveryId, now: Timestamp) -> Result<bool> {
        self.write(0, (id, now), |tx, input| Box::pin(outbox::drop(tx, input))).await
    }

    /// A person ends a recipient's mail, and what waits for him is dropped; false when he was not already.
    pub async fn suppress(&self, suppression: Suppression) -> Result<bool> {
        self.write(0, suppression, |tx, input| Box::pin(suppress::add(tx, input, None))).await
    }

    /// Recipients who must not be written to.
    pub async fn suppressions(&self) -> Result<Vec<Suppression>> {
        self.read((), |tx, input| Box::pin(suppress::all(tx, input))).await
    }

    /// Undoes a suppression, or all of a recipient; false when there is none such.
    pub async fn unsuppress(&self, channel: &Name, recipient: &str, what: Option<Unwanted>) -> Result<bool> {
        let input = (channel.clone(), recipient.to_owned(), what);
        self.write(0, input, |tx, input| Box::pin(suppress::remove(tx, input))).await
    }
}
