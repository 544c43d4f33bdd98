//! The forms a notice takes: mail, Slack, webhook, terminal.

mod bounds;
mod channels;
pub mod independent;
mod mail;
mod paused;
mod reading;
mod sample;
mod schema;
mod snapshots;
mod subjects;
mod syndication;
mod template;
