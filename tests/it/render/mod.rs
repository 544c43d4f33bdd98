//! The forms a notice takes: mail, Slack, webhook, terminal.

mod bounds;
mod channels;
mod independent;
mod mail;
mod sample;
mod schema;
mod snapshots;
